"""One source: what is known of it, and its text with its passages set apart."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.model import EditorialNoticeKind, SourceText, TextOrigin, Verification
from corpus.records import Entry
from ui.components.html import Markup, element, link, page_link
from ui.components.source_list import facts, said_of
from ui.source_search import status_of


def source_text(entry: Entry, text: SourceText, passage_id: str | None) -> Markup:
    """The whole source; the passage with this id is marked."""
    source = entry.source
    known = (
        part
        for name, value in facts(entry)
        if value
        for part in (element("dt", name), element("dd", value))
    )
    return element(
        "article",
        page_link("sources", "\N{LEFTWARDS ARROW} All sources", class_="g-back"),
        element("h1", source.title, class_="g-question"),
        *_warnings(entry),
        element("dl", *known, class_="g-known"),
        element("p", *_links(entry), class_="g-links"),
        element("h2", "Text and passages", class_="g-eyebrow"),
        element("div", *_pieces(text, passage_id), class_="g-source-text"),
        class_="g-answer",
    )


def _warnings(entry: Entry) -> Iterator[Markup]:
    status = status_of(entry)
    if status == "retracted":
        said = "This source has been retracted. No answer uses it."
        yield element("p", said, class_="g-urgent", role="alert")
    for notice in entry.source.notices:
        if notice.kind is not EditorialNoticeKind.RETRACTION:
            yield element("p", f"{said_of(notice)}.", class_="g-notice")
    if status == "superseded" and entry.superseded_by:
        newer = page_link("sources", entry.superseded_by, source=entry.superseded_by)
        yield element("p", "Superseded by ", newer, ".", class_="g-notice")
    if entry.source.text_origin is TextOrigin.DIGEST:
        said = "Galen's own summary, not the publisher's words, and not reviewed by a clinician."
        yield element("p", said, class_="g-small")
    if entry.source.verification is Verification.SECONDARY:
        said = "Its facts were checked on a third party's page only: confirm them at the source."
        yield element("p", said, class_="g-small")


def _links(entry: Entry) -> Iterator[Markup]:
    source = entry.source
    if source.doi:
        yield link(f"https://doi.org/{source.doi}", "DOI")
    if source.pmid:
        yield link(f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/", "PubMed")
    if source.url:
        yield link(source.url, "Publisher's page")
    if source.checked:
        yield link(source.checked, "Where it was checked")


def _pieces(text: SourceText, passage_id: str | None) -> Iterator[str]:
    """The text in order: passages as blocks, what lies between them muted."""
    at = 0
    for passage in sorted(text.passages, key=lambda each: each.span):
        start = max(at, passage.span.start)
        between = text.text[at:start].strip()
        if any(map(str.isalnum, between)):
            yield element("div", between, class_="g-between")
        here = passage.id == passage_id
        shown = text.text[start : passage.span.end]
        body = element("mark", shown) if here else shown
        if shown.strip():
            yield element("div", body, class_="g-piece", id=f"p-{passage.ordinal}")
        at = max(at, passage.span.end)
    rest = text.text[at:].strip()
    if any(map(str.isalnum, rest)):
        yield element("div", rest, class_="g-between")
