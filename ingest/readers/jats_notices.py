"""Retractions, corrections and concerns that a JATS article is linked to. For the JATS reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from corpus.model import EditorialNotice, EditorialNoticeKind, Report, Source
from ingest.readers.identifiers import doi_of, pmid_of
from ingest.readers.inline_xml import words
from ingest.readers.xml_records import Element

_XLINK = "{http://www.w3.org/1999/xlink}href"
_RETRACTION, _CONCERN = EditorialNoticeKind.RETRACTION, EditorialNoticeKind.CONCERN
_CORRECTION, _PARTIAL = EditorialNoticeKind.CORRECTION, EditorialNoticeKind.PARTIAL_RETRACTION
_UPDATE = EditorialNoticeKind.UPDATE
# The values of `related-article-type`, by the side on which this article stands.
_ON_ITSELF = {
    "correction-forward": _CORRECTION,
    "corrected-by": _CORRECTION,
    "erratum": _CORRECTION,
    "retraction-forward": _RETRACTION,
    "retracted-by": _RETRACTION,
    "retraction": _RETRACTION,
    "partial-retraction-forward": _PARTIAL,
    "expression-of-concern-forward": _CONCERN,
    "concern-forward": _CONCERN,
    "expression-of-concern": _CONCERN,
    "update-forward": _UPDATE,
    "updated-by": _UPDATE,
}
_ON_OTHERS = {
    "corrected-article": _CORRECTION,
    "retracted-article": _RETRACTION,
    "partial-retraction": _PARTIAL,
    "object-of-concern": _CONCERN,
}


def notices_on_itself(meta: Element) -> tuple[EditorialNotice, ...]:
    """What was published on the article that this is, from its <article-meta>."""
    return tuple(
        EditorialNotice(_ON_ITSELF[link.type], link.printed, link.pmid, link.doi)
        for link in _links(meta)
        if link.type in _ON_ITSELF
    )


def reports_on_others(article: Element, source: Source) -> Iterator[Report]:
    """What this article, a correction or a retraction, makes known on another one."""
    meta = article.find("front/article-meta")
    reference = ". ".join(part for part in (source.journal, source.published) if part)
    for link in _links(meta) if meta is not None else ():
        kind = _ON_OTHERS.get(link.type)
        if kind is not None and (link.pmid or link.doi):
            notice = EditorialNotice(kind, reference, source.pmid, source.doi)
            yield Report(notice, link.pmid, link.doi)


class _Link(NamedTuple):
    """A <related-article>: its type, what is printed of it and what it points to."""

    type: str
    printed: str
    pmid: str | None
    doi: str | None


def _links(meta: Element) -> Iterator[_Link]:
    for element in meta.iterfind("related-article"):
        target, to = element.get(_XLINK, "").strip(), element.get("ext-link-type", "")
        pmid = pmid_of(target) if to in ("pmid", "pubmed") else None
        yield _Link(element.get("related-article-type", ""), words(element), pmid, doi_of(target))
