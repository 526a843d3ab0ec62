"""What PubMed's links between records say: retractions, corrections, concerns, updates.

The same links stand in PubMed XML ("RetractionIn"), MEDLINE text ("RIN") and Europe PMC
("Retraction in"). For the readers of these formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from corpus.model import EditorialNotice, EditorialNoticeKind, Report

_RETRACTION, _UPDATE = EditorialNoticeKind.RETRACTION, EditorialNoticeKind.UPDATE
_PARTIAL, _CONCERN = EditorialNoticeKind.PARTIAL_RETRACTION, EditorialNoticeKind.CONCERN
_CORRECTION = EditorialNoticeKind.CORRECTION
# NLM, "MEDLINE/PubMed XML element descriptions", CommentsCorrectionsList: links to what was
# published on this article, and links of a notice to the article that it is on.
_ON_ITSELF = {
    "retractionin": _RETRACTION,
    "retractedandrepublishedin": _RETRACTION,
    "partialretractionin": _PARTIAL,
    "expressionofconcernin": _CONCERN,
    "erratumin": _CORRECTION,
    "correctedandrepublishedin": _CORRECTION,
    "updatein": _UPDATE,
}
_ON_OTHERS = {
    "retractionof": _RETRACTION,
    "retractedandrepublishedfrom": _RETRACTION,
    "partialretractionof": _PARTIAL,
    "expressionofconcernfor": _CONCERN,
    "erratumfor": _CORRECTION,
    "correctedandrepublishedfrom": _CORRECTION,
}
_NO_LETTERS = re.compile(r"[^a-z]+")


class Link(NamedTuple):
    """A link of one record to another: its type, what is printed of it, the other's identifiers."""

    type: str
    reference: str
    pmid: str | None = None
    doi: str | None = None


def is_told(kind: str) -> bool:
    """Whether a link of this type says something; most are to what an article cites."""
    plain = _plain(kind)
    return plain in _ON_ITSELF or plain in _ON_OTHERS or plain == "updateof"


def notices(links: Iterable[Link]) -> tuple[EditorialNotice, ...]:
    """What was published on the article that holds the links, each once, in their order."""
    found = (
        EditorialNotice(kind, link.reference, link.pmid, link.doi)
        for link in links
        if (kind := _ON_ITSELF.get(_plain(link.type)))
    )
    return tuple(dict.fromkeys(found))


def retracts(found: Iterable[EditorialNotice]) -> bool:
    """Whether one of the notices takes the article back."""
    return any(notice.kind is _RETRACTION for notice in found)


def reports(
    links: Iterable[Link], reference: str, pmid: str | None, doi: str | None
) -> Iterator[Report]:
    """What the holder of the links, with this reference, makes known on other articles."""
    for link in links:
        kind = _ON_OTHERS.get(_plain(link.type))
        if kind is not None and (link.pmid or link.doi):
            yield Report(EditorialNotice(kind, reference, pmid, doi), link.pmid, link.doi)


def _plain(kind: str) -> str:
    return _NO_LETTERS.sub("", kind.lower())
