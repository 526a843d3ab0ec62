"""Whether two sources are about the same subject, by the words of their topics; which of the
subjects that a question names a statement is on, and whether it names any.

`selection` keeps an answer to the subject of its bottom line by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache
from pathlib import Path

from assistant.naming import other_names
from assistant.query import Query, drug_stems
from assistant.terms import Term, parts
from corpus.model import Source
from corpus.text.word_files import read_words
from corpus.text.words import STOP_WORDS, stem, words

_FILE = Path(__file__).with_name("vocabulary") / "topic_words.yaml"

# What the words that both have must weigh together. How rare they are in the library does as well
# in a large one, but where all is on one subject the word that tells it is the commonest of all.
_SAME = 1.0
_WEIGHTS = {"nothing": 0.0, "little": 0.5}
_FULL = 1.0
_OF_DRUG = 0.5  # epinephrine is given in croup as in anaphylaxis


def share_subject(one: Source, other: Source) -> bool:
    """Whether words that both have among their topics tell what they are about.

    Words that tell it only together must be of one topic: CT and kidney tell nothing, if one source
    is on CT of the urinary tract and on the kidney's ultrasound.
    """
    mine, theirs = _subject(_told(one)), _subject(_told(other))
    both = {s: weight for s, weight in mine.items() if s in theirs}
    topics = map(_subject, (*_topics(one), *_topics(other)))
    return any(sum(both.get(s, 0.0) for s in topic) >= _SAME for topic in topics)


def _topics(source: Source) -> tuple[str, ...]:
    return source.topics or (source.title,)


def names_nothing(query: Query) -> bool:
    """Whether no word tells what a question is about: "What dose?", "Which test first?"."""
    terms = [term for part in parts(query) for term in part.terms]
    named = any(t.is_drug or t.is_subject or t.is_named for t in terms)
    told = (s for s, word in query.own.items() if not word.isdigit())
    return not (named or query.explained or any(_listed().get(s, _FULL) for s in told))


def _told(source: Source) -> str:
    """Its topics, or its title where it names none."""
    return " ".join(_topics(source))


@lru_cache(maxsize=4096)
def _subject(told: str) -> Mapping[str, float]:
    """The stems that tell a subject, with what each weighs."""
    listed = _listed()
    stems = {stem(w) for w in words(told) if len(w) > 1 and not w[0].isdigit()} - STOP_WORDS
    weights = {s: listed.get(s, _OF_DRUG if s in drug_stems() else _FULL) for s in stems}
    return {s: weight for s, weight in weights.items() if weight}


@cache
def _listed() -> Mapping[str, float]:
    lists = read_words(_FILE)
    return {stem(w): weight for name, weight in _WEIGHTS.items() for w in words(lists[name])}


class SubjectsAsked:
    """The listed diseases, complaints, organisms and operations that a question names."""

    def __init__(self, query: Query) -> None:
        named = (t for part in parts(query) for t in part.terms if t.is_subject)
        self._names = {term.printed: _names(term) for term in named}

    def held(self, stems: AbstractSet[str]) -> frozenset[str]:
        """Those that words of these stems name, under any of their names."""
        return frozenset(p for p, names in self._names.items() if any(n <= stems for n in names))


def _names(subject: Term) -> frozenset[frozenset[str]]:
    """The stems of each name of a subject, and of what it stands for."""
    others = other_names().get(" ".join(subject.stems), frozenset())
    return others | {frozenset(subject.stems), subject.stands_for or frozenset(subject.stems)}
