"""What one question came to, and the value of one metric. Frozen records, JSON-able.

The scorer builds `QuestionScores`, the runner keeps them, the metrics read them and give `Score`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from assistant.answer import EvidenceState, NoticeKind
from evals.intervals import Interval, wilson


class Stage(StrEnum):
    """Where a missed question was lost."""

    ERROR = "error"
    NOT_RETRIEVED = "not retrieved"
    NOT_SELECTED = "retrieved, not selected"
    NOT_SAID = "selected, not said"
    NO_GOLD_SOURCE = "no gold source named"


@dataclass(frozen=True, slots=True)
class PointOutcome:
    """A key point (or contradiction) and the displayed sentences that meet it; empty is not met."""

    text: str
    must: bool
    met_by: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        return bool(self.met_by)


@dataclass(frozen=True, slots=True)
class SourceOutcome:
    """A gold source: its rank among the distinct sources retrieved (from 1, None if absent)."""

    source_id: str
    rank: int | None = None
    cited: bool = False


@dataclass(frozen=True, slots=True)
class QuestionScores:
    """All that the metrics need of one answered question, without the answer.

    `state` is None exactly where the question ended in an `error`; then every key point is missed.
    `bottom_line_met` is None where no must-have key point can be asked of it. `citable` counts the
    statements whose citations all point to an existing quote. Times are milliseconds.
    """

    id: str
    area: str
    question: str
    reader: str
    answerable: bool
    safety: NoticeKind | None
    expect_state: EvidenceState | None
    points: tuple[PointOutcome, ...]
    contradictions: tuple[PointOutcome, ...]
    sources: tuple[SourceOutcome, ...]
    bottom_line_met: bool | None
    state: EvidenceState | None = None
    notices: tuple[NoticeKind, ...] = ()
    statements: int = 0
    citable: int = 0
    words: int = 0
    total_ms: float | None = None
    retrieve_ms: float | None = None
    error: str | None = None

    @property
    def missed(self) -> tuple[PointOutcome, ...]:
        return tuple(point for point in self.points if not point.met)

    @property
    def first_rank(self) -> int | None:
        """The rank of the first gold source among the distinct sources retrieved."""
        return min((s.rank for s in self.sources if s.rank is not None), default=None)

    @property
    def stage(self) -> Stage | None:
        """Where the missed key points were lost; None where nothing was missed.

        Gold sources belong to the question, not to a point, so this is the furthest stage that any
        gold source reached.
        """
        if not self.missed and self.error is None:
            return None
        if self.error is not None:
            return Stage.ERROR
        if not self.sources:
            return Stage.NO_GOLD_SOURCE
        if any(source.cited for source in self.sources):
            return Stage.NOT_SAID
        return Stage.NOT_RETRIEVED if self.first_rank is None else Stage.NOT_SELECTED


@dataclass(frozen=True, slots=True)
class Score:
    """The value of a metric, or None (unscored, never zero) with the `reason`.

    `n` counts what the value is made of (questions, key points, statements); `interval` is Wilson's
    95 % where the value is a proportion; `unscored` counts what was left out, `reason` says why.
    """

    value: float | None
    n: int = 0
    interval: Interval | None = None
    unscored: int = 0
    reason: str = ""

    @classmethod
    def proportion(cls, flags: Iterable[bool], unscored: int = 0, reason: str = "") -> Score:
        """The share of true flags with its interval; unscored where there are none."""
        seen = list(flags)
        if not seen:
            return cls(None, 0, None, unscored, reason or "nothing to score")
        return cls(sum(seen) / len(seen), len(seen), wilson(sum(seen), len(seen)), unscored, reason)

    @classmethod
    def mean(cls, values: Iterable[float], unscored: int = 0, reason: str = "") -> Score:
        """The mean, without an interval; unscored where there are no values."""
        seen = list(values)
        if not seen:
            return cls(None, 0, None, unscored, reason or "nothing to score")
        return cls(fmean(seen), len(seen), None, unscored, reason)
