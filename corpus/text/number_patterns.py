"""How a number looks, with what stands before and after it. Patterns for `quantities`, no logic."""

from __future__ import annotations

import re

from corpus.text.units import (
    AFTER,
    BEFORE,
    NUMBER_WORDS,
    OFTEN,
    PER,
    SCALES,
    UNIT,
    alternatives,
)

_DIGITS = r"\d{1,3}(?:[\u202f\u2009\u00a0 ]\d{3}(?!\d))+(?:\.\d+)?(?![.,]?\d)|\d+(?:[.,]\d+)*+"
NUMBER = re.compile(
    rf"""(?<![\w.,^])(?<![^\W\d_][-\u2010\u2011])(?:
        (?P<digits>{_DIGITS})(?!\d)
        (?:\s?/\s?(?P<under>\d+(?:\.\d+)?)(?![\d.,]*\d))?
        (?:\s?:\s?(?P<to>\d[\d,]*)(?![.,]?\d))?
      | (?P<often>{alternatives(OFTEN)})(?!\w)
      | (?P<word>{"|".join(NUMBER_WORDS)})(?!\w) )""",
    re.I | re.X,
)
_COUNTED = r"(?:people|persons|patients|women|men|children|infants|adults|births|pregnancies)"
AFTER_NUMBER = re.compile(
    rf"""(?:\s?[x×]\s?10\^(?P<ten>[+-]?\d{{1,3}})|\^(?P<power>[+-]?\d{{1,3}}))?
    (?:\s+(?P<scale>{"|".join(SCALES)})(?!\w))?
    (?:[\s\u202f\u2009\u00a0-]?(?P<unit>{UNIT})|(?P<suffix>[^\W\d_]{{1,3}})(?![\w]))?
    (?P<per>(?:{PER}){{0,3}})
    (?(unit)|(?:(?:\s+{_COUNTED})?\s+in\s+
        (?P<of>(?!(?:19|20)\d\d(?!\d))\d[\d,]*)(?![.,]?\d)(?!\s?-?{UNIT}))?)
    (?:\s+of\s+age|[\s-]old(?!\w))?(?:(?(unit)|(?:\s+[a-z]{{4,12}})??)\s*(?P<after>{alternatives(AFTER)})(?![\w]|\s+\d)
        (?(unit)|(?:\s+(?P<late>{UNIT}))?)
      |(?=\s*\([^()]{{1,24}}\)\s*(?P<behind>{alternatives(AFTER)})(?!\w|\s+\d)))?""",
    re.I | re.X,
)
BEFORE_NUMBER = re.compile(
    rf"(?:(?<!\w)(?P<age>age[ds]?(?:\s+of)?\s+))?(?:(?<!\w)(?P<named>day|week|month)s?\s+)?"
    rf"(?:(?<![^\W_](?=\w))(?P<before>{alternatives(BEFORE)})\s*)?"
    rf"(?:(?:the\s+|an?\s+|of\s+)?(?P<aged>age[ds]?(?:\s+of)?\s+)?)?(?P<sign>(?<!\w)[-−–])?$",
    re.I,
)
# What can stand right before a number and mean something: a cheap test before the costly one.
MAY_COMPARE = re.compile(
    rf"(?:[<>≤≥=–−-]|(?<![\w])(?:{alternatives(BEFORE)}|the|an?|of|age[ds]?|days?|weeks?|months?))"
    r"\s*$",
    re.I,
)
