"""A measured value of the question, and the range of it that a sentence is about.

"A solid nodule of 9 mm" is none "under 6 mm"; an eGFR of 25 is one "under 30". Draft rules; what
people's ages are is in `ages`. `ranking` weighs whether the two agree.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from corpus.text.words import content_stems

Range = tuple[float, float]
Values = Mapping[str, tuple[float, ...]]
Ranges = Mapping[str, tuple[Range, ...]]

_NUMBER = r"\d+(?:\.\d+)?"
_NAMES = {
    "eGFR": r"e?GFR|CrCl|creatinine clearance",
    "potassium": r"K\+?|potassium",
    "hemoglobin": r"Hb|Hgb|ha?emoglobin",
    "platelets": r"platelets?|platelet count|plt",
    "ejection fraction": r"(?:LV)?EF|ejection fraction",
    "HbA1c": r"(?:Hb)?A1c",
    "sodium": r"Na\+?|sodium",
    "TSH": r"TSH",
    "GCS": r"GCS|Glasgow Coma Scale(?: score)?",
    "INR": r"INR",
}
# Where a value tells nothing that advice must speak of: draft, wide on purpose.
_UNREMARKABLE: Mapping[str, Range] = {
    "eGFR": (45, math.inf),
    "potassium": (3.5, 5.0),
    "hemoglobin": (12, 17),
    "platelets": (150, 450),
    "ejection fraction": (50, math.inf),
    "HbA1c": (0, 6.4),
    "sodium": (135, 145),
    "TSH": (0.4, 4.5),
    "GCS": (15, 15),
    "INR": (0, 3.5),
}
_ANY = re.compile("|".join(_NAMES.values()), re.I)
# What may stand between a name and its value: "haemoglobin is below 7", "eGFR of 30".
_BETWEEN = (
    r"(?:\s?[=:(]\s?|\s(?:is|are|was|of|at|levels?|counts?|still|now|stays|has risen)){0,4}?\s?"
)
_LESS = r"(?:under|below|less than|lower than|smaller than|up to|[<≤])"
_MORE = (
    r"(?:over|above|more than|greater than|larger than|higher than|exceed\w*|at least|from|[>≥])"
)
_UPWARD = r"(?:\s?%)?(?:\s[^\s,;]+){0,3}?\s(?:or|and) (?:more|larger|higher|above|greater|over)\b"
_DOWNWARD = r"(?:\s?%)?(?:\s[^\s,;]+){0,3}?\s(?:or|and) (?:less|smaller|lower|below|under)\b"
_UNIT = r"\s?-?(?P<unit>mm|cm)\b"
_SIZE = re.compile(rf"(?P<value>{_NUMBER}){_UNIT}", re.I)
_SIZES = re.compile(
    rf"(?:(?P<less>{_LESS})|(?P<more>{_MORE}))?\s?(?P<low>{_NUMBER})(?:\s?(?:mm|cm))?"
    rf"(?:\s?(?:to (?:under )?|-|–)\s?(?P<high>{_NUMBER}))?{_UNIT}"
    r"(?:(?P<up> or (?:more|larger|greater))|(?P<down> or (?:less|smaller)))?",
    re.I,
)


def _value_of(names: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{names})(?![\w-]){_BETWEEN}(?P<value>{_NUMBER})(?![\w/])", re.I)


def _range_of(names: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{names})(?![\w-]){_BETWEEN}(?:(?P<less>{_LESS})|(?P<more>{_MORE}))?\s?"
        rf"(?P<low>{_NUMBER})(?:\s?(?:to|-|–)\s?(?P<high>{_NUMBER}))?"
        rf"(?:(?P<up>{_UPWARD})|(?P<down>{_DOWNWARD}))?",
        re.I,
    )


_VERB = re.compile(
    r"\b(?:should|must|may|can|is|are|was|were|has|have|had|needs?|consider|offer|use|give)\b", re.I
)
# A condition behind the verb is on those it is about as well: "do CT if GCS is 12 or less".
_CONDITION = re.compile(r"(?<!mainly )\b(?:if|when|where)\b(?:[^,.:]|\.\d)*", re.I)
# "Not indicated with an eGFR of 45 or more", "in high-risk patients with eGFR 30 to 44".
_OF_THOSE = re.compile(
    rf"\b(?:with|in)\b(?![^,.:]*\b(?:goals?|targets?|aim\w*)\b)"
    rf"(?:[^,.:;]|\.\d)*?\b(?:{'|'.join(_NAMES.values())})(?![\w-])(?:[^,.:;]|\.\d)*",
    re.I,
)
# "Mild at 5.5-5.9, moderate at 6.0-6.4 and severe at 6.5 or more": ranges that follow the first.
_FURTHER = re.compile(
    rf"[,;]?\s(?:and |or )?[a-z]+ at (?P<low>{_NUMBER})(?:\s?(?:to|-|–)\s?(?P<high>{_NUMBER}))?"
    rf"(?P<up>{_UPWARD})?",
    re.I,
)
_VALUE = {name: _value_of(names) for name, names in _NAMES.items()}
_RANGE = {name: _range_of(names) for name, names in _NAMES.items()}
# What else a sentence may call it by that speaks of such values.
_SPOKEN = {
    "eGFR": r"kidney|renal|creatinine|dialysis",
    "potassium": r"hyperkal|hypokal",
    "hemoglobin": r"ana?emi[ac]|transfus",
    "platelets": r"thrombocytop",
    "ejection fraction": r"heart failure|systolic dysfunction",
    "HbA1c": r"glyc[ae]*mi|glucose|diabet",
    "sodium": r"hyponatr|hypernatr",
    "TSH": r"thyroid|thyrox",
    "GCS": r"conscious|coma\b",
}
# "Target INR 2.5" is where to get to, "to correct INR" tells of no value.
_SPEAKS = {
    name: re.compile(rf"(?<!vitamin )\b(?:(?:{_NAMES[name]})(?![\w-])|{others})", re.I)
    for name, others in _SPOKEN.items()
} | {"INR": re.compile(r"(?<!target )\bINR\b[^.;]{0,30}\d", re.I)}
_EVERY: Range = (-math.inf, math.inf)


def of_question(question: str) -> Values:
    """What was measured, by its name; sizes in millimetres."""
    found = {name: tuple(_values(name, question)) for name in _VALUE}
    found["size"] = tuple(_millimetres(m["value"], m["unit"]) for m in _SIZE.finditer(question))
    return {name: values for name, values in found.items() if values}


def of_sentence(text: str, told: AbstractSet[str] = frozenset()) -> Ranges:
    """The ranges of those it is about, by what is measured; a bare number is no range.

    `told`: the stems of the question. Where they hold the other of two conditions, as of "in acute
    kidney injury or eGFR under 30", the range does not matter.

    Behind its verb stands what to do from where: "a TR4 nodule should be sampled at 1.5 cm or
    larger" is on any such nodule.
    """
    found = {}
    about = _VERB.split(text, maxsplit=1)[0]
    whole, text = text, about if ";" in text else "; ".join((about, *_CONDITION.findall(text)))
    if _ANY.search(whole):
        those = (m.group() for m in _OF_THOSE.finditer(whole, len(about)))
        named = "; ".join((text, *(each for each in those if not _is_met(each, told))))
        found = {name: tuple(_ranges(name, named)) for name in _RANGE}
    found["size"] = tuple(_sizes(text))
    return {name: ranges for name, ranges in found.items() if ranges}


def _is_met(conditions: str, told: AbstractSet[str]) -> bool:
    """Whether one that stands before "or" is told of."""
    other, alternative, _ = conditions.partition(" or ")
    return bool(alternative) and not told.isdisjoint(content_stems(_ANY.sub(" ", other)))


def is_outside(asked: Values, said: Ranges) -> bool:
    """Whether no value told is in a range of the sentence, of what both speak of."""
    both = asked.keys() & said.keys()
    return bool(both) and not any(
        low <= value <= high for name in both for value in asked[name] for low, high in said[name]
    )


def unspoken_of(asked: Values, said: Sequence[str]) -> Iterator[str]:
    """What was measured and is remarkable, where none of the sentences speaks of such a value.

    A dose is not to be taken for the one at a creatinine clearance of 25 where none says so.
    """
    for name, values in asked.items():
        low, high = _UNREMARKABLE.get(name, _EVERY)
        if any(low <= value <= high for value in values):
            continue
        own = {name: values}
        if not any(_SPEAKS[name].search(t) and not is_outside(own, of_sentence(t)) for t in said):
            yield name


def _values(name: str, question: str) -> Iterator[float]:
    for match in _VALUE[name].finditer(question):
        yield _scaled(name, float(match["value"]))


def _ranges(name: str, text: str) -> Iterator[Range]:
    for first in _RANGE[name].finditer(text):
        for match in _with_further(first, text):
            ends = (match["low"], match["high"])
            low, high = (_scaled(name, float(n)) if n else None for n in ends)
            yield from _range(match, low, high)


def _with_further(match: re.Match[str] | None, text: str) -> Iterator[re.Match[str]]:
    while match is not None:
        yield match
        match = _FURTHER.match(text, match.end())


def _sizes(text: str) -> Iterator[Range]:
    for match in _SIZES.finditer(text):
        ends = (match["low"], match["high"])
        low, high = (_millimetres(n, match["unit"]) if n else None for n in ends)
        yield from _range(match, low, high)


def _range(match: re.Match[str], low: float | None, high: float | None) -> Iterator[Range]:
    """Open ends leave the number itself out: "under 6" is not 6."""
    assert low is not None
    open_end = {name: end.lower() for name, end in match.groupdict().items() if end}
    if high is not None:
        yield low, high
    elif "up" in open_end:
        yield low, math.inf
    elif "down" in open_end:
        yield 0.0, low
    elif less := open_end.get("less"):
        yield 0.0, low if less in ("up to", "≤") else math.nextafter(low, 0.0)
    elif more := open_end.get("more"):
        closed = more in ("at least", "from", "≥")
        yield low if closed else math.nextafter(low, math.inf), math.inf


def _millimetres(number: str, unit: str) -> float:
    return float(number) * (10.0 if unit.lower() == "cm" else 1.0)


def _scaled(name: str, value: float) -> float:
    """Haemoglobin in g/dL, platelets in 10^9/L, whichever way they are written."""
    if name == "hemoglobin" and value > 30:
        return value / 10
    if name == "platelets" and value > 1500:
        return value / 1000
    return value
