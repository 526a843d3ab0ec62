"""How much there is to read. Listed in `evals.summary`.

Recall is bought with length, so the two are read together.
"""

from __future__ import annotations

from evals.measuring import UNSCORED, Metric, Observation
from evals.outcome import QuestionScores

_REASON = "nothing was answered"


def _statements(result: QuestionScores) -> Observation:
    """The mean number of displayed statements an answer, the bottom line among them."""
    return Observation(result.statements) if result.statements else UNSCORED


def _words(result: QuestionScores) -> Observation:
    """The mean number of words an answer: runs without a space, leads and strength labels too."""
    return Observation(result.words) if result.statements else UNSCORED


# Answers without a statement are left out: their zeros would flatter the mean.
STATEMENTS = Metric(
    "statements",
    "Statements an answer",
    _statements,
    _REASON,
    unit="statements",
    proportion=False,
    better="neither",
)
WORDS = Metric(
    "words",
    "Words an answer",
    _words,
    _REASON,
    unit="words",
    proportion=False,
    better="neither",
)
