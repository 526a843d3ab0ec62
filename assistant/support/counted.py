"""Counts of things: "two of three criteria" are neither one nor all, "in one pill" not in two.

`checks` asks it; numbers with a unit are for `numbers`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.support.reading import Reading, Token
from corpus.text.units import NUMBER_WORDS

_NUMBER = rf"(?:\d+|{'|'.join(NUMBER_WORDS.keys() - {'half', 'once', 'twice'})})"
_OF = re.compile(
    rf"\b(?P<some>{_NUMBER}) (?:or more )?of (?:the |these |any )?(?:following )?"
    rf"(?P<every>{_NUMBER})\b(?!\s?%)",
    re.I,
)
_EVERY = frozenset("all every each".split())
_ONE = frozenset("one single".split())
_SMALL = frozenset("the a an of more or".split())
# A head stands at most so many words behind its number, and is one of so many.
_REACH = 4
_HEADS = 2


def kept(text: Reading, printed: Reading) -> bool:
    """Whether as many are asked for, and each thing is counted as it is printed."""
    return not (
        _other_share(text, printed) or _twice(text, printed) or _counted_otherwise(text, printed)
    )


def _other_share(text: Reading, printed: Reading) -> bool:
    """Whether "two of three" are no longer two, or are another number of them."""
    there, said = (set(_shares(each)) for each in (printed, text))
    every = any(t.word in _EVERY for t in text.raw) > any(t.word in _EVERY for t in printed.raw)
    if said - there or (there and every):
        return bool(there)
    values = _values(text)
    return any(some not in values for some, _ in there)


def _shares(reading: Reading) -> Iterator[tuple[Decimal, Decimal]]:
    for found in _OF.finditer(reading.text):
        some, every = _value(found["some"]), _value(found["every"])
        if some < every:
            yield some, every


def _value(word: str) -> Decimal:
    return Decimal(NUMBER_WORDS.get(word.lower(), word))


def _values(reading: Reading) -> set[Decimal]:
    ones = {Decimal(1) for token in reading.raw if token.word in _ONE or token.word == "any"}
    return ones | {found.quantity.value for found in reading.quantities}


def _twice(text: Reading, printed: Reading) -> bool:
    """Whether something is done twice that is not printed as done twice."""
    return any(t.word == "twice" for t in text.raw) and not (
        any(t.word == "twice" for t in printed.raw)
        or any(found.quantity.value == 2 for found in printed.quantities)
    )


def _counted_otherwise(text: Reading, printed: Reading) -> bool:
    """Whether a thing is counted by other numbers only: "in one pill", "in two pills"."""
    said, there = _counts(text), _counts(printed)
    return any(
        said[head].isdisjoint(there[head]) and Decimal(1) in said[head] | there[head]
        for head in said.keys() & there.keys()
    )


def _counts(reading: Reading) -> dict[str, set[Decimal]]:
    """The things that stand behind a bare number, with the numbers."""
    found: dict[str, set[Decimal]] = {}
    places = [(t.start, Decimal(1)) for t in reading.raw if t.word in _ONE]
    places += [(t.start, Decimal(2)) for t in reading.raw if t.word == "both"]
    places += [
        (q.end - 1, q.quantity.value)
        for q in reading.quantities
        if not (q.quantity.unit or q.quantity.per or q.quantity.comparator)
        and q.quantity.value % 1 == 0
    ]
    for start, value in places:
        for head in _heads(reading, start):
            for name in head.roots:
                found.setdefault(name, set()).add(value)
    return found


def _heads(reading: Reading, start: int) -> Iterator[Token]:
    behind = [t for t in reading.raw if t.start > start][:_REACH]
    heads = 0
    for token in behind:
        small = not token.content and token.word not in _SMALL
        if small or heads == _HEADS or not reading.same_clause(start, token.start):
            return
        if token.content:
            heads += 1
            yield token
