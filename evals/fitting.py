"""Fits the ranking's weights to gold questions, and says how well they would do on unseen ones.

`galen eval fit` prints weights for `assistant/ranking.py` and changes nothing. Method: a listwise
softmax (ListNet's top-one probability; Cao et al., ICML 2007) that makes a sentence meeting a
must-have key point come first, with an L2 penalty, judged by five-fold cross-validation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.evidence import Candidate, candidates
from assistant.query import understand
from assistant.ranking import WEIGHTS
from assistant.retrieval import Retriever
from evals.gold import GoldQuestion
from evals.matching import ShownSentence, met_by, normalise

FOLDS = 5
TOP = 10
_PENALTY = 0.02
_STEPS = 400
_STEP_SIZE = 0.5
_LIST = 40

Floats = NDArray[np.float64]
NAMES = tuple(WEIGHTS)


@dataclass(frozen=True, slots=True)
class Example:
    """One question: its candidates' features (n, features), the points each meets (n, points)."""

    features: Floats
    meets: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Quality:
    """Of questions: the first sentence meets a point; of points: one of the first ten meets it."""

    first: float
    in_top: float

    def line(self, name: str) -> str:
        return f"{name:<28} first sentence {self.first:6.1%}   in first {TOP} {self.in_top:6.1%}"


def examples(gold: Iterable[GoldQuestion], retriever: Retriever) -> Iterator[Example]:
    """Questions with must-have points, and what retrieval offers for each."""
    for question in gold:
        points = [p for p in question.key_points if p.must]
        if question.answerable and points:
            query = understand(question.question)
            found = candidates(query, retriever.retrieve(query), retriever.library)
            if found:
                shown = [_shown(c) for c in found]
                meets = [[bool(met_by(p, [s])) for p in points] for s in shown]
                yield Example(np.array([_row(c) for c in found]), np.array(meets, dtype=bool))


def _row(candidate: Candidate) -> list[float]:
    return [candidate.features.get(name, 0.0) for name in NAMES]


def _shown(candidate: Candidate) -> ShownSentence:
    strength = candidate.sentence.strength
    text = f"{candidate.text} ({strength})" if strength else candidate.text
    return ShownSentence(text, normalise(text))


def current() -> Floats:
    """The weights in use, in the order of NAMES."""
    return np.array(list(WEIGHTS.values()))


def quality(data: Sequence[Example], weights: Floats) -> Quality:
    first = met = points = 0
    for example in data:
        order = np.argsort(-(example.features @ weights), kind="stable")[:TOP]
        best = example.meets[order]
        first += int(best[0].any())
        met += int(best.any(axis=0).sum())
        points += best.shape[1]
    return Quality(first / max(len(data), 1), met / max(points, 1))


def fit(data: Sequence[Example]) -> Floats:
    """Weights by gradient descent on standardised features; deterministic."""
    lists = [_list(example) for example in data]
    usable = [(x, y) for x, y in lists if y.any()]
    scale = np.vstack([x for x, _ in usable]).std(axis=0) + 1e-6
    scaled = [(x / scale, y) for x, y in usable]
    weights = np.zeros(len(NAMES))
    for step in range(_STEPS):
        slope = sum((_slope(x, y, weights) for x, y in scaled), np.zeros(len(NAMES)))
        rate = _STEP_SIZE / (1 + step / 100)
        weights -= rate * (slope / len(scaled) + 2 * _PENALTY * weights)
    fitted: Floats = weights / scale
    return fitted


def _list(example: Example) -> tuple[Floats, NDArray[np.bool_]]:
    """The candidates that the weights in use put first: the ones worth telling apart."""
    order = np.argsort(-(example.features @ current()), kind="stable")[:_LIST]
    return example.features[order], np.asarray(example.meets[order].any(axis=1))


def _slope(x: Floats, y: NDArray[np.bool_], weights: Floats) -> Floats:
    """Gradient of -log P(a meeting sentence comes first) under a softmax over the list."""
    scores = x @ weights
    p = np.exp(scores - scores.max())
    p /= p.sum()
    q = np.where(y, p, 0.0)
    q /= max(q.sum(), 1e-12)
    gradient: Floats = -x.T @ (q - p)
    return gradient


def cross_validated(data: Sequence[Example], seed: int = 0) -> Quality:
    """Quality on each fold of weights fitted to the other folds, pooled over questions."""
    order = np.random.default_rng(seed).permutation(len(data))
    firsts, tops, sizes = [], [], []
    for fold in np.array_split(order, FOLDS):
        held_out = set(fold.tolist())
        weights = fit([d for i, d in enumerate(data) if i not in held_out])
        result = quality([data[i] for i in sorted(held_out)], weights)
        firsts.append(result.first * len(fold))
        tops.append(result.in_top * len(fold))
        sizes.append(len(fold))
    return Quality(sum(firsts) / sum(sizes), sum(tops) / sum(sizes))


def named(weights: Floats) -> Mapping[str, float]:
    return dict(zip(NAMES, (round(float(w), 2) for w in weights), strict=True))
