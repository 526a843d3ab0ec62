"""Risk against coverage: if Galen answered only what it is surest of, how wrong would it be?

Listed in `evals.summary`; the reports draw the curve. Questions are ordered by the best score of
what retrieval found, the only score that an answer carries. It is relative within one question, so
it tells less than a calibrated confidence would.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from evals.intervals import Floats
from evals.measuring import UNSCORED, Metric, Observation
from evals.outcome import QuestionScores


class RiskPoint(NamedTuple):
    """Of the surest questions, `coverage` of all asked: the share that is answered wrongly."""

    coverage: float
    risk: float


def _observe(result: QuestionScores) -> Observation | None:
    """Of answered questions: 1 where it is wrong, with the score that orders it.

    Wrong: an unanswerable question, or a must-have key point missed. Not asked: answerable
    questions without one, of which nothing tells right from wrong.
    """
    if result.answerable and not result.musts:
        return None
    if result.error or result.statements == 0 or result.evidence is None:
        return UNSCORED
    wrong = not result.answerable or any(not point.met for point in result.musts)
    return Observation(float(wrong), rank_by=result.evidence)


def area_under_curve(observed: Floats) -> Floats:
    """The mean over k of the risk among the k surest answers. Lower is better.

    AURC: Geifman Y, Uziel G, El-Yaniv R, Bias-reduced uncertainty estimation for deep neural
    classifiers, ICLR 2019. Among equal scores the wrong answers come first. In any order that knows
    nothing, it is the share of wrong answers.
    """
    area: Floats = _risks(observed).mean(axis=-1)
    return area


def curve(results: Sequence[QuestionScores]) -> tuple[RiskPoint, ...]:
    """A point for each answered question, surest first; coverage ends below 1 where some refused.

    El-Yaniv R, Wiener Y, On the foundations of noise-free selective classification, JMLR 2010.
    """
    asked = [seen for r in results if (seen := _observe(r)) is not None]
    answered = [seen for seen in asked if seen.base > 0]
    if not answered:
        return ()
    risks = _risks(np.array(answered, dtype=np.float64))
    return tuple(RiskPoint(k / len(asked), float(r)) for k, r in enumerate(risks, start=1))


def _risks(observed: Floats) -> Floats:
    wrong = observed[..., 0]
    order = np.lexsort((-wrong, -observed[..., 2]), axis=-1)
    errors = np.take_along_axis(wrong, order, axis=-1).cumsum(axis=-1)
    risks: Floats = errors / np.arange(1, wrong.shape[-1] + 1)
    return risks


AURC = Metric(
    "aurc",
    "Risk-coverage area, lower is better",
    _observe,
    "nothing was answered",
    proportion=False,
    better="lower",
    statistic=area_under_curve,
)
