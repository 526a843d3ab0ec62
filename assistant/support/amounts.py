"""Amounts: a quantity as it is compared, whatever the unit and the way that it is printed in.

`numbers` compares them, and every rule that asks which value stands where.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from assistant.support.reading import Reading
from corpus.text.quantities import Quantity

# What one unit holds of another: "24 months" are "2 years", "1 g" is "1000 mg".
_SMALLER = {
    "mcg": ("ng", Decimal(1000)),
    "mg": ("ng", Decimal(10**6)),
    "g": ("ng", Decimal(10**9)),
    "kg": ("ng", Decimal(10**12)),
    "dL": ("mL", Decimal(100)),
    "L": ("mL", Decimal(1000)),
    "cm": ("mm", Decimal(10)),
    "m": ("mm", Decimal(1000)),
    "hour": ("minute", Decimal(60)),
    "day": ("minute", Decimal(60 * 24)),
    "week": ("minute", Decimal(60 * 24 * 7)),
    "year": ("month", Decimal(12)),
}


class Amount(NamedTuple):
    """A quantity as it is compared, whatever the unit that it is printed in."""

    value: Decimal
    unit: str
    per: str
    comparator: str


_FEW_DIGITS = 4


def amounts(reading: Reading) -> list[Amount]:
    return [amount(found.quantity) for found in reading.quantities]


def amount(quantity: Quantity) -> Amount:
    """In the smallest unit of its kind; "1 in 5" as a percentage where that has few digits."""
    if quantity.unit == "in" or (not quantity.unit and quantity.per.isdecimal()):
        share = per_hundred(quantity).normalize()
        if share and len(share.as_tuple().digits) <= _FEW_DIGITS:
            return Amount(share, "%", "", quantity.comparator)
    smaller, factor = _SMALLER.get(quantity.unit, (quantity.unit, Decimal(1)))
    if not quantity.value:  # "29 weeks 0 days" is not "29 weeks 0 weeks"
        smaller = quantity.unit
    value = (quantity.value * factor).normalize()
    return Amount(value, smaller, quantity.per, quantity.comparator)


def per_hundred(quantity: Quantity) -> Decimal:
    """ "1 in 5" is 20 %."""
    of = Decimal(quantity.per) if quantity.per.isdecimal() else Decimal(0)
    return 100 * quantity.value / of if of else Decimal(0)
