"""How strongly something is advised, where a text says so in words: as printed, or not at all.

"Strongly recommended" is a grade of its own (GRADE: strong or conditional), which no synonym of
"recommended" holds. `checks` asks it with the strength.
"""

from __future__ import annotations

import re
from collections import Counter

_ADVICE = (
    r"(?:recommend\w*|suggest\w*|advis\w*|advice|(?:dis|en)courag\w*|urg(?:e[sd]?|ing)|favou?r\w*"
    r"|endors\w*|(?:contra)?indicated|preferred|should|support(?:s|ed)?)"
)
_STRONG = r"(?:strong|firm|definite|clear|emphatical|unequivocal|absolute|categorical)"
_WEAK = r"(?:conditional|weak|tentative|provisional)"
# "Must be avoided" is how "should not" is told as well.
_MUST = re.compile(
    r"\bmust\b(?!\s+(?:not|never|be avoided)\b)|\b(?:mandatory|obligatory|compulsory|imperative"
    r"|essential)\b",
    re.I,
)
_NEEDED = re.compile(
    r"\b(?:must|mandatory|obligatory|compulsory|imperative|essential|need(?:s|ed)?|requir\w+|never"
    r"|always|only|vital|crucial|critical|contraindicated|necessary|do not|have to|has to)\b",
    re.I,
)


def _of_advice(grade: str) -> re.Pattern[str]:
    """The grade near a word of advice, before or behind it."""
    return re.compile(
        rf"\b{grade}(?:ly)?\b[\s,]+(?:[\w-]+\s+){{0,3}}?{_ADVICE}\b"
        rf"|\b{_ADVICE}\s+(?:\w+\s+)?{grade}ly\b(?!\s+(?:associat|link|relat|correlat))",
        re.I,
    )


# A label as it is printed in brackets, whatever stands before it.
_BRACKETED = re.compile(
    r"[(\[]((?:strong|weak|conditional)(?:\s+recommendation)?\s*(?=[,;:)\]])[^()\[\]]*"
    r"|(?:grade|class|level|loe|cor)\s+[\w-]{1,4}\b[^()\[\]]*"
    r"|(?:[\w-]+\s+){0,2}(?:certainty|quality|recommendation|consensus|appropriate|expert opinion"
    r"|good practice)\b[^()\[\]]{0,30})[)\]]",
    re.I,
)
_GRADES = {"strong": _of_advice(_STRONG), "weak": _of_advice(_WEAK)}


def as_printed(text: str, printed: str) -> bool:
    """Whether the text states no grade of advice that is not printed, and keeps a reservation."""
    said, there = _stated(text), _stated(printed)
    obliges = _MUST.search(text) is not None and _NEEDED.search(printed) is None
    labels = (" ".join(label.split()) for label in _BRACKETED.findall(text))
    return (
        said <= there
        and said["weak"] == there["weak"]
        and not obliges
        and all(label.lower() in " ".join(printed.split()).lower() for label in labels)
    )


def _stated(text: str) -> Counter[str]:
    """How often each grade is stated."""
    return Counter({name: len(pattern.findall(text)) for name, pattern in _GRADES.items()})
