"""Counts put plainly, before quantities are read: "thirteen", "4- to 6-mm", "after age 75".

`wording` calls it; what a number with its unit is belongs to `corpus.text.quantities`.
"""

from __future__ import annotations

import re

from corpus.text.units import NUMBER_WORDS

_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = {
    word: 10 * tens
    for tens, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_WORDS = {
    **{f"{tens}{joint}{one}": value + n for tens, value in _TENS.items() for joint in "- "
       for n, one in enumerate(_ONES, start=1)},
    **_TENS,
    "thirteen": 13, "fourteen": 14, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "a hundred": 100, "one hundred": 100, "two hundred": 200,
}  # fmt: skip
_IN_WORDS = re.compile(rf"\b(?:{'|'.join(sorted(_WORDS, key=len, reverse=True))})\b", re.I)
_ONE_IN = re.compile(rf"\b(?:one|a) in (?:every )?({'|'.join(NUMBER_WORDS)})\b", re.I)
_QUARTERS = {"a quarter": "25%", "one quarter": "25%", "three quarters": "75%"}

_PEOPLE = r"(?:the |all )?(?:patients|people|women|men|children|adults|infants|cases|participants)"
_DIGIT = r"\d[\d.,]*"
_TURNS = tuple(
    (re.compile(pattern, re.I), plain)
    for pattern, plain in (
        # "4- to 6-mm", "6- to 11-year-old"
        (r"(?<=\d)[-\u2010]\s+(to|or|and)\s+(?=\d)", r" \1 "),
        # "+" between words is "plus", not "or more".
        (r"(?<=\s)\+(?=\s)", "plus"),
        (r"\b(?:BID|BD|b\.i\.d\.|bid)(?![\w.])", "twice daily"),
        (r"\b(?:TID|TDS|t\.i\.d\.|tid)(?![\w.])", "three times daily"),
        (r"\b(?:QID|QDS|q\.i\.d\.|qid)(?![\w.])", "four times daily"),
        (r"\bq\s?(\d+)\s?h\b", r"every \1 hours"),
        (r"\b(?:a|one) fortnight\b", "2 weeks"),
        (r"\bfortnightly\b|\bevery fortnight\b", "every 2 weeks"),
        (r"\bby (about |nearly |almost |over |more than )?(?:a |one )third\b", r"by \g<1>1 in 3"),
        (r"\bby (about |nearly |almost |over |more than )?(?:a |one )fifth\b", r"by \g<1>1 in 5"),
        (r"\bhalved\b|\bhalving\b", "reduced by 50%"),
        (r"\b(?:in|by) half\b", "by 50%"),
        (
            r"\b(at least|more than|over) (\d+) but (?:(?:fewer|less) than|under) (\d+)"
            r" (days|weeks|months|years|hours)\b",
            r"\1 \2 \4, less than \3 \4",
        ),
        (r"\b(?:but )?only (?=\d[\d.]*\s?%)", ""),
        (r"\b(two|three|four|five|six|ten)fold\b", r"\1-fold"),
        (r"\b(?:a|one)[- ](?:third|1/3) of\b", "1 in 3 of"),
        (
            r"\b(?:a|one)[- ]third"
            r"(?= (?:lower|higher|fewer|less|more|as)\b|[.,;)]|$| (?:compared|relative)\b)"
            r"|\bone-third\b",
            "1 in 3",
        ),
        (r"\btwo[- ]thirds\b", "2 in 3"),
        (r"\b(?:a|one) fifth of\b", "20% of"),
        (r"\b(?:a|one) tenth of\b", "10% of"),
        (r"\bby (about |nearly |almost |over |more than )?(?:a |one )?half\b", r"by \g<1>50%"),
        (
            r"(?<!to )\b(?:twice|two times) (?:a|per|each|every) year\b|\bhalf-yearly\b"
            r"|\b(?:semi|bi)-?annual(?:ly)?\b",
            "every 6 months",
        ),
        (
            r"(?<!to )\b(?:four times (?:a|per|each|every) year|every quarter|quarterly)\b",
            "every 3 months",
        ),
        (r"\bevery 12 months\b|\b12-monthly\b", "every year"),
        (r"\bevery 7 days\b", "every week"),
        (
            r"(?<![\d.,])(\d+), (\d+)(,? (?:and|or) )(\d+) (mg|mcg|micrograms|g|mL|units)\b",
            r"\1 \5, \2 \5\3\4 \5",
        ),
        (r"\b(?:yearly|annual) (rate|incidence|risk|mortality)\b", r"\1 per year"),
        (r"\bfrom an? (BMI|body mass index|score) of (?=\d)", r"\1 of at least "),
        (r"\b(?:once|when|if) (?:it|they|the \w+) reach(?:es)? (?=\d)", "at least "),
        (
            r"\b(?:in|within|during) the "
            r"(?=\d+(?:\.\d+)?\s?(?:-|\u2013|to)\s?[\d.]+[- ][a-z]+ (?:window|period))",
            "from ",
        ),
        (r"\bunder-(\d+)s\b", r"people under \1"),
        (r"\bover-(\d+)s\b", r"people over \1"),
        (rf"\bhalf (?:of )?(?={_PEOPLE}\b)", "50% of "),
        (r"\bin every (?=\d)", "in "),
        (r"\bone in (?=\d)", "1 in "),
        (r"\bmax\.?(?=\s*:?\s*\d)", "maximum"),
        (r"\bmin\.?(?=\s*:\s*\d)", "minimum"),
        (r"\bcapped at (?=\d)|\bnot? more than (?=\d)", "up to "),
        (r"\bover (?=(?:[a-z]+|\d+) or more\b)", "in "),
        (r"\b(?:after|past|beyond|over) (?:the )?age (?:of )?(?=\d)", "older than "),
        (r"\b(?:before|under|below) (?:the )?age (?:of )?(?=\d)", "younger than "),
        (
            r"\bfrom (?:the )?age (?:of )?(?=\d+\b(?! ?(?:to|until|-|\u2013)))"
            r"|\bfrom (?=\d+ years of age(?! to))",
            "at least age ",
        ),
        (r"\bturn(?:s|ed)? (?=\d+\b(?! (?:day|hour|minute|week|month)))", "reaches age "),
        (r"\bone (?:each|every|per) (?=day|week|month|year)", "every "),
        (
            r"(?<![\d.,])0 (?=[a-z]{4,})(?!(?:years|weeks|days|months|hours|minutes|percent)\b)",
            "no ",
        ),
        # The "or above" of "below 0.67 or above 1.3" belongs to what follows.
        (
            r"(?<=\d)(%?) (or|and) "
            r"(?=(?:above|over|under|below|(?:more|less|greater|fewer) than) \d)",
            r"\1, \2 ",
        ),
        (r"(?<=mg)/(?=\d[\d.,]*\s?(?:mg|g|mcg)\b)", " with "),
        # A range of amounts is from one end to the other.
        (rf"\bwithin (?={_DIGIT}\s?(?:-|\u2013|to)\s?{_DIGIT}\s?(?:mg|mcg|g|mL|units)\b)", "from "),
        # The comparator behind what is counted: "50 MME per day or more".
        (
            rf"(?<![<>≤≥\d.,])({_DIGIT} (?:[A-Za-z]+(?: (?:per|a|an) [a-z]+|/[a-z]+)?))"
            r" or (?:more|over)\b",
            r"at least \1",
        ),
    )
)


def in_digits(text: str) -> str:
    """The text with number words above twelve in digits and each of these turns in one wording."""
    text = _IN_WORDS.sub(lambda m: str(_WORDS[m.group().lower()]), text)
    text = re.sub(
        "|".join(rf"\b{words}\b" for words in _QUARTERS),
        lambda m: _QUARTERS[m.group().lower()],
        text,
        flags=re.I,
    )
    text = _ONE_IN.sub(lambda m: f"1 in {NUMBER_WORDS[m[1].lower()]}", text)
    for pattern, plain in _TURNS:
        text = pattern.sub(plain, text)
    return text
