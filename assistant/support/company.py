"""Company: a number, a rank or a drug must stand with the words that it is printed with.

"6 % with A and 12 % with B" holds the words of "12 % with A and 6 % with B".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from itertools import combinations

from assistant.support import things
from assistant.support.amounts import Amount, amount
from assistant.support.arms import arms, bound
from assistant.support.reading import Reading, Token
from assistant.support.things import RANKS, Thing
from assistant.support.turns import coupled_otherwise
from assistant.support.vocabulary import broader, roots, vocabulary

# Where one part of a sentence ends, and the company of a thing with it.
_PARTS = frozenset("and or nor but versus vs while whereas then".split())
_NOT = frozenset(roots("not"))
_MEASURES = frozenset(("sensitivity", "specificity"))
_COMBINED = frozenset(roots("plus combined"))
_FAINT = 0.1
# By so much, of a nearest word that counts 1, must the company be nearer to the other's.
_MOVED = 0.4

Company = Mapping[tuple[str, bool], float]
"""Words around a thing, and whether they stand behind it, by how near they stand."""


def kept(text: Reading, printed: Reading) -> bool:
    """Whether no two things of one kind stand in each other's company."""
    there = arms(printed)
    if there is not None and bound(text, there):
        own = {arm.value for arm in there}
        text, printed = _without(text, own), _without(printed, own)
    return (
        not any(
            _exchanged(found(text), found(printed), text, printed)
            for found in (things.amounts, things.ranks, things.drugs, things.tests)
        )
        and not coupled_otherwise(text, printed)
        and not _measures_exchanged(text, printed)
    )


def _without(reading: Reading, values: Collection[Amount]) -> Reading:
    """The text without the values of both arms, where each stands with its own."""
    bare = {value._replace(per="") for value in values}
    left = [q for q in reading.quantities if amount(q.quantity)._replace(per="") not in bare]
    return Reading(reading.text, reading.tokens, tuple(left))


def _measures_exchanged(text: Reading, printed: Reading) -> bool:
    """Whether the sensitivity has the specificity's value, or the other way round."""
    said, there = _measured(text), _measured(printed)
    return any(
        said[one] == there[other] != there[one]
        for one in said.keys() & there.keys()
        for other in there.keys() - {one}
    )


def _measured(reading: Reading) -> dict[str, Hashable]:
    """The first value behind each measure of a test, in its clause."""
    found: dict[str, Hashable] = {}
    for token in reading.tokens:
        if token.word in _MEASURES:
            behind = (a for a in things.amounts(reading) if a.start > token.start)
            value = next(behind, None)
            if value is not None and reading.same_clause(token.start, value.start):
                found.setdefault(token.word, value.key)
    return found


def complete(text: Reading, printed: Reading) -> bool:
    """Whether of every list of drugs or tests at least one is named: "A or B" may become "A".

    A class need not be said beside one of its own: "amoxicillin is the antibiotic of choice".
    """
    both = text.roots & printed.roots
    told = {name for name, members in broader() if not both.isdisjoint(members)}
    return all(
        not said.isdisjoint(text.roots) or told.issuperset((name,) for name in said)
        for known in (vocabulary().drugs, vocabulary().tests)
        for said in _lists(printed, known)
    )


def _lists(reading: Reading, known: frozenset[str]) -> Iterator[frozenset[str]]:
    starts: dict[int, set[Hashable]] = {}
    for thing in things.names(reading, known):
        starts.setdefault(thing.start, set()).add(thing.key)
    yield from (frozenset(map(str, names)) for names in starts.values())


def _exchanged(
    said: Sequence[Thing], there: Sequence[Thing], text: Reading, printed: Reading
) -> bool:
    around, around_there = _company(said, text), _company(there, printed)
    shared = sorted(around.keys() & around_there.keys(), key=str)
    return any(
        _alike(p, q)
        and not _combined(p, q, printed)
        and _in_each_others(
            (around[p], around[q]),
            (around_there[p], around_there[q]),
            least=0.0 if isinstance(p, Amount) or p in RANKS else _MOVED,
        )
        for p, q in combinations(shared, 2)
    )


