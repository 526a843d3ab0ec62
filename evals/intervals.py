"""Intervals: Wilson's for proportions, the percentile bootstrap for everything else.

Called by the metrics and by the comparison of runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

# The 97.5th percentile of the standard normal distribution: two-sided 95 %.
_Z95 = 1.959963984540054

SEED = 20261122
"""Of every resampling, so that the same results give the same interval."""
RESAMPLES = 2_000
_A_TIME = 1_000_000
"""Picks drawn at a time: 8 MB."""

Floats = NDArray[np.float64]
Picks = NDArray[np.intp]


class Interval(NamedTuple):
    low: float
    high: float


def wilson(successes: int, n: int, z: float = _Z95) -> Interval:
    """Wilson's score interval of a proportion, 95 % by default.

    (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n) with p = successes/n. Wilson EB, Probable
    inference, the law of succession, and statistical inference, J Am Stat Assoc 1927;22:209-212;
    preferred for small n by Brown, Cai and DasGupta, Stat Sci 2001;16:101-133.
    It takes the n trials as independent. Raises ValueError unless 0 <= successes <= n and n > 0.
    """
    if not 0 <= successes <= n or n == 0:
        raise ValueError(f"no proportion: {successes} of {n}")
    p, spread = successes / n, z * z / n
    centre = p + spread / 2
    half = z * sqrt(p * (1 - p) / n + spread / (4 * n))
    low, high = (centre - half) / (1 + spread), (centre + half) / (1 + spread)
    # Rounding may leave 1e-17 where the formula gives 0, or 1 + 1e-16 where it gives 1.
    return Interval(0.0 if successes == 0 else low, 1.0 if successes == n else high)


def bootstrap(
    n: int, statistic: Callable[[Picks], Floats], resamples: int = RESAMPLES, seed: int = SEED
) -> Interval | None:
    """The 95 % percentile interval of a statistic of n independent units (questions).

    `statistic` takes picks of shape (r, n), each row n of the units with replacement, and gives r
    values; NaN where a resample has none. None where no resample has one. Efron B, Tibshirani RJ,
    An introduction to the bootstrap, 1993, ch. 13. Raises ValueError for n = 0.
    """
    if n == 0:
        raise ValueError("nothing to resample")
    values = np.concatenate([statistic(picks) for picks in _picks(n, resamples, seed)])
    values = values[~np.isnan(values)]
    if not values.size:
        return None
    low, high = np.percentile(values, (2.5, 97.5))
    return Interval(float(low), float(high))


def _picks(n: int, resamples: int, seed: int) -> Iterator[Picks]:
    random = np.random.default_rng(seed)
    rows = max(1, _A_TIME // n)
    for start in range(0, resamples, rows):
        yield random.integers(0, n, size=(min(rows, resamples - start), n))
