"""Order in time: "A before B" may be told as "B after A", and as nothing else.

`negation` asks it where "before" and "after" were exchanged or came in.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.support.reading import Reading, Token
from assistant.support.vocabulary import roots, vocabulary

BEFORE = frozenset(roots("before"))
AFTER = frozenset(roots("after"))
# What may be told with "after": "if a test is negative" is "after a negative test".
_ONCE = frozenset("if when whenever once with following since".split())
# What is told "for a fall" is told after it, but not what is told during one.
_ABOUT = frozenset("for who".split())
_NEXT = len("after a ")
_MEANWHILE = frozenset("during while until".split())
# Of the words of a side, so many must stand on the side where they belong.
_HELD = 0.5


# "Within 4 hours of" one of these is within 4 hours after it.
_OF_EVENT = re.compile(
    r"\s*(?:of|from)\s+(?:\w+\s+){0,3}?(?:onset|injury|trauma|presentation|arrival|exposure|birth"
    r"|delivery|admission|symptoms?|start|starting|diagnosis|discharge|sex|intercourse|bite|ingestion"
    r"|transplant\w*|stroke|infarction|arrest|event|rash|attack|episode|infection|overdose)\b",
    re.I,
)


class _Events(NamedTuple):
    """What comes first and what comes later, by one "before" or "after"."""

    first: frozenset[str]
    later: frozenset[str]


def turned_round(text: Reading, printed: Reading) -> bool:
    """Whether the text tells the same order with the other word."""
    said, there = _events(text), _events(printed)
    if said is None or there is None:
        return False
    return _mostly(there.first, said.first, said.later) and _mostly(
        there.later, said.later, said.first
    )


def _events(reading: Reading) -> _Events | None:
    """The two sides of the only cue of the text; None where it has none or several."""
    places = [n for n, t in enumerate(reading.tokens) if t.is_in(BEFORE) or t.is_in(AFTER)]
    if len(places) != 1:
        return None
    cue = reading.tokens[places[0]]
    behind = [t for t in reading.tokens[places[0] + 1 :] if reading.same_clause(cue.start, t.start)]
    beside = _facts(behind)
    rest = _facts([t for t in reading.tokens if t not in behind and t is not cue])
    return _Events(rest, beside) if cue.is_in(BEFORE) else _Events(beside, rest)


def _facts(tokens: list[Token]) -> frozenset[str]:
    known = vocabulary()
    return frozenset(min(t.roots) for t in tokens if t.content and not t.is_in(known.ordinary))


def _mostly(there: frozenset[str], here: frozenset[str], elsewhere: frozenset[str]) -> bool:
    """Whether more of these words stand here than elsewhere."""
    return bool(there) and len(there & here) > len(there & elsewhere)


def _happened(text: Reading, place: int, printed: Reading) -> bool:
    """Whether what stands behind "after" is what the span is about: "for a fall", "who screened
    positive"; never where it tells of a time before."""
    if any(t.is_in(BEFORE) or t.word in _MEANWHILE for t in printed.tokens):
        return False
    behind = [t for t in text.tokens[place + 1 : place + 5] if t.content][:3]
    return any(
        token.is_in(frozenset(r for t in behind for r in t.roots))
        and any(t.word in _ABOUT for t in printed.tokens[max(0, n - 2) : n])
        for n, token in enumerate(printed.tokens)
    )


def _delayed(text: Reading, cue: Token, printed: Reading) -> bool:
    """Whether "after 30 days" was made of "30-day": of "at 30 days" it may be."""
    behind = [q for q in text.quantities if 0 < q.start - cue.start <= _NEXT]
    same = [q for q in printed.quantities if behind and q.quantity == behind[0].quantity]
    return any("-" in printed.text[q.start : q.end] for q in same)


def adds_after(text: Reading, place: int, printed: Reading) -> bool:
    """Whether an "after" says more than is printed.

    "Within 2 hours after the injury" is "within 2 hours of the injury", and "after a negative test"
    is "if a test is negative"; "after pregnancy" is not "in pregnancy".
    """
    cue = text.tokens[place]
    timed = next((q for q in text.quantities if q.end == cue.start - 1), None)
    if timed is None:
        if _delayed(text, cue, printed):
            return True
        once = any(t.word in _ONCE for t in printed.tokens)
        return not once and not _happened(text, place, printed)
    same = [q for q in printed.quantities if q.quantity == timed.quantity]
    return not any(_OF_EVENT.match(printed.text, q.end) for q in same)
