"""Figures: what two shares and their ratio say of direction, a text may say in a word.

"5.9 % with A and 7.4 % with B (hazard ratio 0.80, 95 % CI 0.73 to 0.88)" is "lower with A". `words`
asks which such words are no strangers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.support.reading import Reading, Token
from assistant.support.vocabulary import roots, vocabulary

# A ratio of two arms with its interval; the first-named arm is the one above the line.
_RATIO = re.compile(
    r"\b(?:hazard ratio|relative risk|risk ratio|odds ratio|rate ratio|HR|RR|OR)\s+\d+\.\d+\s*"
    r"[,;:(]\s*95\s?% (?:CI|confidence interval)[,:]?\s+(?P<low>\d+\.\d+)\s*(?:-|\u2013|to)"
    r"\s*(?P<high>\d+\.\d+)",
    re.I,
)
_LOWER = frozenset(roots("decrease less fewer"))
_HIGHER = frozenset(roots("increase more"))
_POINTING = (
    _LOWER | _HIGHER | frozenset(roots("not no different similar change above below exceed"))
)
# What stands before the arm that another is compared with.
_THAN = frozenset("than versus vs compared against to over".split())
_FAR = 4
_ARM = frozenset(roots("placebo usual standard control conventional"))


def told(text: Reading, printed: Reading) -> frozenset[str]:
    """Roots of the words of direction that the figures of the span bear out in this text."""
    lower = _first_is_lower(printed)
    if lower is None or any(t.is_in(_LOWER | _HIGHER) for t in printed.content):
        return frozenset()
    first, second = _arms(printed)
    if not first or not second or not _compares(text, first, second):
        return frozenset()
    return _LOWER if lower else _HIGHER


def invented(strange: Sequence[Token], printed: Reading) -> bool:
    """Whether a text says "more" or "less" where the span points nowhere, but only prints."""
    points = any(t.is_in(_POINTING) for t in printed.tokens)
    return not points and any(t.is_in(_LOWER | _HIGHER) for t in strange)


def _first_is_lower(printed: Reading) -> bool | None:
    """Whether the first arm has less; None without one ratio whose interval leaves out 1."""
    found = list(_RATIO.finditer(printed.text))
    if len(found) != 1:
        return None
    low, high = Decimal(found[0]["low"]), Decimal(found[0]["high"])
    return None if low <= 1 <= high else high < 1


def _arms(printed: Reading) -> tuple[frozenset[str], frozenset[str]]:
    """What the two arms are called, in their order; empty where there are not exactly two."""
    named = list(dict.fromkeys(_names(printed)))
    return (frozenset((named[0],)), frozenset((named[1],))) if len(named) == 2 else _NONE


_NONE: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


def _names(reading: Reading) -> Iterator[str]:
    known = vocabulary().drugs | _ARM
    for token in reading.tokens:
        if token.is_in(known):
            yield min(token.roots & known)


def _compares(text: Reading, first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether the text tells of the first arm and, where it names the second, compares with it."""
    places = [n for n, token in enumerate(text.tokens) if token.is_in(first)]
    others = [n for n, token in enumerate(text.tokens) if token.is_in(second)]
    return (
        bool(places)
        and not any(_is_compared(text, n) for n in places)
        and all(_is_compared(text, n) for n in others)
    )


def _is_compared(text: Reading, place: int) -> bool:
    """Whether "than", "versus" or the like stands close before, in the same clause."""
    start = text.tokens[place].start
    before = text.tokens[max(0, place - _FAR) : place]
    return any(t.word in _THAN and text.same_clause(t.start, start) for t in before)
