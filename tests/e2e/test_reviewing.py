"""A review on the page: edits must pass verification, and every step is in the history."""

from __future__ import annotations

import pytest
from asking import GOUT, ask, settled
from playwright.sync_api import Page, expect


@pytest.fixture
def under_review(page: Page) -> Page:
    ask(page, GOUT)
    page.get_by_role("button", name="Submit for review").click()
    page.get_by_role("link", name="Open saved answer").click()
    page.get_by_role("link", name="See its review").click()
    page.get_by_role("button", name="Take up the review").click()
    page.get_by_text("Edit the statements").click()
    settled(page)
    return page


def test_words_that_the_source_does_not_say_are_refused(under_review: Page) -> None:
    first = under_review.get_by_label("Statement 1", exact=True)
    said = first.input_value()
    assert "6 mg/dL" in said
    first.fill(said.replace("6 mg/dL", "9 mg/dL"))
    first.blur()
    settled(under_review)
    under_review.get_by_role("button", name="Check and save").click()
    refused = under_review.get_by_role("alert").first
    expect(refused).to_contain_text("keep to what the quoted passage says")
    expect(under_review.locator(".g-bottom-line .g-text").last).to_have_text(said)


def test_what_is_taken_out_and_said_is_in_the_history(under_review: Page) -> None:
    last = under_review.get_by_label("Statement 2", exact=True)
    said = last.input_value()
    last.fill("")
    last.blur()
    settled(under_review)
    under_review.get_by_role("button", name="Check and save").click()
    change = under_review.locator(".g-history del").first
    expect(change).to_have_text(said)
    expect(under_review.locator("article.g-answer .g-text").get_by_text(said)).to_have_count(0)
    under_review.get_by_label("Comment", exact=True).fill("Please shorten the first part.")
    under_review.get_by_role("button", name="Request changes").click()
    expect(under_review.locator(".g-status").first).to_have_text("Changes requested")
    comment = under_review.locator(".g-comment").first
    expect(comment).to_have_text("Please shorten the first part.")
