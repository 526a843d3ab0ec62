"""How much there is to read. Called by `evals.scoring`.

Recall is bought with length, so the two are read together.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import EvidenceState
from evals.outcome import QuestionScores, Score

_REASON = "nothing was answered"


def statements(results: Sequence[QuestionScores]) -> Score:
    """The mean number of displayed statements an answer, the bottom line among them."""
    kept = _answered(results)
    return Score.mean((r.statements for r in kept), len(results) - len(kept), _REASON)


def words(results: Sequence[QuestionScores]) -> Score:
    """The mean number of words an answer: runs without a space, leads and strength labels too."""
    kept = _answered(results)
    return Score.mean((r.words for r in kept), len(results) - len(kept), _REASON)


def _answered(results: Sequence[QuestionScores]) -> list[QuestionScores]:
    """State `none` has no statements by definition: its zeros would flatter the mean."""
    return [r for r in results if r.error is None and r.state is not EvidenceState.NONE]
