"""What one question came to, and the value of one metric. Frozen records, JSON-able.

The scorer builds `QuestionScores`, the runner keeps them, the metrics read them and give `Score`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from assistant.answer import EvidenceState, NoticeKind
from evals.intervals import Interval
from evals.questions import Expected


class Stage(StrEnum):
    """Where a missed key point was lost, earliest first."""

    ERROR = "error"
    NO_GOLD_SOURCE = "no gold source holds it"
    NOT_RETRIEVED = "not retrieved"
    NOT_SELECTED = "retrieved, not selected"
    NOT_SAID = "selected, not said"


@dataclass(frozen=True, slots=True)
class PointOutcome:
    """A key point (or contradiction) and the displayed sentences that meet it; empty is not met.

    `lost_at` tells where a missed key point was lost; None for one that is met, and for
    contradictions. Of a contradiction, `as_superseded` are sentences that would meet it and are
    shown as an older version's: told, not advised.
    """

    text: str
    must: bool
    met_by: tuple[str, ...] = ()
    lost_at: Stage | None = None
    as_superseded: tuple[str, ...] = ()

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
class Fidelity:
    """What displayed statements carry, and how much of it is where they say that it is.

    `numbers_quoted` are in a quote that the statement cites. `labels_printed` (strength labels) and
    `quotes_in_place` need the sources' texts, and are None where these were not at hand.
    """

    numbers: int = 0
    numbers_quoted: int = 0
    labels: int = 0
    labels_printed: int | None = None
    quotes: int = 0
    quotes_in_place: int | None = None
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionScores:
    """All that the metrics need of one answered question, without the answer.

    `state` is None exactly where the question ended in an `error`; then every key point is missed.
    `bottom_line_met` and `first_met` (the first displayed statement) are None where no must-have
    key point can be asked of them. `newest_leads`: the first guideline statement is of a gold
    source that nothing newer replaces; None where no gold source is named. `ranking` holds the
    distinct sources retrieved, best first, `evidence` the best retrieval score. `citable` counts
    the statements whose citations all point to an existing quote. Times are milliseconds.
    """

    id: str
    area: str
    question: str
    reader: str
    answerable: bool
    safety: NoticeKind | None
    expect_state: Expected | None
    points: tuple[PointOutcome, ...]
    contradictions: tuple[PointOutcome, ...]
    sources: tuple[SourceOutcome, ...]
    bottom_line_met: bool | None
    first_met: bool | None = None
    newest_leads: bool | None = None
    kind: str | None = None
    gold_set: str = ""
    state: EvidenceState | None = None
    notices: tuple[NoticeKind, ...] = ()
    ranking: tuple[str, ...] = ()
    evidence: float | None = None
    statements: int = 0
    citable: int = 0
    fidelity: Fidelity = Fidelity()
    words: int = 0
    total_ms: float | None = None
    retrieve_ms: float | None = None
    error: str | None = None

    @property
    def missed(self) -> tuple[PointOutcome, ...]:
        return tuple(point for point in self.points if not point.met)

    @property
    def musts(self) -> tuple[PointOutcome, ...]:
        return tuple(point for point in self.points if point.must)

    @property
    def first_rank(self) -> int | None:
        """The rank of the first gold source among the distinct sources retrieved."""
        return min((s.rank for s in self.sources if s.rank is not None), default=None)

    @property
    def stage(self) -> Stage | None:
        """The earliest stage at which a key point was lost, must-have ones before all others."""
        if self.error is not None:
            return Stage.ERROR
        order = list(Stage)
        lost = [(not p.must, order.index(p.lost_at)) for p in self.missed if p.lost_at]
        return order[min(lost)[1]] if lost else None


@dataclass(frozen=True, slots=True)
class Score:
    """The value of a metric, or None (unscored, never zero) with the `reason`.

    `n` counts what the value is made of (questions, key points, statements); `interval` is 95 %:
    Wilson's where the value is a proportion, else by bootstrap over questions; `unscored` counts
    the questions that were left out, `reason` says why.
    """

    value: float | None
    n: int = 0
    interval: Interval | None = None
    unscored: int = 0
    reason: str = ""
