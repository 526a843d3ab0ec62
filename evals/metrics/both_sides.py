"""Where bodies disagree, are both sides told? Listed in `evals.summary`."""

from __future__ import annotations

from evals.measuring import UNSCORED, Metric, Observation
from evals.outcome import QuestionScores
from evals.questions import DISAGREEMENT


def _all_told(result: QuestionScores) -> Observation | None:
    """Questions of kind disagreement of which every must-have is met / those questions.

    Each side is a must-have key point, so one side alone counts as nothing. Errors tell none.
    """
    if result.kind != DISAGREEMENT:
        return None
    return Observation(float(all(p.met for p in result.musts))) if result.musts else UNSCORED


BOTH_SIDES = Metric(
    "both_sides",
    "Disagreement, both sides told",
    _all_told,
    "the question has no must-have key point",
)
