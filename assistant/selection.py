"""Which candidates are said, and which of them first: few, different, from the right sources.

Numbers that shape an answer are here; what makes a sentence fit the question is in ranking.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.evidence import Candidate
from assistant.retrieval import Retrieval
from corpus.model import EvidenceLevel, Section


@dataclass(frozen=True, slots=True)
class Shares:
    """How many statements a section may have, in all and from one source, from how many sources."""

    statements: int
    sources: int
    leading: int
    other: int


# Where advice leads the answer, and where a study does ("What did SPRINT show?").
_ADVICE_LED = {Section.GUIDELINES: Shares(8, 4, 5, 3), Section.RESEARCH: Shares(5, 4, 3, 2)}
_STUDY_LED = {Section.GUIDELINES: Shares(4, 3, 3, 2), Section.RESEARCH: Shares(7, 4, 5, 2)}

# How far below the best candidate of its section (in the ranking's units) a statement may be. The
# leading source may be read further down: its second line, its exceptions, its next step.
_REACH = 4.5
_REACH_LEADING = 7.0

# Research is let in from this far below the best candidate of all.
_RESEARCH_REACH = 7.0

# A study leads the answer only where it fits the question this much better than any recommendation.
_STUDY_MARGIN = 0.5

# An older version leads only where nothing in force comes this close to it: a newer one may have
# left the subject out. It is then shown as superseded.
_OLDER_MARGIN = 1.0

# Another source must hold this share of what the bottom line holds of the question's words: a
# guideline on Bell's palsy also speaks of steroids, but does not answer a question on croup.
# Studies are read more widely, for they are titled by what they measured.
_ON_TOPIC = {Section.GUIDELINES: 0.6, Section.RESEARCH: 0.3}

# Statements of the leading source before the others have their first.
_HEARD_FIRST = 2

# Shared stems (Jaccard) from which two sentences say the same.
_SAME = 0.7


@dataclass(frozen=True, slots=True)
class Selection:
    """What will be said, each part best first. The bottom line is not repeated in its section."""

    bottom_line: Candidate | None
    guidelines: tuple[Candidate, ...]
    research: tuple[Candidate, ...]

    def everything(self) -> Iterator[Candidate]:
        if self.bottom_line is not None:
            yield self.bottom_line
        yield from self.guidelines
        yield from self.research


def select(candidates: Sequence[Candidate], retrieval: Retrieval) -> Selection:
    """Choose from candidates that are ordered best first."""
    if not candidates:
        return Selection(None, (), ())
    best = candidates[0].score
    bottom_line = _bottom_line(candidates, retrieval)
    shares = _ADVICE_LED if bottom_line.section is Section.GUIDELINES else _STUDY_LED
    guidelines, research = (
        _chosen([c for c in candidates if c.section is section], bottom_line, shares[section])
        for section in (Section.GUIDELINES, Section.RESEARCH)
    )
    if bottom_line.section is Section.GUIDELINES:
        research = tuple(c for c in research if c.score >= best - _RESEARCH_REACH)
    return Selection(bottom_line, guidelines, research)


def _bottom_line(candidates: Sequence[Candidate], retrieval: Retrieval) -> Candidate:
    """The best advice, of a version in force unless only an older one says anything like it."""
    advice = _best_advice([c for c in candidates if c.section is Section.GUIDELINES], retrieval)
    study = next((c for c in candidates if c.section is Section.RESEARCH), None)
    if advice is None or (study is not None and study.score > advice.score + _STUDY_MARGIN):
        return study or candidates[0]
    return advice


def _best_advice(advice: Sequence[Candidate], retrieval: Retrieval) -> Candidate | None:
    if not advice:
        return None
    in_force = (c for c in advice if retrieval.superseded_by(c.source.id) is None)
    current = next(in_force, None)
    if current is None or advice[0].score > current.score + _OLDER_MARGIN:
        return advice[0]
    return current


def _chosen(
    ordered: Sequence[Candidate], bottom_line: Candidate, shares: Shares
) -> tuple[Candidate, ...]:
    """The best of one section, several sources, none of it twice.

    Every source is heard once before any but the leading one is heard again.
    """
    eligible = [c for c in ordered if _on_topic(c, bottom_line)]
    if not eligible:
        return ()
    own = bottom_line.section is eligible[0].section
    leading = bottom_line.source.id if own else eligible[0].source.id
    best = bottom_line.score if own else eligible[0].score
    counts = Counter([bottom_line.source.id] if own else [])
    chosen: list[Candidate] = []
    for leading_limit, other_limit in ((_HEARD_FIRST, 1), (shares.leading, shares.other)):
        limits = replace(shares, leading=leading_limit, other=other_limit)
        for candidate in eligible:
            if len(chosen) == shares.statements:
                break
            reach = _REACH_LEADING if candidate.source.id == leading else _REACH
            if (
                candidate.score >= best - reach
                and _has_room(candidate, leading, counts, limits)
                and not _repeats(candidate, [bottom_line, *chosen])
            ):
                chosen.append(candidate)
                counts[candidate.source.id] += 1
    return tuple(sorted(chosen, key=lambda c: -c.score))


def _on_topic(candidate: Candidate, bottom_line: Candidate) -> bool:
    """Of the bottom line's source, or about the same; and not about other people."""
    if candidate.features["population"] < 0:
        return False
    needed = _ON_TOPIC[candidate.section] * bottom_line.features["coverage"]
    same_source = candidate.source.id == bottom_line.source.id
    return same_source or candidate.features["coverage"] >= needed


def _has_room(candidate: Candidate, leading: str, counts: Counter[str], shares: Shares) -> bool:
    source = candidate.source
    if source.id not in counts and len(counts) >= shares.sources:
        return False
    if source.id == leading:
        return counts[source.id] < shares.leading
    weak = source.kind.level >= EvidenceLevel.CASES
    return counts[source.id] < (1 if weak else shares.other)


def _repeats(candidate: Candidate, said: Iterable[Candidate]) -> bool:
    """Whether it was said: the same sentence, or the same words with the same numbers."""
    return any(
        (candidate.passage.id, candidate.sentence.span) == (other.passage.id, other.sentence.span)
        or (candidate.numbers == other.numbers and _overlap(candidate, other) >= _SAME)
        for other in said
    )


def _overlap(one: Candidate, other: Candidate) -> float:
    together = len(one.stems | other.stems)
    return len(one.stems & other.stems) / together if together else 1.0
