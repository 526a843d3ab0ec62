"""Force: "should" stays "should", "may" stays "may", and a result becomes no advice."""

from __future__ import annotations

import re

from assistant.support.reading import Reading
from assistant.support.vocabulary import roots

_WEAK = frozenset(roots("may can consider reasonable option optional acceptable suggest suggested"))
_STRONG = frozenset(roots("should recommend recommended offer strongly"))
_SUGGEST = frozenset(roots("suggest suggested"))
_NEEDED = frozenset(roots("need"))
_CONSIDER = frozenset(roots("consider"))
_CAUSE = frozenset(roots("cause"))
_TOGETHER = frozenset(roots("associated association linked link related correlate frequent common"))
_DOUBT = frozenset("may might could consider considered optional possibly perhaps".split())
_TOO_LITTLE = re.compile(
    r"\b(?:evidence|data)\b[^.;]{0,60}\b(?:insufficient|inconclusive|lacking|not\s+(?:enough|sufficient)"
    r"|inadequate|too\s+(?:weak|limited|little))\b"
    r"|\b(?:insufficient|inadequate|inconclusive|no|not\s+enough|too\s+little|lack\s+of|not\s+sufficient)"
    r"\s+(?:\w+\s+){0,2}(?:evidence|data)\b|\b(?:cannot|can\s+not)\s+(?:\w+\s+){0,2}(?:recommend|judge)",
    re.I,
)
# Cause and effect as printed, and as claimed of what only followed.
_CAUSAL = re.compile(
    r"\b(?:because|due|owing|caus\w+|induc\w+|produc\w+|trigger\w+|result\w*\s+(?:in|from)|lead\w*\s+to"
    r"|led\s+to|make[sn]?|made|provok\w+|effect\w*|attribut\w+|secondary\s+to)\b",
    re.I,
)
_CLAIMS = re.compile(
    r"\b(?:caused|causes|cause)\b(?!\s+(?:no|of|any|symptoms|less|fewer)\b)"
    r"(?<!\bcardiovascular causes)(?<!\bother causes)(?<!\bany cause)(?<!\bany causes)"
    r"(?<!\ball causes)"
    r"|\b(?:led|leads)\s+to\b(?!\s+(?:less|fewer)\b)",
    re.I,
)
# What a study reports happened; a guideline says what is, or what to do.
_REPORTS = re.compile(
    r"\b(?:was|were|had|did|occurred|reduced|increased|lowered|raised|improved|showed|found"
    r"|affected|died|prevented)\b",
    re.I,
)
_ADVISES = re.compile(r"\b(?:is|are|be|needs?|do not|for)\b", re.I)
# "X is used" tells what to do as "use X" does.
_DONE = re.compile(r"\b(?:is|are) (?:used|given|started|continued|treated|added|repeated)\b", re.I)
_ALWAYS = re.compile(r"\balways\b|\bin (?:all|every) cases?\b|\binvariably\b", re.I)
_EVERY = re.compile(r"\b(?:always|all|every|each|any|invariably|never|whatever|no)\b", re.I)
# A sentence, or what follows its condition, that begins by telling what to do.
_IMPERATIVE = re.compile(
    r"(?:^|[.,;:]\s+)(?:do\s+not\s+|don't\s+|never\s+)?(?:use|give|offer|treat|prescribe|start|stop"
    r"|continue|take|obtain|perform|repeat|order|screen|test|measure|check|monitor|refer|switch|add"
    r"|limit|reduce|increase|choose|apply|assess|tell|keep|biopsy|avoid|reserve|prefer|do|image"
    r"|discharge|reassess|evaluate|counsel|exclude|rule\s+out|investigate|x-ray(?= the\b)|vaccinate"
    r"|immuni[sz]e|administer|discuss|ask|inform|advise|encourage|discontinue|withhold|resume"
    r"|restrict|ensure|manage|maintain|replace|remove|drain|operate|admit|delay|defer|follow"
    r"|correct)\b(?! of\b| results?\b|-)",
    re.I,
)


def agree(text: Reading, printed: Reading) -> bool:
    """Whether the text neither adds force to what the span says nor takes any away."""
    if _ALWAYS.search(text.text) and not _EVERY.search(printed.text):
        return False
    if _raised(text, printed) or _raised(printed, text) or _claims_cause(text, printed):
        return False
    if _doubts(text, printed) or (lacks_evidence(printed) and not lacks_evidence(text)):
        return False
    said, there = forces(text), forces(printed)
    if "strong" in said and _only_told(text) and _DONE.search(printed.text):
        said = said - {"strong"}
    if not there:
        return "strong" not in said or not _reports(printed)
    if there == {"weak"}:
        return said == {"weak"}
    return said <= there if there == {"strong"} else said == there


def _only_told(text: Reading) -> bool:
    """Whether the force is that of "use X" alone, which "X is used" has as well."""
    return not any(
        t.is_in(_STRONG) and not _softened(text, n) for n, t in enumerate(text.tokens)
    ) and bool(_IMPERATIVE.search(text.text))


def _raised(text: Reading, printed: Reading) -> bool:
    """Whether something that was only possible is now required."""
    weak, weak_there = (sum(t.is_in(_WEAK) for t in each.tokens) for each in (text, printed))
    strong, strong_there = (
        sum(t.is_in(_STRONG | _NEEDED) for t in each.tokens) for each in (text, printed)
    )
    return weak < weak_there and strong > strong_there


def _doubts(text: Reading, printed: Reading) -> bool:
    """Whether the text makes a mere possibility of what the span states."""
    if any(t.is_in(_WEAK) for t in printed.tokens):
        return False
    return any(t.word in _DOUBT for t in text.tokens)


def lacks_evidence(reading: Reading) -> bool:
    """Whether it is said that too little is known: no advice either way."""
    return bool(_TOO_LITTLE.search(reading.text))


def _claims_cause(text: Reading, printed: Reading) -> bool:
    """Whether what goes together, or comes after, is told as cause and effect."""
    if _CAUSAL.search(printed.text) or any(t.is_in(_CAUSE) for t in printed.tokens):
        return False
    together = any(t.is_in(_TOGETHER) for t in printed.tokens)
    claims = any(t.is_in(_CAUSE) for t in text.tokens)
    return (claims and together) or bool(_CLAIMS.search(text.text))


def forces(reading: Reading) -> set[str]:
    """ "strong", "weak", both or neither."""
    found = set()
    for place, token in enumerate(reading.tokens):
        if token.is_in(_WEAK):
            found.add("weak")
        elif token.is_in(_STRONG) and not _softened(reading, place):
            found.add("strong")
    if _IMPERATIVE.search(reading.text):
        found.add("strong")
    return found


def _softened(reading: Reading, place: int) -> bool:
    """ "Should be considered", "suggests that X should": the weaker word counts."""
    tokens = reading.tokens
    behind = any(t.is_in(_CONSIDER) for t in tokens[place + 1 : place + 4])
    before = any(
        t.is_in(_SUGGEST) and reading.same_clause(t.start, tokens[place].start)
        for t in tokens[max(0, place - 8) : place]
    )
    return behind or before


def _reports(reading: Reading) -> bool:
    return bool(_REPORTS.search(reading.text)) and not _ADVISES.search(reading.text)
