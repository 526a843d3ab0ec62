"""Clinical shorthand in full, before anything else is read: "x 7 d", "w/o", "50 mg PO daily".

`wording` calls it. Short forms of names ("BPPV") are for `initials`, units for `corpus.text`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_UNIT = r"(?:mcg|micrograms?|mg|milligrams?|grams?|g|mL|units?|IU|puffs?|tablets?|drops?)"
_AMOUNT = rf"\d[\d.,]*\s?{_UNIT}(?:/kg)?"
_OFTEN = (
    r"(?:(?:once|twice|(?:two|three|four|[234]) times) "
    r"(?:daily|weekly|monthly|yearly|(?:a|per|each|every)"
    r" (?:day|week|month|year))|daily|weekly|monthly|yearly|nightly|every \d+ \w+)"
)
_ROUTE = (
    r"(?:PO|IV|IM|SC|SQ|by mouth|orally|intravenously|intramuscularly|subcutaneously|topically"
    r"|vaginally|rectally|oral|intravenous|intramuscular|subcutaneous)"
)
_TIME = r"(?:d|days?|h|hrs?|hours?|wks?|weeks?|mo|months?|y|yrs?|years?|min|minutes?)\b"
_PLURAL = r"(?:doses|tablets|capsules|injections|courses|trials|studies)"


def _share(found: re.Match[str]) -> str:
    """ "8/1039" is so many of so many; "140/90" and "5/10" are not."""
    some, every = int(found[1]), int(found[2])
    return f"{some} of {every}" if some < every and every >= _GROUP else found.group()


def _every_second(found: re.Match[str]) -> str:
    return f"every 2 {found[1] or ''}"


_GROUP = 20
_IN_FULL: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern, flags), full)
    for pattern, full, flags in (
        # Marks.
        (r"\bw/o\b", "without", re.I),
        (r"\bw/(?= ?[a-z])", "with ", re.I),
        (r"(?<=\w) & (?=\w)", " and ", 0),
        (r"~ ?(?=\d)|≈ ?", "about ", 0),
        (r"\u2191 ?", "increased ", 0),
        (r"\u2193 ?", "decreased ", 0),
        (r"\s(?:\u2192|->)\s", " then ", 0),
        (r"\bpts?\b(?=[ :,.])", "patients", 0),
        (r"\babx\b", "antibiotics", re.I),
        (r"\bs/p\b", "after", re.I),
        (r"(?<=\d) ?(?:y/o|yo)\b", " years old", 0),
        # "x 7 days", "x 1", "x2 doses"
        (rf"\b[x\u00d7] ?(?=\d+(?:\.\d+)?(?: ?(?:-|\u2013|to) ?\d+)? ?{_TIME})", "for ", 0),
        (rf"\b[x\u00d7] ?(?=(?:one|two|three|four|five|six|seven|ten) {_TIME})", "for ", 0),
        (r"\b[x\u00d7] ?1\b(?!\.\d)", "once", 0),
        (r"\b[x\u00d7] ?2\b(?!\.\d)", "twice", 0),
        (r"(?<=\d) ?[x\u00d7] (?=(?:the )?(?:upper|baseline|normal|ULN)\b)", " times ", 0),
        (r"\b[x\u00d7] ?(?=\d+ doses?\b)", "", 0),
        # "SGLT2i", "ACEi": the class by its last letter.
        (r"\b([A-Z][A-Z0-9]{2,}(?:-\d)?)i(s?)\b(?!-)", r"\1 inhibitor\2", 0),
        (r"(?<=GLP-1) ?RAs?\b", " receptor agonist", 0),
        # How often right behind how much, wherever it stands.
        (rf"({_AMOUNT}) ({_ROUTE}) ({_OFTEN})(?![\w-])", r"\1 \3 \2", 0),
        (rf"\b(daily|weekly|monthly|yearly) doses? of ({_AMOUNT})", r"dose of \2 \1", re.I),
        (
            rf"\b(daily|weekly|monthly|yearly|once-(?:daily|weekly|monthly)) "
            rf"((?!dose|oral|or\b|and\b|for\b)[A-Za-z-]{{4,}}) ({_AMOUNT})"
            r"(?! (?:daily|weekly|monthly|yearly|per|a|once|twice|every)\b)",
            r"\2 \3 \1",
            re.I,
        ),
        (rf"({_AMOUNT}),? (?:every|each) (day|week|month|year)\b", r"\1 per \2", 0),
        # "Two intramuscular doses" are two doses.
        (
            r"\b(two|three|four|five|six|\d+) ((?:(?!to|or|and|of|for)[a-z]+[- ])){1,2}?"
            rf"({_PLURAL})\b",
            r"\1 \3 \2",
            re.I,
        ),
        # "Not X unless Y" is "X only if Y".
        (r"\bnot ((?:[\w'/-]+ ){1,10}?)unless\b", r"\1only if", re.I),
        (r"\bnot ((?:[\w'/-]+,? ){1,10}?or (?:[\w'/-]+ ){1,4}?)unless\b", r"\1only if", re.I),
        (r"^Unless ([^,;.]+), ([^,;.]*?)\bnot\b", r"Only if \1, \2", re.I),
        (
            r"\bvery (?=(?:accurate|sensitive|specific|likely|effective|selective)\b)",
            "highly ",
            re.I,
        ),
        (
            r"\bin the ((?!upper|lower|left|right|other|same|affected|opposite)"
            r"(?:[\w-]+ ){1,4}?)arms?\b",
            r"in the \1group",
            re.I,
        ),
        (
            r"\b(?:on |every )?alternate[- ](day|week|month|year)s?\b"
            r"|\bevery (?:other|second) (?=day|week|month|year)",
            _every_second,
            re.I,
        ),
        (r"(?<=every 2 )(day|week|month|year)\b", r"\1s", 0),
        (r"\bbiennial(?:ly)?\b", "every 2 years", re.I),
        (r"(?<=\d) ?T\b(?![- ]?cell)", " tesla", 0),
        (r"(?<![\d./])(\d{1,4})/(\d{2,5})(?![\d./]| ?(?:mm|mg|mcg))", _share, 0),
        (r"\b(\d+)[- ](hour|day|week|month|year)ly\b", r"every \1 \2s", re.I),
        (r"\bat (\d+)[- ](hour|day|week|month|year)s? intervals\b", r"every \1 \2s", re.I),
        (r"\bat intervals of (?=\d)", "every ", re.I),
        (
            r"(?<=\d )(g|mg|mL|units)( of [a-z]+)? (?:for )?(?:each|every) (lit(?:er|re))\b",
            r"\1 per \3\2",
            0,
        ),
        (
            r"\b(?:after|at|over|during) (?:a )?median (?:follow-up )?(?:of )?(?=\d)",
            "over a median of ",
            re.I,
        ),
        (r"\bpre[- ](?=test|treat|eclamp|diabet|exist|gestation|menopaus|operat)", "pre", re.I),
        (r"\bwithout (?:any )?delay for\b", "without waiting for", re.I),
        # Of people with a value above a limit it says no more that it rose there.
        (r"\b(?:rose|rises?|rising|went|goes|climbed) (?=(?:above|over) \d)", "", re.I),
        (r"\b(?:fell|falls?|falling|dropped|drops|went|goes) (?=(?:below|under) \d)", "", re.I),
        (
            r"\b(\d[\d.]*) (?:people |patients )?(?:need(?:s|ed)?|had|have) to be treated"
            r"(?: to prevent (?:one|an?|1) (?:event|outcome))?\b",
            r"number needed to treat of \1",
            re.I,
        ),
        (r"(?<=\b[0IV])[-\u2013](?=[IVX]+\b)", " to ", 0),
        (r"(?<=\d) (?:events?|cases?) per (?=[\d,]+ )", " per ", 0),
        (
            r"\b((?:resolv|improv|recover|settl|heal|clear)\w*) in "
            r"(?=(?:\d[\d.]*|two|three|four|five|six|seven)(?: to \d+|-\d+)? "
            r"(?:hour|day|week|month|year))",
            r"\1 within ",
            re.I,
        ),
        (r"\btake[ns]? into account\b", "consider", re.I),
        (r"\btaking into account\b", "given", re.I),
        (r", considering (?=[a-z]+\b)(?!that)", ", given ", 0),
        (r"\bat once\b", "immediately", re.I),
        (
            r"\b(?:after|from) (?:that|this|then)(?: point)?(?: on(?:wards)?)?(?=[.,;]|$)",
            "then",
            re.I,
        ),
        (r"\bconsideration should be given to\b", "consider", re.I),
        # "prefer X over Y" as "X rather than Y"; no time, age or amount is chosen over.
        (
            r"\b((?:prefer|suggest|recommend|favou?r|advis|choos)\w*) "
            r"((?:[\w'/-]+ ){1,9}?)(?<!or )(?<!and )over "
            r"(?!the (?:first|next|last|past|same|course|counter|long|age)|time|several|many|an?\b"
            r"|age|about|half|all|most)(?=[a-z])",
            r"\1 \2rather than ",
            re.I,
        ),
    )
)


def in_full(text: str) -> str:
    """The text with each of these written out."""
    for pattern, full in _IN_FULL:
        text = pattern.sub(full, text)
    return text
