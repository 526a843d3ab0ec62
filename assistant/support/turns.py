"""Turns: names, amounts and opposites that follow each other by turns are coupled as printed.

`company` asks it: "A 5 mg, B 10 mg" is not "A 10 mg, B 5 mg", nor "A for mild, B for severe
disease" "B for mild, A for severe disease".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import chain, combinations, product

from assistant.support import things
from assistant.support.amounts import Amount
from assistant.support.reading import Reading
from assistant.support.things import Thing
from assistant.support.vocabulary import opposites, roots

# "X is recommended, Y may be used" is not "Y is recommended, X may be used".
_FORCES = (
    frozenset(roots("recommend recommended should")),
    frozenset(roots("may suggest suggested")),
)
_Kind = tuple[list[Thing], list[Thing]]
_Couples = frozenset[tuple[Hashable, Hashable]]


def coupled_otherwise(text: Reading, printed: Reading) -> bool:
    """Whether two names, or two amounts, stand with each other's."""
    kinds = _kinds(text, printed)
    return any(
        _bound_otherwise(_once(one), _once(other), _once(one_there), _once(other_there))
        for (one, one_there), (other, other_there) in chain(
            combinations(kinds, 2), product(kinds, _opposed(text, printed))
        )
    ) or any(_regrouped(text, printed, names) for names in (things.drugs_each, things.tests_each))


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
        _exchanged(
            frozenset(_in_turns(names(text), said)), frozenset(_in_turns(names(printed), there))
        )
        for said, there in kinds
    )


def _exchanged(said: _Couples, there: _Couples) -> bool:
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
    said, there = (_without_limit(things.not_ages(each)) for each in (text, printed))
    units = sorted({things.unit(t) for t in said} & {things.unit(t) for t in there})
    kinds += [
        ([t for t in said if things.unit(t) == u], [t for t in there if things.unit(t) == u])
        for u in units
    ]
    return kinds


def _opposed(text: Reading, printed: Reading) -> list[_Kind]:
    """Words that exclude each other, where both texts have two of a group."""
    return [
        (things.opposed(text, group), things.opposed(printed, group))
        for group in (*opposites(), _FORCES)
        if all(sum(not m.isdisjoint(each.roots) for m in group) > 1 for each in (text, printed))
    ]


def _without_limit(values: Sequence[Thing]) -> list[Thing]:
    """The amounts without the only limit of its unit, which is the outcome's: "20% or more"."""
    limits = Counter(things.unit(v) for v in values if _limits(v))
    return [v for v in values if not (_limits(v) and limits[things.unit(v)] == 1)]


def _limits(value: Thing) -> bool:
    return isinstance(value.key, Amount) and bool(value.key.comparator)


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
