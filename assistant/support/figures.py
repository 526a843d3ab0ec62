"""Figures: what two values and their ratio say of direction, a text may say in a word.

"5.9 % with A and 7.4 % with B (hazard ratio 0.80, 95 % CI 0.73 to 0.88)" is "lower with A". `words`
asks which such words are no strangers, `checks` reads a text by `plainly` first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from assistant.support.amounts import Amount
from assistant.support.arms import Arm, Arms, arms, bound, is_compared, is_named
from assistant.support.reading import Reading, Token, read
from assistant.support.vocabulary import roots, vocabulary

# An interval with what it is of; the first-named arm is the one above the line of a ratio.
_INTERVAL = re.compile(
    r"\b(?P<of>hazard ratio|relative risk|risk ratio|odds ratio|rate ratio|HR|RR|OR|difference)"
    r"(?:\s+of)?\s+(?P<point>-?\d+(?:\.\d+)?)(?:\s?%|\s+(?:percentage\s+)?points?)?\s*"
    r"[,;:(]\s*95(?:\.\d+)?\s?% (?:CI|confidence interval)[,:]?\s+(?P<low>-?\d+(?:\.\d+)?)"
    r"\s*(?:-|\u2013|to)\s*(?P<high>-?\d+(?:\.\d+)?)",
    re.I,
)
_ANY_INTERVAL = re.compile(r"\b(?:CI|confidence interval)\b", re.I)
_LOWER = frozenset(roots("decrease less fewer"))
_HIGHER = frozenset(roots("increase more"))
_CLEARLY = frozenset(roots("significantly significant"))
_POINTING = (
    _LOWER | _HIGHER | frozenset(roots("not no different similar change above below exceed"))
)
_ARM = frozenset(roots("placebo usual standard control conventional"))
# A ratio so near 1 is told as "similar" or "did not differ" as well.
_NEAR_ONE = Decimal("0.1")
_DIFFERS = re.compile(r"\b(?:differ\w*|signific\w*|similar\w*|equal\w*|inferior\w*)\b", re.I)
_CLEAR = r"(?:statistically )?significant(?:ly)?"
# A result that does not differ, as a clause of its own or within the sentence.
_LEVEL = (
    (rf",? (?:but|and|although|though)?,? ?(?:the|this) difference was not {_CLEAR}\b", ""),
    (rf"\b[Tt]he difference was not {_CLEAR}: ", ""),
    (rf"\b[Tt]here was no {_CLEAR} difference (?:in|for) ", ""),
    (rf"\b(?:made|showed|found) no {_CLEAR} difference (?:in|to|for)\b", "had"),
    (rf"\bdid not differ {_CLEAR}", "was"),
    (rf"\bdid not {_CLEAR} differ", "was"),
    (rf"\b(was|were) not {_CLEAR} different", r"\1"),
)
_NEARLY = (
    (r"\b[Tt]here was no difference (?:in|for) ", ""),
    (r"\bdid not differ", "was"),
    (r"\b(was|were) (?:not different|no different|similar)", r"\1"),
)
# What is left of "did not differ between A and B".
_BETWEEN = re.compile(r"\b(was|were) (?:between|with|in) ([^,;:]{2,60}?) and (?=\w)")
_FROM_TO = re.compile(
    r"\bfrom (?P<was>\d[\d.,]*\s?%?)(?P<with>(?: (?!to\b)[\w/-]+){0,4}?),? to "
    r"(?P<now>\d[\d.,]*\s?%?)(?P<on>(?: (?:with|on|after|under) [\w/-]+)?)"
)
_TO_FROM = re.compile(
    r"\bto (?P<now>\d[\d.,]*\d\s?%),? from (?P<was>\d[\d.,]*\s?%)"
    r"(?P<with>(?: (?!to\b)[\w/-]+){0,4}?)(?=[\s,.;]*(?:\(|in\b|$))"
)
_LED_TO = re.compile(
    r"\b(?:led|leads) to (?=(?:\w+ )?(?:more|less|fewer|higher|lower|about double)\b)"
    r"|\b(?:caused|produced|resulted in) (?=(?:\w+ )?(?:more|less|fewer|higher|lower)\b)",
    re.I,
)


class _Interval(NamedTuple):
    """A ratio or difference of two arms, and whether its interval leaves out "no difference"."""

    point: Decimal
    null: int
    clear: bool


def told(text: Reading, printed: Reading) -> frozenset[str]:
    """Roots of the words of direction that the figures of the span bear out in this text."""
    if any(t.is_in(_LOWER | _HIGHER) for t in printed.content):
        return frozenset()
    interval = _interval(printed)
    if interval is None and _ANY_INTERVAL.search(printed.text):
        return frozenset()
    if interval is not None and not interval.clear:
        return frozenset()
    clearly = _CLEARLY if interval else frozenset()
    lower = _by_values(text, printed, interval)
    if lower is None and interval is not None:
        lower = _by_ratio(text, printed, interval)
    if lower is None:
        return frozenset()
    return clearly | (_LOWER if lower else _HIGHER)


def invented(strange: Sequence[Token], text: Reading, printed: Reading) -> bool:
    """Whether a text says "more" or "less" where the span points nowhere, but only prints."""
    if any(t.is_in(_POINTING) for t in printed.tokens):
        return False
    borne_out = told(text, printed)
    compared = (t for t in text.tokens if not t.content and _is_compared(t, text))
    return any(t.is_in(_LOWER | _HIGHER) and not t.is_in(borne_out) for t in (*strange, *compared))


def _is_compared(token: Token, text: Reading) -> bool:
    """Whether "more" or "less" is said of one thing against another: "more bleeding than"."""
    behind = [t.word for t in text.tokens if t.start > token.start]
    return "than" in behind[1:]


def plainly(text: str, printed: Reading) -> str:
    """The text without what the figures of the span bear out: "the difference was not significant"
    where its interval holds "no difference", "from 7.4 % to 5.9 %" as "5.9 % versus 7.4 %"."""
    plain = _TO_FROM.sub(r"from \g<was>\g<with> to \g<now>", text)
    plain = _FROM_TO.sub(lambda m: _as_compared(m, printed), plain)
    if arms(printed) is not None or _compares_drugs(printed):
        plain = _LED_TO.sub("had ", plain)
    interval = _interval(printed)
    if interval is None or interval.clear or _DIFFERS.search(printed.text):
        return plain
    near = interval.null == 1 and abs(interval.point - 1) <= _NEAR_ONE
    for pattern, kept in (*_LEVEL, *(_NEARLY if near else ())):
        plain = re.sub(pattern, kept, plain)
    return plain if plain == text else _BETWEEN.sub(r"\1 with \2 and with ", plain)


def _compares_drugs(printed: Reading) -> bool:
    """Whether a result sets two shares against each other that a drug made differ."""
    shares = sum(q.quantity.unit == "%" for q in printed.quantities)
    against = any(t.word in ("than", "versus", "vs") for t in printed.tokens)
    points = any(t.is_in(_LOWER | _HIGHER) for t in printed.tokens)
    return shares > 1 and against and points and any(_names(printed))


def misdirected(text: Reading, printed: Reading) -> bool:
    """Whether the text lets something fall from a lower value to a higher one, or rise the other
    way, where the span does not print it so."""
    if re.search(r"\bfrom\b", printed.text):
        return False
    lower, higher = (any(t.is_in(way) for t in text.tokens) for way in (_LOWER, _HIGHER))
    return lower is not higher and any(
        (was < now) is lower and was != now for was, now in map(_ends, _FROM_TO.finditer(text.text))
    )


def _ends(found: re.Match[str]) -> tuple[Decimal, Decimal]:
    was, now = (re.sub(r"[^\d.]", "", found[part]).rstrip(".") for part in ("was", "now"))
    return Decimal(was), Decimal(now)


def _as_compared(found: re.Match[str], printed: Reading) -> str:
    """ "From B to A" as "A versus B", where the span prints A first or tells whose each is."""
    was, now = (_place(found[part], printed) for part in ("was", "now"))
    if was is None or now is None or re.search(r"\bfrom\b", printed.text):
        return found.group()
    if was < now and arms(printed) is None:
        return found.group()
    return f"{found['now']}{found['on']} versus {found['was']}{found['with']}"


def _place(words: str, printed: Reading) -> int | None:
    """Where the span prints a value, without what it is counted by; None where it does not."""
    said = [(q.quantity.value, q.quantity.unit) for q in read(words).quantities]
    places = (q.start for q in printed.quantities if [(q.quantity.value, q.quantity.unit)] == said)
    return next(places, None)


def _interval(printed: Reading) -> _Interval | None:
    """The interval of the sentence; None where it has none or several."""
    found = list(_INTERVAL.finditer(printed.text))
    if len(found) != 1 or len(_ANY_INTERVAL.findall(printed.text)) != 1:
        return None
    null = 0 if found[0]["of"].lower() == "difference" else 1
    low, high = Decimal(found[0]["low"]), Decimal(found[0]["high"])
    return _Interval(Decimal(found[0]["point"]), null, not low <= null <= high)


def _by_values(text: Reading, printed: Reading, interval: _Interval | None) -> bool | None:
    """Whether the arm that the text tells of has less, by the values of both arms.

    The text must give both, unless an interval tells that the difference is no chance.
    """
    there = arms(printed)
    if there is None:
        return None
    own = bound(text, there)
    if own is False or (own is None and interval is None):
        return None
    less = there.first.value.value < there.second.value.value
    if interval is not None and interval.null == 1 and (interval.point < 1) is not less:
        return None  # the ratio is of something else, or the other way round
    subject = _subject(text, there)
    return None if subject is None else less is (subject is there.first)


def _subject(text: Reading, there: Arms) -> Arm | None:
    """The arm that the text tells of: the other one is compared with it, or not named."""
    named = [arm for arm in there if is_named(text, arm)]
    subjects = [arm for arm in named if not is_compared(text, arm)]
    return subjects[0] if len(subjects) == 1 else None


def _by_ratio(text: Reading, printed: Reading, interval: _Interval) -> bool | None:
    """Whether the arm that the text tells of has less, by the ratio alone."""
    named = list(dict.fromkeys(_names(printed)))
    if len(named) != 2 or interval.null != 1:
        return None
    value = Amount(Decimal(0), "", "", "")
    there = Arms(*(Arm(frozenset((name,)), value) for name in named))
    subject = _subject(text, there)
    return (interval.point < 1) if subject is there.first else None


def _names(reading: Reading) -> Iterator[str]:
    known = vocabulary().drugs | _ARM
    for token in reading.tokens:
        if token.is_in(known):
            yield min(token.roots & known)
