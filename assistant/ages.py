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
# "Kid 4y", "F, 34y", "2y boy": years of what else are not told so.
_SHORTLY = r"kid|child|boy|girl|infant|baby|toddler|man|woman|male|female|[MF]"
_PERSON = re.compile(
    rf"\b(?P<age>\d{{1,3}})[\s-]*(?P<unit>{_UNIT}|y|mo|wk)[\s./-]*(?:old|o)\b"
    rf"|(?<!\dy\s)(?<!\d\sy\s)\b(?P<bare>\d{{1,3}})\s?(?P<bare_unit>y|mo)\s(?:{_SHORTLY})\b"
    rf"|\b(?:{_SHORTLY})[\s,]\s?(?P<behind>\d{{1,3}})\s?(?P<behind_unit>y|mo)\b"
    r"|\b(?:newborn|neonate)[\s,]\s?(?P<born>\d{1,2})\s?(?P<born_unit>d|days?|weeks?)\b"
    r"|\b(?P<short>\d{2})[\s-]?(?:yo\b|y/o\b|[MF]\b)"
    rf"|\b(?:I(?:'m|\sam)|(?:{_KIN})(?:'s|\sis)|turn(?:ed|ing)?)\s+(?:only\s|just\s)?(?P<is>\d{{1,3}})"
    r"\b(?!\s*(?:%|mg|kg|cm|weeks|months))"
    r"|\b(?:at|aged?|age\sof)\s(?P<at>\d{1,3})\b"
    r"(?!\s*(?:[%/.-]|mm|cm|mg|kg|weeks|hours|days|minutes|months|to\b|or\b|and\s(?:over|older)))"
    r"|\b(?:man|woman|boy|girl|lady|gentleman)\sof\s(?P<of>\d{1,3})\b(?!\s(?:kg|weeks|months))"
    r"|\b(?P<man>\d{2})[\s-]years?[\s-](?:man|woman|male|female)\b",
    re.I,
)
_NUMBERS = ("age", "bare", "behind", "born", "short", "is", "at", "of", "man")
_PEOPLE = r"(?:people|patients|persons|those|adults|children|infants|women|men|girls|boys)"
_RANGE = re.compile(
    rf"\b(?P<low>\d{{1,3}})(?:\s(?P<low_unit>{_UNIT}))?\s*(?:-|–|to|through|and)\s*(?P<high>\d{{1,3}})[\s-]*"
    rf"(?P<unit>{_UNIT})(?P<old>\s(?:of\sage|old))?"
    rf"|\bage[ds]?\s(?:from\s|between\s)?(?P<low2>\d{{1,3}})\s*(?:-|–|to|through|and)\s*"
    rf"(?P<high2>\d{{1,3}})(?:\s(?P<unit2>{_UNIT}))?"
    rf"|\b(?P<up>\d{{1,3}})\s*(?P<unit3>{_UNIT})?\s*(?:of\sage\s|old\s)?(?:or|and)\s"
    r"(?:older|over|above|up)\b"
    rf"|\b(?:aged?|older\sthan|ages?\sover|aged\sover|over\sage|{_PEOPLE}\sover)\s(?:at\sleast\s)?"
    rf"(?P<over>\d{{1,3}})\b(?!(?:\s{_UNIT})?\s*(?:-|–|to|through)\s*\d)(?:\s(?P<unit4>{_UNIT}))?"
    r"|\b(?P<younger>under|below|younger\sthan|less\sthan)\s(?:the\s)?(?:age\s)?(?:of\s)?"
    rf"(?P<below>\d{{1,3}})\s(?P<unit5>{_UNIT})(?P<old2>\s(?:of\sage|old))?"
    rf"|\b(?:{_PEOPLE}|aged?)\s(?:under|below|younger\sthan)\s(?P<below2>\d{{1,3}})\b(?:\s(?P<unit6>{_UNIT}))?"
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
        number = next(filter(None, map(match.group, _NUMBERS)))
        unit = match["unit"] or match["bare_unit"] or match["behind_unit"] or match["born_unit"]
        years = float(number) * _years(unit)
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
                low_unit = match["low_unit"] or match["unit"]
                yield _between(match["low"], low_unit, match["high"], match["unit"])
        elif match["low2"]:
            yield _between(match["low2"], match["unit2"], match["high2"], match["unit2"])
        elif match["below"]:
            if said or "younger" in match["younger"].lower():
                yield 0.0, _before(match["below"], match["unit5"])
        elif limit := match["below2"] or match["below3"]:
            yield 0.0, _before(limit, match["unit6"])
        else:
            unit = match["unit3"] or match["unit4"]
            yield float(match["up"] or match["over"]) * _years(unit), OLDEST


def _between(low: str, of_low: str | None, high: str, unit: str | None) -> Range:
    """Up to the end of the last year, month or day."""
    return float(low) * _years(of_low), (float(high) + 0.99) * _years(unit)


def _before(limit: str, unit: str | None) -> float:
    return (float(limit) - 0.01) * _years(unit)


def _years(unit: str | None) -> float:
    return _PARTS_OF_YEAR[(unit or "y")[0].lower()]
