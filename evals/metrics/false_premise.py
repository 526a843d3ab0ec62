"""Is a false premise corrected at once? Listed in `evals.summary`."""

from __future__ import annotations

from evals.measuring import Metric, Observation, yes_or_no
from evals.outcome import QuestionScores
from evals.questions import FALSE_PREMISE


def _corrected_first(result: QuestionScores) -> Observation | None:
    """Questions of kind false-premise whose first statement meets a must-have / those questions.

    The must-have key point of such a question is the correction. Said further down it comes too
    late: whoever asks "why is CT the first test" and reads of CT first, keeps the premise. The
    idea of scoring the correction is that of Yu X et al., CREPE: open-domain question answering
    with false presuppositions, ACL 2023.
    """
    return yes_or_no(result.first_met) if result.kind == FALSE_PREMISE else None


CORRECTED = Metric(
    "false_premise",
    "False premise corrected at once",
    _corrected_first,
    "the question has no must-have key point",
)
