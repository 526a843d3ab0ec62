"""How strict the support of a sentence should be: what is let through at each threshold.

Three sets side by side: claims with abstracts, rewordings with and without a fault, and mutants of
rewordings. `galen eval support` writes it; docs/decisions/0011 tells which point was chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from assistant.support import LIMITS, Limits, Similarity, check_text, holds
from evals.cited_claims import CitedClaim
from evals.intervals import wilson
from evals.mutation.kinds import TEXT_KINDS
from evals.mutation.rewordings import Rewording

# The thresholds that are tried, one at a time: from no foreign word to any number of any words.
_FOREIGN = (0.0, 1 / 12, 1 / 8, 1 / 6, 1 / 4, 1 / 3, 1 / 2, 1.0)
_SIMILARITY = (-1.0, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class Pair:
    """A text and its span, in a named set, and whether the text is faithful."""

    of: str
    text: str
    span: str
    faithful: bool


@dataclass(frozen=True, slots=True)
class Point:
    """How many of the faithful and the unfaithful texts of one set pass at these limits."""

    threshold: str
    limits: Limits
    of: str
    faithful: int
    faithful_passed: int
    unfaithful: int
    unfaithful_passed: int

    @property
    def chosen(self) -> bool:
        return self.limits == LIMITS

    def to_json(self) -> dict[str, Any]:
        return {
            "threshold": self.threshold,
            **self.limits._asdict(),
            "set": self.of,
            "chosen": self.chosen,
            "faithful": {"n": self.faithful, "passed": self.faithful_passed},
            "unfaithful": {"n": self.unfaithful, "passed": self.unfaithful_passed},
        }


def pairs(
    claims: Sequence[CitedClaim],
    faithful: Sequence[Rewording],
    unfaithful: Sequence[Rewording],
    seed: int = 1,
) -> Iterator[Pair]:
    """The sets that the curve is drawn from; of the rewordings only the half made for tuning."""
    for claim in claims:
        yield Pair("claims", claim.claim, claim.abstract, claim.supported)
    for row in (*faithful, *unfaithful):
        if row.half == "tuning":
            yield Pair("rewordings", row.text, row.span, row.fault is None)
    for kind, mutate in TEXT_KINDS.items():
        draw = Random(f"{seed} {kind}")
        for row in (row for row in faithful if row.half == "tuning"):
            change = mutate(row.text, draw)
            if change is not None and change.text != row.text:
                yield Pair("mutants", change.text, row.span, False)


def curve(data: Sequence[Pair], similarity: Similarity | None) -> Iterator[Point]:
    """A point for each threshold and set; those of similarity only where there is one."""
    for any_word in (False, True):
        name = "any foreign words" if any_word else "plain foreign words"
        for foreign in _FOREIGN:
            own = LIMITS.own if foreign <= LIMITS.own else 0.0
            limits = LIMITS._replace(foreign=foreign, any_word=any_word, own=own)
            yield from _points(name, limits, data, None)
    if similarity is not None:
        remembered = _remembering(similarity)
        for floor in _SIMILARITY:
            yield from _points("similarity", LIMITS._replace(similarity=floor), data, remembered)


def _points(
    name: str, limits: Limits, data: Sequence[Pair], similarity: Similarity | None
) -> Iterator[Point]:
    passed = [
        holds(check_text(pair.text, pair.span, similarity=similarity, limits=limits))
        for pair in data
    ]
    for of in dict.fromkeys(pair.of for pair in data):
        judged = [(pair, ok) for pair, ok in zip(data, passed, strict=True) if pair.of == of]
        good = [ok for pair, ok in judged if pair.faithful]
        bad = [ok for pair, ok in judged if not pair.faithful]
        yield Point(name, limits, of, len(good), sum(good), len(bad), sum(bad))


def _remembering(similarity: Similarity) -> Similarity:
    """The same, each pair of texts embedded once."""
    known: dict[tuple[str, str], float] = {}

    def remembered(one: str, other: str) -> float:
        if (one, other) not in known:
            known[one, other] = similarity(one, other)
        return known[one, other]

    return remembered


def curve_text(points: Sequence[Point]) -> str:
    """A table for the terminal: of each set, faithful and unfaithful texts that pass."""
    return "\n".join(_lines(points))


def _lines(points: Sequence[Point]) -> Iterator[str]:
    yield f"{'threshold':<30}{'set':<12}{'faithful passed':>24}{'unfaithful passed':>26}"
    for point in points:
        at = point.limits.similarity if point.threshold == "similarity" else point.limits.foreign
        mark = " chosen" if point.chosen else ""
        good = _share(point.faithful_passed, point.faithful)
        bad = _share(point.unfaithful_passed, point.unfaithful)
        yield f"{point.threshold:<22}{at:>6.2f}  {point.of:<12}{good:>24}{bad:>26}{mark}"


def _share(passed: int, n: int) -> str:
    if not n:
        return "none"
    low, high = (100 * bound for bound in wilson(passed, n))
    return f"{passed}/{n} {100 * passed / n:.1f} % ({low:.0f}-{high:.0f})"
