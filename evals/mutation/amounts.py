"""Changes of numbers: another value, a shifted decimal point, another unit, limit or frequency."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from random import Random

from evals.mutation.mutant import Change, Mutator, any_of, by_table, replaced, table

# A number that stands for itself: no year, no part of a name ("P2Y12", "COVID-19", "GLP-1").
_NUMBER = re.compile(
    r"(?<![\w.,/^:-])(?!(?:19|20)\d\d\b)\d{1,4}(?:\.\d+)?(?![\w.,/^:]*\d)(?![A-Za-z(])"
)
_WORDS = {
    "two": "three", "three": "five", "four": "six", "five": "seven", "six": "eight",
    "seven": "nine", "eight": "ten", "ten": "twelve", "twelve": "fifteen", "twice": "three times",
}  # fmt: skip
_WITH_UNIT = re.compile(
    r"(?<![\w.,])\d+(?:\.\d+)?(?P<gap>\s?|-)(?P<unit>"
    + "|".join(re.escape(unit) for unit in sorted(table("units"), key=len, reverse=True))
    + r")(?![\w/%])"
)
_COMPARATORS = {
    "at least": "at most", "at most": "at least", "more than": "less than",
    "less than": "more than", "greater than": "less than", "fewer than": "more than",
    "below": "above", "above": "below", "under": "over", "over": "under", "within": "after",
    "younger than": "older than", "older than": "younger than", "up to": "at least",
    "≥": "<", "≤": ">", ">": "<", "<": ">", "exceeding": "below", "no more than": "at least",
}  # fmt: skip
_IN_WORDS = "|".join(
    words for words in sorted(_COMPARATORS, key=len, reverse=True) if words[0].isalpha()
)
_BEFORE_NUMBER = re.compile(
    rf"(?:(?<![\w-])(?:{_IN_WORDS})(?=\s(?:the age of\s|age\s)?\d)|[≥≤<>](?=\s?\d))", re.I
)
_AFTER_NUMBER = {
    "or more": "or less", "or less": "or more", "or older": "or younger",
    "and older": "and younger", "or over": "or under", "or higher": "or lower",
    "or lower": "or higher", "or fewer": "or more", "or greater": "or less",
    "or younger": "or older", "and over": "and under", "or above": "or below",
    "or below": "or above", "or longer": "or shorter",
}  # fmt: skip


def number(text: str, draw: Random) -> Change | None:
    """Another value than any that the sentence holds, in digits or as a word."""
    words = any_of(list(_WORDS))
    found = [*_NUMBER.finditer(text), *words.finditer(text)]
    if not found:
        return None
    match = draw.choice(found)
    was = match.group()
    now = _WORDS.get(was.lower()) or _other_value(was, text, draw)
    return replaced(text, match.start(), match.end(), now)


def _other_value(was: str, text: str, draw: Random) -> str:
    step = Decimal(1).scaleb(-len(was.partition(".")[2]))
    held = {Decimal(m.group()) for m in re.finditer(r"\d+(?:\.\d+)?", text)}
    candidates = [Decimal(was) + step * d for d in (*range(-4, 0), *range(1, 10))]
    return str(draw.choice([c for c in candidates if c > 0 and c not in held]))


def decimal(text: str, draw: Random) -> Change | None:
    """Ten times as much, or a tenth."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return None
    match = draw.choice(found)
    value = Decimal(match.group())
    moved = draw.choice([value * 10, value / 10])
    now = f"{moved.normalize():f}"
    return None if value == 0 else replaced(text, match.start(), match.end(), now)


def unit(text: str, draw: Random) -> Change | None:
    """The same number of something else."""
    found = list(_WITH_UNIT.finditer(text))
    if not found:
        return None
    match = draw.choice(found)
    now = table("units")[match["unit"]]
    return replaced(text, match.start("unit"), match.end("unit"), now)


def comparator(text: str, draw: Random) -> Change | None:
    """The other side of a limit."""
    found = [(m, _COMPARATORS) for m in _BEFORE_NUMBER.finditer(text)]
    found += [(m, _AFTER_NUMBER) for m in any_of(list(_AFTER_NUMBER)).finditer(text)]
    if not found:
        return None
    match, partners = draw.choice(found)
    return replaced(text, match.start(), match.end(), partners[match.group().lower()])


frequency: Mutator = by_table(table("frequencies"))

_SHARE = re.compile(r"(?<![\w.,-])\d+(?:\.\d+)?(?=%|\s(?:mg|g|mL|days|weeks|months|years)\b)")


def exchanged(text: str, draw: Random) -> Change | None:
    """Two numbers of one unit in each other's place ("6 % with A and 12 % with B").

    Ranges and intervals are left alone: their ends stand next to each other.
    """
    found = list(_SHARE.finditer(re.sub(r"\([^()]*\)", lambda m: "_" * len(m.group()), text)))
    for one, other in pairwise(found):
        between = text[one.end() : other.start()]
        if one.group() != other.group() and re.search(r"[A-Za-z]{4}.*[A-Za-z]{3}", between[3:]):
            first = f"{text[: one.start()]}{other.group()}{between}{one.group()}"
            return Change(first + text[other.end() :], one.group(), other.group())
    return None
