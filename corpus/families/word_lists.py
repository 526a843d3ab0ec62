"""The words that titles are compared by (topics.yaml): how one is folded, which count for nothing.

`corpus.families.topics` is the only caller. Read once, when the first title is compared.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from corpus.text.word_files import read_words
from corpus.text.words import american

_FILE = Path(__file__).with_name("topics.yaml")
_ISE = re.compile(r"(?<=\w{3})is(?=(?:e|ed|es|ing|ation|ations)$)")
_YSE = re.compile(r"(?<=\w{3})ys(?=(?:e|ed|es|ing)$)")

Phrases = Mapping[tuple[str, ...], tuple[str, ...]]
"""What stands for a phrase, both as folded words."""


@dataclass(frozen=True, slots=True)
class Folding:
    """Brings a word's plural and spellings to one form, which need not be a word itself."""

    spellings: tuple[tuple[str, str], ...]
    same_words: Mapping[str, str]

    def fold(self, word: str) -> str:
        folded = self._spelled(word)
        return self.same_words.get(folded, folded)

    def phrase(self, printed: str) -> tuple[str, ...]:
        return tuple(self.fold(word) for word in printed.split())

    def _spelled(self, word: str) -> str:
        word = _YSE.sub("yz", _ISE.sub("iz", american(word.removesuffix("'s"))))
        for british, spelling in self.spellings:
            word = word.replace(british, spelling)
        return _singular(word)


@dataclass(frozen=True, slots=True)
class WordLists:
    """The lists of topics.yaml, folded. `boilerplate` and `same_phrases` are replaced in turn."""

    folding: Folding
    boilerplate: Phrases
    same_phrases: Phrases
    empty: frozenset[str]
    prefixes: frozenset[str]
    attributed_to: frozenset[str]
    says_no_topic: frozenset[str]


@cache
def word_lists() -> WordLists:
    listed: Mapping[str, Any] = read_words(_FILE)
    folding = _folding(listed)
    return WordLists(
        folding,
        boilerplate={folding.phrase(printed): () for printed in listed["boilerplate"]},
        same_phrases={
            folding.phrase(printed): folding.phrase(stands)
            for stands, phrases in listed["same_phrases"].items()
            for printed in phrases
        },
        empty=_folded(listed["empty"], folding),
        prefixes=frozenset(listed["prefixes"].split()),
        attributed_to=_folded(listed["attributed_to"], folding),
        says_no_topic=_folded(listed["says_no_topic"], folding),
    )


def replaced(found: Sequence[str], phrases: Phrases) -> list[str]:
    """The words with every listed phrase replaced, the longest that fits first."""
    longest = max(map(len, phrases), default=0)
    result: list[str] = []
    start = 0
    while start < len(found):
        for length in range(min(longest, len(found) - start), 0, -1):
            phrase = tuple(found[start : start + length])
            if phrase in phrases:
                result += phrases[phrase]
                start += length
                break
        else:
            result.append(found[start])
            start += 1
    return result


def _folding(listed: Mapping[str, Any]) -> Folding:
    pairs = (pair.partition("=") for pair in listed["spellings"].split())
    plain = Folding(tuple((british, american) for british, _, american in pairs), {})
    same = {
        plain.fold(word): plain.fold(group.split()[0])
        for group in listed["same_words"]
        for word in group.split()
    }
    return Folding(plain.spellings, same)


def _folded(printed: str, folding: Folding) -> frozenset[str]:
    return frozenset(folding.phrase(printed))


def _singular(word: str) -> str:
    """One form of singular and plural, after the s-stemmer (Harman, JASIS 1991), carried further
    so that "metastases" and "metastasis", "diseases" and "disease" agree.
    """
    if len(word) < 4 or not word.isalpha():
        return word
    if word.endswith(("sis", "ses", "xes", "ches", "shes")):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word[:-1] if word.endswith("se") else word
