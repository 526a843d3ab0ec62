"""Company: a number, a rank or a drug must stand with the words that it is printed with.

"6 % with A and 12 % with B" holds the words of "12 % with A and 6 % with B".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from itertools import combinations

from assistant.support import things
from assistant.support.numbers import Amount
from assistant.support.reading import Reading, Token
from assistant.support.things import RANKS, Thing
from assistant.support.vocabulary import roots, vocabulary

# Where one part of a sentence ends, and the company of a thing with it.
_PARTS = frozenset("and or nor but versus vs while whereas then".split())
_NOT = frozenset(roots("not"))
_MEASURES = frozenset(("sensitivity", "specificity"))
_FAINT = 0.1
# By so much, of a nearest word that counts 1, must the company be nearer to the other's.
_MOVED = 0.4

Company = Mapping[tuple[str, bool], float]
"""Words around a thing, and whether they stand behind it, by how near they stand."""


def kept(text: Reading, printed: Reading) -> bool:
    """Whether no two things of one kind stand in each other's company."""
    return (
        not any(
            _exchanged(found(text), found(printed), text, printed)
            for found in (things.amounts, things.ranks, things.drugs, things.tests)
        )
        and not any(
            _bound_otherwise(_once(one), _once(other), _once(one_there), _once(other_there))
            for (one, one_there), (other, other_there) in combinations(_kinds(text, printed), 2)
        )
        and not _measures_exchanged(text, printed)
        and not any(
            _regrouped(text, printed, names) for names in (things.drugs_each, things.tests_each)
        )
    )


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


_Kind = tuple[list[Thing], list[Thing]]


def _regrouped(
    text: Reading, printed: Reading, names: Callable[[Reading], Sequence[Thing]]
) -> bool:
    """Whether names and amounts that follow each other in turns follow each other's.

    Once with all amounts, and once by unit: an interval behind two shares is no third share.
    """
    values, values_there = things.not_ages(text), things.not_ages(printed)
    units = sorted({things.unit(value) for value in values})
    kinds = [(values, values_there)] + [
        (
            [v for v in values if things.unit(v) == u],
            [v for v in values_there if things.unit(v) == u],
        )
        for u in units
    ]
    return any(
        _coupled_otherwise(
            frozenset(_in_turns(names(text), said)), frozenset(_in_turns(names(printed), there))
        )
        for said, there in kinds
    )


_Couples = frozenset[tuple[Hashable, Hashable]]


def _coupled_otherwise(said: _Couples, there: _Couples) -> bool:
    return any(
        (x, q) in there and (y, p) in there and (x, p) not in there and (y, q) not in there
        for (x, p), (y, q) in combinations(sorted(said, key=str), 2)
        if x != y and p != q
    )


def _in_turns(
    names: Sequence[Thing], values: Sequence[Thing]
) -> Iterator[tuple[Hashable, Hashable]]:
    """Name and amount of each couple, where couples stand in a row, always in the same order."""
    placed = sorted(
        [*((t, True) for t in names), *((t, False) for t in values)], key=lambda p: p[0].start
    )
    runs: list[list[tuple[Thing, bool]]] = []
    for one in placed:
        if runs and runs[-1][-1][1] is not one[1]:
            runs[-1].append(one)
        else:
            runs.append([one])
    for run in runs:
        couples = list(zip(run[::2], run[1::2], strict=False))
        for (a, is_name), (b, _) in couples if len(couples) > 1 else ():
            yield (a.key, b.key) if is_name else (b.key, a.key)


def _kinds(text: Reading, printed: Reading) -> list[_Kind]:
    """Drugs, tests, and amounts by their unit, as the text and as the span names them."""
    kinds = [(names(text), names(printed)) for names in (things.drugs_each, things.tests_each)]
    said, there = things.not_ages(text), things.not_ages(printed)
    units = sorted({things.unit(t) for t in said} & {things.unit(t) for t in there})
    kinds += [
        ([t for t in said if things.unit(t) == u], [t for t in there if things.unit(t) == u])
        for u in units
    ]
    return kinds


def _bound_otherwise(
    one: dict[Hashable, int],
    other: dict[Hashable, int],
    one_there: dict[Hashable, int],
    other_there: dict[Hashable, int],
) -> bool:
    """Whether two of one kind, in turns with two of another, stand with each other's."""
    xs = sorted(one.keys() & one_there.keys(), key=str)
    ps = sorted(other.keys() & other_there.keys(), key=str)
    return any(
        _parallel(one[x], one[y], other[p], other[q])
        * _parallel(one_there[x], one_there[y], other_there[p], other_there[q])
        < 0
        for x, y in combinations(xs, 2)
        for p, q in combinations(ps, 2)
    )


def _once(several: Sequence[Thing]) -> dict[Hashable, int]:
    counts = Counter(thing.key for thing in several)
    return {thing.key: thing.start for thing in several if counts[thing.key] == 1}


def _parallel(x: int, y: int, p: int, q: int) -> int:
    """1 where x goes with p and y with q, -1 the other way round, 0 where not in turns."""
    order = sorted((x, y, p, q))
    if {order[0], order[2]} not in ({x, y}, {p, q}):
        return 0
    return 1 if (x < y) == (p < q) else -1


def complete(text: Reading, printed: Reading) -> bool:
    """Whether of every list of drugs or tests at least one is named: "A or B" may become "A"."""
    return all(
        not said.isdisjoint(text.roots)
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
        and _in_each_others(
            (around[p], around[q]),
            (around_there[p], around_there[q]),
            least=0.0 if isinstance(p, Amount) or p in RANKS else _MOVED,
        )
        for p, q in combinations(shared, 2)
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


def _lists_names(around: Sequence[Token]) -> bool:
    """Whether the word in the middle joins two drugs or tests."""
    names = vocabulary().names
    return len(around) == 3 and around[0].is_in(names) and around[2].is_in(names)


def _around(reading: Reading, thing: Thing, several: Sequence[Thing]) -> Company:
    low = max((t.end for t in several if t.end <= thing.start), default=-1)
    high = min((t.start for t in several if t.start >= thing.end), default=len(reading.text))
    before = [t for t in reading.tokens if low <= t.start < thing.start]
    behind = [t for t in reading.tokens if thing.end <= t.start < high]
    weights: dict[tuple[str, bool], float] = {}
    for is_behind, side in ((False, before[::-1]), (True, behind)):
        weight, last = 1.0, thing.start
        for place, token in enumerate(side):
            ended = token.word in _PARTS and not _lists_names(side[place - 1 : place + 2])
            if ended or not reading.same_clause(last, token.start) or weight < _FAINT:
                break
            last = token.start
            if (token.content and not token.is_in(RANKS)) or token.is_in(_NOT):
                for root in token.roots:
                    weights.setdefault((root, is_behind), weight)
                weight /= 2
    return weights
