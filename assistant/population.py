"""Whom a question or a sentence is about: age, sex, pregnancy. Draft rules.

Ranking prefers sentences on the question's own population; selection leaves out those that are
plainly about another one ("aged 40 to 59" for a person of 70).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_GROUPS = {
    "male": r"m[ae]n|males?|boys?|husband|brother|father|grandfather|son",
    "female": r"wom[ae]n|females?|girls?|wife|sister|mother|grandmother|daughter|postmenopausal",
    "pregnant": r"pregnan\w+|gestational|trimester|antenatal|prenatal",
    "child": r"child(?:ren)?|p(?:a)?ediatric|toddlers?|adolescents?|infants?|newborns?|neonat\w+"
    r"|bab(?:y|ies)|teen\w*|preschool\w*",
    "adult": r"adults?",
}
_GROUP = {
    name: re.compile(rf"(?<!non)(?<!non-)(?<!not )\b(?:{words})\b", re.I)
    for name, words in _GROUPS.items()
}
_OPPOSED = frozenset(
    {frozenset(pair) for pair in (("male", "female"), ("male", "pregnant"), ("child", "adult"))}
)
_ADULT_AGE = 18.0
_YOUNGEST_GROWN = 15.0  # guidelines begin adulthood at 15, 16 or 18
_OLDEST = 120.0

_PERSON = re.compile(
    r"\b(?P<age>\d{1,3})[\s-]*(?P<unit>years?|yrs?|y|months?|weeks?|days?)[\s/-]*(?:old|o)\b"
    r"|\b(?P<short>\d{2})[\s-]?(?:yo\b|y/o\b|[MF]\b)|\bI(?:'m| am)\s+(?P<mine>\d{2})\b",
    re.I,
)
_UNIT_YEARS = {"y": 1.0, "m": 1 / 12, "w": 7 / 365, "d": 1 / 365}
_RANGE = re.compile(
    r"\b(?P<low>\d{1,3})(?:\s*(?:-|–|to|through|and)\s*)(?P<high>\d{1,3})[\s-]*years?"
    r"|\bage[ds]?\s+(?:from\s+|between\s+)?(?P<low2>\d{1,3})\s*(?:-|–|to|through|and)\s*"
    r"(?P<high2>\d{1,3})"
    r"|\b(?P<from>\d{2,3})\s*(?:years?)?\s*(?:of age\s+)?(?:or|and)\s+(?:older|over|above)"
    r"|\b(?:aged?|over|at least|older than)\s+(?P<over>\d{2,3})"
    r"(?:\s+years|\s+(?:or|and)\s+(?:older|over))"
    r"|\b(?:under|below|younger than)\s+(?:age\s+)?(?P<under>\d{1,2})\s+years"
    r"|\b(?:people|patients|those|adults|children|women|men|persons|aged?)\s+"
    r"(?:under|below|younger than)\s+(?P<under2>\d{1,2})\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Population:
    """Named groups, and ages in years: of one person, or the ranges that a sentence is about."""

    groups: frozenset[str]
    ages: tuple[tuple[float, float], ...] = ()


def of_question(question: str) -> Population:
    """The person or the people that are asked about."""
    ages = tuple(_ages_of_person(question))
    groups = {name for name, sign in _GROUP.items() if sign.search(question)}
    if ages:
        groups -= {"child", "adult"}
        groups.add("adult" if ages[0][0] >= _ADULT_AGE else "child")
    return Population(frozenset(groups), ages)


def of_sentence(text: str) -> Population:
    """The people that a sentence is about."""
    groups = frozenset(name for name, sign in _GROUP.items() if sign.search(text))
    return Population(groups, tuple(_age_ranges(text)))


def fit(asked: Population, said: Population) -> float:
    """1 where the sentence is about the question's people, -1 where about others, 0 if unsaid."""
    if asked.ages and said.ages:
        age = asked.ages[0][0]
        return 1.0 if any(low <= age <= high for low, high in said.ages) else -1.0
    if said.ages and _out_of_age(asked.groups, said.ages):
        return -1.0
    if asked.groups & said.groups:
        return 1.0
    pairs = (frozenset((a, s)) for a in asked.groups for s in said.groups)
    return -1.0 if any(pair in _OPPOSED for pair in pairs) else 0.0


def _out_of_age(groups: frozenset[str], ages: tuple[tuple[float, float], ...]) -> bool:
    """Whether all ranges leave out the children, or the adults, that were asked about."""
    only_older = all(low >= _YOUNGEST_GROWN for low, _ in ages)
    only_younger = all(high < _ADULT_AGE for _, high in ages)
    return ("child" in groups and only_older) or ("adult" in groups and only_younger)


def _ages_of_person(text: str) -> Iterator[tuple[float, float]]:
    for match in _PERSON.finditer(text):
        number = float(match["age"] or match["short"] or match["mine"])
        years = number * _UNIT_YEARS[(match["unit"] or "y")[0].lower()]
        yield years, years


def _age_ranges(text: str) -> Iterator[tuple[float, float]]:
    for match in _RANGE.finditer(text):
        low, high = match["low"] or match["low2"], match["high"] or match["high2"]
        if low and high:
            yield float(low), float(high)
        elif below := match["under"] or match["under2"]:
            yield 0.0, float(below) - 1
        else:
            yield float(match["from"] or match["over"]), _OLDEST
