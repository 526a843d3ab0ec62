"""Numbers that are signs: ages, temperatures, sugars, pulses, pressures, counts of tablets.

Called by the screening. Bounds are those at which first-aid and triage scales send for help: NEWS2
(Royal College of Physicians, 2017) and NICE NG51, NG143. Where no unit is given, the size tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from assistant.triage.phrases import mask_of

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_PRESSURE = re.compile(r"(\d{2,3})/(\d{2,3})")
_AROUND = 5
_UNITS = {"day": 1.0, "week": 7.0, "month": 30.4, "year": 365.25}
_YOUNG_DAYS = 92
_MANY = 8
_TOO_MANY = 1000
_NOT_COUNTS = frozenset("mg g mcg ml year week month day hour minute kg times percent".split())
_WRITTEN = {"ten": 10, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40}
_YOUNG = frozenset({"newborn", "neonate", "newborns"})
_PATIENT_AGES = frozenset({"m", "f", "male", "female"})
_THIS_CENTURY = range(1900, 2100)


@dataclass(frozen=True, slots=True)
class _Bound:
    """A measure by its names nearby, and the values that count."""

    sign: str
    names: frozenset[str]
    counts: Callable[[float], bool]


def _named(names: str) -> frozenset[str]:
    return frozenset(names.split())


_SUGAR = _named("sugar sugars glucose bg bgl bm glucometer hypo diabetic reading")
_BOUNDS = (
    _Bound(
        "fever-measured",
        _named("temperature fever hot c f temp degrees thermometer burning shivering celsius"),
        lambda v: 38 <= v <= 43 or 100.4 <= v <= 109,
    ),
    _Bound(
        "fever-very-high",
        _named("temperature fever hot c degrees thermometer burning celsius"),
        lambda v: 40.5 <= v <= 43 or 105 <= v <= 109,
    ),
    _Bound("low-sugar", _SUGAR, lambda v: 0.5 <= v < 3.5 or 35 < v < 60),
    _Bound("high-sugar", _SUGAR, lambda v: 18 <= v <= 35 or 300 <= v <= 1500),
    _Bound(
        "heart-fast",
        _named("heart pulse bpm rate heartbeat watch hr"),
        lambda v: 140 <= v <= 300,
    ),
    _Bound("heart-slow", _named("heart pulse bpm heartbeat hr"), lambda v: 15 <= v < 42),
    _Bound(
        "low-oxygen",
        _named("oxygen sats spo saturation saturations sat oximeter spo2 o"),
        lambda v: 50 <= v < 91,
    ),
    _Bound("ketone-high", _named("ketone ketones blood"), lambda v: 1.5 <= v <= 12),
    _Bound("high-potassium", _named("potassium k"), lambda v: 6.4 <= v <= 10),
)


def measured(words: tuple[str, ...]) -> dict[str, int]:
    """Name of a sign -> mask of the numbers that are one."""
    places: dict[str, list[int]] = {}
    for at, sign in _signs(words):
        places.setdefault(sign, []).append(at)
    return {sign: mask_of(where) for sign, where in places.items()}


def _signs(words: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    for at, word in enumerate(words):
        if word in _YOUNG:
            yield at, "young-infant"
        if pressure := _PRESSURE.fullmatch(word):
            yield from ((at, s) for s in _pressure(int(pressure[1]), int(pressure[2])))
        value = _value(word)
        if value is None:
            continue
        following = words[at + 1 : at + 3]
        yield from ((at, sign) for sign in _age(value, following))
        near = words[max(0, at - _AROUND) : at + _AROUND]
        yield from (
            (at, b.sign) for b in _BOUNDS if b.counts(value) and not b.names.isdisjoint(near)
        )
        if value >= _MANY and value < _TOO_MANY and not _NOT_COUNTS & set(following[:1]):
            yield at, "many-tablets"
        if value in _THIS_CENTURY and words[at - 1 : at] in (("in",), ("since",), ("of",)):
            yield at, "past-year"


def _value(word: str) -> float | None:
    if _NUMBER.fullmatch(word):
        return float(word)
    return _WRITTEN.get(word)


def _age(value: float, following: tuple[str, ...]) -> Iterator[str]:
    unit = following[0] if following else ""
    if following[1:] == ("old",) and value * _UNITS.get(unit, 1e9) <= _YOUNG_DAYS:
        yield "young-infant"
    if unit in _PATIENT_AGES and value <= 110:
        yield "age-sex"


def _pressure(systolic: int, diastolic: int) -> Iterator[str]:
    if systolic >= 180 and 110 <= diastolic < systolic:
        yield "very-high-pressure"
    if 40 <= systolic < 85 and 20 <= diastolic < 60:
        yield "very-low-pressure"
