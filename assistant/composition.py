"""The evidence part of an answer, laid out alike for both engines: groups under small headings.

Headings are Galen's own, made from metadata, so that none can say what no source does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Reference, Statement, StatementGroup, Verdict, Withheld
from assistant.evidence import Candidate
from assistant.leads import full_name
from assistant.references import References, quotes_of
from corpus.model import Section, Source, SourceKind

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


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement that passed every check, with the sentences that it rests on, the first leading.

    The strength is the label stored with those sentences; the first one's source gives the section
    and the heading.
    """

    text: str
    lead: str | None
    strength: str | None
    checks: Mapping[str, Verdict]
    rests_on: tuple[Candidate, ...]

    @property
    def source(self) -> Source:
        return self.rests_on[0].source

    @property
    def section(self) -> Section:
        return self.source.section

    @property
    def heading(self) -> str:
        guideline = self.section is Section.GUIDELINES
        return full_name(self.source) if guideline else _KIND_HEADINGS[self.source.kind]


def statement(shown: Shown, references: References) -> Statement:
    """What is displayed, its citations numbered by `references`."""
    citations = (
        citation
        for candidate in shown.rests_on
        for citation in references.cite(candidate.source.id, quotes_of(candidate))
    )
    return Statement(
        text=shown.text,
        lead=shown.lead,
        strength=shown.strength,
        citations=tuple(dict.fromkeys(citations)),
        checks=dict(shown.checks),
    )


def laid_out(
    bottom_line: Shown | None,
    rest: Sequence[Shown],
    references: References,
    withheld: Iterable[Withheld],
) -> Composition:
    """Everything in reading order, which numbers the references that have no number yet."""
    first = statement(bottom_line, references) if bottom_line else None
    guidelines, research = (
        tuple(_groups(rest, section, references))
        for section in (Section.GUIDELINES, Section.RESEARCH)
    )
    return Composition(first, guidelines, research, references.all(), tuple(withheld))


def _groups(
    shown: Sequence[Shown], section: Section, references: References
) -> Iterator[StatementGroup]:
    for heading, members in _by_heading(shown, section):
        yield StatementGroup(heading, tuple(statement(m, references) for m in members))


def _by_heading(shown: Iterable[Shown], section: Section) -> Iterator[tuple[str, list[Shown]]]:
    """Statements under their headings: guidelines as they come, research by weight of evidence."""
    groups: dict[str, list[Shown]] = {}
    for each in shown:
        if each.section is section:
            groups.setdefault(each.heading, []).append(each)
    if section is Section.GUIDELINES:
        yield from groups.items()
        return
    order = list(dict.fromkeys(_KIND_HEADINGS.values()))
    yield from sorted(groups.items(), key=lambda item: order.index(item[0]))
