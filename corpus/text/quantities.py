"""Numbers with their units and comparators: what may never differ between a text and its span.

Used by verification. A quantity is compared by value, not by spelling: "1,000 mg" is "1000 mg",
"7 %" is "7%", "two weeks" is "2 weeks"; 5 is never 5.5, mg never mcg, "at least" never "below".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from corpus.text.number_patterns import AFTER_NUMBER, BEFORE_NUMBER, MAY_COMPARE, NUMBER
from corpus.text.units import (
    AFTER,
    BEFORE,
    IN_THE,
    NUMBER_WORDS,
    OFTEN,
    PER_OF,
    PER_PART,
    SCALES,
    UNIT,
    UNIT_OF,
)

_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_FRACTIONS = {"½": ("1/2", ".5"), "¼": ("1/4", ".25"), "¾": ("3/4", ".75")}
# One spelling of ranges, powers and fractions, so that each end is read as a number of its own.
_TEN_TO = re.compile(r"(?<![\d.,])10([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})")
_FOOTNOTE = re.compile(r"(?<=\d)[⁰¹²³⁴⁵⁶⁷⁸⁹]++")
_FRACTION = re.compile(r"(\d?)([½¼¾])")
_RANGE = re.compile(r"(?<=\d)\s?[-–—−]\s?(?=\d)")
_UNIT_RANGE = re.compile(rf"(\d\s?{UNIT})\s?[-–—]\s?(?=\d)", re.I)

# A window before a number: longer than the longest comparator with what may stand around it.
_BACK = 40
# How near a comparator ends: the cheap test before the costly one.
_NEAR = 26
_NAME_TAIL = re.compile(r"-[A-Z]{2}|\s?\(OH\)|-hydroxy")
# A word for a number that stands for itself ("two drugs"); "one" and "half" mostly do not.
_BARE_WORDS = frozenset(NUMBER_WORDS) - {"half", "zero", "one", "once", "twice"}
_AMOUNTS = frozenset({"pg", "ng", "mcg", "mg", "g", "mL", "units"})
_TIME_UNITS = frozenset({"minute", "hour", "day", "week", "month", "year"})
_SHARED_UNIT = re.compile(r"\s*(?:to|or|and)\s+$")
_RANGE_OF_TIME = re.compile(rf"\s(?:to|or)\s\d+\s?(?P<unit>{UNIT})", re.I)
_YEAR = re.compile(r"(?:in\s+)?(?:19|20)\d\d(?!\d)")
_AGE = re.compile(r"(?<!\w)age[ds]?\W")
_AGED = re.compile(r"\b(?:older|younger)\b")
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
    within: bool = False
    unit: str = ""
    width: int = 0


class Located(NamedTuple):
    """A quantity and where it stands, with its comparator, in the text in one spelling."""

    quantity: Quantity
    start: int
    end: int


def quantities(text: str) -> list[Quantity]:
    """Every number of the text in order, with its unit and comparator where they are printed.

    Digits that belong to a name are none (COVID-19, GLP-1, HbA1c, T3), nor are "one" and "half"
    without a unit. Both ends of a range have its unit. "Yearly" is once a year.
    """
    return [found.quantity for found in located(one_spelling(text))]


def located(plain: str) -> list[Located]:
    """The quantities of a text in one spelling, with their places."""
    found: list[Located] = []
    for match in NUMBER.finditer(plain):
        if not found or match.start() >= found[-1].end:  # not the 1.73 of "mL/min/1.73 m2"
            found += _read(match, plain)
    return list(_once_joined(_with_shared_units(found, plain), plain))


def one_spelling(text: str) -> str:
    """The text with ranges, powers and fractions spelled in one way: "5–10" is "5 to 10"."""
    text = _TEN_TO.sub(lambda m: f"10^{m[1].translate(_RAISED)}", text)
    text = _FOOTNOTE.sub(" ", text.replace("·", "."))
    text = _FRACTION.sub(lambda m: m[1] + _FRACTIONS[m[2]][1 if m[1] else 0], text)
    text = _RANGE.sub(" to ", text)
    return _UNIT_RANGE.sub(r"\1 to ", text)


def _read(match: re.Match[str], text: str) -> Iterator[Located]:
    if match["often"]:
        count, often, times_per = OFTEN[_squeezed(match["often"])]
        yield Located(Quantity(Decimal(count), often, times_per), match.start(), match.end())
        return
    after = AFTER_NUMBER.match(text, match.end())
    if after is None or _is_name(match, after, text):
        return
    before = _before(text, match.start())
    unit, per = _unit_and_per(match, before, after, text)
    comparator = _comparator(before, after, unit or _shared_time(text, after.end()))
    for value in _values(match, before, after):
        quantity = Quantity(value.value, value.unit or unit, value.per or per, comparator)
        yield Located(quantity, match.start() - before.width, after.end())


def _unit_and_per(
    match: re.Match[str], before: _Before, after: re.Match[str], text: str
) -> tuple[str, str]:
    """What is counted, and by what: as printed, or as "week 68", "aged 5" and "6-monthly" imply."""
    unit, per = _unit(after), _per(after)
    if (match["word"] or "").lower() in ("once", "twice"):
        return "times", per
    if unit or per:
        interval = not unit and per in _TIME_UNITS and text[match.end()] == "-"
        return (per, "") if interval else (unit, per)
    if before.unit:
        return before.unit, ""
    aged = before.age or _AGED.search(_squeezed(after["after"]))
    return ("year" if aged and not _shared_time(text, after.end()) else ""), ""


def _is_name(match: re.Match[str], after: re.Match[str], text: str) -> bool:
    """Whether the digits belong to a name ("5-ASA"), or the word counts nothing ("one of the")."""
    unit, per = _unit(after), _per(after)
    word = (match["word"] or "").lower()
    if word in ("once", "twice"):
        return not per
    if word:
        return not unit and word not in _BARE_WORDS
    return not unit and not per and bool(_NAME_TAIL.match(text, match.end()))


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
    spelled = _squeezed(after["unit"] or after["late"])
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
    match = BEFORE_NUMBER.search(near) if MAY_COMPARE.search(near[-_NEAR:]) else None
    if match is None:
        return _Before()
    printed = _squeezed(match["before"])
    return _Before(
        comparator=BEFORE.get(printed, ""),
        age=bool(match["age"] or match["aged"] or _AGED.search(printed)),
        negative=bool(match["sign"]),
        within=printed in IN_THE,
        unit=(match["named"] or "").lower(),
        width=len(match.group()),
    )


def _comparator(before: _Before, after: re.Match[str], unit: str) -> str:
    if before.within and unit not in _TIME_UNITS:
        return ""  # "in the 2019 guideline"
    behind = AFTER.get(_squeezed(after["after"] or after["behind"]), "")
    return behind or before.comparator


def _shared_time(text: str, end: int) -> str:
    """The unit of time that a range which goes on here ends with."""
    range_end = _RANGE_OF_TIME.match(text, end)
    return UNIT_OF[_squeezed(range_end["unit"])] if range_end else ""


def _squeezed(spelled: str | None) -> str:
    return " ".join((spelled or "").lower().split())


def _with_shared_units(found: list[Located], text: str) -> list[Located]:
    """Give both ends of "80 to 90 mg/kg" or "age 2 to 16" the unit that is printed with one."""
    for place in range(1, len(found)):
        one, other = found[place - 1], found[place]
        bare = not other.quantity.unit and not other.quantity.per
        before_one = text[max(0, one.start - 12) : one.end]
        if one.quantity.unit == "year" and bare and _AGE.search(before_one):
            if _joined(one, other, text):
                found[place] = other._replace(quantity=replace(other.quantity, unit="year"))
    for place in range(len(found) - 2, -1, -1):
        one, other = found[place], found[place + 1]
        bare = not one.quantity.unit and not one.quantity.per
        if bare and not _YEAR.match(text, one.start) and _joined(one, other, text):
            shared = replace(one.quantity, unit=other.quantity.unit, per=other.quantity.per)
            found[place] = one._replace(quantity=shared)
    return found


def _joined(one: Located, other: Located, text: str) -> bool:
    """Whether they are the ends of one range, or two that are named together."""
    return one.end <= other.start and bool(_SHARED_UNIT.match(text[one.end : other.start]))


def _once_joined(found: Sequence[Located], text: str) -> Iterator[Located]:
    """ "500 mg once daily" is "500 mg daily"."""
    held: Located | None = None
    for each in found:
        if held is None:
            held = each
        elif _only_adds_a_period(held, each, text):
            joined = replace(held.quantity, per=each.quantity.per)
            held = Located(joined, held.start, each.end)
        else:
            yield held
            held = each
    if held is not None:
        yield held


def _only_adds_a_period(one: Located, other: Located, text: str) -> bool:
    once = other.quantity.value == 1 and other.quantity.unit == "times" and other.quantity.per
    dose = one.quantity.unit in _AMOUNTS and not one.quantity.per
    return bool(once) and dose and not text[one.end : other.start].strip()
