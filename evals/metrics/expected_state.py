"""Has the answer the state that gold expects? Listed in `evals.summary`."""

from __future__ import annotations

from evals.measuring import Metric, Observation
from evals.outcome import QuestionScores


def _as_expected(result: QuestionScores) -> Observation | None:
    """Questions that ended in the state gold expects / questions whose gold expects one.

    `answered` is met by full and by conflict. An error has no state and meets none.
    """
    if result.expect_state is None:
        return None
    return Observation(float(result.expect_state.allows(result.state)))


STATE_EXPECTED = Metric("state_expected", "State as expected", _as_expected)
