"""Things that company is asked of: amounts, ranks and names, each with its place in a text."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from assistant.support.amounts import Amount, amount
from assistant.support.reading import Reading, Token
from assistant.support.vocabulary import roots, vocabulary

_HEADS = re.compile(r" (?:people|participants|patients|adults|women|men|children|trials|studies)\b")
RANKS = frozenset(roots("first second third"))


class Thing(NamedTuple):
    """A value or a name, and from where to where it stands, with what it is listed with."""

    key: Hashable
    start: int
    end: int


def amounts(reading: Reading) -> list[Thing]:
    """Amounts; of rates without what they are counted by, which several may share."""
    return [Thing(_shared(amount(q.quantity)), q.start, q.end) for q in reading.quantities]


def _shared(value: Amount) -> Amount:
    return value._replace(per="") if value.unit in ("", "%") else value


def not_ages(reading: Reading) -> list[Thing]:
    """Amounts but for ages and heads, which belong to the sentence and to no name in it."""
    return [
        t
        for t in amounts(reading)
        if "age" not in reading.text[t.start - 8 : t.end] and not _HEADS.match(reading.text, t.end)
    ]


def unit(thing: Thing) -> tuple[str, str]:
    return (thing.key.unit, thing.key.per) if isinstance(thing.key, Amount) else ("", "")


def ranks(reading: Reading) -> list[Thing]:
    return [
        Thing(rank, token.start, token.start + 1)
        for token in reading.tokens
        for rank in sorted(token.roots & RANKS)
    ]


def drugs(reading: Reading) -> list[Thing]:
    return list(names(reading, vocabulary().drugs))


def tests(reading: Reading) -> list[Thing]:
    return list(names(reading, vocabulary().tests))


def drugs_each(reading: Reading) -> list[Thing]:
    return _each(reading, vocabulary().drugs)


def tests_each(reading: Reading) -> list[Thing]:
    return _each(reading, vocabulary().tests)


def opposed(reading: Reading, group: Sequence[frozenset[str]]) -> list[Thing]:
    """The words of a group that exclude each other, each by its place in the group."""
    return [
        Thing(n, token.start, token.start + 1)
        for token in reading.tokens
        for n, member in enumerate(group)
        if token.is_in(member)
    ]


def _each(reading: Reading, known: frozenset[str]) -> list[Thing]:
    """Names at their own places, whatever they are listed with."""
    named = (token for token in reading.tokens if token.is_in(known))
    return [Thing(min(t.roots & known), t.start, t.start + 1) for t in named]


def names(reading: Reading, known: frozenset[str]) -> Iterator[Thing]:
    """Names, each from the first to the last of the names that it is listed with ("A, B or C")."""
    lists: list[list[Token]] = []
    for token in reading.tokens:
        if not token.is_in(known):
            continue
        if lists and _listed(lists[-1][-1], token, reading):
            lists[-1].append(token)
        else:
            lists.append([token])
    for listed in lists:
        for name in listed:
            yield Thing(min(name.roots & known), listed[0].start, listed[-1].start + 1)


def _listed(one: Token, other: Token, reading: Reading) -> bool:
    """Whether only marks, "and" and further names stand between."""
    between = reading.between(one.start + 1, other.start)
    joints = sum(t.word in ("and", "or", "nor") for t in between)
    others = [t for t in between if t.word not in ("and", "or", "nor")]
    commas = reading.text[one.start : other.start].count(",")
    return (
        all(t.content for t in others)
        and len(others) <= commas <= 2
        and joints <= 1
        and (joints + commas > 0 or not between)
    )
