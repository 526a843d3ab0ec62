"""Changes of who and what: another drug of the class, another test, population, route or line."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from random import Random

from evals.mutation.mutant import Change, Mutator, any_of, by_table, listed, replaced, table, tables


def from_classes(classes: Mapping[str, Sequence[str]]) -> Mutator:
    """A mutator that puts another member of a name's class, one that the text does not hold."""
    partners: dict[str, list[str]] = {}
    for members in classes.values():
        for member in members:
            others = [other for other in members if other != member]
            partners.setdefault(member.lower(), []).extend(others)
    pattern = any_of(list(partners))

    def mutate(text: str, draw: Random) -> Change | None:
        found = list(pattern.finditer(text))
        if not found:
            return None
        match = draw.choice(found)
        absent = [p for p in partners[match.group().lower()] if p.lower() not in text.lower()]
        if not absent:
            return None
        return replaced(text, match.start(), match.end(), draw.choice(absent))

    return mutate


drug: Mutator = from_classes(listed("drugs"))
test: Mutator = from_classes(listed("tests"))
route: Mutator = by_table(tables("opposites")["route"])


def population(text: str, draw: Random) -> Change | None:
    """Other people, where the text names its own once and does not name the others."""
    pairs = table("populations")
    found = [
        match
        for match in any_of(list(pairs)).finditer(text)
        if not re.search(rf"\b{re.escape(pairs[match.group().lower()])}\b", text, re.I)
    ]
    if not found:
        return None
    match = draw.choice(found)
    return replaced(text, match.start(), match.end(), pairs[match.group().lower()])


def line(text: str, draw: Random) -> Change | None:
    """First line for second line; both are exchanged where both stand."""
    pairs = {k.lower(): v for k, v in tables("opposites")["line"].items()}
    pairs |= {now: was for was, now in pairs.items()}
    found = list(any_of(list(pairs)).finditer(text))
    if not found:
        return None
    for match in reversed(found):
        text = replaced(text, match.start(), match.end(), pairs[match.group().lower()]).text
    first = found[0].group()
    return Change(text, first, pairs[first.lower()])


_BETWEEN = re.compile(r"\b(?:than|rather than|instead of|over|before|after|followed by|to)\b", re.I)


def exchanged(text: str, draw: Random) -> Change | None:
    """The two drugs of one comparison or switch in each other's place."""
    drugs = any_of([name for members in listed("drugs").values() for name in members])
    found = list(drugs.finditer(text))
    for one, other in pairwise(found):
        between = text[one.end() : other.start()]
        if one.group().lower() != other.group().lower() and _BETWEEN.search(between):
            first = f"{text[: one.start()]}{other.group()}{between}{one.group()}"
            return Change(first + text[other.end() :], one.group(), other.group())
    return None
