"""Compose an answer from evidence without a model: words are quoted, only leads are Galen's own.

Takes what `selection` chose, has every statement verified, and lays the survivors out in groups
with numbered references.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import (
    Citation,
    Quote,
    Reference,
    Statement,
    StatementGroup,
    Withheld,
)
from assistant.evidence import Candidate
from assistant.leads import full_name, lead_of
from assistant.selection import Selection
from assistant.verification import Claim, Verified, Verifier
from corpus.model import Section, SourceKind
from corpus.records import Entry

# The small headings of From the Research, in the order in which evidence weighs.
_KIND_HEADINGS = {
    SourceKind.META_ANALYSIS: "Systematic reviews and meta-analyses",
    SourceKind.SYSTEMATIC_REVIEW: "Systematic reviews and meta-analyses",
    SourceKind.RCT: "Randomised trials",
    SourceKind.DIAGNOSTIC_ACCURACY: "Diagnostic accuracy",
    SourceKind.COHORT: "Cohort studies",
    SourceKind.CASE_CONTROL: "Case-control studies",
    SourceKind.CASE_SERIES: "Case series",
    SourceKind.NARRATIVE_REVIEW: "Narrative reviews",
    SourceKind.OTHER: "Other sources",
}


@dataclass(frozen=True, slots=True)
class Composition:
    """The evidence part of an answer."""

    bottom_line: Statement | None
    guidelines: tuple[StatementGroup, ...]
    research: tuple[StatementGroup, ...]
    references: tuple[Reference, ...]
    withheld: tuple[Withheld, ...]


def compose(
    selection: Selection,
    entries: dict[str, Entry],
    verifier: Verifier,
    *,
    corrects: bool = False,
) -> Composition:
    """Verify everything that was selected and lay out what passed.

    `corrects`: the bottom line denies what the question takes for granted, and is led in so.
    """
    chosen = list(selection.everything())
    denied = selection.bottom_line if corrects else None
    claims = [_claim(c, entries[c.source.id], corrects=c is denied) for c in chosen]
    verified = verifier.verify(claims)
    passed = [_Shown(c, v) for c, v in zip(chosen, verified, strict=True) if v.ok]
    withheld = tuple(Withheld(v.reason) for v in verified if not v.ok)
    bottom_line = _first_line(passed, selection)
    rest = [shown for shown in passed if shown is not bottom_line]
    ordered = _reading_order(bottom_line, rest)
    references = _References(ordered, entries)
    return Composition(
        bottom_line=references.statement(bottom_line) if bottom_line else None,
        guidelines=tuple(_groups(rest, Section.GUIDELINES, references)),
        research=tuple(_groups(rest, Section.RESEARCH, references)),
        references=references.all(),
        withheld=withheld,
    )


@dataclass(frozen=True, slots=True)
class _Shown:
    """A candidate that passed, with its checks."""

    candidate: Candidate
    verified: Verified

    @property
    def heading(self) -> str:
        source = self.candidate.source
        if source.section is Section.GUIDELINES:
            return full_name(source)
        return _KIND_HEADINGS[source.kind]


def _claim(candidate: Candidate, entry: Entry, *, corrects: bool) -> Claim:
    return Claim(
        text=candidate.text,
        lead=lead_of(entry, corrects=corrects),
        strength=candidate.sentence.strength,
        source_id=candidate.source.id,
        passage_id=candidate.passage.id,
        spans=candidate.spans,
    )


def _first_line(passed: Sequence[_Shown], selection: Selection) -> _Shown | None:
    """The selected bottom line, or the best of what is left where it was withheld."""
    intended = next((s for s in passed if s.candidate is selection.bottom_line), None)
    return intended or max(passed, key=lambda s: s.candidate.score, default=None)


def _reading_order(bottom_line: _Shown | None, rest: Sequence[_Shown]) -> list[_Shown]:
    """The order in which a reader meets the statements, which numbers the references."""
    first = [bottom_line] if bottom_line else []
    grouped = [
        shown
        for section in (Section.GUIDELINES, Section.RESEARCH)
        for _, members in _by_heading(rest, section)
        for shown in members
    ]
    return [*first, *grouped]


def _by_heading(shown: Iterable[_Shown], section: Section) -> Iterator[tuple[str, list[_Shown]]]:
    """Statements under their headings: guidelines as ranked, research by weight of evidence."""
    groups: dict[str, list[_Shown]] = {}
    for each in shown:
        if each.candidate.section is section:
            groups.setdefault(each.heading, []).append(each)
    if section is Section.GUIDELINES:
        yield from groups.items()
        return
    order = list(dict.fromkeys(_KIND_HEADINGS.values()))
    yield from sorted(groups.items(), key=lambda item: order.index(item[0]))


def _groups(
    shown: Sequence[_Shown], section: Section, references: _References
) -> Iterator[StatementGroup]:
    for heading, members in _by_heading(shown, section):
        yield StatementGroup(heading, tuple(references.statement(m) for m in members))


class _References:
    """Numbers sources from 1 in reading order and collects the quotes taken from each."""

    def __init__(self, shown: Sequence[_Shown], entries: dict[str, Entry]) -> None:
        self._entries = entries
        self._quotes: dict[str, dict[Quote, int]] = {}
        for each in shown:
            quotes = self._quotes.setdefault(each.candidate.source.id, {})
            for quote in _quotes(each.candidate):
                quotes.setdefault(quote, len(quotes))
        self._numbers = {source_id: n for n, source_id in enumerate(self._quotes, start=1)}

    def statement(self, shown: _Shown) -> Statement:
        candidate, verified = shown.candidate, shown.verified
        number = self._numbers[candidate.source.id]
        quotes = self._quotes[candidate.source.id]
        return Statement(
            text=candidate.text,
            lead=verified.claim.lead,
            strength=candidate.sentence.strength,
            citations=tuple(Citation(number, quotes[q]) for q in _quotes(candidate)),
            checks=dict(verified.checks),
        )

    def all(self) -> tuple[Reference, ...]:
        return tuple(
            _reference(number, self._entries[source_id], tuple(self._quotes[source_id]))
            for source_id, number in self._numbers.items()
        )


def _quotes(candidate: Candidate) -> tuple[Quote, ...]:
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
