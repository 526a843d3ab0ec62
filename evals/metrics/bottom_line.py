"""Does the bottom line alone answer the question? Called by `evals.scoring`."""

from __future__ import annotations

from collections.abc import Sequence

from evals.outcome import QuestionScores, Score


def bottom_line(results: Sequence[QuestionScores]) -> Score:
    """Questions whose bottom line alone meets a must-have key point / answerable questions.

    An answerable question without a must-have key point is unscored. An answer without a bottom
    line, and an error, do not meet any.
    """
    answerable = [r for r in results if r.answerable]
    flags = [r.bottom_line_met for r in answerable if r.bottom_line_met is not None]
    reason = "the question has no must-have key point"
    return Score.proportion(flags, len(answerable) - len(flags), reason)
