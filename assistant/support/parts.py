"""Parts: facts of two clauses may not change clauses ("A for mild, B for severe disease").

`checks` asks it. What stands in several clauses is left to the other rules.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from functools import lru_cache
from itertools import combinations, permutations
from typing import NamedTuple

from assistant.support.amounts import amount
from assistant.support.core import standing
from assistant.support.reading import Reading, Token
from assistant.support.vocabulary import opposites, vocabulary

_Facts = frozenset[Hashable]
# So many words at least must have stayed where facts changed places.
_FEWEST = 2

# Behind each mark, which belongs to what it ends.
_SENTENCE = re.compile(r"(?<=;)|(?=, with \d)|(?<=[a-z)]\.)(?=\s+[A-Z])")
_BRACKET = re.compile(r"\((?:with|in|for|only)\b[^()]*\)", re.I)


class _Part(NamedTuple):
    """A clause by what no other clause of its text holds: facts, and all words with them."""

    facts: _Facts
    words: _Facts


def mixed(text: Reading, printed: Reading) -> bool:
    """Whether two clauses of the text have a fact of each other's, or a bracket stands behind
    another word."""
    said, there = _alone(text), _alone(printed)
    return _rebracketed(text, printed) or any(
        one.facts & b.facts and other.facts & a.facts and _keeps(one, other, a, b)
        for one, other in combinations(said, 2)
        for a, b in permutations(there, 2)
    )


def _keeps(one: _Part, other: _Part, a: _Part, b: _Part) -> bool:
    """Whether the clauses are otherwise these: as many words stayed as changed places."""
    stayed = len(one.words & a.words) + len(other.words & b.words)
    moved = len(one.words & b.words) + len(other.words & a.words)
    both = bool(one.facts & a.facts) and bool(other.facts & b.facts)
    return both or stayed >= max(moved, _FEWEST)


def _rebracketed(text: Reading, printed: Reading) -> bool:
    """Whether a bracket that restricts stands behind another word: "A (with B) or C"."""
    said, there = dict(_brackets(text)), dict(_brackets(printed))
    return any(
        said[held].isdisjoint(there[held]) and said[held] <= printed.roots
        for held in said.keys() & there.keys()
    )


def _brackets(reading: Reading) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """The words of each bracket that opens with "with", "in" or "for", and the one before it."""
    for found in _BRACKET.finditer(reading.text):
        inside = reading.between(found.start(), found.end())
        before = [t for t in reading.content if t.start < found.start()][-1:]
        if before and inside:
            yield frozenset(min(t.roots) for t in inside if t.content), before[0].roots


def _alone(reading: Reading) -> Sequence[_Part]:
    """Each clause of several, by what no other clause holds."""
    bounds = list(_bounds(reading))
    if len(bounds) < 2:
        return []
    parts = [(_Facts(_facts(reading, *b)), _Facts(_words(reading, *b))) for b in bounds]
    counts = Counter(word for facts, words in parts for word in facts | words)
    return [
        _Part(*(_Facts(word for word in each if counts[word] == 1) for each in (facts, words)))
        for facts, words in parts
    ]


def _bounds(reading: Reading) -> Iterator[tuple[int, int]]:
    start = 0
    for sentence in _SENTENCE.split(reading.text):
        for part in standing(sentence):
            yield start, start + len(part)
            start += len(part)


def _facts(reading: Reading, low: int, high: int) -> Iterator[Hashable]:
    denied = False
    for token in reading.between(low, high):
        if token.content and _is_fact(token):
            yield (denied, min(token.roots))
        denied = token.word == "not"
    yield from (amount(q.quantity) for q in reading.quantities if low <= q.start < high)


def _words(reading: Reading, low: int, high: int) -> Iterator[Hashable]:
    yield from _facts(reading, low, high)
    yield from ((False, min(t.roots)) for t in reading.between(low, high) if t.content)


def _is_fact(token: Token) -> bool:
    """Whether a word names something: one of a list, a code ("M2"), no everyday word."""
    known = vocabulary()
    if token.is_in(known.names | _exclusive()) or any(map(str.isdigit, token.word)):
        return True
    return not token.is_in(known.ordinary)


@lru_cache(maxsize=1)
def _exclusive() -> frozenset[str]:
    return frozenset(word for group in opposites() for member in group for word in member)
