"""How long a question takes. Listed in `evals.summary`."""

from __future__ import annotations

import numpy as np

from evals.intervals import Floats
from evals.measuring import UNSCORED, Metric, Observation, Statistic
from evals.outcome import QuestionScores


def quantile(q: float) -> Statistic:
    """The q-quantile (0 to 1) of times in milliseconds, by linear interpolation at (n-1)q.

    Definition 7 of Hyndman RJ, Fan Y, Sample quantiles in statistical packages, Am Stat
    1996;50:361-365.
    """

    def statistic(observed: Floats) -> Floats:
        values: Floats = np.quantile(observed[..., 0], q, axis=-1)
        return values

    return statistic


def _total(result: QuestionScores) -> Observation:
    return UNSCORED if result.total_ms is None else Observation(result.total_ms)


def _retrieve(result: QuestionScores) -> Observation:
    return UNSCORED if result.retrieve_ms is None else Observation(result.retrieve_ms)


TOTAL, RETRIEVE = (
    tuple(
        Metric(
            f"{key}_ms_p{percent}",
            f"{label}, p{percent}",
            observe,
            "no time was recorded",
            unit="ms",
            proportion=False,
            better="lower",
            statistic=quantile(percent / 100),
        )
        for percent in (50, 95)
    )
    for key, label, observe in (
        ("total", "Whole answer", _total),
        ("retrieve", "Retrieval", _retrieve),
    )
)
