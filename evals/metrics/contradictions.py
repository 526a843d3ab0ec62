"""Does the answer say what gold says it must not? Called by `evals.scoring`."""

from __future__ import annotations

from collections.abc import Sequence

from evals.outcome import QuestionScores, Score


def contradicted(results: Sequence[QuestionScores]) -> Score:
    """Contradictions that the answer meets / contradictions named by the gold. Lower is better.

    Found with the matcher of key points, which knows no negation: read each hit before blaming the
    answer. Questions that ended in an error said nothing and are unscored.
    """
    named = [r for r in results if r.contradictions]
    answered = [r for r in named if r.error is None]
    flags = (point.met for r in answered for point in r.contradictions)
    return Score.proportion(flags, len(named) - len(answered), "the question ended in an error")
