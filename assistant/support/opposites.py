"""Opposites: words of which one excludes the others may not stand for each other, nor change heads.

`checks` asks it. "Mild" for "severe" was put for it; "mild asthma and severe eczema" is not "severe
asthma and mild eczema"; "before a meal" is not "after a meal".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple

from assistant.support.direction import BETWEEN
from assistant.support.reading import Reading, Token
from assistant.support.vocabulary import opposites, root, roots, vocabulary

_Group = Sequence[frozenset[str]]


def _group(listed: str) -> _Group:
    return tuple(frozenset(roots(member)) for member in listed.split("|"))


class _Bound(NamedTuple):
    """Words that are compared where they stand before the same word, `small` ones only there.

    A word has at most so many `heads`; `only` these where it is not empty.
    """

    words: _Group
    every: frozenset[str]
    heads: int
    only: frozenset[str] = frozenset()
    small: bool = True


def _bound(listed: str, heads: int, only: str = "") -> _Bound:
    words = _group(listed)
    return _Bound(words, frozenset[str]().union(*words), heads, frozenset(roots(only)))


_BOUND = (
    _bound("before | after | during", 2),
    _bound("until | from | since", 2),
    _bound("with | without", 1),
    _bound("all every each whole | most majority | some several few", 2),
    _bound("reduced decreased lowered low | raised elevated increased high | preserved normal", 3),
    _bound("shorten | lengthen prolong", 3),
    _bound("most | least", 3),
    # When something is taken, and on which side of a state.
    _bound("before | after | with | without", 1, only="meal food eat breakfast"),
    _bound(
        "in during | after | before", 1, only="pregnancy surgery operation labor sleep exercise"
    ),
)
_HEADS = 3
_LISTING = frozenset(("and", "or", "plus"))
# A head stands at most so many words behind.
_REACH = 6


def exchanged(text: Reading, printed: Reading) -> bool:
    """Whether a word stands in the place of its opposite."""
    both = (text.roots | text.raw_roots, printed.roots | printed.raw_roots)
    return any(
        _bound_otherwise(text, printed, bound)
        or (not bound.small and _substituted(text, printed, bound.words))
        or (not bound.small and _moved(text, printed, bound.words))
        for bound in _compared()
        if not any(bound.every.isdisjoint(each) for each in both)
    )


@lru_cache(maxsize=1)
def _compared() -> tuple[_Bound, ...]:
    unions = ((group, frozenset[str]().union(*group)) for group in opposites())
    return (*(_Bound(group, every, _HEADS, small=False) for group, every in unions), *_BOUND)


def _substituted(text: Reading, printed: Reading, group: _Group) -> bool:
    """Whether one word of a group is said once too often, and another is missing."""
    return any(
        bool(said - there) and bool(there - said)
        for said, there in (
            (_counted(text.tokens, group), _counted(printed.tokens, group)),
            (_counted(text.raw, group), _counted(printed.raw, group)),
        )
    )


def _counted(tokens: Sequence[Token], group: _Group) -> Counter[int]:
    return Counter(n for token in tokens for n in _members(token, group)[:1])


def _members(token: Token, group: _Group) -> list[int]:
    return [n for n, member in enumerate(group) if token.is_in(member)]


def _moved(text: Reading, printed: Reading, group: _Group) -> bool:
    """Whether a word stands before another drug or test: "oral A and B" is not "A and oral B"."""
    said, there = _named(text, group), _named(printed, group)
    return any(
        said[member].isdisjoint(there[member])
        and said[member] <= printed.roots
        and there[member] <= text.roots
        for member in said.keys() & there.keys()
    )


def _named(reading: Reading, group: _Group) -> dict[int, frozenset[str]]:
    """The drugs and tests that stand right behind each member of a group."""
    known, every = vocabulary().names, frozenset[str]().union(*group)
    found: dict[int, frozenset[str]] = {}
    for place, token in enumerate(reading.tokens):
        if token.is_in(every):
            behind = takewhile(
                lambda t: t.is_in(known) or t.word in _LISTING, reading.tokens[place + 1 :]
            )
            near = (t for t in behind if not reading.ends_part(place))
            names = frozenset(name for t in near for name in t.roots & known)
            for member in _members(token, group) if names else ():
                found[member] = found.get(member, frozenset()) | names
    return found


def _bound_otherwise(text: Reading, printed: Reading, bound: _Bound) -> bool:
    """Whether a word of the group stands before another's head, and only there."""
    said, there = _heads(text, bound), _heads(printed, bound)
    open_ones = said.pop("", set()) | there.pop("", set())
    return any(
        said[head] - there[head] - open_ones and there[head] - said[head] - open_ones
        for head in said.keys() & there.keys()
    )


def _heads(reading: Reading, bound: _Bound) -> dict[str, set[int]]:
    """Each head with the members that stand before it; under "" those that stand before none
    ("before and after surgery", "checked beforehand")."""
    every = bound.every
    found: dict[str, set[int]] = {}
    for place, token in enumerate(reading.raw):
        if not token.is_in(every):
            continue
        heads = list(_behind(reading, place, every))[: bound.heads]
        names = {name for head in heads for name in head.roots} or {""}
        for name in names & bound.only if bound.only and heads else names:
            found.setdefault(name, set()).update(_members(token, bound.words))
    return found


def _behind(reading: Reading, place: int, group: frozenset[str]) -> Iterator[Token]:
    """The content words of the phrase behind a word, none of its own group."""
    start = reading.raw[place].start
    for token in reading.raw[place + 1 : place + 1 + _REACH]:
        small = not token.content and token.word not in BETWEEN
        if small or not reading.same_clause(start, token.start):
            return
        if token.content and root(token.word) not in group:
            yield token
