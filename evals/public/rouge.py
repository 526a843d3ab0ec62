"""ROUGE-2 and ROUGE-SU4: how much of a reference's word pairs a text has, and the other way round.

Lin CY, ROUGE: a package for automatic evaluation of summaries, in: Text summarization branches out,
ACL 2004. Words in lower case, neither stemmed nor stopped; of several references the best counts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import pairwise

SKIP = 4
"""Words that may stand between the two of a skip-bigram."""

_WORD = re.compile(r"[^\W_]+")
_Unit = tuple[str, ...]


def rouge_2(text: str, references: Sequence[str]) -> float:
    """F1 over bigrams; 0 where either side has none."""
    return _best(text, references, bigrams)


def rouge_su4(text: str, references: Sequence[str]) -> float:
    """F1 over words, and pairs of words with at most four others between them."""
    return _best(text, references, skip_bigrams_and_words)


def bigrams(words: Sequence[str]) -> Counter[_Unit]:
    return Counter(pairwise(words))


def skip_bigrams_and_words(words: Sequence[str]) -> Counter[_Unit]:
    pairs = (
        (word, after)
        for place, word in enumerate(words)
        for after in words[place + 1 : place + 2 + SKIP]
    )
    return Counter(pairs) + Counter((word,) for word in words)


def _best(
    text: str, references: Sequence[str], units: Callable[[Sequence[str]], Counter[_Unit]]
) -> float:
    has = units(_words(text))
    return max((_f1(has, units(_words(reference))) for reference in references), default=0.0)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _f1(has: Counter[_Unit], wanted: Counter[_Unit]) -> float:
    """2PR / (P + R) with clipped counts, which is 2 * shared / all units of both."""
    both = has.total() + wanted.total()
    return 2 * (has & wanted).total() / both if both else 0.0
