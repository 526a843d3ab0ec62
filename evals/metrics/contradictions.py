"""Does the answer say what gold says it must not? Listed in `evals.summary`."""

from __future__ import annotations

from evals.measuring import UNSCORED, Metric, Observation
from evals.outcome import QuestionScores


def _said(result: QuestionScores) -> Observation | None:
    """Contradictions that the answer meets / contradictions named by the gold. Lower is better.

    Found with the matcher of key points, which knows no negation: read each hit before blaming the
    answer. What is shown as an older version's words is told and not advised, and does not count.
    Questions that ended in an error said nothing and are unscored.
    """
    named = result.contradictions
    if not named:
        return None
    return UNSCORED if result.error else Observation(sum(p.met for p in named), len(named))


CONTRADICTED = Metric(
    "contradicted",
    "Contradictions said, lower is better",
    _said,
    "the question ended in an error",
    better="lower",
)
