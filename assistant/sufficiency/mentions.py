"""Whether the statements that would be shown mention a term, under any of its names.

`sufficiency` and `demands` ask it. A statement mentions what its words and headings say, and the
title, topics, body, authors and year of its source.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from assistant.evidence import Candidate
from assistant.naming import everyday, kinds, other_names
from assistant.spelling import is_near
from assistant.terms import Term
from corpus.model import Source
from corpus.text.words import stem, words

# "cirrhotic" and "cirrhosis": words of this length that share so much of the longer one.
_LONG = 6
_SHARED = 0.65
_SHARED_LETTERS = 5
_CUT_SHORT = 4
_SPELLED_OUT = 4  # letters from which initials are no coincidence


@dataclass(frozen=True, slots=True)
class Mentioned:
    """What one statement mentions: stems, words as printed with the stems, and initials in order.

    `names` are the stems of the body, authors, journal and id of its source.
    """

    stems: frozenset[str]
    words: frozenset[str]
    initials: str
    names: frozenset[str]

    def holds(self, term: Term) -> bool:
        """Under its own name, another name, its long form, or a word of the same root."""
        if self.stems.issuperset(term.stems) or self._holds_meant(term):
            return True
        if any(other <= self.stems for key in _keys(term) for other in other_names().get(key, ())):
            return True
        if term.is_short_form and len(term.printed) >= _SPELLED_OUT:
            return term.printed.lower() in self.initials
        if term.is_drug and any(not self.stems.isdisjoint(kinds().get(s, ())) for s in term.stems):
            return True
        return len(term.stems) == 1 and self._shares_root(term)

    def _holds_meant(self, term: Term) -> bool:
        """Half of what a word stands for; all of what a name of several words does."""
        meant, held = term.stands_for, term.stands_for & self.stems
        if len(term.stems) > 1:
            return bool(meant) and held == meant
        return bool(meant) and 2 * len(held) >= len(meant)

    def _shares_root(self, term: Term) -> bool:
        """Or is cut short ("azithro"), which no listed name is."""
        word = term.printed.lower()
        cut_short = not (term.is_drug or term.is_subject)
        if len(word) >= _CUT_SHORT and cut_short and any(w.startswith(word) for w in self.words):
            return True
        return len(word) >= _LONG and any(_same_root(word, said) for said in self.words)


def read(statements: Sequence[Candidate]) -> list[Mentioned]:
    """What each of the statements mentions."""
    sources = {statement.source.id: statement.source for statement in statements}
    about = {key: (words(_about(source)), words(_names(source))) for key, source in sources.items()}
    return [_mentioned(statement, *about[statement.source.id]) for statement in statements]


def read_alone(statement: Candidate) -> Mentioned:
    """What the words and headings of a statement mention, without its source."""
    return _mentioned(statement, [], [])


def is_mistyped(term: Term, found: Iterable[Candidate]) -> bool:
    """Whether an unheard term is most likely a typing error of a word found, or of an everyday one.

    No known drug is an error of another: their names differ by a letter or two.
    """
    if term.is_drug:
        return False
    word = term.printed.lower()
    near = {known for c in found for known in words(c.text) if known[0] == word[0]}
    near |= {stem(known) for known in near}  # "adlut" where only "adults" are found
    return _mistyped_everyday(word) or any(is_near(word, known) for known in near)


def _mentioned(statement: Candidate, about: list[str], names: list[str]) -> Mentioned:
    text = words(" ".join((statement.text, *statement.sentence.heading)))
    said = {*text, *about, *names}
    return Mentioned(
        stems := frozenset(map(stem, said)),
        stems | said,
        "".join(word[0] for word in (*text, *about)),
        frozenset(map(stem, names)),
    )


def _about(source: Source) -> str:
    return " ".join((source.title, *source.topics, source.population or ""))


def _names(source: Source) -> str:
    published = f"{source.organization} {source.version} {source.year} {source.journal}"
    return " ".join((published, *source.authors, source.id.replace("-", " ")))


def _keys(term: Term) -> tuple[str, ...]:
    return (" ".join(term.stems), *term.stands_for)


def _same_root(word: str, said: str) -> bool:
    needed = max(_SHARED_LETTERS, ceil(_SHARED * max(len(word), len(said))))
    return len(word) >= needed and word[:needed] == said[:needed]


@lru_cache(maxsize=4096)
def _mistyped_everyday(word: str) -> bool:
    return any(is_near(word, known) for known in everyday())
