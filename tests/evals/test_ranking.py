"""Measures of a ranked list: worked out by hand, and the same as trec_eval's on random lists."""

from __future__ import annotations

from math import log2

import ir_measures
import pytest
from hypothesis import given
from hypothesis import strategies as st
from ir_measures import AP, RR, P, Qrel, R, ScoredDoc, nDCG

from evals.metrics import ranking

FOUND = ["x", "a", "y", "b", "c"]
GAINS = {"a": 3.0, "b": 1.0, "z": 2.0}


def test_worked_by_hand() -> None:
    # a at 2 (gain 3) and b at 4 (gain 1); the best order would be 3, 2, 1.
    found = 3 / log2(3) + 1 / log2(5)
    best = 3 / log2(2) + 2 / log2(3) + 1 / log2(4)
    assert ranking.ndcg(FOUND, GAINS, 5) == pytest.approx(found / best)
    assert ranking.ndcg(FOUND, GAINS, 1) == 0.0
    assert ranking.ndcg(FOUND, GAINS, 2) == pytest.approx((3 / log2(3)) / (3 + 2 / log2(3)))
    assert ranking.recall(FOUND, GAINS, 2) == 1 / 3
    assert ranking.recall(FOUND, GAINS, 9) == 2 / 3
    assert ranking.precision(FOUND, GAINS, 4) == 2 / 4
    assert ranking.precision(FOUND, GAINS, 10) == 2 / 10
    assert ranking.reciprocal_rank(FOUND, GAINS) == 1 / 2
    assert ranking.reciprocal_rank(FOUND, ["z"]) == 0.0
    assert ranking.average_precision(FOUND, GAINS) == pytest.approx((1 / 2 + 2 / 4) / 3)


def test_the_best_order_is_one_and_nothing_found_is_zero() -> None:
    assert ranking.ndcg(["a", "z", "b", "x"], GAINS, 10) == 1.0
    assert ranking.average_precision(["a", "z", "b", "x"], GAINS) == 1.0
    for measure in (ranking.ndcg, ranking.recall, ranking.precision):
        assert measure([], GAINS, 5) == 0.0


def test_what_cannot_be_measured_is_refused() -> None:
    with pytest.raises(ValueError, match="nothing is relevant"):
        ranking.recall(FOUND, [], 5)
    with pytest.raises(ValueError, match="nothing is relevant"):
        ranking.ndcg(FOUND, {"a": 0.0}, 5)
    with pytest.raises(ValueError, match="at least 1"):
        ranking.precision(FOUND, GAINS, 0)
    with pytest.raises(ValueError, match="twice"):
        ranking.average_precision(["a", "a"], GAINS)


IDS = st.sampled_from("abcdefghijklmnop")
RANKINGS = st.lists(IDS, unique=True, max_size=16)
JUDGED = st.dictionaries(IDS, st.integers(1, 3), min_size=1, max_size=8)


@given(RANKINGS.filter(bool), JUDGED, st.integers(1, 20))
def test_the_same_as_trec_eval(found: list[str], gains: dict[str, int], k: int) -> None:
    judged = [Qrel("q", each, gain) for each, gain in gains.items()]
    scored = [ScoredDoc("q", each, -float(rank)) for rank, each in enumerate(found)]
    theirs = ir_measures.calc_aggregate([nDCG @ k, R @ k, P @ k, RR, AP], judged, scored)
    graded = {each: float(gain) for each, gain in gains.items()}
    assert ranking.ndcg(found, graded, k) == pytest.approx(theirs[nDCG @ k])
    assert ranking.recall(found, gains, k) == pytest.approx(theirs[R @ k])
    assert ranking.precision(found, gains, k) == pytest.approx(theirs[P @ k])
    assert ranking.reciprocal_rank(found, gains) == pytest.approx(theirs[RR])
    assert ranking.average_precision(found, gains) == pytest.approx(theirs[AP])
