"""Which candidates are said, and which of them first: few, different, from the right sources.

Numbers that shape an answer are here; what makes a sentence fit the question is in ranking.py,
which statement leads in bottom_line.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.bottom_line import leading
from assistant.evidence import Candidate
from assistant.retrieval import Retrieval
from assistant.seats import seats
from assistant.subjects import share_subject
from corpus.model import EvidenceLevel, Section


@dataclass(frozen=True, slots=True)
class Shares:
    """How many statements a section may have, in all and from one source, from how many sources.

    `first`: how many the leading source has before the others have their first; `alone`: how many
    where the others leave room.
    """

    statements: int
    sources: int
    first: int
    leading: int
    other: int
    alone: int


# Where advice leads the answer, and where a study does ("What did SPRINT show?").
_ADVICE_LED = {
    Section.GUIDELINES: Shares(9, 6, first=3, leading=6, other=3, alone=7),
    Section.RESEARCH: Shares(5, 4, first=2, leading=3, other=2, alone=3),
}
_STUDY_LED = {
    Section.GUIDELINES: Shares(4, 3, first=2, leading=3, other=2, alone=3),
    Section.RESEARCH: Shares(7, 4, first=2, leading=5, other=2, alone=7),
}

# The most that an answer says, the bottom line included: research gives way to advice.
_LONGEST = 14

# How far below the best candidate of its section (in the ranking's units) a statement may be. The
# leading source may be read further down: its second line, its exceptions, its next step; and so
# may a body that the question names beside the leading one.
_REACH = 5.0
_REACH_LEADING = 7.5
_REACH_FEW = 9.0  # while the leading source has said no more than its first statements

# Research is let in from this far below the best candidate of all.
_RESEARCH_REACH = 9.5

# Statements of an older version beside the one in force: enough to see what was said before.
_OLDER_STATEMENTS = 1

# Another source must cover this share of what the bottom line covers of the question's words: a
# guideline on Bell's palsy also speaks of steroids, but does not answer a question on croup.
# Studies are titled by what they measured: there the sentence itself must hold the words, or a
# study near the question would be told from end to end.
_COVERS = {Section.GUIDELINES: 0.6, Section.RESEARCH: 0.3}
_HOLDS = {Section.GUIDELINES: 0.0, Section.RESEARCH: 0.4}

# What comes so close to the bottom line may be on the subject that was meant.
_RIVAL_MARGIN = 3.0

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
    bottom_line = leading(candidates, retrieval)
    shares = _ADVICE_LED if bottom_line.section is Section.GUIDELINES else _STUDY_LED
    guidelines, research = (
        _chosen(
            [c for c in candidates if c.section is section], bottom_line, shares[section], retrieval
        )
        for section in (Section.GUIDELINES, Section.RESEARCH)
    )
    if bottom_line.section is Section.GUIDELINES:
        research = tuple(c for c in research if c.score >= best - _RESEARCH_REACH)
    research = research[: _LONGEST - 1 - len(guidelines)]
    return _finding_first(Selection(bottom_line, guidelines, research))


def _finding_first(selection: Selection) -> Selection:
    """What a study found leads, where how it was done fits the question best."""
    leader = selection.bottom_line
    if leader is None or not leader.features.get("design"):
        return selection
    own = (c for c in selection.research if c.source.id == leader.source.id)
    finding = next((c for c in own if not c.features.get("design")), None)
    if finding is None:
        return selection
    others = (c for c in selection.research if c is not finding)
    return replace(selection, bottom_line=finding, research=(leader, *others))


def _chosen(
    ordered: Sequence[Candidate], bottom_line: Candidate, shares: Shares, retrieval: Retrieval
) -> tuple[Candidate, ...]:
    """The best of one section, several sources, none of it twice; older versions at the end."""
    eligible = [c for c in ordered if on_topic(c, bottom_line)]
    if not eligible:
        return ()
    own = bottom_line.section is eligible[0].section
    first = bottom_line if own else eligible[0]
    counts = Counter([bottom_line.source.id] if own else [])
    older = {c.source.id: retrieval.superseded_by(c.source.id) for c in eligible}
    chosen: list[Candidate] = []
    for candidates, limits in _rounds(eligible, shares, older):
        for candidate in candidates:
            successor = older[candidate.source.id]
            few = counts[first.source.id] <= shares.first
            if (
                len(chosen) < shares.statements
                and candidate.score >= first.score - _reach(candidate, first, few=few)
                and _has_room(candidate, first.source.id, counts, limits)
                # Beside the version in force, or where that has nothing to say.
                and (successor not in older or counts[successor or ""])
                and not _repeats(candidate, [bottom_line, *chosen])
            ):
                chosen.append(candidate)
                counts[candidate.source.id] += 1
    if own or first.section is Section.GUIDELINES:
        heard = [c for c in ordered if _may_be_seated(c, bottom_line, retrieval)]
        chosen += [c for c in seats([bottom_line, *chosen], heard, first) if c not in chosen]
    return tuple(
        sorted(chosen, key=lambda c: (retrieval.superseded_by(c.source.id) is not None, -c.score))
    )


def _may_be_seated(candidate: Candidate, bottom_line: Candidate, retrieval: Retrieval) -> bool:
    """In force and on topic; a body that is named may speak of other people."""
    if retrieval.superseded_by(candidate.source.id) is not None:
        return False
    return candidate.of_named_body or on_topic(candidate, bottom_line)


def _rounds(
    eligible: Sequence[Candidate], shares: Shares, older: Mapping[str, str | None]
) -> Iterator[tuple[Sequence[Candidate], Shares]]:
    """Every source is heard once before any but the leading one is heard again, older ones last."""
    in_force = [c for c in eligible if older[c.source.id] is None]
    yield in_force, replace(shares, leading=shares.first, other=1)
    yield in_force, shares
    yield in_force, replace(shares, leading=shares.alone)
    rest = [c for c in eligible if older[c.source.id] is not None]
    yield rest, replace(shares, other=_OLDER_STATEMENTS)


def _reach(candidate: Candidate, first: Candidate, *, few: bool) -> float:
    if candidate.source.id == first.source.id:
        return _REACH_FEW if few else _REACH_LEADING
    return _REACH_LEADING if _are_compared(candidate, first) else _REACH


def _are_compared(one: Candidate, other: Candidate) -> bool:
    """Whether the question names the bodies of both, which are on one subject."""
    both = one.of_named_body and other.of_named_body
    return both and share_subject(one.source, other.source)


def on_topic(candidate: Candidate, bottom_line: Candidate) -> bool:
    """Of the bottom line's source, of a body that is asked about beside its own, or of a source on
    its subject that covers what it covers of the question; and not about other people.
    """
    if candidate.features["population"] < 0:
        return False
    if candidate.source.id == bottom_line.source.id or _are_compared(candidate, bottom_line):
        return True
    if not _on_subject(candidate, bottom_line):
        return False
    section = candidate.section
    covers = candidate.features["coverage"] >= _COVERS[section] * bottom_line.features["coverage"]
    return covers and candidate.holds >= _HOLDS[section] * bottom_line.holds


def _on_subject(candidate: Candidate, bottom_line: Candidate) -> bool:
    """Whether its source is about what leads, or it is asked side by side, or might well lead."""
    beside = candidate.facets - bottom_line.facets
    # Where a body was asked for, another's advice is no rival, nor its own on other subjects.
    heard = not bottom_line.of_named_body
    if bottom_line.subjects and bottom_line.subjects.isdisjoint(candidate.subjects):
        heard = False  # it is on none of the diseases that the question names
    rivals = heard and candidate.score >= bottom_line.score - _RIVAL_MARGIN
    return bool(beside) or rivals or share_subject(candidate.source, bottom_line.source)


def _has_room(candidate: Candidate, leading: str, counts: Counter[str], shares: Shares) -> bool:
    source = candidate.source
    if source.id not in counts and len(counts) >= shares.sources:
        return False
    if source.id == leading:
        return counts[source.id] < shares.leading
    weak = source.kind.level >= EvidenceLevel.CASES
    return counts[source.id] < (1 if weak else shares.other)


def _repeats(candidate: Candidate, said: Iterable[Candidate]) -> bool:
    """Whether it was said: the same sentence, or the same words with the same numbers.

    Within one passage only the same sentence repeats: rows of a table differ in a word or two.
    """
    return any(
        candidate.stems == other.stems
        if candidate.passage.id == other.passage.id
        else candidate.numbers == other.numbers and _overlap(candidate, other) >= _SAME
        for other in said
    )


def _overlap(one: Candidate, other: Candidate) -> float:
    together = len(one.stems | other.stems)
    return len(one.stems & other.stems) / together if together else 1.0
