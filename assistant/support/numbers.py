"""Numbers: every value, unit and comparator of a text must be its span's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from assistant.support.amounts import Amount, amount, amounts, per_hundred
from assistant.support.rates import PERIOD, TIMES, by_time, each, sharing
from assistant.support.reading import Reading
from assistant.support.vocabulary import roots
from corpus.text.quantities import Located

# The two below are said in several ways: one dose, and an age without "years".
_THINGS = {
    "dose": roots("dose injection"),
    "breaths": roots("breathing respiratory"),
    "beats": roots("heart pulse"),
}
_ONE_DOSE = Amount(Decimal(1), "dose", "", "")
_AN_AGE = 10
# "Nearly one in five" may stand for 19.8 %: the share of the percentage that it may be off.
_ABOUT = re.compile(
    r"\b(?:about|nearly|almost|roughly|around|approximately|some|over|under)\s*$", re.I
)
_ROUNDING = Decimal("0.05")
_APPROACH = 16
_OPENS = re.compile(r"(?:On|In|For|With|At|By)\b[^,;:.()]*,")
_LIST = re.compile(r"[^,;:.()]+(?:, [^,;:.()]+)*?,? (?:and|or) (?=\w)", re.I)
_EVERY = re.compile(
    r"\b(?:every|each)\s+(?:(?:[\d.]+|[a-z]{3,6})\s*(?:[a-z]+\s+)?(?:to|or|and|-|\u2013)\s*)?$",
    re.I,
)
_BEFORE_TIME = 24
_TIME_AT = re.compile(
    r"(?P<time>[\d.]+(?: to [\d.]+)? (?:minutes?|hours?|days?|weeks?|months?|years?)) "
    r"(?P<side>before|after)\b",
    re.I,
)
_AGED = re.compile(r"\bage[ds]?\b|\bof age\b|[ -]old\b|\b(?:older|younger)\b", re.I)
_NEAR_AGE = 9


def same(text: Reading, printed: Reading) -> bool:
    """Whether every amount of the text is printed, and none stands in the place of another.

    A number that is repeated where its sentence was split in two is no new one, nor is "nearly one
    in five" where 19.8 % is printed.
    """
    rounded = set(_rounded(text, printed))
    rounded |= set(_listed(text, printed)) | set(sharing(text, printed))
    rounded |= set(each(text, printed))
    new = [a for a in _counts(text) if a not in rounded and not printed_as(a, text, printed)]
    return (
        not new
        and not _multiplied(text, printed)
        and _periods(text) <= _periods(printed)
        and not _repeated_otherwise(text, printed)
        and not _sides_exchanged(text, printed)
    )


def _repeated_otherwise(text: Reading, printed: Reading) -> bool:
    """Whether "every 6 months" was made of "after 6 months", or the other way round."""
    said, there = _intervals(text), _intervals(printed)
    return any(said[a] != there[a] for a in said.keys() & there.keys())


def _sides_exchanged(text: Reading, printed: Reading) -> bool:
    """Whether the time before an event was made the time after it, and the other way round."""
    said, there = (dict(map(_side, _TIME_AT.finditer(each.text))) for each in (text, printed))
    before, after = said.get("before"), said.get("after")
    return None not in (before, after) and (before, after) == (
        there.get("after"),
        there.get("before"),
    ) != (after, before)


def _side(found: re.Match[str]) -> tuple[str, str]:
    return found["side"].lower(), found["time"].lower()


def _intervals(reading: Reading) -> dict[Amount, bool]:
    """Of each time that is told once, whether something is done every so long."""
    counts = _counts(reading)
    found: dict[Amount, bool] = {}
    for quantity in reading.quantities:
        told = amount(quantity.quantity)
        if told.unit in ("minute", "month") and counts[told] == 1 and not told.per:
            before = reading.text[max(0, quantity.start - _BEFORE_TIME) : quantity.start]
            found[told] = bool(_EVERY.search(before))
    return found


def _listed(text: Reading, printed: Reading) -> Iterator[Amount]:
    """How many things the span lists, where the text counts them: "three signs: A, B and C"."""
    if any(not a.unit for a in _counts(printed) - _counts(text)):
        return
    items = {_commas(match.group()) + 2 for match in _LIST.finditer(printed.text)}
    items |= {n - 1 for n in items if _OPENS.match(printed.text)}
    yield from (
        a
        for a in amounts(text)
        if a.value in items and (a.unit, a.per, a.comparator) == ("", "", "")
    )


def _commas(listed: str) -> int:
    return listed.count(",") - (", and " in listed or ", or " in listed)


def _rounded(text: Reading, printed: Reading) -> Iterator[Amount]:
    """Shares said to be about so many in so many, near enough to a printed percentage."""
    percentages = [a.value for a in amounts(printed) if a.unit == "%"]
    for found in text.quantities:
        before = text.text[max(0, found.start - _APPROACH) : found.start]
        if found.quantity.unit == "in" and _ABOUT.search(before):
            share = per_hundred(found.quantity)
            if any(abs(share - value) <= _ROUNDING * value for value in percentages):
                yield amount(found.quantity)


def _periods(reading: Reading) -> set[str]:
    """By what anything is counted: a day, a year."""
    loose = (match["unit"].lower() for match in PERIOD.finditer(reading.rest))
    return {*loose, *(a.per for a in amounts(reading) if a.per in TIMES)}


def printed_as(said: Amount, text: Reading, other: Reading) -> bool:
    """Whether the other text holds an amount of the text, in one of the ways it may be written."""
    there = set(amounts(other))
    if said in there:
        return True
    if said == _ONE_DOSE or (said.value == 1 and said.unit == "times"):
        # "1 g once" is "one dose of 1 g", "one infusion a year" is "once a year".
        single = "singl" in other.roots or any(t.word == "one" for t in other.tokens)
        return single and (not said.per or said.per in _periods(other))
    if said.value == 1 and not said.unit and _ones(other) > _ones(text):
        return True  # "more than one", where this text has the figure
    return any(
        _alike(said, a, text)
        or _alike(a, said, other)
        or by_time(said, a, text, other)
        or _counts_of(said, a, text)
        or _counts_of(a, said, other)
        for a in there
    )


def _counts_of(bare: Amount, named: Amount, where: Reading) -> bool:
    """Whether `named` only adds what is counted, which the other text tells elsewhere."""
    return (
        bare == named._replace(unit="")
        and named.unit in _THINGS
        and any(root in where.roots for root in _THINGS[named.unit])
    )


def _ones(reading: Reading) -> int:
    return sum(token.word == "one" for token in reading.tokens)


def _alike(one: Amount, more: Amount, where: Reading) -> bool:
    """Whether `more` only adds what stands elsewhere ("150 minutes ... a week", an age)."""
    if (one.value, one.comparator) == (more.value / 12, more.comparator):
        return not one.unit and more.unit == "month" and one.value >= _AN_AGE
    alike = (one.value, one.unit, one.comparator) == (more.value, more.unit, more.comparator)
    return alike and not one.per and bool(more.per) and _told_apart(more.per, where)


def _told_apart(per: str, other: Reading) -> bool:
    """Whether "per week" and the like stands by itself, behind no number."""
    return bool(re.search(rf"\b(?:per|an?|each|every)\s+{re.escape(per)}\b", other.rest, re.I))


def is_age(found: Located, reading: Reading) -> bool:
    """Whether a number tells how old people are: whom the sentence is for."""
    around = reading.text[max(0, found.start - _NEAR_AGE) : found.end + _NEAR_AGE]
    return found.quantity.unit in ("year", "month", "week", "day") and bool(_AGED.search(around))


def _counts(reading: Reading) -> Counter[Amount]:
    return Counter(amounts(reading))


def _multiplied(text: Reading, printed: Reading) -> bool:
    """Whether one number stands in the place of another: one too many, and one too few."""
    said, there = _counts(text), _counts(printed)
    more = _of_units(a for a in said if 0 < there[a] < said[a])
    return bool(more & _of_units(there - said))


def _of_units(counts: Iterable[Amount]) -> set[str]:
    """The kinds of unit: minutes and months are both times, as "once a year" is."""
    return {"time" if a.unit in ("minute", "month", "times") else a.unit for a in counts}
