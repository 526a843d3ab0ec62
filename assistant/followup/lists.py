"""Finds in a text what vocabulary/conversation.yaml lists: conditions, drugs, facets.

Everything is found by stems, so that number and spelling do not matter. The other files of this
package ask.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from assistant.query import lay_words, short_forms
from corpus.text.word_files import read_words
from corpus.text.words import STOP_WORDS, fold, stem

_FOLDER = Path(__file__).parent.parent / "vocabulary"
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")

Phrase = tuple[str, ...]


class Word(NamedTuple):
    """A word of a text: where it stands, in lower case, its stem, whether it is a stop word."""

    start: int
    end: int
    text: str
    stem: str
    stops: bool


class Span(NamedTuple):
    """Words `first` to `last` of a text, `last` not among them."""

    first: int
    last: int


class Phrases:
    """Phrases of stems, found in a row of words."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._by_first: defaultdict[str, list[Phrase]] = defaultdict(list)
        for phrase in sorted({p for p in phrases if p}, key=len, reverse=True):
            self._by_first[phrase[0]].append(phrase)

    def at(self, words: Sequence[Word], index: int) -> int:
        """How many words the longest phrase that begins here has; 0 where none does."""
        for phrase in self._by_first.get(words[index].stem, ()):
            if tuple(w.stem for w in words[index : index + len(phrase)]) == phrase:
                return len(phrase)
        return 0

    def find(self, words: Sequence[Word]) -> Iterator[Span]:
        """Every phrase, from left to right, without overlap."""
        index = 0
        while index < len(words):
            length = self.at(words, index)
            if length:
                yield Span(index, index + length)
            index += length or 1


@dataclass(frozen=True, slots=True)
class Lists:
    conditions: Phrases
    condition_nouns: frozenset[str]
    condition_ending: re.Pattern[str]
    not_conditions: frozenset[str]
    after_conditions: frozenset[str]
    signs: frozenset[str]
    drugs: Phrases
    facets: frozenset[str]
    of_something: frozenset[str]
    people: frozenset[str]
    of_people: frozenset[str]
    exclusive: tuple[tuple[str, ...], ...]


def words_of(text: str) -> list[Word]:
    """The words of the text, in order."""
    found = ((m.start(), m.end(), fold(m.group())) for m in _WORD.finditer(text))
    return [Word(start, end, word, stem(word), word in STOP_WORDS) for start, end, word in found]


@lru_cache(maxsize=1)
def lists() -> Lists:
    """The lists, read once."""
    listed = read_words(_FOLDER / "conversation.yaml")
    endings = "|".join(_split(listed["condition_endings"]))
    own = Phrases(map(_phrase, _split(listed["conditions"])))
    known = [*_split(listed["conditions"]), *_standing_for(own)]
    return Lists(
        conditions=Phrases(map(_phrase, known)),
        condition_nouns=_stems(listed["condition_nouns"]),
        condition_ending=re.compile(rf"\w{{2,}}(?:{endings})"),
        not_conditions=frozenset(_split(listed["not_conditions"])),
        after_conditions=_stems(listed["after_conditions"]),
        signs=_stems(listed["signs"]),
        drugs=Phrases(map(_phrase, _drug_names())),
        facets=_stems(listed["facets"]) | _stems(listed["of_something"]),
        of_something=_stems(listed["of_something"]),
        people=_stems(listed["people"]),
        of_people=_stems(listed["of_people"]),
        exclusive=tuple(tuple(group) for group in listed["exclusive"]),
    )


def _split(listed: str) -> list[str]:
    return [part.strip() for part in listed.split(",")]


def _phrase(text: str) -> Phrase:
    return tuple(word.stem for word in words_of(text))


def _stems(listed: str) -> frozenset[str]:
    return frozenset(s for part in _split(listed) for s in _phrase(part))


def _standing_for(conditions: Phrases) -> Iterator[str]:
    """Short forms and lay words whose meaning is a condition."""
    for short, meaning in {**short_forms(), **lay_words()}.items():
        if short.lower() not in STOP_WORDS and any(conditions.find(words_of(meaning))):
            yield short


def _drug_names() -> Iterator[str]:
    listed: Mapping[str, Any] = read_words(_FOLDER / "drug_names.yaml")
    for name, others in listed.items():
        yield from (name, *others)
