"""Effects: what raises, lowers, causes or prevents may not change places with what it acts on.

"A raises the level of B" is not "B raises the level of A". `checks` asks it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from assistant.support.reading import Reading, Token
from assistant.support.vocabulary import root, roots

# Verbs of an effect in forms that are no adjectives ("lower", "increased" may be).
_ACTS = {
    word: kind
    for kind, listed in {
        "up": "raises increases elevates boosts improves prolongs enhances potentiates worsens",
        "down": "lowers reduces decreases cuts shortens inhibits suppresses weakens blocks",
        "cause": "causes triggers induces provokes produces",
        "prevent": "prevents",
        "predict": "predicts precedes",
        "replace": "replaces outperforms exceeds",
    }.items()
    for word in listed.split()
}
# The same verbs behind one of these, or as a participle before "by".
_HELPS = frozenset("may might can could will would should to does did".split())
_BARE = {root(word): kind for word, kind in _ACTS.items()}
_BEING = frozenset("is are was were be been being".split())
_WHERE = frozenset("in for among with after during than at when if compared".split())
# What of a thing is raised or lowered: no party to it.
_MEASURES = frozenset(roots("risk rate level chance incidence amount number likelihood"))
_REACH = 6
_BY = len("by about ")


class _Effect(NamedTuple):
    """What acts and what is acted on, by their words with facts."""

    kind: str
    actor: frozenset[str]
    target: frozenset[str]


def exchanged(text: Reading, printed: Reading) -> bool:
    """Whether an effect goes the other way."""
    return any(
        said.kind == there.kind and _crosses(said, there)
        for there in _effects(printed)
        for said in _effects(text)
    )


def _crosses(said: _Effect, there: _Effect) -> bool:
    actor, target = len(said.actor & there.target), len(said.target & there.actor)
    return actor > len(said.actor & there.actor) and target > 0


def _effects(reading: Reading) -> Iterator[_Effect]:
    tokens = reading.raw
    for place, token in enumerate(tokens):
        kind = _ACTS.get(token.word) or _BARE.get(root(token.word))
        if kind is None or place + 1 == len(tokens):
            continue
        before = tokens[place - 1].word if place else ""
        following = tokens[place + 1].word
        by = following == "by" and not _counted(reading, tokens[place + 1])
        passive = by and (before in _BEING or token.word.endswith("ed"))
        active = token.word in _ACTS or before in _HELPS or _is_past(token, before, following)
        if not (active or passive):
            continue
        left = _facts(reading, tokens[max(0, place - _REACH) : place], token)
        right = _facts(reading, _target(tokens[place + 1 : place + 1 + _REACH]), token)
        yield _Effect(kind, right, left) if passive else _Effect(kind, left, right)


def _counted(reading: Reading, by: Token) -> bool:
    """Whether an amount stands behind "by": "reduced by 50%" tells how much, not by what."""
    return any(0 < found.start - by.start <= _BY for found in reading.quantities)


def _target(behind: Sequence[Token]) -> Sequence[Token]:
    """What is acted on, without where and in whom."""
    end = next((n for n, t in enumerate(behind) if n and t.word in _WHERE), len(behind))
    return behind[:end]


def _is_past(token: Token, before: str, following: str) -> bool:
    """Whether "raised" tells what something did: no "was" before it and no noun's article."""
    small = following in ("the", "a", "an", "all", "both")
    return token.word.endswith("ed") and before not in _BEING and small


def _facts(reading: Reading, near: Sequence[Token], verb: Token) -> frozenset[str]:
    return frozenset(
        root(t.word)
        for t in near
        if t.content and not t.is_in(_MEASURES) and reading.same_clause(t.start, verb.start)
    )
