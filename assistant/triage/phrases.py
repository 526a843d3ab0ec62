"""Where the phrases of the lists stand in a message, and which patterns of them it holds.

Called by the screening. A phrase is words: `turn* blue` (any ending), `won/will not stop` (either
word). A pattern is phrases, or names of sets of phrases: `chest & ache` (near each other, in any
order), `can not > breathe` (in this order, close), either with `@12` for another distance in words.
Positions are bits of a mask, so that a pattern costs a few operations whatever the message holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, product, zip_longest
from typing import NamedTuple

_NEAR = 9
_CLOSE = 4
_LONGEST = 7
# A word of so many letters is known with one letter wrong, missing, doubled or swapped.
_FUZZY = 7
_REMEMBERED = 8192


class _Keys(NamedTuple):
    """What a word is in the lists: whole words, and beginnings of words."""

    whole: tuple[str, ...]
    begun: tuple[str, ...]


_UNKNOWN = _Keys((), ())


@dataclass(slots=True)
class _Node:
    """A step of the tree of phrases: by whole word, by beginning of a word; the names that end."""

    whole: dict[str, _Node] = field(default_factory=dict)
    begun: dict[str, _Node] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Chain:
    """Elements in their order, each at most so many words after the one before."""

    elements: tuple[str, ...]
    close: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """Chains near each other, in any order."""

    chains: tuple[Chain, ...]
    near: int

    @classmethod
    def read(cls, text: str) -> Pattern:
        """`a > b@5 & c@12`: b follows a within 5 words, and c is within 12 words of them.

        The last distance of several chains is that between them.
        """
        parts = [part.partition("@") for part in text.split("&")]
        distances = [int(distance) if distance else None for _, _, distance in parts]
        near = distances.pop() if len(parts) > 1 else None
        chains = (
            Chain(tuple(e.strip() for e in body.split(">")), distance or _CLOSE)
            for (body, _, _), distance in zip_longest(parts, distances)
        )
        return cls(tuple(chains), near or _NEAR)


class Phrasebook:
    """Sets of phrases under a name, found in one pass over the words of a message."""

    def __init__(self, sets: Mapping[str, Iterable[str]]) -> None:
        self._root = _Node()
        self._whole: set[str] = set()
        self._begun: set[str] = set()
        self._names: set[str] = set()
        for name, phrases in sets.items():
            for phrase in phrases:
                self.add(name, phrase)
        self._near_misses: dict[str, str] = {}
        self._cache: dict[str, _Keys] = {}

    def add(self, name: str, phrase: str) -> None:
        self._names.add(name)
        for words in product(*(step.split("/") for step in str(phrase).split())):
            self._plant(name, words)

    def pattern(self, text: str) -> Pattern:
        """A pattern; an element that names no set is a phrase of its own."""
        pattern = Pattern.read(text)
        for element in chain.from_iterable(c.elements for c in pattern.chains):
            if element not in self._names:
                self.add(element, element)
        return pattern

    def _plant(self, name: str, words: tuple[str, ...]) -> None:
        node = self._root
        for word in words:
            begins = word.endswith("*")
            key = word.rstrip("*")
            (self._begun if begins else self._whole).add(key)
            node = (node.begun if begins else node.whole).setdefault(key, _Node())
        node.names.add(name)

    def forgive(self, words: Iterable[str]) -> None:
        """Know these words, where they are long, with one letter wrong."""
        for word in sorted(set(words) & (self._whole | self._begun)):
            if len(word) >= _FUZZY:
                for wrong in (word, *_without_one(word)):
                    self._near_misses.setdefault(wrong, word)

    def find(self, words: tuple[str, ...]) -> dict[str, int]:
        """Name of a set -> mask of the words where one of its phrases starts."""
        places: dict[str, list[int]] = {}
        keys = [self._keys(word) for word in words]
        ignored_until = 0
        for start, key in enumerate(keys):
            if key is _UNKNOWN or start < ignored_until:
                continue
            here = self._at(keys, start)
            ignored = max((length for names, length in here if "ignored" in names), default=0)
            ignored_until = start + ignored
            # What is ignored hides the shorter phrases within it: "blue" of "blue inhaler".
            for name in {n for names, length in here if length >= ignored for n in names}:
                places.setdefault(name, []).append(start)
        return {name: mask_of(where) for name, where in places.items()}

    def _at(self, keys: list[_Keys], start: int) -> list[tuple[set[str], int]]:
        """What starts at a word: names with the number of words."""
        nodes, ending = [self._root], []
        for length, (whole, begun) in enumerate(keys[start : start + _LONGEST], start=1):
            nodes = [
                *(n.whole[key] for n in nodes for key in whole if key in n.whole),
                *(n.begun[key] for n in nodes for key in begun if key in n.begun),
            ]
            if not nodes:
                break
            ending += [(node.names, length) for node in nodes if node.names]
        return ending

    def _keys(self, word: str) -> _Keys:
        """What a word counts as: whole words and beginnings of the lists."""
        known = self._cache.get(word)
        if known is None:
            if len(self._cache) >= _REMEMBERED:
                self._cache.clear()
            known = self._cache[word] = self._looked_up(word)
        return known

    def _looked_up(self, word: str) -> _Keys:
        known = self._known(word)
        if known is _UNKNOWN and len(word) >= _FUZZY - 1:
            for wrong in (word, *_without_one(word)):
                meant = self._near_misses.get(wrong)
                if meant is not None:
                    return self._known(meant)
        return known

    def _known(self, word: str) -> _Keys:
        begun = tuple(word[:n] for n in range(2, len(word) + 1) if word[:n] in self._begun)
        whole = (word,) if word in self._whole else ()
        return _Keys(whole, begun) if whole or begun else _UNKNOWN


def _without_one(word: str) -> set[str]:
    return {word[:i] + word[i + 1 :] for i in range(1, len(word))}


def holds(pattern: Pattern, found: Mapping[str, int], barred: int) -> int:
    """Mask of the words where the pattern is met, outside the barred words."""
    here = -1
    for each in pattern.chains:
        met = _chained(each.elements, found, barred, each.close)
        here = met if here == -1 else here & _around(met, pattern.near)
        if not here:
            return 0
    return here


def _chained(elements: tuple[str, ...], found: Mapping[str, int], barred: int, close: int) -> int:
    """Mask of the last elements of a chain."""
    here = found.get(elements[0], 0) & ~barred
    for element in elements[1:]:
        if not here:
            return 0
        here = found.get(element, 0) & after(here, close)
    return here


def after(mask: int, distance: int) -> int:
    """The words that follow within the distance."""
    reached = 0
    for step in range(1, distance + 1):
        reached |= mask << step
    return reached


def before(mask: int, distance: int) -> int:
    """The words within the distance before."""
    reached = 0
    for step in range(1, distance + 1):
        reached |= mask >> step
    return reached


def _around(mask: int, distance: int) -> int:
    return mask | after(mask, distance) | before(mask, distance)


def mask_of(places: Iterable[int]) -> int:
    """The mask of these places."""
    return sum(1 << place for place in set(places))
