"""Measures of one ranked list: nDCG, recall, precision, reciprocal rank, average precision.

Pure functions. Called by `evals.metrics.source_ranking` and by the benchmarks, which average them
over questions: the mean of `reciprocal_rank` is MRR, that of `average_precision` is MAP.

A ranking holds each id once, best first. All raise ValueError where nothing is relevant: such a
question is left out of a mean, not counted as zero. Definitions are those of trec_eval (NIST).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import log2


def ndcg(ranking: Sequence[str], gains: Mapping[str, float], k: int) -> float:
    """Discounted cumulative gain of the first k, by that of the best possible order; 0 to 1.

    DCG = sum of gain / log2(rank + 1), linear in the gain. Järvelin K, Kekäläinen J, Cumulated
    gain-based evaluation of IR techniques, ACM TOIS 2002;20:422-446. Ids without a gain have 0.
    """
    best = sorted((gain for gain in gains.values() if gain > 0), reverse=True)
    _check(ranking, best, k)
    return _dcg([gains.get(each, 0.0) for each in ranking[:k]]) / _dcg(best[:k])


def recall(ranking: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Relevant ids among the first k / relevant ids.

    Manning CD, Raghavan P, Schütze H, Introduction to Information Retrieval, 2008, ch. 8.
    """
    _check(ranking, relevant, k)
    wanted = set(relevant)
    return len(wanted.intersection(ranking[:k])) / len(wanted)


def precision(ranking: Sequence[str], relevant: Collection[str], k: int) -> float:
    """Relevant ids among the first k / k, also where the ranking is shorter (ibid.)."""
    _check(ranking, relevant, k)
    return len(set(relevant).intersection(ranking[:k])) / k


def reciprocal_rank(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """1 / the rank of the first relevant id, 0 where none is found.

    Voorhees EM, The TREC-8 question answering track report, NIST SP 500-246, 1999.
    """
    _check(ranking, relevant)
    wanted = set(relevant)
    return next((1 / rank for rank, each in enumerate(ranking, start=1) if each in wanted), 0.0)


def average_precision(ranking: Sequence[str], relevant: Collection[str]) -> float:
    """The sum over relevant ids found of precision at their rank / relevant ids.

    Buckley C, Voorhees EM, Retrieval system evaluation, in: TREC, MIT Press 2005.
    """
    _check(ranking, relevant)
    wanted = set(relevant)
    ranks = [rank for rank, each in enumerate(ranking, start=1) if each in wanted]
    return sum(found / rank for found, rank in enumerate(ranks, start=1)) / len(wanted)


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / log2(rank + 1) for rank, gain in enumerate(gains, start=1))


def _check(ranking: Sequence[str], relevant: Collection[object], k: int = 1) -> None:
    if not relevant:
        raise ValueError("nothing is relevant: leave the question out")
    if k < 1:
        raise ValueError(f"the first {k} of a ranking: at least 1")
    if len(set(ranking)) < len(ranking):
        raise ValueError("the ranking holds an id twice")
