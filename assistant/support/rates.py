"""Rates and times: what values are counted by, and by when something is told to have happened.

`numbers` asks which of a text are printed in another way.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from decimal import Decimal

from assistant.support.amounts import Amount, amount
from assistant.support.reading import Reading
from assistant.support.vocabulary import roots
from corpus.text.quantities import Quantity

TIMES = frozenset({"hour", "day", "week", "month", "year"})
PERIOD = re.compile(rf"\b(?:per|an?|each|every)\s+(?P<unit>{'|'.join(sorted(TIMES))})\b", re.I)
_DEATH = frozenset(roots("death mortality survival"))


def sharing(text: Reading, printed: Reading) -> Iterator[Amount]:
    """Rates that share what they are counted by with one beside them: "10.7 and 11.3 per 1,000".

    No dose does: "5 mg and 1 mg/kg" are two ways of dosing. Nor do rates in another order, which
    may be another's.
    """
    pers = {q.quantity.per for q in text.quantities} & {q.quantity.per for q in printed.quantities}
    rates = {per for per in pers if per in TIMES or per[:1].isdecimal()}
    shared = [
        found.quantity
        for found in text.quantities
        if found.quantity.unit in ("", "%")
        and any(_shares(found.quantity, q.quantity, rates) for q in printed.quantities)
    ]
    values = [q.value for q in shared]
    counted = [*values, *(q.quantity.value for q in text.quantities if q.quantity.per in rates)]
    if _order(text, counted) == _order(printed, counted):
        yield from map(amount, shared)


def _shares(said: Quantity, there: Quantity, rates: Collection[str]) -> bool:
    """Whether only one of two equal rates has what it is counted by."""
    alike = (said.value, said.unit, said.comparator) == (there.value, there.unit, there.comparator)
    return alike and bool(said.per) is not bool(there.per) and (said.per or there.per) in rates


def _order(reading: Reading, values: Collection[Decimal]) -> list[Decimal]:
    return [q.quantity.value for q in reading.quantities if q.quantity.value in values]


def each(text: Reading, printed: Reading) -> Iterator[Amount]:
    """ "300,000 each year" for "300,000 a year": how often, where it only counts."""
    loose = {match["unit"].lower() for match in PERIOD.finditer(printed.rest)}
    for found in text.quantities:
        words = text.text[found.start : found.end].lower().split()
        if words[:1] in (["each"], ["every"]) and found.quantity.per in loose and len(words) == 2:
            yield amount(found.quantity)


def by_time(one: Amount, other: Amount, text: Reading, printed: Reading) -> bool:
    """Whether both tell by when people had died: "at 30 days", "30-day", "within 30 days"."""
    sides = ((one, text), (other, printed))
    return (
        one._replace(comparator="") == other._replace(comparator="")
        and one.unit in ("minute", "month")
        and {one.comparator, other.comparator} == {"", "<="}
        and all(any(t.is_in(_DEATH) for t in where.tokens) for _, where in sides)
        and all(a.comparator or _at_point(a, where) for a, where in sides)
    )


def _at_point(value: Amount, reading: Reading) -> bool:
    """Whether a time is printed as "30-day" or "at 30 days"."""
    places = [q for q in reading.quantities if amount(q.quantity) == value]
    return any(
        "-" in reading.text[q.start : q.end] or reading.text[: q.start].endswith("at ")
        for q in places
    )
