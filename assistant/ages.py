"""Ages in words: of the person in a question, and the ranges that a sentence is about. In years.

`population` compares the two. A length of time is no age: "for 3 to 6 months" is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Range = tuple[float, float]

OLDEST = 120.0
_YOUNG: Range = (15.0, 49.99)
_YOUNG_ADULTS = re.compile(
    r"\byoung\s(?:\w+\s)?(?:adults|people|persons|patients|women|men)\b(?!\s(?:and|or)\s(?:old|eld))",
    re.I,
)
_PARTS_OF_YEAR = {"y": 1.0, "m": 1 / 12, "w": 7 / 365, "d": 1 / 365}
_UNIT = r"(?:years?|yrs?|months?|weeks?|days?)"
_KIN = (
    r"husband|wife|father|mother|dad|mum|mom|brother|sister|son|daughter|grandmother|grandfather"
    r"|patient|he|she"
)
_PERSON = re.compile(
    rf"\b(?P<age>\d{{1,3}})[\s-]*(?P<unit>{_UNIT}|y|mo|wk)[\s/-]*(?:old|o)\b"
    r"|\b(?P<short>\d{2})[\s-]?(?:yo\b|y/o\b|[MF]\b)"
    rf"|\b(?:I(?:'m|\sam)|(?:{_KIN})(?:'s|\sis)|turn(?:ed|ing)?)\s+(?:only\s|just\s)?(?P<is>\d{{1,3}})"
    r"\b(?!\s*(?:%|mg|kg|cm|weeks|months))"
    r"|\b(?:at|aged?|age\sof)\s(?P<at>\d{1,3})\b"
    r"(?!\s*(?:[%/.-]|mm|cm|mg|kg|weeks|hours|days|minutes|months|to\b|or\b|and\s(?:over|older)))"
    r"|\b(?P<man>\d{2})[\s-]years?[\s-](?:man|woman|male|female)\b",
    re.I,
)
_PEOPLE = r"(?:people|patients|persons|those|adults|children|infants|women|men|girls|boys)"
_RANGE = re.compile(
    rf"\b(?P<low>\d{{1,3}})(?:\s{_UNIT})?\s*(?:-|–|to|through|and)\s*(?P<high>\d{{1,3}})[\s-]*"
    rf"(?P<unit>{_UNIT})(?P<old>\s(?:of\sage|old))?"
    rf"|\bage[ds]?\s(?:from\s|between\s)?(?P<low2>\d{{1,3}})\s*(?:-|–|to|through|and)\s*"
    rf"(?P<high2>\d{{1,3}})(?:\s(?P<unit2>{_UNIT}))?"
    rf"|\b(?P<up>\d{{1,3}})\s*(?P<unit3>{_UNIT})?\s*(?:of\sage\s|old\s)?(?:or|and)\s"
    r"(?:older|over|above|up)\b"
    rf"|\b(?:aged?|older\sthan|ages?\sover|aged\sover|over\sage|{_PEOPLE}\sover)\s(?:at\sleast\s)?"
    rf"(?P<over>\d{{1,3}})(?:\s(?P<unit4>{_UNIT}))?(?!\s*(?:-|–|to)\s*\d)"
    r"|\b(?P<younger>under|below|younger\sthan|less\sthan)\s(?:the\s)?(?:age\s)?(?:of\s)?"
    rf"(?P<below>\d{{1,3}})\s(?P<unit5>{_UNIT})(?P<old2>\s(?:of\sage|old))?"
    rf"|\b(?:{_PEOPLE}|aged?)\s(?:under|below|younger\sthan)\s(?P<below2>\d{{1,3}})\b"
    rf"|\b(?:under|below)\s(?P<below3>\d{{1,3}})\sfor\s{_PEOPLE}\b",
    re.I,
)
_OF_PEOPLE = re.compile(rf"\b(?:age[ds]?|{_PEOPLE}|at)\W+(?:\w+\W+){{0,3}}$", re.I)
# "CT at 3 to 6 months" tells when, not of whom.
_OF_A_TEST = re.compile(
    r"\b(?:CT|MRI|imaging|scan|follow-up|done|repeated) at\W+(?:\w+\W+){0,3}$", re.I
)
_AGE_WORD = re.compile(rf"\b(?:age[ds]?|old(?:er)?|younger|at|{_PEOPLE})\b", re.I)


def of_persons(question: str) -> tuple[float, ...]:
    """The ages of persons that the question gives, in years, in order."""
    return tuple(_of_persons(question))


def _of_persons(question: str) -> Iterator[float]:
    for match in _PERSON.finditer(question):
        number = match["age"] or match["short"] or match["is"] or match["at"] or match["man"]
        years = float(number) * _years(match["unit"])
        if 0 < years < OLDEST:
            yield years


def ranges(text: str) -> tuple[Range, ...]:
    """The ranges of age that a sentence is about, each as its lowest and highest age."""
    found = tuple(_ranges(text)) if _AGE_WORD.search(text) else ()
    return found or ((_YOUNG,) if _YOUNG_ADULTS.search(text) else ())


def _ranges(text: str) -> Iterator[Range]:
    for match in _RANGE.finditer(text):
        before = text[: match.start()]
        of_people = _OF_PEOPLE.search(before) and not _OF_A_TEST.search(before)
        said = match["old"] or match["old2"] or of_people
        if match["low"]:
            if said:
                yield _between(match["low"], match["high"], match["unit"])
        elif match["low2"]:
            yield _between(match["low2"], match["high2"], match["unit2"])
        elif match["below"]:
            if said or "younger" in match["younger"].lower():
                yield 0.0, _before(match["below"], match["unit5"])
        elif years := match["below2"] or match["below3"]:
            yield 0.0, _before(years, None)
        else:
            unit = match["unit3"] or match["unit4"]
            yield float(match["up"] or match["over"]) * _years(unit), OLDEST


def _between(low: str, high: str, unit: str | None) -> Range:
    """Up to the end of the last year, month or day."""
    return float(low) * _years(unit), (float(high) + 0.99) * _years(unit)


def _before(limit: str, unit: str | None) -> float:
    return (float(limit) - 0.01) * _years(unit)


def _years(unit: str | None) -> float:
    return _PARTS_OF_YEAR[(unit or "y")[0].lower()]
