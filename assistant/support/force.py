"""Force: "should" stays "should", "may" stays "may", and a result becomes no advice."""

from __future__ import annotations

import re

from assistant.support.direction import count
from assistant.support.reading import Reading
from assistant.support.vocabulary import roots

_WEAK = frozenset(roots("may can consider reasonable option optional acceptable suggest suggested"))
_STRONG = frozenset(roots("should recommend recommended offer strongly"))
_SUGGEST = frozenset(roots("suggest suggested"))
_NEEDED = frozenset(roots("need"))
_CONSIDER = frozenset(roots("consider"))
_CAUSE = frozenset(roots("cause"))
_TOGETHER = frozenset(roots("associated association linked link related correlate frequent common"))
_POSSIBLE = frozenset(roots("possible possibly potential"))
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
_DONE = re.compile(
    r"\b(?:is|are) (?:used|given|started|continued|treated|added|repeated|done|performed|managed"
    r"|observed|combined|screened|tested|stopped|replaced|followed|checked|measured|monitored)\b",
    re.I,
)
_FAR = 7
_PERCENT = re.compile(r"\d\s?%")
_ADVISED = frozenset(roots("recommend recommended strongly"))
# What is chosen of several, which is no mere possibility: "the recommended option".
_CHOSEN = frozenset(roots("recommend recommended prefer preferred best first only suggested"))
_ABLE = frozenset("can option options".split())
_OPTION = frozenset(roots("option optional"))
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
    r"|correct|weigh|tailor|individuali[sz]e|feed|get|proceed|begin|initiate|anticoagulate|contact"
    r"|distinguish|identify|involve|divide|combine|recheck|retest|protect|examine|confirm|rely|opt"
    r"|commence|wean|titrate|adjust|educate|teach|remind|recogni[sz]e|suspect|diagnose|skip|omit"
    r"|re-?evaluate|arrange|send|irrigate|elevate|mobili[sz]e|warn|look for|aim (?:for|to)"
    r"|balance (?:the|starting|stopping)|review|bear in mind|steer|taper|explain)"
    r"\b(?! of\b| results?\b|-)",
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
    if "strong" in there and any(t.is_in(_NEEDED) for t in text.tokens):
        said = said | {"strong"}  # "calls for treatment" is "should be treated"
    if "strong" in said and "strong" not in there and _only_told(text) and _is_done(printed):
        said = said - {"strong"}
    if "weak" in said and there == {"strong"} and _only_able(text, printed):
        said = said - {"weak"}
    if not there:
        return "strong" not in said or not _reports(printed)
    if there == {"weak"}:
        return said == {"weak"}
    return said <= there if there == {"strong"} else said == there


def _only_able(text: Reading, printed: Reading) -> bool:
    """Whether "can" or "option" only joins an advice that is told as strongly as it is printed."""
    weak = [t for n, t in enumerate(text.tokens) if t.is_in(_WEAK) and not _is_chosen(text, n)]
    strong, there = (
        sum(t.is_in(_STRONG) and not _softened(each, n) for n, t in enumerate(each.tokens))
        for each in (text, printed)
    )
    return there > 0 and strong >= there and all(t.word in _ABLE for t in weak)


def _only_told(text: Reading) -> bool:
    """Whether the force is that of "use X" or "X should be used", which "X is used" has as well."""
    return not any(t.is_in(_ADVISED) and not _softened(text, n) for n, t in enumerate(text.tokens))


def _is_done(printed: Reading) -> bool:
    """Whether a guideline tells what is done; a share of people tells what happened."""
    return bool(_DONE.search(printed.text)) and not _PERCENT.search(printed.text)


def _raised(text: Reading, printed: Reading) -> bool:
    """Whether something that was only possible is now required."""
    weak, weak_there = (sum(t.is_in(_WEAK) for t in each.tokens) for each in (text, printed))
    strong, strong_there = (
        sum(t.is_in(_STRONG | _NEEDED) for t in each.tokens) for each in (text, printed)
    )
    return weak < weak_there and strong > strong_there


def _doubts(text: Reading, printed: Reading) -> bool:
    """Whether the text makes a mere possibility of what the span states."""
    if any(t.is_in(_WEAK | _POSSIBLE) for t in printed.tokens):
        return False
    return any(t.word in _DOUBT for t in text.tokens)


def _causes(reading: Reading) -> int:
    return max(count(reading, _CAUSE), len(_CLAIMS.findall(reading.text)))


def lacks_evidence(reading: Reading) -> bool:
    """Whether it is said that too little is known: no advice either way."""
    return bool(_TOO_LITTLE.search(reading.text))


def _claims_cause(text: Reading, printed: Reading) -> bool:
    """Whether what goes together, or comes after, is told as cause and effect."""
    together, together_there = (count(each, _TOGETHER) for each in (text, printed))
    causes, causes_there = (_causes(each) for each in (text, printed))
    if causes > causes_there and together < together_there:
        return True
    if _CAUSAL.search(printed.text) or any(t.is_in(_CAUSE) for t in printed.tokens):
        return False
    return (causes > 0 and together_there > 0) or bool(_CLAIMS.search(text.text))


def forces(reading: Reading) -> set[str]:
    """ "strong", "weak", both or neither."""
    found = set()
    for place, token in enumerate(reading.tokens):
        if token.is_in(_WEAK):
            if not _is_chosen(reading, place):
                found.add("weak")
        elif token.is_in(_STRONG) and not _softened(reading, place):
            found.add("strong")
    if _IMPERATIVE.search(reading.text):
        found.add("strong")
    return found


def _is_chosen(reading: Reading, place: int) -> bool:
    token = reading.tokens[place]
    before = reading.tokens[max(0, place - _FAR) : place]
    near = (t for t in before if reading.same_clause(t.start, token.start))
    return token.is_in(_OPTION) and any(t.is_in(_CHOSEN) for t in near)


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
