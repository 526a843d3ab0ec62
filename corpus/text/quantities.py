"""Numbers with their units and comparators: what may never differ between a text and its span.

Used by verification. A quantity is compared by value, not by spelling: "1,000 mg" is "1000 mg",
"7 %" is "7%", "two weeks" is "2 weeks"; 5 is never 5.5, mg never mcg, "at least" never "below".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from corpus.text.units import (
    AFTER,
    BEFORE,
    NUMBER_WORDS,
    PER,
    PER_OF,
    PER_PART,
    SCALES,
    UNIT,
    UNIT_OF,
    alternatives,
)

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_FRACTIONS = {"½": ("1/2", ".5"), "¼": ("1/4", ".25"), "¾": ("3/4", ".75")}
# One spelling of ranges, powers and fractions, so that each end is read as a number of its own.
_TEN_TO = re.compile(r"(?<![\d.,])10([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})")
_FOOTNOTE = re.compile(r"(?<=\d)[⁰¹²³⁴⁵⁶⁷⁸⁹]++")
_FRACTION = re.compile(r"(\d?)([½¼¾])")
_RANGE = re.compile(r"(?<=\d)\s?[-–—−]\s?(?=\d)")
_UNIT_RANGE = re.compile(rf"(\d\s?{UNIT})\s?[-–—]\s?(?=\d)", re.I)

_DIGITS = r"\d{1,3}(?:[\u202f\u2009\u00a0 ]\d{3}(?!\d))+(?:\.\d+)?(?![.,]?\d)|\d+(?:[.,]\d+)*+"
_NUMBER = re.compile(
    rf"""(?<![\w.,^])(?<![^\W\d_][-\u2010\u2011])(?:
        (?P<digits>{_DIGITS})(?!\d)
        (?:\s?/\s?(?P<under>\d+(?:\.\d+)?)(?![\d.,]*\d))?
        (?:\s?:\s?(?P<to>\d[\d,]*)(?![.,]?\d))?
      | (?P<word>{"|".join(NUMBER_WORDS)})(?!\w) )""",
    re.I | re.X,
)
_AFTER_NUMBER = re.compile(
    rf"""(?:\s?[x×]\s?10\^(?P<ten>[+-]?\d{{1,3}})|\^(?P<power>[+-]?\d{{1,3}}))?
    (?:\s+(?P<scale>{"|".join(SCALES)})(?!\w))?
    (?:[\s\u202f\u2009\u00a0-]?(?P<unit>{UNIT})|(?P<suffix>[^\W\d_]{{1,3}})(?![\w]))?
    (?P<per>(?:{PER}){{0,3}})
    (?(unit)|(?:\s+in\s+(?P<of>(?!(?:19|20)\d\d(?!\d))\d[\d,]*)(?![.,]?\d)(?!\s?-?{UNIT}))?)
    (?:\s+of\s+age)?(?:\s*(?P<after>{alternatives(AFTER)})(?![\w]))?""",
    re.I | re.X,
)
_BEFORE_NUMBER = re.compile(
    rf"(?:(?<!\w)(?P<age>age[ds]?(?:\s+of)?\s+))?"
    rf"(?:(?<![^\W_](?=\w))(?P<before>{alternatives(BEFORE)})\s*)?"
    rf"(?:(?:the\s+|an?\s+|of\s+)?(?P<aged>age[ds]?(?:\s+of)?\s+)?)?(?P<sign>(?<!\w)[-−–])?$",
    re.I,
)
# A window before a number: longer than the longest comparator with what may stand around it.
_BACK = 40
# What can stand right before a number and mean something: a cheap test before the costly one.
_MAY_COMPARE = re.compile(
    rf"(?:[<>≤≥=–−-]|(?<![\w])(?:{alternatives(BEFORE)}|the|an?|of|age[ds]?))\s*$", re.I
)
_NAME_TAIL = re.compile(r"-[A-Z]{2}")
_SHARED_UNIT = re.compile(r"\s*(?:to|or|and)\s+$")
_PLAIN = re.compile(r"\d+(?:\.\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with unit and comparator; `unit` and `per` are normalised names or empty.

    `per` may have several parts ("kg/hour"). "1:1000" and "1 in 1000" have the unit "in" and the
    1000 in `per`. A number that cannot be read, as with a decimal comma, has itself as unit
    ("?0,5") and so equals nothing but its own spelling.
    """

    value: Decimal
    unit: str = ""
    per: str = ""
    comparator: str = ""


class _Before(NamedTuple):
    """What stands before a number: its comparator, the word "age", a minus."""

    comparator: str = ""
    age: bool = False
    negative: bool = False


class _Found(NamedTuple):
    quantity: Quantity
    start: int
    end: int


