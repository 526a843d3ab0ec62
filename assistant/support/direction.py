"""Direction: what rises in a span may not fall in a text, and after may not be before.

`negation` asks it, beside how often each denies.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from assistant.support.order import AFTER, BEFORE, adds_after, turned_round
from assistant.support.reading import Reading, Token
from assistant.support.vocabulary import roots, vocabulary

DENYING = frozenset(
    roots("not no never none neither cannot without lack lacks lacking absence absent")
)
# "Against" is none of these ("protects against"): where it denies, the vocabulary has made it one.
# Words of which one turns the other round.
_OPPOSITES = tuple(
    (frozenset(roots(one)), frozenset(roots(other)))
    for one, _, other in (
        pair.partition(" | ")
        for pair in (
            "increase more improve gain prolong longer widen intensify escalate | decrease less"
            " worsen lose shorten shorter narrow taper deescalate",
            "start add continue | stop remove",
            "above | below",
            "before early earlier | after late later",
            "benefit safe superior | harm dangerous inferior worsen",
            "high long large greatest most always | low short small lowest rare never",
            "first | second third last",
            "safe | dangerous",
            "strong stronger | weak weaker",
            "include | exclude",
            "accept allow permit | reject refuse forbid",
            "agree | disagree",
            "older | younger",
            "wide | narrow",
            "positive present | negative absent",
        )
    )
)
_STOP = frozenset(roots("stop"))
_ENDS = frozenset(roots("stop remove end finish until taper quit switch fail")) | DENYING
_WAITS = frozenset(roots("wait waiting"))
_ACTS = frozenset(roots("start benefit safe"))
_WAYS = (*_OPPOSITES[0], frozenset(roots("similar same change noninferior")))
# Of these "A before B" and "B after A" say the same; who is where is for `roles`.
_TURNING = (
    *(pair for pair in _OPPOSITES if not {"befor", "abov"} & pair[0]),
    (frozenset(("with",)), frozenset(("without",))),
)
_TURNS = frozenset().union(*(one | other for one, other in _TURNING))
# Words that tell on which side of an event, and are no content: none may come in.
_SIDES = tuple(
    frozenset(roots(word)) for word in ("before", "after", "above", "below", "only", "until")
)
_ONLY = frozenset(roots("only"))
_ALONE = frozenset(roots("alone"))
_LIMITED = frozenset(roots("limited restricted"))
# "The only recommended one" leaves no other, which "alone" does not tell.
_RANKED = frozenset(roots("recommended option choice first acceptable suitable appropriate"))
_LITTLE = frozenset(roots("minor mild small one few"))
# The word that a cue is about stands at most so many tokens behind it.
_REACH = 4
BETWEEN = frozenset("the a an of in with to by for be being any all his her their".split())


def kept(text: Reading, printed: Reading) -> bool:
    """Whether nothing is turned into its opposite."""
    return not (
        _flipped(text, printed)
        or _turned(text, printed)
        or _crossed(text, printed)
        or _sided(text, printed)
        or _levelled(text, printed)
        or _stops(text, printed)
    )


def count(reading: Reading, cues: frozenset[str]) -> int:
    if cues.isdisjoint(reading.roots):
        return 0
    return sum(token.is_in(cues) for token in reading.tokens)


def _flipped(text: Reading, printed: Reading) -> bool:
    """Whether a word was exchanged for its opposite."""
    for one, other in _OPPOSITES:
        more = count(text, one) - count(printed, one)
        less = count(text, other) - count(printed, other)
        turned = BEFORE <= one and turned_round(text, printed)
        if more * less < 0 and not turned:
            return True
        if not turned and (_brought_in(text, printed, one, other)):
            return True
    return False


def _stops(text: Reading, printed: Reading) -> bool:
    """Whether something is stopped of which the span tells no end at all."""
    return count(text, _STOP) > 0 and not count(printed, _ENDS)


def _brought_in(
    text: Reading, printed: Reading, one: frozenset[str], other: frozenset[str]
) -> bool:
    """Whether one side of a pair comes in, where the span has only the other, told no oftener.

    Of acts and of harm alone: what is "raised" from a "low dose" is no other degree.
    """
    return bool(_ACTS & one) and any(
        count(text, new) and not count(printed, new) and 0 < count(text, old) <= count(printed, old)
        for old, new in ((one, other), (other, one))
    )


def _turned(text: Reading, printed: Reading) -> bool:
    """Whether something that only rises in one only falls in the other ("start A and stop B")."""
    said, there = set(_directed(text)), set(_directed(printed))
    return any(
        (word, n, not way) in there
        and (word, n, not way) not in said
        and (word, n, way) not in there
        for word, n, way in said
    )


def _crossed(text: Reading, printed: Reading) -> bool:
    """Whether two of what rises, falls and stays changed places: "lowers A without raising B"."""
    said, there = _moves(text), _moves(printed)
    return any(
        said[one] & there[other] - there[one] - said[other]
        and said[other] & there[one] - there[other] - said[one]
        for one, other in combinations(range(len(_WAYS)), 2)
    )


def _moves(reading: Reading) -> list[frozenset[str]]:
    """The words right behind what raises, what lowers, and what tells that nothing changed."""
    found: list[set[str]] = [set() for _ in _WAYS]
    for place, token in enumerate(reading.tokens):
        for words, cue in zip(found, _WAYS, strict=True):
            if not token.is_in(cue):
                continue
            for behind in reading.tokens[place + 1 : place + 1 + _REACH]:
                ends = not behind.content and behind.word not in BETWEEN
                if ends or not reading.same_clause(token.start, behind.start):
                    break
                words.update(behind.roots if behind.content else ())
    return [frozenset(words) for words in found]


def _directed(reading: Reading) -> Iterator[tuple[str, int, bool]]:
    """The next content word behind each cue, the pair, and whether the cue is its first word."""
    for place, token in enumerate(reading.tokens):
        if not token.is_in(_TURNS):
            continue
        for way in (True, False):
            if any(token.is_in(pair[not way]) for pair in _TURNING):
                behind = reading.tokens[place + 1 : place + 1 + _REACH]
                following = next((t for t in behind if t.word not in BETWEEN), None)
                near = following is not None and reading.same_clause(token.start, following.start)
                if following is not None and near and following.content:
                    pairs = (n for n, p in enumerate(_TURNING) if token.is_in(p[not way]))
                    yield from ((word, n, way) for n in pairs for word in following.roots)


def _levelled(text: Reading, printed: Reading) -> bool:
    """Whether two things that point two ways are told with one: "raises A but lowers B" as "raises
    A and B". A text with words of its own may tell the other way by them."""
    known = printed.roots | vocabulary().ordinary
    if any(t.content and not t.is_in(known) for t in text.tokens):
        return False
    for pair in _OPPOSITES[:2]:
        for lost, kept in (pair, pair[::-1]):
            if count(text, lost) or not (count(text, kept) and count(printed, lost)):
                continue
            if any(t.is_in(text.roots) for t in _objects(printed, lost, kept)):
                return True
    return False