def _combined(one: Hashable, other: Hashable, printed: Reading) -> bool:
    """Whether two names are one treatment: "A plus B" is "A added to B"."""
    tokens = printed.tokens
    return any(
        joint.is_in(_COMBINED) and {one, other} <= a.roots | b.roots and not a.roots & b.roots
        for a, joint, b in zip(tokens, tokens[1:], tokens[2:], strict=False)
    )


def _in_each_others(
    said: tuple[Company, Company], there: tuple[Company, Company], least: float
) -> bool:
    """Whether each of two stands nearer to the other's company, and on the same side of it.

    A value may stand alone in one of its places (`least` 0); two names must both have moved.
    """
    (p, q), (p_there, q_there) = said, there
    moved = _overlap(p, q_there) - _overlap(p, p_there)
    other = _overlap(q, p_there) - _overlap(q, q_there)
    if min(moved, other) < least or moved + other < 2 * _MOVED:
        return False
    stayed = _overlap(p, p_there, sided=True) + _overlap(q, q_there, sided=True)
    crossed = _overlap(p, q_there, sided=True) + _overlap(q, p_there, sided=True)
    return crossed > stayed


def _alike(one: Hashable, other: Hashable) -> bool:
    """Whether two values could stand for each other."""
    if isinstance(one, Amount) and isinstance(other, Amount):
        return (one.unit, one.per) == (other.unit, other.per)
    return True


def _overlap(one: Company, other: Company, *, sided: bool = False) -> float:
    """What two companies share; with `sided`, only on the same side of what they stand around."""
    one, other = (each if sided else _either_side(each) for each in (one, other))
    return sum(min(weight, other[word]) for word, weight in one.items() if word in other)


def _either_side(company: Company) -> Company:
    weights: dict[tuple[str, bool], float] = {}
    for (word, _), weight in company.items():
        weights[word, False] = max(weight, weights.get((word, False), 0))
    return weights


def _company(several: Sequence[Thing], reading: Reading) -> dict[Hashable, Company]:
    """The words around everything that stands once, the nearer the heavier."""
    counts = Counter(thing.key for thing in several)
    return {
        thing.key: _around(reading, thing, several) for thing in several if counts[thing.key] == 1
    }


def _near(reading: Reading, one: int, other: int) -> bool:
    """Whether the other stands before it in one clause, or before its bracket: "fever (by 14%)"."""
    if other > one:
        return reading.same_clause(one, other)
    return all(reading.text[n] == "(" for n in reading.breaks if other < n < one)


def _lists_names(around: Sequence[Token]) -> bool:
    """Whether the word in the middle joins two drugs or tests."""
    names = vocabulary().names
    return len(around) == 3 and around[0].is_in(names) and around[2].is_in(names)


def _around(reading: Reading, thing: Thing, several: Sequence[Thing]) -> Company:
    """The words around a thing; where none stands in its bracket, those before the bracket."""
    return _beside(reading, thing, several, _same_clause) or _beside(reading, thing, several, _near)


def _same_clause(reading: Reading, one: int, other: int) -> bool:
    return reading.same_clause(one, other)


def _beside(
    reading: Reading,
    thing: Thing,
    several: Sequence[Thing],
    near: Callable[[Reading, int, int], bool],
) -> Company:
    low = max((t.end for t in several if t.end <= thing.start), default=-1)
    high = min((t.start for t in several if t.start >= thing.end), default=len(reading.text))
    before = [t for t in reading.tokens if low <= t.start < thing.start]
    behind = [t for t in reading.tokens if thing.end <= t.start < high]
    weights: dict[tuple[str, bool], float] = {}
    for is_behind, side in ((False, before[::-1]), (True, behind)):
        weight, last = 1.0, thing.start
        for place, token in enumerate(side):
            ended = token.word in _PARTS and not _lists_names(side[place - 1 : place + 2])
            if ended or not near(reading, last, token.start) or weight < _FAINT:
                break
            last = token.start
            if (token.content and not token.is_in(RANKS)) or token.is_in(_NOT):
                for root in token.roots:
                    weights.setdefault((root, is_behind), weight)
                weight /= 2
    return weights
