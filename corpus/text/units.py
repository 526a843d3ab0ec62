"""Units, number words and comparators as they are spelled. Tables and patterns for `quantities`."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Spellings by the name that they are compared under.
_UNITS = {
    "%": ("%", "percent", "per cent"),
    "pp": ("percentage points", "percentage point", "%-points"),
    "pg": ("pg",),
    "ng": ("ng", "nanograms", "nanogram"),
    "mcg": ("mcg", "µg", "μg", "ug", "micrograms", "microgram"),
    "mg": ("mg", "milligrams", "milligram"),
    "g": ("g", "grams", "gram"),
    "kg": ("kg", "kilograms", "kilogram"),
    "uL": ("µl", "μl", "ul", "microlitres", "microliters"),
    "mL": ("ml", "millilitres", "millilitre", "milliliters", "milliliter"),
    "dL": ("dl",),
    "L": ("l", "litres", "litre", "liters", "liter"),
    "um": ("µm", "μm"),
    "mm": ("mm", "millimetres", "millimetre", "millimeters", "millimeter"),
    "cm": ("cm", "centimetres", "centimetre", "centimeters", "centimeter"),
    "m": ("m", "metres", "metre", "meters", "meter"),
    "m2": ("m2", "m²", "square metres", "square meters"),
    "mm3": ("mm3", "mm³"),
    "mmHg": ("mmhg", "mm hg"),
    "mmol": ("mmol",),
    "umol": ("µmol", "μmol", "umol"),
    "nmol": ("nmol",),
    "pmol": ("pmol",),
    "mol": ("mol",),
    "mOsm": ("mosm", "mosmol"),
    "mEq": ("meq",),
    "units": ("units", "unit", "iu", "u", "international units"),
    "kcal": ("kcal",),
    "second": ("s", "sec", "seconds", "second"),
    "minute": ("min", "mins", "minutes", "minute"),
    "hour": ("h", "hr", "hrs", "hours", "hour", "hourly"),
    "day": ("d", "days", "day"),
    "week": ("wk", "wks", "weeks", "week"),
    "month": ("mo", "months", "month"),
    "year": ("y", "yr", "yrs", "years", "year"),
    "pack-year": ("pack-years", "pack-year", "pack years", "pack year"),
    "person-year": ("person-years", "patient-years", "person years", "patient years"),
    "C": ("°c", "° c", "degrees c", "degrees celsius", "celsius"),
    "F": ("°f", "° f", "degrees f", "degrees fahrenheit", "fahrenheit"),
    "lb": ("lb", "lbs", "pounds", "pound"),
    "Gy": ("gy",),
    "mGy": ("mgy",),
    "mSv": ("msv",),
    "kPa": ("kpa",),
    "HU": ("hu", "hounsfield units"),
    "points": ("points", "point"),
    "times": ("times", "fold"),
    "dose": ("doses", "dose"),
    "cells": ("cells", "cell"),
    "beats": ("beats", "bpm"),
    "breaths": ("breaths",),
}
_ADVERBS = {
    "hourly": "hour", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year",
    "annually": "year", "nightly": "day",
}  # fmt: skip
_TIMES = ("minute", "hour", "day", "week", "month", "year")
_PER_UNITS = (*_TIMES, "kg", "g", "mg", "uL", "mL", "dL", "L", "mm3", "mmol", "mol", "m2", "dose",
              "person-year", "cm")  # fmt: skip

NUMBER_WORDS = {
    "half": "0.5", "zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11",
    "twelve": "12", "fifteen": "15", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50",
    "sixty": "60", "ninety": "90", "once": "1", "twice": "2",
}  # fmt: skip
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}

_BEFORE = {
    "<": "< below under|less than|fewer than|lower than|smaller than|younger than|shorter than",
    "<=": "≤ <= within until maximum|as long as|as much as|as many as|at most|up to|no more than"
    "|not more than|no later than|maximum of"
    "|maximum dose of|a maximum of|no longer than|not longer than|no older than|not over|not above"
    "|not exceeding|not to exceed|not exceed|less than or equal to|at or below"
    "|equal to or less than"
    "|no greater than|not greater than|no higher than|not higher than",
    ">": "> above over exceed exceeding exceeds exceeded beyond|more than|greater than|higher than"
    "|larger than|older than|longer than|in excess of|bigger than",
    ">=": "≥ >= minimum|at least|no less than|not less than|no fewer than|minimum of|a minimum of"
    "|not below|not under|no lower than|not lower than|no younger than|greater than or equal to"
    "|at or above|equal to or greater than|equal to or more than|no sooner than|no earlier than",
}
_AFTER = {
    "<=": "less lower below younger fewer under shorter smaller earlier",
    ">=": "more higher above older greater over longer larger later bigger upwards",
}
# "in the 2 hours before", "in the first 2 years": within them.
IN_THE = ("in the", "in the first", "in the next", "in the last", "in the past", "within the",
          "within the first", "within the next", "within the last", "within the past",
          "in the previous", "within the previous", "in the preceding", "during the previous",
          "during the", "during the first", "during the next", "over the first", "over the next",
          "during the last", "over the last", "over the past")  # fmt: skip
BEFORE = {
    words: sign
    for sign, listed in _BEFORE.items()
    for single, *several in (listed.split("|"),)
    for words in (*single.split(), *several)
}
BEFORE |= dict.fromkeys(IN_THE, "<=")
AFTER = {
    f"{link} {word}": sign
    for sign, listed in _AFTER.items()
    for word in listed.split()
    for link in ("or", "and")
} | {"+": ">="}

UNIT_OF = {spelling: name for name, spellings in _UNITS.items() for spelling in spellings}
PER_OF = {s: UNIT_OF[s] for s in UNIT_OF if UNIT_OF[s] in _PER_UNITS} | _ADVERBS


def alternatives(spellings: Iterable[str]) -> str:
    """A pattern for any of the spellings, the longest first, any blanks where one is printed."""
    ordered = sorted(spellings, key=len, reverse=True)
    return "|".join(re.escape(s).replace(r"\ ", r"\s") for s in ordered)


# How often, in one word or three: the count and the unit of the quantity that it stands for.
OFTEN = {
    **{adverb: (1, "times", unit) for adverb, unit in _ADVERBS.items()},
    "annual": (1, "times", "year"),
    **{f"{each} {unit}": (1, "times", unit) for each in ("every", "each") for unit in _TIMES},
    **{f"every other {unit}": (2, unit, "") for unit in _TIMES},
    **dict.fromkeys(("biennial", "biennially"), (2, "year", "")),
}

_TIME = "|".join(s for name in _TIMES for s in _UNITS[name] if len(s) > 2)
_TARGET = (
    rf"1\.73\s?m(?:2|²)|(?:{alternatives(PER_OF)})(?!\w)"
    rf"|\d(?:[\d,]{{0,8}}\d)?(?!\d|[.,]\d)(?:\s?(?:{alternatives(UNIT_OF)})(?!\w))?"
)
# "/kg/h", " per kg per day", " a day", " daily": what a quantity is counted by.
PER = (
    rf"(?:(?:\s?/\s?|\s+per\s+)(?:{_TARGET})|\s+(?:an?|each|every)\s+(?:{_TIME})(?!\w)"
    rf"|[\s-](?:{'|'.join(_ADVERBS)})(?!\w))"
)
PER_PART = re.compile(rf"(?:{_TARGET})", re.I)
UNIT = rf"(?:{alternatives(UNIT_OF)})(?![\w²³])(?!-line|\s+line)"
