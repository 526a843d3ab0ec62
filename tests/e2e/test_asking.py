"""A person asks, looks at the proof, asks on, changes who they are, and finds it all again."""

from __future__ import annotations

import re

from asking import GOUT, LUMP, ask, panel
from playwright.sync_api import Page, expect


def test_an_answer_has_all_its_parts(page: Page) -> None:
    answer = ask(page, LUMP)
    expect(answer.get_by_role("heading", level=1)).to_have_text(LUMP)
    for heading in ("Bottom line", "From the Guidelines", "From the Research", "References"):
        expect(answer.get_by_role("heading", name=heading)).to_be_visible()
    expect(answer.locator(".g-bottom-line")).to_contain_text("ultrasound")
    expect(answer.locator(".g-banner")).to_contain_text("pending human review")
    expect(answer.locator(".g-disclaimer")).to_contain_text("health professionals")
    expect(answer.locator(".g-references li").first).to_contain_text("Galen's summary")


def test_a_citation_opens_the_passage_with_the_quote_marked(page: Page) -> None:
    answer = ask(page, LUMP)
    said = answer.locator(".g-bottom-line .g-text").inner_text()
    answer.locator(".g-bottom-line .g-cite").first.click()
    opened = panel(page)
    expect(opened.locator("mark")).to_have_text(said)
    expect(opened.locator(".g-passage")).to_contain_text(said)
    expect(opened.locator(".g-panel-body")).to_have_text("American College of Radiology, 2022")
    expect(opened.locator(".g-facts")).to_contain_text("Usually appropriate")
    for link in opened.locator("a[target=_blank]").all():
        assert re.match(r"https?://", link.get_attribute("href") or "")
        assert "noopener" in (link.get_attribute("rel") or "")
    page.keyboard.press("Escape")
    expect(opened).to_have_count(0)


def test_each_statement_says_why_it_is_shown(page: Page) -> None:
    answer = ask(page, LUMP)
    answer.get_by_role("button", name="Why this is shown").nth(1).click()
    expect(panel(page).locator(".g-passed").first).to_be_visible()
    expect(panel(page).locator(".g-failed")).to_have_count(0)


def test_a_follow_up_keeps_its_context_and_a_reload_finds_it(page: Page) -> None:
    ask(page, GOUT)
    answer = ask(page, "and in pregnancy?")
    expect(answer.locator(".g-searched")).to_contain_text("gout")
    before = page.locator("article.g-answer").all_inner_texts()
    page.reload()
    expect(page.locator("article.g-answer")).to_have_count(2)
    assert page.locator("article.g-answer").all_inner_texts() == before
    page.get_by_role("link", name="New question").click()
    expect(page.get_by_role("heading", name="What do you want to know?")).to_be_visible()
    page.locator(".g-earlier").get_by_role("link", name=GOUT).first.click()
    expect(page.locator("article.g-answer")).to_have_count(2)


def test_another_reader_is_remembered_and_reads_the_same_facts(page: Page) -> None:
    answer = ask(page, LUMP)
    said = answer.locator(".g-text").all_text_contents()
    page.get_by_test_id("stButtonGroup").get_by_text("Patient or family").click()
    expect(answer.locator(".g-disclaimer")).to_contain_text("not advice about you")
    assert answer.locator(".g-text").all_text_contents() == said
    expect(answer.locator(".g-glosses").first).to_be_visible()
    expect(answer.locator(".g-fold .g-text").first).to_be_hidden()
    answer.locator(".g-fold summary").click()
    expect(answer.locator(".g-fold .g-text").first).to_be_visible()
    page.reload()
    expect(page.locator(".g-disclaimer")).to_contain_text("not advice about you")


def test_a_thumb_is_kept_with_its_reason(page: Page) -> None:
    answer = ask(page, GOUT)
    answer.get_by_role("button", name="Why this is shown").first.click()
    panel(page).get_by_role("button", name="No").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("It leaves out the dose.")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    answer.get_by_role("button", name="Why this is shown").first.click()
    expect(panel(page).locator(".g-chosen")).to_contain_text("No")


def test_all_works_by_keyboard(page: Page) -> None:
    page.bring_to_front()  # focus is the front tab's alone, and others may be open
    page.get_by_test_id("stChatInput").get_by_role("textbox").focus()
    page.keyboard.type(LUMP)
    page.keyboard.press("Enter")
    answer = page.locator("article.g-answer")
    expect(answer).to_be_visible()
    answer.locator(".g-cite").first.focus()
    page.keyboard.press("Enter")
    expect(panel(page).locator("mark")).to_be_visible()
    expect(panel(page).get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Enter")
    expect(panel(page)).to_have_count(0)
    expect(answer.locator(".g-cite").first).to_be_focused()
