"""Negation and direction: whether a sentence says do or do not, more or less.

Used by verification (a text must say what its span says) and by ranking. In the manner of NegEx
(Chapman et al., J Biomed Inform 2001): cues from closed lists, read as whole words.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_NEGATIONS = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|can't|won't|don't|doesn't|didn't|isn't|aren't|"
    r"wasn't|weren't|shouldn't|needn't|mustn't|unnecessary|unneeded|inappropriate|contraindicated|"
    r"avoid|avoided|avoiding|against|discourage[ds]?|withh(?:old|eld)|lack(?:s|ed)?|fail(?:s|ed)?|"
    r"ineffective|unlikely|rarely|non(?=-))\b",
    re.I,
)
_UP = re.compile(
    r"\b(?:increas\w*|rais(?:e[sd]?|ing)|higher|more|greater|improv\w*|better|superior|longer|"
    r"earlier|start\w*|add(?:ed|ing|s)?|continu\w*|escalat\w*|above|over)\b",
    re.I,
)
_DOWN = re.compile(
    r"\b(?:decreas\w*|reduc\w*|lower(?:s|ed|ing)?|less|fewer|smaller|worse\w*|inferior|shorter|"
    r"later|stop\w*|discontinu\w*|withdraw\w*|de-?escalat\w*|below|under)\b",
    re.I,
)


class Polarity(NamedTuple):
    """Counts of negating, raising and lowering cues."""

    negations: int
    up: int
    down: int


def polarity(text: str) -> Polarity:
    return Polarity(*(len(p.findall(text.replace("’", "'"))) for p in (_NEGATIONS, _UP, _DOWN)))


def negated(text: str) -> bool:
    """Whether any negating cue stands in the text."""
    return _NEGATIONS.search(text.replace("’", "'")) is not None


def agrees(text: str, span: str) -> bool:
    """Whether the text negates as often as its span and points the same way.

    An equal number of negations is a floor: a dropped or added "not" always changes it.
    """
    said, printed = polarity(text), polarity(span)
    if said.negations != printed.negations:
        return False
    return not (_flipped(said.up, printed.up, said.down, printed.down))


def _flipped(up: int, span_up: int, down: int, span_down: int) -> bool:
    return (up > span_up and down < span_down) or (down > span_down and up < span_up)
