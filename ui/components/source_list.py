"""The list of sources: kind, body, year, version, status, verification, a line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.model import EditorialNotice, TextOrigin, Verification
from corpus.records import Entry
from ui.components.html import Markup, element, page_link
from ui.components.wording import KIND
from ui.source_search import status_of

_HEAD = ("Source", "Kind", "Year", "Status", "Verified")
_STATUS = {"current": "Current", "superseded": "Superseded", "retracted": "Retracted"}


def source_list(entries: Sequence[Entry]) -> Markup:
    """A table that becomes cards on a phone."""
    head = element("tr", *(element("th", name, scope="col") for name in _HEAD))
    return element(
        "table",
        element("thead", head),
        element("tbody", *(_row(entry) for entry in entries)),
        class_="g-table",
    )


def _row(entry: Entry) -> Markup:
    source, status = entry.source, status_of(entry)
    by = source.organization or ", ".join(source.authors[:3]) or source.journal or ""
    return element(
        "tr",
        element(
            "td",
            page_link("sources", source.title, class_="g-title", source=source.id),
            element("span", by, class_="g-details"),
            class_="g-wide",
        ),
        element("td", KIND[source.kind.value]),
        element("td", source.version or str(source.year or "undated")),
        element("td", element("span", _STATUS[status], class_=f"g-status-{status}")),
        element("td", _verified(entry)),
    )


def _verified(entry: Entry) -> str:
    primary = entry.source.verification is Verification.PRIMARY
    return "Primary page" if primary else "Third party's page"


def facts(entry: Entry) -> Iterator[tuple[str, str]]:
    """What is known of a source, by name, in order."""
    source = entry.source
    yield "Kind", KIND[source.kind.value]
    yield "Body", source.organization or ""
    yield "Authors", ", ".join(source.authors)
    yield "Journal", source.journal or ""
    yield "Published", source.published or ""
    yield "Version", source.version or ""
    yield "Status", _STATUS[status_of(entry)]
    yield "Superseded by", entry.superseded_by or ""
    yield "Published on it", "; ".join(map(said_of, source.notices))
    yield "Words", _ORIGIN[source.text_origin]
    yield "Verified on", _verified(entry)
    yield "Population", source.population or ""
    yield "Topics", ", ".join(source.topics)
    yield "Licence", source.licence or ""
    yield "In the library since", entry.added_at[:10]
    yield "Id", source.id


def said_of(notice: EditorialNotice) -> str:
    """ "Correction: J Gout. 2021;3:12, PMID 99"."""
    kind = notice.kind.value.replace("-", " ").capitalize()
    return f"{kind}: {notice.where}" if notice.where else kind


_ORIGIN = {
    TextOrigin.PUBLISHER: "The publisher's own",
    TextOrigin.ABSTRACT: "The abstract's",
    TextOrigin.DIGEST: "Galen's summary of the published source",
}
