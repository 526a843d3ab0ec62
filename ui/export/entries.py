"""References as printed entries: the citation, how far to trust it, links, the quoted passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answer import Quote, Reference
from ui.export.cleaning import clean
from ui.export.links import links_of
from ui.export.sheet import Entry, QuotedPassage

DIGEST = "digest"
_LABELS = {DIGEST: "From Galen's summary", "abstract": "Quoted from the abstract"}


def entries(references: Sequence[Reference]) -> Iterator[Entry]:
    numbers = {reference.source_id: reference.number for reference in references}
    for reference in references:
        yield Entry(
            number=reference.number,
            citation=citation(reference),
            marks="; ".join(marks(reference, numbers.get(reference.superseded_by or ""))),
            links=tuple(links_of(reference)),
            passages=tuple(_passage(quote, reference.text_origin) for quote in reference.quotes),
        )


def citation(reference: Reference) -> str:
    """Authors, title, body, journal and year, each once and ended by a period."""
    parts = [
        ", ".join(clean(author) for author in reference.authors),
        clean(reference.title),
        clean(reference.organization or ""),
        clean(f"{reference.journal or ''} {reference.year or ''}"),
    ]
    distinct = [part for i, part in enumerate(parts) if part and part not in parts[:i]]
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in distinct)


def marks(reference: Reference, newer: int | None) -> Iterator[str]:
    """What limits its use. `newer` is the number of the reference that replaced it, if cited."""
    if reference.superseded_by:
        yield f"superseded by {f'[{newer}]' if newer else clean(reference.superseded_by)}"
    if reference.text_origin == DIGEST:
        yield "read as Galen's summary, not the publisher's words"
    if reference.verification == "secondary":
        yield "checked on a third party's page only"


def whose(reference: Reference) -> str:
    """Body or first author and title; a digest is named as Galen's summary of it."""
    body = reference.organization or next(iter(reference.authors), "")
    named = clean(f"{body}: {reference.title}" if body else reference.title)
    return f"Galen's summary of {named}" if reference.text_origin == DIGEST else named


def _passage(quote: Quote, text_origin: str) -> QuotedPassage:
    text = clean(quote.text)
    page = "" if quote.page is None else f"page {quote.page}"
    return QuotedPassage(
        label=_LABELS.get(text_origin, "Quoted passage"),
        where=", ".join(filter(None, (clean(quote.heading or ""), page))),
        text=text if text_origin == DIGEST else f"“{text}”",
    )
