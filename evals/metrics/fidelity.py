"""Is what statements carry where they say that it is? Listed in `evals.summary`.

Found by `evals.tracing`, with none of the product's own checks: they are what is measured here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from evals.measuring import UNSCORED, Metric, Observation
from evals.outcome import Fidelity, QuestionScores

_NO_TEXT = "there is none to trace, or the sources' texts were not at hand"
Count = Callable[[Fidelity], tuple[int | None, int]]


def _observe(result: QuestionScores, count: Count) -> Observation:
    found, all_ = count(result.fidelity)
    return UNSCORED if found is None else Observation(found, all_)


def _numbers(fidelity: Fidelity) -> tuple[int | None, int]:
    """Numbers of statements that are in a quote that the statement cites / numbers.

    A fault is a number that no cited quote prints, as in SourceCheckup's unsupported statements (Wu
    K et al., Nat Commun 2025;16:3615) but without a judge. Units are left to `galen verify`.
    """
    return fidelity.numbers_quoted, fidelity.numbers


def _labels(fidelity: Fidelity) -> tuple[int | None, int]:
    """Strength labels printed in the paragraph of a cited quote, or its heading / labels shown.

    A label read from elsewhere in the source, from a table's legend say, counts as a fault: the
    evaluator cannot tell whether it was meant for this sentence.
    """
    return fidelity.labels_printed, fidelity.labels


def _places(fidelity: Fidelity) -> tuple[int | None, int]:
    """Cited quotes that the source's text has at exactly their place / cited quotes."""
    return fidelity.quotes_in_place, fidelity.quotes


NUMBERS = Metric(
    "number_fidelity",
    "Numbers shown that a cited quote has",
    partial(_observe, count=_numbers),
    "the answer shows no number",
)
STRENGTHS = Metric(
    "strength_fidelity",
    "Strength labels printed at the quote",
    partial(_observe, count=_labels),
    _NO_TEXT,
)
LOCATORS = Metric(
    "locator_accuracy", "Quotes found at their place", partial(_observe, count=_places), _NO_TEXT
)
