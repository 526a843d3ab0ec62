"""Whether bodies in force disagree on what was asked: the state `conflict`, and its notice.

Two ways to tell: a statement says itself that its body differs from another; or the question
compares, and two bodies' statements on the same matter point opposite ways or give other numbers.
`sufficiency` asks it of what would be shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.answer import Notice, NoticeKind
from assistant.denial import denies
from assistant.evidence import Candidate
from assistant.leads import name_of
from assistant.query import Query
from assistant.retrieval import Retrieval
from corpus.model import Section
from corpus.text.quantities import quantities

# Statements further down are too far from the question to be in conflict on it.
_LEADING = 6
# Of the shorter statement's stems, how many the other has: from here they are on the same matter.
_SAME_MATTER = 0.40
_COVERED = 0.6  # of the first statement's share of the question's words
_NAMES = 3  # short names from which a question compares

_BODY = (
    r"(?:[A-Z][A-Za-z]*[A-Z][A-Za-z/-]*|Task Force|College|Society|Academy|Association|Fleischner"
    r"|European|American|guidelines?|criteria|edition)"
)
_SAYS_SO = re.compile(
    rf"\b(?:differ(?:s|ed)?|disagree[sd]?|conflicts?|departs?)\b[^.;]{{0,50}}\b{_BODY}\b"
    rf"|\b{_BODY}\b[^.;]{{0,60}}\b(?:differ(?:s|ed)?|disagree[sd]?|conflicts? with)\b"
    rf"|\b(?:lower|higher|broader|narrower|stricter|looser|earlier|later|larger|smaller|longer|shorter)\b"
    rf"[^.;]{{0,40}} than (?:the |that of )?[^.;]{{0,40}}\b{_BODY}\b"
)
_COMPARES = re.compile(
    r"\b(?:who says|versus|vs\.?|against|agree|disagree|differ(?:s|ence|ences)?|both guidelines"
    r"|compared?|by \w+,? (?:and )?by|each (?:say|support|advise|recommend))\b|\bor every\b|, by\b",
    re.I,
)
_SHORT_NAME = re.compile(r"\b[A-Z]{2,}(?:[/-][A-Z]{2,})*\b")


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two sources in force that disagree; one alone where it says itself that others do."""

    sources: tuple[str, ...]

    def notice(self) -> Notice:
        who = " and ".join(self.sources)
        if len(self.sources) > 1:
            return Notice(
                NoticeKind.CONFLICT, f"{who} disagree: both are shown, each with its year."
            )
        return Notice(NoticeKind.CONFLICT, f"{who} says that other bodies advise otherwise.")


def disagreement(
    query: Query, shown: Sequence[Candidate], retrieval: Retrieval
) -> Disagreement | None:
    """The first disagreement among the statements, in the order in which they are shown."""
    advice = [c for c in shown if c.section is Section.GUIDELINES and _in_force(c, retrieval)]
    leading = _on_the_question(advice)[:_LEADING]
    asked = _asks_for_comparison(query.question)
    own = next((c for c in leading if _says_so(c, first=c is shown[0], asked=asked)), None)
    for one, other in combinations(leading, 2):
        if one.source.organization != other.source.organization and (
            own in (one, other) or (asked and _opposed(one, other))
        ):
            return Disagreement((name_of(one.source), name_of(other.source)))
    return Disagreement((name_of(own.source),)) if own else None


def _in_force(candidate: Candidate, retrieval: Retrieval) -> bool:
    return retrieval.superseded_by(candidate.source.id) is None


def _on_the_question(advice: Sequence[Candidate]) -> list[Candidate]:
    if not advice:
        return []
    needed = _COVERED * max(c.features["coverage"] for c in advice)
    return [c for c in advice if c.features["coverage"] >= needed]


def _asks_for_comparison(question: str) -> bool:
    return bool(_COMPARES.search(question)) or len(set(_SHORT_NAME.findall(question))) >= _NAMES


def _says_so(candidate: Candidate, *, first: bool, asked: bool) -> bool:
    """A statement that compares is evidence of a conflict where it leads, or was asked for."""
    return (first or asked) and _SAYS_SO.search(candidate.text) is not None


def _opposed(one: Candidate, other: Candidate) -> bool:
    """On the same matter, and one denies what the other does not, or gives other numbers."""
    shared = len(one.stems & other.stems) / max(1, min(len(one.stems), len(other.stems)))
    if shared < _SAME_MATTER:
        return False
    ways = {denies(c.text, c.sentence.strength) for c in (one, other)}
    return len(ways) == 2 or _other_numbers(one, other)


def _other_numbers(one: Candidate, other: Candidate) -> bool:
    """Whether both give numbers of one unit, and none of them is the same."""
    first, second = _by_unit(one.text), _by_unit(other.text)
    return any(not first[unit] & second[unit] for unit in first.keys() & second.keys())


def _by_unit(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for quantity in quantities(text):
        if quantity.unit:
            found.setdefault(quantity.unit, set()).add(str(quantity.value))
    return found
