"""Typing errors: which known word a mistyped one most likely is. `query` and `sufficiency` ask.

What is known is what the lists in `vocabulary` hold; nothing found here is ever shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.text.word_files import read_words
from corpus.text.words import STOP_WORDS, stem, words

_FOLDER = Path(__file__).parent / "vocabulary"
# Lists of names, the only words that a typing error is mended to, and lists of other known words.
_NAMES = (
    "drug_names.yaml",
    "test_names.yaml",
    "subjects.yaml",
    "synonyms.yaml",
    "abbreviations.yaml",
)
_OTHERS = ("everyday.yaml", "ordinary.yaml", "broader.yaml", "equivalents.yaml")

# A typing error: one letter in a word of five, two in a long one; in a shorter one only two
# neighbours exchanged ("wiat").
_SHORT = 4
_MISTYPED = 5
_MISTYPED_TWICE = 8
# Shorter words are too near to one another to be mended.
_MENDED = 6


def is_near(word: str, known: str) -> bool:
    """Whether one is the other but for a letter, or two; the first letter is seldom wrong."""
    if word[0] != known[0]:
        return False
    if len(word) == len(known) == _SHORT:
        return word != known and sorted(word) == sorted(known) and _distance(word, known) == 1
    if max(len(word), len(known)) < _MISTYPED:
        return False
    allowed = 2 if min(len(word), len(known)) >= _MISTYPED_TWICE else 1
    return abs(len(word) - len(known)) <= allowed and _distance(word, known) <= allowed


@lru_cache(maxsize=4096)
def mended(word: str) -> str | None:
    """The listed name that a word no list knows is nearest to; None where none is near."""
    if len(word) < _MENDED or not word.isalpha():
        return None
    near = [known for known in _names().get(word[0], ()) if is_near(word, known)]
    if word in _known() or any(stem(word) == stem(known) for known in near):
        return None
    return min(near, key=lambda known: (_distance(word, known), known), default=None)


def _distance(one: str, other: str) -> int:
    """Letters changed, added, left out, or neighbours exchanged.

    Source: Damerau, A technique for computer detection and correction of spelling errors, Commun
    ACM 1964, in the restricted form (optimal string alignment).
    """
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, facing in enumerate(other, start=1):
            cost = min(above[j] + 1, row[-1] + 1, above[j - 1] + (letter != facing))
            if i > 1 < j and letter == other[j - 2] and facing == one[i - 2]:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Sequence[str]]:
    """The listed names by their first letter."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for word in _listed(_NAMES):
        if len(word) >= _MISTYPED and word.isalpha():
            found[word[0]][word] = None
    return {letter: tuple(named) for letter, named in found.items()}


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(_listed((*_NAMES, *_OTHERS))) | STOP_WORDS


def _listed(files: Sequence[str]) -> Iterator[str]:
    for name in files:
        yield from (word for text in _texts(read_words(_FOLDER / name)) for word in words(text))


def _texts(listed: Any) -> Iterator[str]:
    """Every text of a list, keys among them, however deep."""
    if isinstance(listed, Mapping):
        for key, value in listed.items():
            yield str(key)
            yield from _texts(value)
    elif isinstance(listed, list):
        for each in listed:
            yield from _texts(each)
    else:
        yield str(listed)