def quantities(text: str) -> list[Quantity]:
    """Every number of the text in order, with its unit and comparator where they are printed.

    Digits that belong to a name are none (COVID-19, GLP-1, HbA1c, T3). Number words count only with
    a unit. Both ends of a range have its unit.
    """
    plain = _one_spelling(text)
    found: list[_Found] = []
    for match in _NUMBER.finditer(plain):
        if not found or match.start() >= found[-1].end:  # not the 1.73 of "mL/min/1.73 m2"
            found += _read(match, plain)
    return [q.quantity for q in _with_shared_units(found, plain)]


def _one_spelling(text: str) -> str:
    text = _TEN_TO.sub(lambda m: f"10^{m[1].translate(_RAISED)}", text)
    text = _FOOTNOTE.sub(" ", text.replace("·", "."))
    text = _FRACTION.sub(lambda m: m[1] + _FRACTIONS[m[2]][1 if m[1] else 0], text)
    text = _RANGE.sub(" to ", text)
    return _UNIT_RANGE.sub(r"\1 to ", text)


def _read(match: re.Match[str], text: str) -> Iterator[_Found]:
    after = _AFTER_NUMBER.match(text, match.end())
    before = _before(text, match.start())
    if after is None:
        return
    word = (match["word"] or "").lower()
    unit, per = _unit(after), _per(after)
    if word and not (per if word in ("once", "twice") else unit):
        return  # "one of the", "at once": a word is a quantity only with its unit
    if not unit and not per and _NAME_TAIL.match(text, match.end()):
        return  # "5-ASA", "5-HT3"
    if word in ("once", "twice"):
        unit = "times"
    elif not unit and not per and before.age:
        unit = "year"
    comparator = _comparator(before, after)
    for value in _values(match, before, after):
        spelled = value.unit or unit
        quantity = Quantity(value.value, spelled, value.per or per, comparator)
        yield _Found(quantity, match.start(), after.end())


def _values(match: re.Match[str], before: _Before, after: re.Match[str]) -> Iterator[Quantity]:
    """The value, or both of "130/80 mm Hg"; a ratio or a fraction is one value with its `per`."""
    printed = NUMBER_WORDS.get((match["word"] or "").lower()) or match["digits"]
    digits = re.sub(r"[\s\u202f\u2009\u00a0]", "", printed)
    if not _PLAIN.fullmatch(digits):
        yield Quantity(Decimal(0), f"?{digits}")
        return
    value = _scaled(Decimal(digits.replace(",", "")), after)
    value = -value if before.negative else value
    whole = match["to"] or after["of"] or (match["under"] if not after["unit"] else None)
    if whole:
        yield Quantity(value, "in", whole.replace(",", ""))
        return
    yield Quantity(value)
    if match["under"]:
        yield Quantity(Decimal(match["under"]))


def _scaled(value: Decimal, after: re.Match[str]) -> Decimal:
    if after["ten"]:
        value = value.scaleb(int(after["ten"]))
    elif after["power"]:
        # Only powers of ten are printed so; of anything else the power is kept apart.
        value = Decimal(1).scaleb(int(after["power"])) if value == 10 else value
    return value * SCALES.get((after["scale"] or "").lower(), 1)


def _unit(after: re.Match[str]) -> str:
    """The unit, or the letters that hang on the number ("2a", "10th")."""
    spelled = _squeezed(after["unit"])
    return UNIT_OF[spelled] if spelled else (after["suffix"] or "").lower()


def _per(after: re.Match[str]) -> str:
    parts = (_squeezed(m.group()) for m in PER_PART.finditer(after["per"]))
    return "/".join(PER_OF.get(part) or _counted(part) for part in parts)


def _counted(part: str) -> str:
    """ "24 h" of "5 mg/24 h", "100,000 person-years", "1.73 m²"."""
    number, _, unit = re.sub(r"(?<=\d)\s?(?=[^\d\s.,])", " ", part, count=1).partition(" ")
    return f"{number.replace(',', '')} {UNIT_OF.get(unit, unit)}".strip()


def _before(text: str, start: int) -> _Before:
    near = text[max(0, start - _BACK) : start]
    match = _BEFORE_NUMBER.search(near) if _MAY_COMPARE.search(near[-18:]) else None
    if match is None:
        return _Before()
    sign = BEFORE.get(_squeezed(match["before"]), "")
    return _Before(sign, bool(match["age"] or match["aged"]), bool(match["sign"]))


def _comparator(before: _Before, after: re.Match[str]) -> str:
    return before.comparator or AFTER.get(_squeezed(after["after"]), "")


def _squeezed(spelled: str | None) -> str:
    return " ".join((spelled or "").lower().split())


def _with_shared_units(found: list[_Found], text: str) -> Iterator[_Found]:
    """Give the first end of "80 to 90 mg/kg" the unit that is printed after the second."""
    for position in range(len(found) - 2, -1, -1):
        one, other = found[position], found[position + 1]
        bare = not one.quantity.unit and not one.quantity.per
        if bare and one.end <= other.start and _SHARED_UNIT.match(text[one.end : other.start]):
            shared = replace(one.quantity, unit=other.quantity.unit, per=other.quantity.per)
            found[position] = one._replace(quantity=shared)
    yield from found
