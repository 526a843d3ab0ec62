"""Turns of phrase put plainly, before a text is cut into words: "can't", "preferred over".

What needs more than words for words, as the lists of the vocabulary are; `reading` calls it.
"""

from __future__ import annotations

import re

from corpus.text.units import NUMBER_WORDS

_TIMES = r"(?:minute|hour|day|week|month|year)"
# No word of these stands before.
_NOT_AGED = "".join(
    rf"(?<!\b{word} )"
    for word in (
        "aged age ages adults people patients those women men children smokers for lasting lasts is"
        " are and or if"
    ).split()
)
_PLAINER = tuple(
    (re.compile(pattern, flags), plain)
    for pattern, plain, flags in (
        # What denies or excludes nothing.
        (r"\bnot only\b|(?<=whether) or not\b|\bor not\b(?= to\b| there\b)", " ", re.I),
        (r"\bno doubt\b|\bif not\b(?= all\b)", " ", re.I),
        # What denies, in one way.
        (r"\bcan(?:['’]t|not)\b", "can not", re.I),
        (r"\bwon['’]t\b", "will not", re.I),
        (r"(?<=[a-z])n['’]t\b", " not", re.I),
        (r"\bexcluding\b", "except", re.I),
        (r"\bunlike\b", "whereas", re.I),
        (r"\bwithout (and|or) with\b", r"with \1 without", re.I),
        (
            r"\bnot ((?:\w+ ){1,2})(more|less|fewer|longer|later|earlier|higher|lower|greater)"
            r" than\b",
            r"\1no \2 than",
            re.I,
        ),
        # What is compared, and in which order.
        (r"\b(recommended|suggested|preferred|favou?red|chosen) over\b", r"\1 rather than", re.I),
        (r"\bfollowed by\b", "then", re.I),
        (r"(?<!\bthe )\bfollowing\b(?= [a-z])", "after", re.I),
        (r"\bpromptly\b", "immediately", re.I),
        (r"(?<=\w)-only\b", " alone", re.I),
        # Counts: "screened once" is one, "once the test is negative" none.
        (r"\bone[- ]time\b|\bone[- ]off\b|\ba single time\b", "single", re.I),
        (
            r"\bonce\b(?! or twice)"
            r"(?=\s*(?:[.,;)]|$|(?:and|or|with|for|in|at|by|only|as|to|is|are|was)\b))",
            "single",
            re.I,
        ),
        (r"\bsingle[- ]dose\b", "1 dose", re.I),
        (
            r"\b((?:more|less|fewer|longer|shorter) than|at least|at most|over|under|within|up to"
            rf"|about|after|for) an? (?={_TIMES}\b)",
            r"\1 1 ",
            re.I,
        ),
        (
            r"\b(?:the|these) two\b(?=[,.;]|$| (?:directly|together|is|are|were|was)\b)",
            "both",
            re.I,
        ),
        # "Over 2 years" is how long, but of people and symptoms "over 65 years" is how old.
        (rf"^Over (?=[\w.]+ {_TIMES}s\b)", "During ", 0),
        (rf"(?<=[a-z] ){_NOT_AGED}over (?=[\w.]+ {_TIMES}s?\b(?! of age| old))", "during ", 0),
        (r"\be\.g\.", "for example", re.I),
        (r"\bi\.e\.", "that is", re.I),
        (r"\bone in (?=\d)", "1 in ", re.I),
        # Words that have the stem of another.
        (r"\bUS\b|\bU\.S\.|\bUSA\b", "United States", 0),
        (r"\bhospitali[sz]ed\b", "admitted to hospital", re.I),
        (r"\bhospitali[sz]ations?\b", "hospital admission", re.I),
    )
)


_ONE_IN = re.compile(rf"\bone in ({'|'.join(NUMBER_WORDS)})\b", re.I)


def plainer(text: str) -> str:
    """The text with each of these turns in one wording."""
    for pattern, plain in _PLAINER:
        text = pattern.sub(plain, text)
    return _ONE_IN.sub(lambda m: f"1 in {NUMBER_WORDS[m[1].lower()]}", text)
