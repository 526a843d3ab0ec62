"""Whom a question or a sentence is about: age, sex, pregnancy. Draft rules.

Ranking prefers sentences on the question's own population; selection leaves out those that are
plainly about another one ("aged 40 to 59" for a person of 70).
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from assistant import ages

_GROUPS = {
    "male": r"m[ae]n|males?|boys?|husband|brother|father|grandfather|son",
    "female": r"wom[ae]n|females?|girls?|wife|sister|mother|grandmother|daughter|postmenopausal",
    "pregnant": r"pregnan\w+|gestational|trimester|antenatal|prenatal|(?:weeks'?|of) gestation"
    r"|(?:(?:woman|old),? at|G\d(?: ?P\d)?,?(?: at| now)?) (?:[5-9]|[1-3]\d|4[0-2]) ?(?:weeks|wks?)"
    r"|(?:[5-9]|[1-3]\d|4[0-2]) ?(?:weeks|wks?) (?:gestation|pregnant|GA)",
    "not pregnant": r"(?:not|non|isn'?t)[- ]?(?:currently |yet )?pregnant|no pregnancy",
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
_BY_SEX = frozenset({"male", "female", "pregnant"})
_BY_PREGNANCY = frozenset({"pregnant", "not pregnant"})
_ASIDE = re.compile(r"(?<=.{15})\b(?:what|how) about\b", re.I)
_ADULT_AGE = 18.0
_WIDE = 8.0  # a range up to so many times its lowest age tells little of a person's age
_OPEN_ENDED = 0.5
_YOUNGEST_GROWN = 15.0  # guidelines begin adulthood at 15, 16 or 18


@dataclass(frozen=True, slots=True)
class Population:
    """Named groups, and ages in years: of one person, or the ranges that a sentence is about."""

    groups: frozenset[str]
    ages: tuple[ages.Range, ...] = ()


def of_question(question: str) -> Population:
    """The person or the people that are asked about."""
    question = _before_aside(question)
    persons = ages.of_persons(question)
    groups = {name for name, sign in _GROUP.items() if sign.search(question)}
    if not persons:
        return Population(frozenset(groups))
    groups -= {"child", "adult"}
    groups |= {"adult" if age >= _ADULT_AGE else "child" for age in persons}
    return Population(frozenset(groups), tuple((age, age) for age in persons))


def _before_aside(question: str) -> str:
    """Without whom it asks about besides: "... and what about a 15-year-old?"."""
    return _ASIDE.split(question, maxsplit=1)[0]


def of_sentence(text: str) -> Population:
    """The people that a sentence is about."""
    groups = frozenset(name for name, sign in _GROUP.items() if sign.search(text))
    return Population(groups, ages.ranges(text))


def fit(asked: Population, said: Population) -> float:
    """1 where the sentence is about the question's people, -1 where about others, 0 if unsaid."""
    if asked.ages and said.ages:
        return -1.0 if _of_other_sex(asked, said) else fit_age(asked, said)
    if said.ages and _out_of_age(asked.groups, said.ages):
        return -1.0
    if _are_not_pregnant(asked) and said.groups & _BY_PREGNANCY == {"pregnant"}:
        return -1.0  # women, too, but others
    if asked.groups & said.groups:
        return 1.0
    pairs = (frozenset((a, s)) for a in asked.groups for s in said.groups)
    return -1.0 if any(pair in _OPPOSED for pair in pairs) else 0.0


def _are_not_pregnant(asked: Population) -> bool:
    return asked.groups & _BY_PREGNANCY == {"not pregnant"}


def _of_other_sex(asked: Population, said: Population) -> bool:
    """Whether the sentence is on women alone and the question on a man, or the reverse."""
    alone = {*asked.groups & _BY_SEX, *said.groups & _BY_SEX}
    return not asked.groups & said.groups & _BY_SEX and "male" in alone and len(alone) > 1


def fit_age(asked: Population, said: Population) -> float:
    """1 where the person's age is in a range of the sentence, -1 where in none, 0 if unsaid."""
    if not asked.ages or not said.ages:
        return 0.0
    fits = (low <= age <= high for age, _ in asked.ages for low, high in said.ages)
    return 1.0 if any(fits) else -1.0


def narrowness(asked: Population, said: Population) -> float:
    """How narrowly a range of the sentence is about the person's age: 0 (16 or over) to 1."""
    held = ((low, high) for age, _ in asked.ages for low, high in said.ages if low <= age <= high)
    return max((_narrow(low, high) for low, high in held), default=0.0)


def _narrow(low: float, high: float) -> float:
    within = max(1 - math.log(high / max(low, high / _WIDE)) / math.log(_WIDE), 0.0)
    return within * (_OPEN_ENDED if high >= ages.OLDEST else 1.0)


def _out_of_age(groups: frozenset[str], said: tuple[ages.Range, ...]) -> bool:
    """Whether all ranges leave out the children, or the adults, that were asked about."""
    only_older = all(low >= _YOUNGEST_GROWN for low, _ in said)
    only_younger = all(high < _ADULT_AGE for _, high in said)
    return ("child" in groups and only_older) or ("adult" in groups and only_younger)
