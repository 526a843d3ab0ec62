"""Negation and direction: whether a sentence says do or do not, more or less.

Used by verification (a text must say what its span says), by ranking and by ingest (lead-ins). In
the manner of NegEx (Chapman et al., J Biomed Inform 2001): cues from closed lists, whole words.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import NamedTuple

_NEGATIONS = re.compile(
    r"""\b(?:not|no|never|none|neither|nor|cannot|\w{2,8}n't|unnecessary|unneeded|needless
      |inappropriate|contraindicat\w*|avoid\w*|discourag\w*|withh(?:old|olding|eld)|refrain\w*
      |forgo|prohibit\w*|rejects?|rejected|oppose[ds]?|lack(?:s|ed|ing)?|fail(?:s|ed)?|absent|absence
      |ineffective|unlikely|uncertain|unclear|unsafe|unsuitable|rarely|seldom|non(?=[-\s])
      |insufficient|inadequate)\b
      # "protects against" and "vaccination against" turn nothing round.
      |(?<!vaccination\s)(?<!vaccinated\s)(?<!immunisation\s)(?<!immunization\s)(?<!vaccine\s)
       (?<!protects\s)(?<!protect\s)(?<!protected\s)(?<!protection\s)(?<!active\s)(?<!activity\s)
       (?<!effective\s)(?<!antibodies\s)(?<!weighed\s)(?<!weigh\s)(?<!balanced\s)\bagainst\b""",
    re.I | re.X,
)
# Counted apart: "without contrast" names a test, it forbids none.
_WITHOUT = re.compile(r"\bwithout\b", re.I)
# What takes something out of a rule, or turns it into a comparison.
_EXCEPTIONS = re.compile(
    r"\b(?:unless|except(?:ing|ion|ions)?|excluding|other\s+than|rather\s+than|instead\s+of|until"
    r"|only)\b",
    re.I,
)
_UP = re.compile(
    r"""\b(?:increas\w*|rais(?:e[sd]?|ing)|rise[sn]?|rising|higher|high|more|greater|larger|improv\w*
      |better|superior(?:ity)?|longer|earlier|before|start(?:s|ed|ing)?|initiat\w*|begin\w*
      |add(?:ed|ing|s)?|continu\w*|(?<!de-)escalat\w*|intensif\w*|prolong\w*|above|over|exceed\w*|at\s+least
      |gain\w*|benefi\w*|safe(?:r|ly)?|effective|strengthen\w*|widen\w*|always|first[-\s]line)\b
      |≥|>""",
    re.I | re.X,
)
_DOWN = re.compile(
    r"""\b(?:decreas\w*|reduc\w*|lower(?:s|ed|ing)?|low|less|fewer|smaller|worse\w*|inferior(?:ity)?
      |shorter|shorten\w*|later|after|delay\w*|stop(?:s|ped|ping)?|discontinu\w*|withdraw\w*|ceas\w*
      |remov(?:e[sd]?|ing)|de-?escalat\w*|taper\w*|below|under|fall(?:s|en|ing)?|fell|declin\w*
      |at\s+most|los(?:s|es|t|ing)|harm\w*|dangerous|weaken\w*|narrow\w*|second[-\s]line
      |last[-\s]line)\b|≤|<""",
    re.I | re.X,
)
# A negating word that negates no recommendation: comparisons, choices, pairs and names of tests.
_IDIOMS = re.compile(
    r"""\bnot\s+only\b | \bwhether\s+or\s+not\b | \bnot\s+inferior\b | \bnon-?\s?inferior\w*
      | \b(?:no|not)\s+(?:more|less|fewer|later|earlier|greater|higher|lower)\s+than\b
      | \bnon[-\s](?!recommended\b)\w+ | \bnot\s+necessarily\b | \bno\s+doubt\b""",
    re.I | re.X,
)

_NEXT_WORD = re.compile(r"\s+(?:(?:the|a|an|of|in|with|to|by|for)\s+){0,3}([^\W\d_][\w-]{2,40})")


class Polarity(NamedTuple):
    """Counts of negating, raising and lowering cues, of "without", and of exceptions."""

    negations: int
    up: int
    down: int
    without: int = 0
    exceptions: int = 0


def polarity(text: str) -> Polarity:
    straight = _straight(text)
    cues = (_NEGATIONS, _UP, _DOWN, _WITHOUT, _EXCEPTIONS)
    return Polarity(*(sum(1 for _ in cue.finditer(straight)) for cue in cues))


def negated(text: str) -> bool:
    """Whether the text says not to, or that something is not so.

    "MRI without and with contrast", "not inferior", "no later than" and "not only" are not negated.
    """
    return _NEGATIONS.search(_IDIOMS.sub(" ", _straight(text))) is not None


def agrees(text: str, span: str) -> bool:
    """Whether the text negates and excepts as often as its span, and points the same way.

    Equal counts are a floor: a dropped or added "not", "avoid" or "unless" always changes them. The
    direction differs where a cue was exchanged for its opposite, or stands by the opposite's word.
    """
    if text == span:
        return True
    said, printed = polarity(text), polarity(span)
    if (said.negations, said.without, said.exceptions) != (
        printed.negations,
        printed.without,
        printed.exceptions,
    ):
        return False
    if _flipped(said.up, printed.up, said.down, printed.down):
        return False
    return not _turned(text, span)


def _straight(text: str) -> str:
    return text.replace("’", "'")


def _flipped(up: int, span_up: int, down: int, span_down: int) -> bool:
    return (up > span_up and down < span_down) or (down > span_down and up < span_up)


def _turned(text: str, span: str) -> bool:
    """Whether something that only rises in one only falls in the other ("start A and stop B")."""
    said, printed = _directed(text), _directed(span)
    return any(
        said[word, way] and printed[word, -way] and not said[word, -way] and not printed[word, way]
        for word, way in list(said)
    )


def _directed(text: str) -> Counter[tuple[str, int]]:
    """The word that each raising (1) or lowering (-1) cue stands before."""
    straight = _straight(text).lower()
    found: Counter[tuple[str, int]] = Counter()
    for way, cue in ((1, _UP), (-1, _DOWN)):
        for match in cue.finditer(straight):
            following = _NEXT_WORD.match(straight, match.end())
            if following:
                found[following.group(1), way] += 1
    return found
