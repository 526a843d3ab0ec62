"""Negation: a text must deny as often as its span, and point the same way."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.support.direction import BETWEEN, DENYING, count, kept
from assistant.support.force import lacks_evidence
from assistant.support.reading import Reading, Token
from assistant.support.vocabulary import roots

_SIMILAR = frozenset(roots("similar same equal"))
_NO_OTHER = re.compile(r"\b(?:no|not|without)\s+(?:\w+\s+){0,3}?(?:differ|chang)\w*", re.I)
_UNJUDGED = re.compile(
    r"\bcan\s+not\s+(?:be\s+)?(?:judge|assess|determine|weigh|conclude|recommend)\w*", re.I
)
# "No fever and no rash": denials so near each other, in one list, are one.
_LISTED = 5
_BARE = frozenset(("no", "without"))


def agree(text: Reading, printed: Reading) -> bool:
    """Whether both deny as often, and nothing is turned into its opposite."""
    if not _denies_alike(text, printed) and not _level_alike(text, printed):
        return False
    return kept(text, printed)


def denials(reading: Reading) -> int:
    """How often something is denied. "No fever and no rash" denies once, as "neither ... nor"."""
    counted, last = 0, -10
    for place, token in enumerate(reading.tokens):
        if not _denies(token):
            continue
        counted += not _repeats(reading.tokens, last, place)
        last = place
    return counted


def _denies_alike(text: Reading, printed: Reading) -> bool:
    """Whether both deny as often, each denial counted, or a list of them once, or in the text what
    it repeats: "no bridging ... without bridging"."""
    if denials(text) == denials(printed):
        return True
    places, places_there = (
        [n for n, t in enumerate(each.tokens) if _denies(t)] for each in (text, printed)
    )
    if len(places) == len(places_there):
        return True
    more = _repeated(text, places) - _repeated(printed, places_there)
    return more > 0 and len(places) - more == len(places_there)


def _repeated(reading: Reading, places: Sequence[int]) -> int:
    """How often "no" or "without" denies what one of them has denied before."""
    heads = [_head(reading, n) for n in places if reading.tokens[n].word in _BARE]
    return len(heads) - len(set(heads)) if "" not in heads else 0


def _head(reading: Reading, place: int) -> str:
    """The word right behind a denial, empty where a mark or another small word stands there."""
    behind = [t for t in reading.tokens[place + 1 : place + 4] if t.word not in BETWEEN][:1]
    return min(behind[0].roots) if behind and behind[0].content else ""


def _level_alike(text: Reading, printed: Reading) -> bool:
    """Whether they deny as often but for "did not differ", which is "was similar".

    Nor does "cannot be judged" count where both tell that the evidence is too little.
    """
    said, there = (denials(each) - len(_UNJUDGED.findall(each.text)) for each in (text, printed))
    if said == there:
        return lacks_evidence(text) and lacks_evidence(printed)
    level, level_there = (len(_NO_OTHER.findall(each.text)) for each in (text, printed))
    alike = level + count(text, _SIMILAR) == level_there + count(printed, _SIMILAR)
    return alike and denials(text) - level == denials(printed) - level_there


def _repeats(tokens: Sequence[Token], last: int, place: int) -> bool:
    """Whether a denial only repeats the one before it in a list."""
    near = 0 <= last and place - last <= _LISTED and tokens[last].word == tokens[place].word
    listed = place > 1 and tokens[place - 1].word in ("and", "nor")
    return near and listed and tokens[place].word in _BARE and tokens[place - 2].word != "with"


def _denies(token: Token) -> bool:
    return token.is_in(DENYING)
