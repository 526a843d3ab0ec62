"""Intervals of proportions. Called by the metrics."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

# The 97.5th percentile of the standard normal distribution: two-sided 95 %.
_Z95 = 1.959963984540054


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
