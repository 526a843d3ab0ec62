"""Numbered references: sources in the order in which they are first cited, with their quotes.

Both engines cite through it. A number or a quote, once given, stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from assistant.answer import Citation, Quote, Reference
from assistant.evidence import Candidate
from corpus.records import Entry


class References:
    """Numbers sources from 1 as they are cited and collects the quotes taken from each."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        """`entries` must hold every source that is cited."""
        self._entries = entries
        self._quotes: dict[str, dict[Quote, int]] = {}

    def cite(self, source_id: str, quotes: Iterable[Quote]) -> tuple[Citation, ...]:
        """One citation for each quote; the same quote again is the same citation."""
        own = self._quotes.setdefault(source_id, {})
        number = list(self._quotes).index(source_id) + 1
        return tuple(Citation(number, own.setdefault(quote, len(own))) for quote in quotes)

    def all(self) -> tuple[Reference, ...]:
        return tuple(
            _reference(number, self._entries[source_id], tuple(quotes))
            for number, (source_id, quotes) in enumerate(self._quotes.items(), start=1)
        )


def quotes_of(candidate: Candidate) -> tuple[Quote, ...]:
    """One quote for each span: the lead-ins, then the sentence."""
    heading = " > ".join(candidate.sentence.heading) or None
    return tuple(
        Quote(
            passage_id=candidate.passage.id,
            start=span.start,
            end=span.end,
            text=words,
            page=candidate.sentence.page,
            heading=heading,
        )
        for span, words in zip(candidate.spans, candidate.words, strict=True)
    )


def _reference(number: int, entry: Entry, quotes: tuple[Quote, ...]) -> Reference:
    source = entry.source
    return Reference(
        number=number,
        source_id=source.id,
        kind=source.kind,
        family=source.family,
        title=source.title,
        organization=source.organization,
        authors=source.authors,
        journal=source.journal,
        year=source.year,
        doi=source.doi,
        pmid=source.pmid,
        url=source.url,
        text_origin=source.text_origin,
        verification=source.verification,
        superseded_by=entry.superseded_by,
        quotes=quotes,
    )
