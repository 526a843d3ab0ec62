"""A text as the checks read it: tokens in one wording, and quantities, each with its place.

Every rule of this package compares two of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import NamedTuple

from assistant.support.vocabulary import Phrase, Vocabulary, root, vocabulary
from assistant.support.wording import plainer
from corpus.text.quantities import Located, located, one_spelling
from corpus.text.words import STOP_WORDS, fold

_WORD = re.compile(r"(?:[Nn]on[-\u2010](?=\w))?[^\W_]+(?:[.'’][^\W_]+)*")
_PART_END = re.compile(r";|[.!?]\s")
_CLAUSE_END = re.compile(r"[,;:()–—]|\s-\s|[.!?](?=\s|$)")


class Token(NamedTuple):
    """One word: what it may be compared as, and where it stands in the text in one spelling.

    A name of several words is one token; `parts` are the words. `written` are those of a phrase
    that the lists compare as something else.
    """

    word: str
    roots: frozenset[str]
    start: int
    content: bool
    parts: Phrase = ()
    written: Phrase = ()

    def is_in(self, others: frozenset[str]) -> bool:
        return not self.roots.isdisjoint(others)


@dataclass(frozen=True)
class Reading:
    """One text in one spelling; `tokens` leave out what belongs to a quantity."""

    text: str
    tokens: tuple[Token, ...]
    quantities: tuple[Located, ...]

    @cached_property
    def content(self) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if token.content)

    @cached_property
    def raw(self) -> tuple[Token, ...]:
        """The words as they are written, no phrase of them rewritten, with what each stands for."""
        others = vocabulary().others
        return tuple(
            token._replace(roots=token.roots.union(*(others.get(r, ()) for r in token.roots)))
            for token in _raw_tokens(self.text, self.quantities)
        )

    @cached_property
    def raw_roots(self) -> frozenset[str]:
        """Every root of these."""
        return frozenset[str]().union(*(token.roots for token in self.raw))

    @cached_property
    def roots(self) -> frozenset[str]:
        """Every root that a word of this text may be compared as."""
        parts = (part for token in self.tokens for part in (*token.parts, *token.written))
        return frozenset(parts).union(*(token.roots for token in self.tokens))

    @cached_property
    def wider(self) -> frozenset[str]:
        """These, and what each word of a phrase stands for alone: "after surgery" is "surgical"."""
        others = vocabulary().others
        written = (others.get(part, frozenset()) for token in self.tokens for part in token.written)
        return self.roots.union(*written)

    @cached_property
    def rest(self) -> str:
        """The text outside of its quantities."""
        text = self.text
        for found in reversed(self.quantities):
            text = f"{text[: found.start]} # {text[found.end :]}"
        return text

    @cached_property
    def breaks(self) -> tuple[int, ...]:
        """Where clauses end."""
        return tuple(match.start() for match in _CLAUSE_END.finditer(self.text))

    def ends_part(self, place: int) -> bool:
        """Whether the token at that place is the last of its clause."""
        if place + 1 == len(self.tokens):
            return True
        return not self.same_clause(self.tokens[place].start, self.tokens[place + 1].start)

    def same_clause(self, one: int, other: int) -> bool:
        low, high = sorted((one, other))
        return not any(low < place < high for place in self.breaks)

    def same_part(self, one: int, other: int) -> bool:
        """Whether no semicolon and no end of a sentence stands between."""
        low, high = sorted((one, other))
        return _PART_END.search(self.text, low, high) is None

    def clause_around(self, place: int) -> tuple[int, int]:
        """Where the clause that holds a place begins and ends."""
        low = max((end + 1 for end in self.breaks if end < place), default=0)
        return low, min((end for end in self.breaks if end >= place), default=len(self.text))

    def between(self, start: int, end: int) -> tuple[Token, ...]:
        return tuple(token for token in self.tokens if start <= token.start < end)


@lru_cache(maxsize=4096)
def read(text: str) -> Reading:
    """The text with every phrase as the vocabulary compares it."""
    known = vocabulary()
    plain = one_spelling(plainer(text))
    quantities = tuple(located(plain))
    raw = list(_raw_tokens(plain, quantities))
    return Reading(plain, tuple(_rewritten(raw, known)), quantities)


def _raw_tokens(plain: str, quantities: Sequence[Located]) -> Iterator[Token]:
    """The words that no quantity holds."""
    waiting = iter(quantities)
    amount = next(waiting, None)
    for match in _WORD.finditer(plain):
        while amount is not None and amount.end <= match.start():
            amount = next(waiting, None)
        if amount is not None and amount.start <= match.start():
            continue
        word = fold(match.group()).replace("non-", "non").replace("non\u2010", "non")
        yield Token(word, frozenset((root(word),)), match.start(), word not in STOP_WORDS)


def _rewritten(raw: Sequence[Token], known: Vocabulary) -> Iterator[Token]:
    """Phrases of the vocabulary, the longest first, as what they are compared as."""
    keys = [next(iter(token.roots)) for token in raw]
    place = 0
    while place < len(raw):
        length, compared = _phrase_at(keys, place, known)
        if length:
            written = tuple(keys[place : place + length]) if length > 1 else ()
            for part in compared:
                token = Token(part, frozenset((part,)), raw[place].start, part not in known.stops)
                yield token._replace(parts=known.parts.get(part, ()), written=written)
            place += length
            continue
        token = raw[place]
        yield token._replace(roots=token.roots | known.others.get(keys[place], frozenset()))
        place += 1


def _phrase_at(keys: Sequence[str], place: int, known: Vocabulary) -> tuple[int, Phrase]:
    for length in range(min(known.longest, len(keys) - place), 0, -1):
        compared = known.phrases.get(tuple(keys[place : place + length]))
        if compared is not None:
            return length, compared
    return 0, ()
