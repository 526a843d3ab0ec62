"""Two arms of a trial and the value of each: "5.9% with A and 7.4% with B".

`figures` asks which arm had less, `checks` whether a text gives each arm its own value.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from assistant.support.amounts import Amount, amount
from assistant.support.reading import Reading, Token
from assistant.support.vocabulary import roots
from corpus.text.quantities import Located

# What stands between a value and its arm, and what ends an arm that is told in no word.
_OF_ARM = re.compile(
    r"(?:\s*\([^()]*\))?\s*(?:of\s+(?:people|patients|those)\s+)?"
    r"(?P<word>with|after|on|under|for|in|without|given|receiving|taking)\s+",
    re.I,
)
_WITHOUT = frozenset(roots("without no not"))
_NO_ARM = frozenset("and or versus vs than".split())
_BRACKET = re.compile(r"\([^()]*\)")
# What stands close before the arm that another is compared with.
_THAN = frozenset("than versus vs compared compare against from over relative".split())
_FAR = 4
_WORDS = 4


class Arm(NamedTuple):
    """What an arm is known by, and its value."""

    heads: frozenset[str]
    value: Amount


class _Named(NamedTuple):
    """All that an arm is called by, in order, and its value."""

    words: tuple[frozenset[str], ...]
    value: Amount


class Arms(NamedTuple):
    """The two arms of a result, as printed."""

    first: Arm
    second: Arm


def arms(printed: Reading) -> Arms | None:
    """The two arms of a sentence that gives exactly two their values, one behind the other."""
    brackets = [m.span() for m in _BRACKET.finditer(printed.text)]
    open_values = [
        found
        for found in printed.quantities
        if not any(low < found.start < high for low, high in brackets)
    ]
    told = [arm for arm in (_arm(found, printed) for found in open_values) if arm is not None]
    pairs = [
        same
        for kind in sorted({arm.value.unit for arm in told})
        if len(same := [arm for arm in told if arm.value.unit == kind]) == 2
    ]
    if len(pairs) != 1:
        return None
    one, other = pairs[0]
    first, second = _apart(one, other), _apart(other, one)
    if first is None or second is None or first.value == second.value:
        return None
    return Arms(first, second)


def _apart(one: _Named, other: _Named) -> Arm | None:
    """An arm by the first of its words that is not the other's as well."""
    own = [heads for heads in one.words if all(heads.isdisjoint(each) for each in other.words)]
    return Arm(own[0], one.value) if own else None


def _arm(found: Located, printed: Reading) -> _Named | None:
    """The arm that is named right behind a value."""
    joint = _OF_ARM.match(printed.text, found.end)
    if joint is None:
        return None
    value = amount(found.quantity)
    if joint["word"].lower() == "without":
        return _Named((_WITHOUT,), value)
    words: list[frozenset[str]] = []
    for token in [t for t in printed.tokens if t.start >= joint.end()][:_WORDS]:
        if token.word in _NO_ARM or not printed.same_clause(joint.end() - 1, token.start):
            break
        words += [token.roots] if token.content or token.word == "needed" else []
    # "7.9% with and 8.3% without" names the first by nothing
    return _Named(tuple(words) or (frozenset(),), value)


def crossed(text: Reading, printed: Reading) -> bool:
    """Whether the text gives an arm the other's value, or has it change the other way."""
    there = arms(printed)
    return there is not None and bound(text, there) is False


def bound(text: Reading, there: Arms) -> bool | None:
    """Whether both arms of the text have their own values; None where it does not name all four."""
    places = [_place(text, arm) for arm in there]
    values = [_value_place(text, arm.value) for arm in there]
    if None in values:
        return None
    if None in places:
        return _denied_apart(text, there)
    row = sorted(
        [(place, "arm", n) for n, place in enumerate(places) if place is not None]
        + [(place, "value", n) for n, place in enumerate(values) if place is not None]
    )
    kinds = [kind for _, kind, _ in row]
    numbers = [n for _, _, n in row]
    if kinds[0] == kinds[1]:
        pair = numbers[:2] if kinds[0] == "arm" else numbers[2:]
        shown = numbers[2:] if kinds[0] == "arm" else numbers[:2]
        return _subject_first(text, there, pair) == shown
    return numbers[0] == numbers[1]


def _denied_apart(text: Reading, there: Arms) -> bool | None:
    """Whether the value of those without stands next to "without"; None where no arm is so."""
    for arm in there:
        place = _place(text, arm)
        if arm.heads is _WITHOUT and place is not None:
            near = {
                abs((_value_place(text, each.value) or 0) - place): each.value for each in there
            }
            return near[min(near)] == arm.value
    return None


def _subject_first(text: Reading, there: Arms, pair: list[int]) -> list[int]:
    """Both arms, the one that is compared with the other behind it."""
    if is_compared(text, there[pair[0]]) and not is_compared(text, there[pair[1]]):
        return pair[::-1]
    return pair


def _place(text: Reading, arm: Arm) -> int | None:
    place = _first(text, arm)
    return None if place is None else text.tokens[place].start


def _first(text: Reading, arm: Arm) -> int | None:
    """Where an arm is first told, which "without it" does not."""
    for place, token in enumerate(text.tokens):
        denied = place > 0 and text.tokens[place - 1].is_in(_WITHOUT) and arm.heads is not _WITHOUT
        if token.is_in(arm.heads) and not denied:
            return place
    return None


def _value_place(text: Reading, value: Amount) -> int | None:
    bare = value._replace(per="")
    found = [q.start for q in text.quantities if amount(q.quantity)._replace(per="") == bare]
    return found[0] if len(found) == 1 else None


def is_named(text: Reading, arm: Arm) -> bool:
    return _first(text, arm) is not None


def is_compared(text: Reading, arm: Arm) -> bool:
    """Whether "than", "versus" or the like stands close before the first mention of an arm."""
    place = _first(text, arm)
    return place is not None and stands_behind_than(text.tokens, place, text)


def stands_behind_than(tokens: tuple[Token, ...], place: int, text: Reading) -> bool:
    before = tokens[max(0, place - _FAR) : place]
    start = tokens[place].start
    return any(t.word in _THAN and text.same_clause(t.start, start) for t in before)