def _objects(reading: Reading, cue: frozenset[str], other: frozenset[str]) -> Iterator[Token]:
    """The words with facts behind a cue, that stand behind none of the others."""
    ordinary = vocabulary().ordinary
    sides: dict[bool, list[Token]] = {True: [], False: []}
    side: bool | None = None
    for token in reading.tokens:
        if token.is_in(cue) or token.is_in(other):
            side = token.is_in(cue)
        elif side is not None and token.content and not token.is_in(ordinary):
            sides[side].append(token)
    elsewhere = frozenset(r for t in sides[False] for r in t.roots)
    yield from (t for t in sides[True] if not t.is_in(elsewhere) and t.word != "risk")


def _sided(text: Reading, printed: Reading) -> bool:
    """Whether the text adds a "before", an "only" or the like.

    "In the 2 hours before bed" is "within 2 hours of bed", "after a negative test" is "if a test is
    negative", and "only minor" is "minor".
    """
    ends = {found.end for found in text.quantities}
    for place, token in enumerate(text.tokens):
        side = next((side for side in _SIDES if token.is_in(side)), None)
        if side is None or count(printed, side):
            continue
        if not _adds_nothing(side, text, place, printed, timed=token.start - 1 in ends):
            return True
    return False


def _before_joint(text: Reading, place: int) -> bool:
    """Whether the word ends what is said: "has not been screened before and ..."."""
    return any(t.word in ("and", "or", "but") for t in text.tokens[place + 1 : place + 2])


def _adds_nothing(
    side: frozenset[str], text: Reading, place: int, printed: Reading, *, timed: bool
) -> bool:
    """Whether the word is another way of saying what is printed; `timed` where a time precedes."""
    if side == AFTER:
        return turned_round(text, printed) or not adds_after(text, place, printed)
    if side == BEFORE:  # the last word of a clause in "has not been screened before"
        then = any(token.word == "then" for token in printed.tokens)
        earlier = "previ" in printed.roots and _before_joint(text, place)
        waits = not _WAITS.isdisjoint(text.roots & printed.roots)
        timed = timed and not then and not count(printed, AFTER)
        return text.ends_part(place) or earlier or waits or timed
    if side != _ONLY:
        return False
    behind = text.tokens[place + 1 : place + 3]
    if any(token.is_in(_RANKED) for token in behind[:1]):
        return False
    if count(printed, _LIMITED) or count(printed, _ALONE):
        return True
    return any(token.is_in(_LITTLE) for token in behind)
