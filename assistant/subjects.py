"""Whether two sources are about the same subject, by the words of their topics.

`selection` keeps an answer to the subject of its bottom line by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

from corpus.model import Source
from corpus.text.word_files import read_words
from corpus.text.words import STOP_WORDS, stem, words

_FILE = Path(__file__).with_name("vocabulary") / "topic_words.yaml"

# What the words that both have must weigh together. How rare they are in the library does as well
# in a large one, but where all is on one subject the word that tells it is the commonest of all.
_SAME = 1.0
_WEIGHTS = {"nothing": 0.0, "little": 0.5}
_FULL = 1.0


def share_subject(one: Source, other: Source) -> bool:
    """Whether words that both have among their topics tell what they are about."""
    theirs = _subject(_told(other))
    return sum(w for s, w in _subject(_told(one)).items() if s in theirs) >= _SAME


def _told(source: Source) -> str:
    """Its topics, or its title where it names none."""
    return " ".join(source.topics) or source.title


@lru_cache(maxsize=4096)
def _subject(told: str) -> Mapping[str, float]:
    """The stems that tell a subject, with what each weighs."""
    listed = _listed()
    stems = {stem(w) for w in words(told) if len(w) > 1 and not w[0].isdigit()} - STOP_WORDS
    weights = {s: listed.get(s, _FULL) for s in stems}
    return {s: weight for s, weight in weights.items() if weight}


@cache
def _listed() -> Mapping[str, float]:
    lists = read_words(_FILE)
    return {stem(w): weight for name, weight in _WEIGHTS.items() for w in words(lists[name])}
