"""How long a question takes. Called by `evals.scoring`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import floor

from evals.outcome import QuestionScores, Score

_REASON = "no time was recorded"


def total(results: Sequence[QuestionScores], q: float) -> Score:
    """The q-quantile of the whole answer's time, in milliseconds."""
    return _score((r.total_ms for r in results), q)


def retrieve(results: Sequence[QuestionScores], q: float) -> Score:
    """The q-quantile of the retrieval stage's time, in milliseconds."""
    return _score((r.retrieve_ms for r in results), q)


def quantile(values: Sequence[float], q: float) -> float:
    """The q-quantile (0 to 1) by linear interpolation at (n-1)q; `values` must not be empty.

    Definition 7 of Hyndman RJ, Fan Y, Sample quantiles in statistical packages, Am Stat
    1996;50:361-365.
    """
    ordered = sorted(values)
    position = (len(ordered) - 1) * q
    below = floor(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])


def _score(times: Iterable[float | None], q: float) -> Score:
    recorded = list(times)
    kept = [t for t in recorded if t is not None]
    left_out = len(recorded) - len(kept)
    if not kept:
        return Score(None, 0, None, left_out, _REASON)
    return Score(quantile(kept, q), len(kept), None, left_out, _REASON)
