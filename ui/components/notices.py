"""Notices of an answer as the page shows them, the urgent ones before everything else."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Answer
from assistant.workspace.model import Article
from ui import reading_order
from ui.components.html import Markup, element, page_link
from ui.reading_order import AFTER, BEFORE, CLOSEST_SHOWN, URGENT


def urgent(answer: Answer) -> Iterator[Markup]:
    """What a person in danger must read first."""
    for notice in reading_order.notices(answer, URGENT):
        yield element("p", notice.text, role="alert", class_="g-urgent")


def before(answer: Answer) -> Iterator[Markup]:
    """What must be known before the answer is read."""
    for notice in reading_order.notices(answer, BEFORE):
        yield element("p", notice.text, class_="g-notice")


def after(answer: Answer) -> Iterator[Markup]:
    """What must be known of the sources."""
    if found := reading_order.notices(answer, AFTER):
        notes = (element("li", notice.text) for notice in found)
        yield element(
            "section",
            element("h2", "Please note", class_="g-eyebrow"),
            element("ul", *notes, class_="g-notes"),
        )


def stale(article: Article) -> Iterator[Markup]:
    """That cited sources are no longer what they were."""
    if article.stale:
        said = (element("li", source.said) for source in article.stale)
        yield element(
            "div",
            element("strong", "This answer is stale."),
            element("ul", *said),
            class_="g-notice g-stale",
        )


def no_answer(answer: Answer) -> Iterator[Markup]:
    """That there is none, and where a reader could look: never an empty body."""
    if not reading_order.says_why(answer):
        yield element("p", reading_order.NOTHING, class_="g-notice")
    if answer.retrieved:
        sources = (
            element("li", page_link("sources", found.source_id, source=found.source_id))
            for found in answer.retrieved[:CLOSEST_SHOWN]
        )
        yield element(
            "section",
            element("h2", "Closest sources", class_="g-eyebrow"),
            element("p", "Found, but not evidence for this question.", class_="g-small"),
            element("ul", *sources),
        )
