"""Notices of an answer as the page shows them, the urgent ones before everything else."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from assistant.answer import Answer, NoticeKind
from assistant.workspace.model import Article
from ui.components.html import Markup, element, page_link

_URGENT = (NoticeKind.EMERGENCY, NoticeKind.SELF_HARM)
_BEFORE = (
    NoticeKind.PERSONAL_DATA_REMOVED,
    NoticeKind.INJECTION,
    NoticeKind.OUT_OF_SCOPE,
    NoticeKind.OTHER_POPULATION,
    NoticeKind.MISSING,
    NoticeKind.FALLBACK,
    NoticeKind.CONFLICT,
)
_AFTER = tuple(kind for kind in NoticeKind if kind not in (*_URGENT, *_BEFORE))
_SAID_WHY = frozenset({NoticeKind.MISSING, NoticeKind.SELF_HARM, NoticeKind.OUT_OF_SCOPE})
_CLOSEST_SHOWN = 3


def urgent(answer: Answer) -> Iterator[Markup]:
    """What a person in danger must read first."""
    for text in _texts(answer, _URGENT):
        yield element("p", text, role="alert", class_="g-urgent")


def before(answer: Answer) -> Iterator[Markup]:
    """What must be known before the answer is read."""
    for text in _texts(answer, _BEFORE):
        yield element("p", text, class_="g-notice")


def after(answer: Answer) -> Iterator[Markup]:
    """What must be known of the sources."""
    if found := _texts(answer, _AFTER):
        notes = (element("li", text) for text in found)
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
    if not {notice.kind for notice in answer.notices} & _SAID_WHY:
        text = "No answer is given: nothing in this library supports one."
        yield element("p", text, class_="g-notice")
    if answer.retrieved:
        sources = (
            element("li", page_link("sources", found.source_id, source=found.source_id))
            for found in answer.retrieved[:_CLOSEST_SHOWN]
        )
        yield element(
            "section",
            element("h2", "Closest sources", class_="g-eyebrow"),
            element("p", "Found, but not evidence for this question.", class_="g-small"),
            element("ul", *sources),
        )


def _texts(answer: Answer, kinds: Collection[NoticeKind]) -> list[str]:
    order = [*kinds]
    found = [notice for notice in answer.notices if notice.kind in order]
    return [notice.text for notice in sorted(found, key=lambda n: order.index(n.kind))]
