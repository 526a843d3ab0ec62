"""Does the bottom line alone answer the question? Listed in `evals.summary`."""

from __future__ import annotations

from evals.measuring import Metric, Observation, yes_or_no
from evals.outcome import QuestionScores


def _meets_a_must(result: QuestionScores) -> Observation | None:
    """Questions whose bottom line alone meets a must-have key point / answerable questions.

    An answerable question without a must-have key point is unscored. An answer without a bottom
    line, and an error, do not meet any.
    """
    return yes_or_no(result.bottom_line_met) if result.answerable else None


BOTTOM_LINE = Metric(
    "bottom_line",
    "Bottom line meets a must-have",
    _meets_a_must,
    "the question has no must-have key point",
)
