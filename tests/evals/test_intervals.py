"""Wilson's interval against published values; the bootstrap against what theory gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.intervals import Floats, Picks, bootstrap, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # (0.8 + 0.19207 ± 1.95996 √(0.016 + 0.0096036)) / 1.38415
        pytest.param(8, 10, 0.4902, 0.9433, id="8-of-10"),
        # 0 and z²/(n + z²)
        pytest.param(0, 10, 0.0, 0.2775, id="0-of-10"),
        pytest.param(10, 10, 0.7225, 1.0, id="10-of-10"),
        # Newcombe RG, Stat Med 1998;17:857-872, table I, method 3: 81 of 263 and 1 of 29.
        pytest.param(81, 263, 0.2553, 0.3662, id="81-of-263"),
        pytest.param(1, 29, 0.0061, 0.1718, id="1-of-29"),
    ],
)
def test_known_values(successes: int, n: int, low: float, high: float) -> None:
    assert wilson(successes, n) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_mirrors(counts: tuple[int, int]) -> None:
    successes, n = counts
    interval, mirror = wilson(successes, n), wilson(n - successes, n)
    assert 0 <= interval.low <= successes / n <= interval.high <= 1
    assert interval == pytest.approx((1 - mirror.high, 1 - mirror.low))


@pytest.mark.parametrize(("successes", "n"), [(0, 0), (2, 1), (-1, 3)])
def test_what_is_no_proportion_is_refused(successes: int, n: int) -> None:
    with pytest.raises(ValueError, match="no proportion"):
        wilson(successes, n)


VALUES = np.random.default_rng(5).normal(10.0, 2.0, 400)


def mean(picks: Picks) -> Floats:
    means: Floats = VALUES[picks].mean(axis=-1)
    return means


def test_the_bootstrap_of_a_mean_is_near_the_normal_interval() -> None:
    interval = bootstrap(len(VALUES), mean)
    half = 1.96 * VALUES.std() / len(VALUES) ** 0.5
    assert interval is not None
    assert interval.low == pytest.approx(VALUES.mean() - half, abs=0.1 * half)
    assert interval.high == pytest.approx(VALUES.mean() + half, abs=0.1 * half)


def test_the_bootstrap_is_the_same_each_time_and_another_with_another_seed() -> None:
    assert bootstrap(len(VALUES), mean) == bootstrap(len(VALUES), mean)
    assert bootstrap(len(VALUES), mean) != bootstrap(len(VALUES), mean, seed=1)


def test_resamples_are_drawn_in_parts_but_all_of_them() -> None:
    drawn: list[int] = []

    def count(picks: Picks) -> Floats:
        assert picks.shape[1] == 300_000
        assert 0 <= picks.min() <= picks.max() < 300_000
        drawn.append(len(picks))
        return np.zeros(len(picks))

    assert bootstrap(300_000, count, resamples=7) == (0.0, 0.0)
    assert sum(drawn) == 7
    assert len(drawn) > 1


def test_resamples_without_a_value_are_left_out() -> None:
    def sometimes(picks: Picks) -> Floats:
        return np.where(picks[:, 0] == 0, np.nan, 3.0)

    assert bootstrap(2, sometimes) == (3.0, 3.0)
    assert bootstrap(2, lambda picks: np.full(len(picks), np.nan)) is None


def test_nothing_cannot_be_resampled() -> None:
    with pytest.raises(ValueError, match="nothing to resample"):
        bootstrap(0, mean)
