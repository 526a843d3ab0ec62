"""Numbers with their units and comparators: what may never differ between a text and its span.

Used by verification. A quantity is compared by value, not by spelling: "1,000 mg" is "1000 mg",
"7 %" is "7%", "two weeks" is "2 weeks"; 5 is never 5.5, mg never mcg, "at least" never "below".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_WORDS = {
    "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
    "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
    "once": "1", "twice": "2", "half": "0.5",
}  # fmt: skip

# Spellings of one unit, by the name it is compared under. Longest spelling first within the regex.
_UNITS = {
    "%": ("%", "percent", "per cent"),
    "mcg": ("mcg", "µg", "μg", "ug", "microgram", "micrograms"),
    "mg": ("mg", "milligram", "milligrams"),
    "g": ("g", "gram", "grams"),
    "kg": ("kg", "kilogram", "kilograms"),
    "mL": ("ml", "millilitre", "millilitres", "milliliter", "milliliters"),
    "L": ("l", "litre", "litres", "liter", "liters"),
    "dL": ("dl",),
    "mm": ("mm", "millimetre", "millimetres", "millimeter", "millimeters"),
    "cm": ("cm", "centimetre", "centimetres", "centimeter", "centimeters"),
    "m2": ("m2", "m²"),
    "mmHg": ("mmhg", "mm hg"),
    "mmol": ("mmol",),
    "umol": ("µmol", "μmol", "umol"),
    "mEq": ("meq",),
    "IU": ("iu", "international units"),
    "units": ("units", "unit"),
    "second": ("s", "sec", "second", "seconds"),
    "minute": ("min", "mins", "minute", "minutes"),
    "hour": ("h", "hr", "hrs", "hour", "hours", "hourly"),
    "day": ("d", "day", "days", "daily"),
    "week": ("wk", "week", "weeks", "weekly"),
    "month": ("mo", "month", "months", "monthly"),
    "year": ("y", "yr", "yrs", "year", "years", "yearly", "annually"),
    "pack-year": ("pack-year", "pack-years", "pack years"),
    "C": ("°c", "degrees c", "degrees celsius"),
    "F": ("°f", "degrees f", "degrees fahrenheit"),
    "mSv": ("msv",),
    "mGy": ("mgy",),
    "kPa": ("kpa",),
    "HU": ("hu", "hounsfield units"),
    "times": ("times", "fold", "-fold"),
}
_UNIT_OF = {spelling: name for name, spellings in _UNITS.items() for spelling in spellings}
_UNIT = "|".join(re.escape(s) for s in sorted(_UNIT_OF, key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:[,\u202f\u2009 ]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:[.·]\d+)?"
_COMPARATORS = {
    "<": "<|below|under|less than|fewer than|lower than|smaller than|younger than",
    "<=": "≤|<=|at most|up to|no more than|not more than|maximum"
    "|or less|or lower|or below|or younger|or fewer",
    ">": ">|above|over|more than|greater than|higher than|larger than|older than|exceeding|exceeds",
    ">=": "≥|>=|at least|no less than|not less than|minimum"
    "|or more|or higher|or above|or older|or greater|and older|and above",
}
_SIGN_OF = {words: sign for sign, listed in _COMPARATORS.items() for words in listed.split("|")}
_AFTER = {words: sign for words, sign in _SIGN_OF.items() if words.startswith(("or ", "and "))}
_BEFORE = {words: sign for words, sign in _SIGN_OF.items() if words not in _AFTER}
_BEFORE_RE = "|".join(re.escape(w) for w in sorted(_BEFORE, key=len, reverse=True))
_AFTER_RE = "|".join(re.escape(w) for w in sorted(_AFTER, key=len, reverse=True))
_QUANTITY = re.compile(
    rf"""(?:(?<!\w)(?P<before>{_BEFORE_RE})\s*(?:an?\s+|the\s+|age\s+|of\s+)?)?
    (?<![\w.,])(?P<sign>[-−](?=\d)(?<!\d[-−]))?
    (?P<number>{_NUMBER}|\b(?:{"|".join(_WORDS)})\b)(?![.·,]?\d)
    (?P<million>\s+million\b)?
    (?:[\s\u202f\u2009-]?(?P<unit>{_UNIT})(?!\w))?
    (?:\s*/\s*(?P<per>kg|dl|ml|l|day|d|h|hour|hr|min|week|m2|m²|minute|year|month)(?!\w))?
    (?:\s+(?P<after>{_AFTER_RE})(?!\w))?""",
    re.I | re.X,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with unit and comparator; `unit` and `per` are normalised names or empty."""

    value: Decimal
    unit: str = ""
    per: str = ""
    comparator: str = ""


def quantities(text: str) -> list[Quantity]:
    """Every number of the text in order, with its unit and comparator where they are printed."""
    found = (_quantity(m) for m in _QUANTITY.finditer(_spread_ranges(text)))
    return [q for q in found if q is not None]


def _spread_ranges(text: str) -> str:
    """Open up "10-19" and "1.5–2" so that both ends are read as numbers of their own."""
    return re.sub(r"(?<=\d)\s?[-–—−]\s?(?=\d)", " to ", text)


def _quantity(match: re.Match[str]) -> Quantity | None:
    raw = match["number"].lower()
    digits = _WORDS.get(raw) or re.sub(r"[,\u202f\u2009 ]", "", raw).replace("·", ".")
    try:
        value = Decimal(digits)
    except InvalidOperation:
        return None
    if match["million"]:
        value *= 1_000_000
    unit = _UNIT_OF.get((match["unit"] or "").lower(), "")
    if raw in _WORDS and not unit:
        return None  # "one of the", "at once": a word is a quantity only with its unit
    per = (match["per"] or "").lower()
    comparator = _BEFORE.get((match["before"] or "").lower()) or _AFTER.get(
        (match["after"] or "").lower(), ""
    )
    return Quantity(-value if match["sign"] else value, unit, _UNIT_OF.get(per, per), comparator)
