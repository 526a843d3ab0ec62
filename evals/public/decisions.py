"""Yes, no or maybe, read off what is shown by one stated rule. Used by the PubMedQA benchmark.

Galen quotes and does not say yes or no; this tells how far its quotes would let a reader decide.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from corpus.text.polarity import negated
from evals.datasets.pubmedqa import Decision
from evals.intervals import Floats, Picks

DECISIONS: tuple[Decision, ...] = ("yes", "no", "maybe")

_HEDGED = re.compile(
    r"\b(?:may|might|could|possibl[ey]|perhaps|unclear|inconclusive|uncertain|conflicting|mixed"
    r"|controversial|limited\s+evidence|(?:further|more)\s+(?:studies|research|trials|investigation)"
    r"|needs?\s+to\s+be\s+(?:confirmed|studied)|depends?)\b",
    re.IGNORECASE,
)
# A difference that is not there is a no, whatever word denies it.
_DENIED = re.compile(
    r"\bno\s+(?:\w+\s+){0,2}(?:difference|association|effect|benefit|evidence|correlation)\b"
    r"|\b(?:similar|comparable|equivalent)\b",
    re.IGNORECASE,
)


def decision(sentence: str) -> Decision:
    """`maybe` where it is hedged, else `no` where it denies something, else `yes`."""
    if _HEDGED.search(sentence):
        return "maybe"
    return "no" if negated(sentence) or _DENIED.search(sentence) else "yes"


def macro_f1(gold: Sequence[Decision], said: Sequence[Decision | None], picks: Picks) -> Floats:
    """The mean over decisions of F1, for picks of shape (r, n); None is never right.

    F1 = 2 TP / (2 TP + FP + FN); 0 for a decision that neither side has.
    """
    wanted, given = np.array(gold, dtype=object)[picks], np.array(said, dtype=object)[picks]
    scores = [_f1(wanted == each, given == each) for each in DECISIONS]
    average: Floats = np.mean(scores, axis=0)
    return average


def _f1(wanted: np.typing.NDArray[np.bool_], given: np.typing.NDArray[np.bool_]) -> Floats:
    both = 2.0 * (wanted & given).sum(axis=-1)
    either = wanted.sum(axis=-1) + given.sum(axis=-1)
    score: Floats = np.divide(both, either, out=np.zeros_like(both), where=either > 0)
    return score
