"""Fitting finds the feature that tells, and reports quality on questions it did not see."""

from __future__ import annotations

import numpy as np
import pytest

from evals.fitting import NAMES, Example, Quality, cross_validated, fit, named, quality

TELLING = NAMES.index("coverage")


def made_up(questions: int, *, telling: int = TELLING) -> list[Example]:
    """Questions of ten candidates, of which the one with the largest telling feature is right."""
    random = np.random.default_rng(7)
    made = []
    for _ in range(questions):
        features = random.random((10, len(NAMES)))
        meets = np.zeros((10, 1), dtype=bool)
        meets[int(features[:, telling].argmax()), 0] = True
        made.append(Example(features, meets))
    return made


def test_the_telling_feature_gets_the_largest_weight() -> None:
    weights = fit(made_up(60))
    assert int(np.abs(weights).argmax()) == TELLING
    assert weights[TELLING] > 0


def test_fitted_weights_put_unseen_right_sentences_first() -> None:
    # Enough questions for some fifty features; by chance 0.1 are first.
    assert cross_validated(made_up(150)).first > 0.5


def test_noise_is_not_learned() -> None:
    random = np.random.default_rng(3)
    data = [
        Example(random.random((10, len(NAMES))), random.permutation(np.eye(10, 1, dtype=bool)))
        for _ in range(60)
    ]
    assert cross_validated(data).first < 0.35


def test_quality_counts_first_and_in_top() -> None:
    features = np.zeros((12, len(NAMES)))
    features[:, TELLING] = np.arange(12, 0, -1)
    meets = np.zeros((12, 2), dtype=bool)
    meets[1, 0] = True  # second: in the first ten
    meets[11, 1] = True  # last: not
    weights = np.zeros(len(NAMES))
    weights[TELLING] = 1.0
    assert quality([Example(features, meets)], weights) == Quality(first=0.0, in_top=0.5)


def test_weights_are_named_as_in_the_ranking() -> None:
    assert named(np.ones(len(NAMES))) == pytest.approx(dict.fromkeys(NAMES, 1.0))
