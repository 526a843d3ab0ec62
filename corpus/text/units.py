"""Units, number words and comparators as they are spelled. Tables and patterns for `quantities`."""

from __future__ import annotations

import re

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
    "Gy": ("gy",),
    "mGy": ("mgy",),
    "mSv": ("msv",),
    "kPa": ("kpa",),
    "HU": ("hu", "hounsfield units"),
    "points": ("points", "point"),
    "times": ("times", "fold"),
    "dose": ("doses", "dose"),
    "cells": ("cells",),
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
    "<=": "≤ <= within maximum|at most|up to|no more than|not more than|no later than|maximum of",
    ">": "> above over exceeding exceeds beyond|more than|greater than|higher than|larger than"
    "|older than|longer than",
    ">=": "≥ >= minimum|at least|no less than|not less than|no fewer than|minimum of",
}
_AFTER = {
    "<=": "less lower below younger fewer under shorter smaller earlier",
    ">=": "more higher above older greater over longer larger later",
}
BEFORE = {
    words: sign
    for sign, listed in _BEFORE.items()
    for single, *several in (listed.split("|"),)
    for words in (*single.split(), *several)
}
AFTER = {
    f"{link} {word}": sign
    for sign, listed in _AFTER.items()
    for word in listed.split()
    for link in ("or", "and")
} | {"+": ">="}

UNIT_OF = {spelling: name for name, spellings in _UNITS.items() for spelling in spellings}
PER_OF = {s: UNIT_OF[s] for s in UNIT_OF if UNIT_OF[s] in _PER_UNITS} | _ADVERBS


def alternatives(spellings: dict[str, str]) -> str:
    """A pattern for any of the spellings, the longest first, any blanks where one is printed."""
    ordered = sorted(spellings, key=len, reverse=True)
    return "|".join(re.escape(s).replace(r"\ ", r"\s") for s in ordered)


_TIME = "|".join(s for name in _TIMES for s in _UNITS[name] if len(s) > 2)
_TARGET = (
    rf"1\.73\s?m(?:2|²)|(?:{alternatives(PER_OF)})(?!\w)"
    rf"|\d[\d,]{{0,9}}(?![\d.])(?:\s?(?:{alternatives(UNIT_OF)})(?!\w))?"
)
# "/kg/h", " per kg per day", " a day", " daily": what a quantity is counted by.
PER = (
    rf"(?:(?:\s?/\s?|\s+per\s+)(?:{_TARGET})|\s+(?:an?|each|every)\s+(?:{_TIME})(?!\w)"
    rf"|[\s-](?:{'|'.join(_ADVERBS)})(?!\w))"
)
PER_PART = re.compile(rf"(?:{_TARGET})", re.I)
UNIT = rf"(?:{alternatives(UNIT_OF)})(?![\w²³])(?!-line|\s+line)"
