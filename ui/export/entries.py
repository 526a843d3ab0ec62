"""References as printed entries: the citation, how far to trust it, links, the quoted passages."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Answer, Quote
from ui.export.cleaning import clean
from ui.export.links import links_of
from ui.export.sheet import Entry, QuotedPassage
from ui.reference_line import DIGEST, citation, marks

_LABELS = {DIGEST: "From Galen's summary", "abstract": "Quoted from the abstract"}


def entries(answer: Answer) -> Iterator[Entry]:
    for reference in answer.references:
        yield Entry(
            number=reference.number,
            citation=clean(citation(reference)),
            marks="; ".join(clean(mark) for mark in marks(reference, answer.references)),
            links=tuple(links_of(reference)),
            passages=tuple(_passage(quote, reference.text_origin) for quote in reference.quotes),
        )


def _passage(quote: Quote, text_origin: str) -> QuotedPassage:
    text = clean(quote.text)
    page = "" if quote.page is None else f"page {quote.page}"
    return QuotedPassage(
        label=_LABELS.get(text_origin, "Quoted passage"),
        where=", ".join(filter(None, (clean(quote.heading or ""), page))),
        text=text if text_origin == DIGEST else f"“{text}”",
    )
