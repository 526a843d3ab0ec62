"""What a metric is: what each question adds to it, and how these become one value with an interval.

The files of `evals.metrics` define metrics; the summary, the comparison of runs and the gate use
them without knowing any by name.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from evals.intervals import Floats, Interval, bootstrap, wilson
from evals.outcome import QuestionScores, Score

Better = Literal["higher", "lower", "neither"]


class Observation(NamedTuple):
    """What one question adds to a metric: `value` out of `base`, or a `value` of its own.

    `rank_by` orders the questions where the metric looks at their order. Base 0 is a question that
    the metric asks and cannot score.
    """

    value: float
    base: float = 1.0
    rank_by: float = 0.0


UNSCORED = Observation(0.0, 0.0)

Statistic = Callable[[Floats], Floats]
"""From observations of shape (..., questions, 3) to values of shape (...)."""


def ratio(observed: Floats) -> Floats:
    """The sum of the values by the sum of the bases: a share, or a mean where every base is 1."""
    totals: Floats = observed[..., 0].sum(axis=-1) / observed[..., 1].sum(axis=-1)
    return totals


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric. `observe` gives None for a question that it does not ask.

    `proportion` says that values count yeses among `base` asked, so that Wilson's interval applies;
    `reason` tells why a question may be unscored.
    """

    key: str
    label: str
    observe: Callable[[QuestionScores], Observation | None]
    reason: str = ""
    unit: str = "share"
    proportion: bool = True
    better: Better = "higher"
    statistic: Statistic = ratio

    def score(self, results: Sequence[QuestionScores]) -> Score:
        """The value over these questions; unscored, never zero, where none can be scored."""
        asked = [seen for r in results if (seen := self.observe(r)) is not None]
        scored = [seen for seen in asked if seen.base > 0]
        unscored = len(asked) - len(scored)
        reason = self.reason if unscored else ""
        if not scored:
            return Score(None, 0, None, unscored, reason or "nothing to score")
        observed = np.array(scored, dtype=np.float64)
        n = round(float(observed[:, 1].sum()))
        value = float(self.statistic(observed))
        return Score(value, n, self._interval(observed), unscored, reason)

    def _interval(self, observed: Floats) -> Interval | None:
        if self.proportion:
            met, asked = observed[:, 0].sum(), observed[:, 1].sum()
            return wilson(round(float(met)), round(float(asked)))
        return bootstrap(len(observed), lambda picks: self.statistic(observed[picks]))


def yes_or_no(flag: bool | None) -> Observation:
    """One question, answered by yes or no; None cannot be scored."""
    return UNSCORED if flag is None else Observation(float(flag))
