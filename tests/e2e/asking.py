"""What a person does on the Ask page, in one call each."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

LUMP = "What is the best imaging modality for a superficial lump on the lower back?"
GOUT = "What is the target uric acid in gout?"


def ask(page: Page, question: str) -> Locator:
    """Type a first question or a follow-up, and wait for its answer."""
    answers = page.locator("article.g-answer")
    before = answers.count()
    box = page.get_by_test_id("stChatInput").get_by_role("textbox")
    box.fill(question)
    box.press("Enter")
    expect(answers).to_have_count(before + 1)
    return answers.last


def settled(page: Page) -> None:
    """Wait until the page has run: while it is drawn anew, a click may go nowhere."""
    expect(page.locator(".stApp")).to_have_attribute("data-test-script-state", "notRunning")


def panel(page: Page) -> Locator:
    """The panel that is open."""
    return page.locator(".g-panel:popover-open")
