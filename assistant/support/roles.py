"""Roles: what is given and what it is compared with may not change places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from itertools import combinations, pairwise

from assistant.support.amounts import Amount, amount
from assistant.support.reading import Reading, Token
from assistant.support.vocabulary import roots, vocabulary

# Words before a thing that tell its part in the sentence, by class.
_CUES = {
    word: role
    for role, listed in {
        "to": "to into",
        "from": "from",
        "on": "on take taking receive receiving",
        "than": "rather than over",
        "before": "before",
        "after": "after",
        "then": "then followed",
        "by": "by",
        "replaced": "replaced replaces replace replacing exceeds exceeded outperformed",
    }.items()
    for word in listed.split()
}
# Cues that two names cannot exchange without another meaning; other words only the second set.
_PIVOTS = frozenset({"to", "from", "than", "before", "after", "then", "replaced"})
_COMPARING = frozenset({"than", "before", "after", "then"})
# Tokens back to a thing's cue, and between two names that are joined.
_FAR = 6
_SAME_PART = frozenset("the a an of or and nor any all both not".split())
_BEHIND_THAN = frozenset("with in for after among".split())
# At most so many words differ where two, or two pairs of words, have changed places.
_MOVED = 4
_SYMMETRIC = frozenset(roots("and or nor the a an"))  # "A, B or C" is "C, B or A"
_JOINTS = frozenset(roots("and versus vs against compared"))
# Of the words of a statement, so many must be one statement's of the span.
_DRAWN = 0.6
_STATEMENT_END = re.compile(r";|(?<=[a-z\d)%])[.!?](?=\s+[A-Z])")


def exchanged(text: Reading, printed: Reading) -> bool:
    """Whether two things stand in each other's place."""
    return (
        _swapped(text, printed)
        or _substituted(text, printed)
        or _roles_exchanged(text, printed)
        or _mixed(text, printed)
    )


def _swapped(text: Reading, printed: Reading) -> bool:
    """The same sentence with two things in each other's place, and not merely listed otherwise."""
    facts, facts_there = _sequence(text), _sequence(printed)
    if len(facts) != len(facts_there):
        return False
    moved = [n for n, (a, b) in enumerate(zip(facts, facts_there, strict=True)) if a != b]
    half = len(moved) // 2
    one, other = moved[:half], moved[half:]
    if not half or len(moved) > _MOVED or other[0] == one[-1] + 1:
        return False
    if [facts[n] for n in one] != [facts_there[n] for n in other]:
        return False
    if _conjuncts(facts, one, other):
        return False
    if isinstance(facts[one[0]], Amount):
        return True
    stops = vocabulary().stops
    return not all(w in _SYMMETRIC for w in facts[one[-1] + 1 : other[0]] if w in stops)


def _conjuncts(facts: Sequence[Hashable], one: Sequence[int], other: Sequence[int]) -> bool:
    """Whether two of one list changed places, each with its amount: "9 % with A and 6 % with B"."""
    moved = [facts[n] for n in one]
    between = [w for w in facts[one[-1] + 1 : other[0]] if w in _JOINTS]
    amounts = sum(isinstance(fact, Amount) for fact in moved)
    return 0 < amounts < len(moved) and len(between) == 1


def _sequence(reading: Reading) -> list[Hashable]:
    """Every word and amount, in order."""
    words = ((t.start, _key(t)) for t in reading.tokens)
    values = ((q.start, amount(q.quantity)) for q in reading.quantities)
    return [key for _, key in sorted([*words, *values], key=lambda placed: placed[0])]


def _substituted(text: Reading, printed: Reading) -> bool:
    """Whether one drug or test is named once too often, and another is missing."""
    groups = (vocabulary().drugs, vocabulary().tests)
    return any(
        bool(said - there) and bool(there - said)
        for said, there in ((_named(text, group), _named(printed, group)) for group in groups)
    )


def names_all(text: Reading, printed: Reading) -> bool:
    """Whether the text names every drug and test that the span names."""
    names = vocabulary().names
    return not _named(printed, names).keys() - _named(text, names).keys()


def _named(reading: Reading, group: frozenset[str]) -> Counter[str]:
    if group.isdisjoint(reading.roots):
        return Counter()
    return Counter(name for token in reading.tokens for name in sorted(token.roots & group)[:1])


def _roles_exchanged(text: Reading, printed: Reading) -> bool:
    said, there = _roles(text), _roles(printed)
    both = sorted(said.keys() & there.keys(), key=str)
    names = vocabulary().names
    return any(
        said[a] == there[b] != there[a] == said[b]
        and {said[a], said[b]} & (_PIVOTS if {a, b} <= names else _COMPARING)
        for a, b in combinations(both, 2)
    )


def _roles(reading: Reading) -> dict[Hashable, str]:
    """The part of everything that is named once."""
    return {thing: _role(reading, start) for thing, start in _once(_things(reading)).items()}


def _role(reading: Reading, start: int) -> str:
    """The class of the nearest cue before it in its clause."""
    before = [t for t in reading.tokens if t.start < start][-_FAR:]
    for token in reversed(before):
        if not reading.same_clause(token.start, start):
            break
        role = _CUES.get(token.word)
        if role is not None:
            return role
        if token.word in _BEHIND_THAN and _follows_than(reading, token):
            return "than"
        if not token.content and token.word not in _SAME_PART:
            break
    return ""


def _follows_than(reading: Reading, token: Token) -> bool:
    """Whether "than" stands right before: "more often than with"."""
    before = [t for t in reading.tokens if t.start < token.start][-1:]
    return any(t.word == "than" for t in before)


def _mixed(text: Reading, printed: Reading) -> bool:
    """Whether a statement of several takes its words from two of the span's."""
    said, there = _statements(text), _statements(printed)
    if len(said) != len(there):
        return False
    return not all(any(_drawn_from(one, other) for other in there) for one in said)


def _drawn_from(one: Sequence[Token], other: Sequence[Token]) -> bool:
    """Whether one statement names nothing that the other does not, and says mostly the same."""
    names = vocabulary().names
    held = frozenset().union(*(t.roots for t in other))
    own = [t for t in one if t.is_in(held)]
    named = all(t.is_in(held) for t in one if t.is_in(names))
    return named and len(own) >= _DRAWN * len(one)


def _statements(reading: Reading) -> list[list[Token]]:
    """The words with facts of each part between semicolons and full stops."""
    ends = [m.start() for m in _STATEMENT_END.finditer(reading.text)]
    bounds = [0, *ends, len(reading.text) + 1]
    ordinary = vocabulary().ordinary
    parts = (reading.between(a, b) for a, b in pairwise(bounds))
    return [[t for t in part if t.content and not t.is_in(ordinary)] for part in parts if part]


def _things(reading: Reading) -> Iterator[tuple[Hashable, int]]:
    ordinary = vocabulary().ordinary
    facts = (token for token in reading.content if not token.is_in(ordinary))
    yield from ((_key(token), token.start) for token in facts)
    yield from ((amount(q.quantity), q.start) for q in reading.quantities)


def _key(token: Token) -> Hashable:
    return min(token.roots)


def _once(things: Iterator[tuple[Hashable, int]]) -> dict[Hashable, int]:
    listed = list(things)
    counts = Counter(thing for thing, _ in listed)
    return {thing: start for thing, start in listed if counts[thing] == 1}
