"""Joints: "A or B" may not become "A and B", nor the other way round, in lists of any kind.

`checks` asks it. What is joined are the items of a list, each by the words that are its alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from assistant.support import joined_names
from assistant.support.joined_names import OPTIONS
from assistant.support.reading import Reading, Token
from assistant.support.vocabulary import root

_KINDS = {"and": "and", "or": "or", "nor": "or", "plus": "plus"}
# What stands before an item and is none of it.
_LEADING = frozenset(
    "a an the any either both in on with for to by of at from as more most other one"
    " is are was were be been has have may can should use".split()
)
# Small words that an item may end with, and those that stand before an amount in one.
_HOLLOW = frozenset("use used using need needed".split())
_BEFORE_AMOUNT = frozenset("for of at to by every within about up over".split())
# Words of an item, and items of a list before its last.
_LONG = 4
_MOST_ITEMS = 6
# "Any of A, B and C" is "A, B or C", and examples of several are each for itself.
_ANY = re.compile(r"\b(?:any|either|each|one) of(?: the| these)?(?: following)?:? *$", re.I)
_EXAMPLES = re.compile(
    r"\b(?:such as|for example,?|for instance,?|like|including)\s+(?:an? |the )?$", re.I
)
# A list within another: "X, A or B, and Y".
_WITHIN = {"or": re.compile(r"[^;.]*,\s*and\b"), "and": re.compile(r"[^;.]*,\s*or\b")}
# What denies all of its clause, what denies up to the next verb, and what sets apart.
_VERB = re.compile(r"\b(?:is|are|was|were|be|should|may|can|must|has|have|had|do|does)\b", re.I)
_FINITE = re.compile(
    r"\b(?:is|are|was|were|should|may|can|could|must|has|have|had|do|does|did|will)\b", re.I
)
# No "not diagnostic": that is a word of its own.
_NOT = re.compile(
    rf"(?:{_VERB.pattern}|^)\s*(?:not|never)\s+(?:\w+ly )?"
    r"(?:be |to |\w+ed\b|given|shown|taken|appropriate|first|necessary|use|give"
    r"|treat|offer|start|stop|do|have|help)"
    r"|\bneither\b|\b(?:avoid|contraindicated|discourag|withh[eo]ld|refrain|exclud)\w*"
    r"|\brul\w+ out\b|\bagainst\b|\bexcept\b",
    re.I,
)
_SIDES = re.compile(
    r"\b(?P<one>before|during|after|above|below|at|within) (?P<joint>and|or)"
    r" (?P<other>before|during|after|above|below)\b",
    re.I,
)
_WITHOUT = re.compile(r"\b(?:no|without|than|over|versus|instead of|compared (?:with|to))\b", re.I)
_EACH = re.compile(
    r"(?:and|or) (?:also )?(?:for|in|among) (?:the )?"
    r"(?:people|patients|those|adults|children|women|men|infants)\b",
    re.I,
)
# Where what is told of a list ends.
_SUBORDINATE = re.compile(r"\b(?:when|if|because|unless|where|that|which|who)\b", re.I)
_PAIRED = re.compile(r"\bwith(?:out)? (?:and|or) with(?:out)?\b", re.I)


class _Item(NamedTuple):
    """The words of one thing that is listed, and where they begin."""

    words: frozenset[str]
    start: int


class _Joined(NamedTuple):
    """A list: what its last two items are joined by, and the words of each item.

    `loose` where "and" says what "or" does.
    """

    kind: str
    items: tuple[frozenset[str], ...]
    loose: bool


def otherwise(text: Reading, printed: Reading) -> bool:
    """Whether things that the span joins by "or" are joined by "and" or "plus", or the reverse.

    Of what is denied or is one of several options, "and" says what "or" does, but never "plus".
    """
    return (
        _lists_otherwise(text, printed)
        or joined_names.otherwise(text, printed)
        or _sides_otherwise(text, printed)
    )


def _lists_otherwise(text: Reading, printed: Reading) -> bool:
    there = list(_joined(printed))
    for said in _joined(text):
        shared = [(_shared(said.items, each.items), each) for each in there]
        most = max((count for count, _ in shared), default=0)
        same = [each for count, each in shared if count == most]
        if most > 1 and all(_differ(said, each) for each in same):
            return True
    return False


def _differ(one: _Joined, other: _Joined) -> bool:
    kinds = {one.kind, other.kind}
    return kinds in ({"and", "or"}, {"plus", "or"}) and not (one.loose or other.loose)


def _shared(one: Sequence[frozenset[str]], other: Sequence[frozenset[str]]) -> int:
    """How many items of one list are, each by a word of its own, another item of the other."""
    common = _common(one) | _common(other)
    mine, theirs = ([item - common or item for item in each] for each in (one, other))
    taken: dict[int, int] = {}
    return sum(_match(n, mine, theirs, taken, set()) for n in range(len(mine)))


def _match(
    n: int,
    mine: Sequence[frozenset[str]],
    theirs: Sequence[frozenset[str]],
    taken: dict[int, int],
    tried: set[int],
) -> bool:
    """Whether an item finds a partner, moving others to a second choice (Kuhn 1955)."""
    for k, item in enumerate(theirs):
        if k in tried or not mine[n] & item:
            continue
        tried.add(k)
        if k not in taken or _match(taken[k], mine, theirs, taken, tried):
            taken[k] = n
            return True
    return False


def _common(items: Sequence[frozenset[str]]) -> frozenset[str]:
    """What several items hold, which tells none of them."""
    return frozenset(word for a, b in pairwise(items) for word in a & b)


def _joined(reading: Reading) -> Iterator[_Joined]:
    """Every list of the text, by its "and", "or" or "plus"."""
    tokens = reading.raw
    for place, token in enumerate(tokens):
        kind = _KINDS.get(token.word)
        following = tokens[place + 1].word if place + 1 < len(tokens) else ""
        if kind is None or (token.word == "and" and following == "or"):
            continue
        before = list(_before(reading, place))
        rest = reading.text[token.start + len(token.word) :]
        nested = kind in _WITHIN and _WITHIN[kind].match(rest)
        words = (_behind(reading, place), *(item.words for item in before[: 1 if nested else None]))
        items = tuple(item for item in words if item)
        if len(items) > 1:
            lead = reading.text[: before[-1].start] if before else ""
            each = kind == "and" and (_ANY.search(lead) or _EXAMPLES.search(lead))
            yield _Joined("or" if each else kind, items, _is_open(reading, place))


def _behind(reading: Reading, place: int) -> frozenset[str]:
    """The words of the item behind a joint."""
    tokens, found = reading.raw, list[Token]()
    for at in range(place + 1, min(len(tokens), place + 2 * _LONG)):
        token = tokens[at]
        apart = at > place + 1 and not reading.same_clause(tokens[at - 1].start, token.start)
        if apart or len(found) == _LONG or (not token.content and found):
            break
        if token.content:
            found.append(token)
        elif token.word not in _LEADING:
            break
    return frozenset(root(token.word) for token in found)


def _before(reading: Reading, place: int) -> Iterator[_Item]:
    """Each item before a joint, the nearest first."""
    end = _before_amount(reading, _before_bracket(reading, place))
    for _ in range(_MOST_ITEMS if end else 0):
        start = _start(reading, end)
        words = frozenset(root(token.word) for token in reading.raw[start:end])
        yield _Item(words, reading.raw[start].start)
        while start > 0 and reading.raw[start - 1].word in _LEADING and start < end:
            start -= 1
        if start == 0 or not words or not _comma_before(reading, start):
            return
        end = start


def _before_bracket(reading: Reading, place: int) -> int:
    """The place, or where a bracket opens that closes right before it."""
    before = reading.text[: reading.raw[place].start].rstrip(" ,")
    opening = before.rfind("(") if before.endswith(")") else len(before)
    return next((n for n, t in enumerate(reading.raw[:place]) if t.start > opening), place)


def _before_amount(reading: Reading, end: int) -> int:
    """The end of an item without the amount and the small words that it ends with."""
    tokens = reading.raw
    while end > 0 and tokens[end - 1].word in _HOLLOW | _BEFORE_AMOUNT:
        low = tokens[end - 1].start
        high = tokens[end].start if end < len(tokens) else len(reading.text)
        amount = any(low < q.start < high for q in reading.quantities)
        if tokens[end - 1].word in _BEFORE_AMOUNT and not amount:
            break
        end -= 1
    return end


def _start(reading: Reading, end: int) -> int:
    """Where the item that ends there begins: back to a small word, a mark or another joint."""
    tokens, start = reading.raw, end
    while start > 0 and end - start < _LONG:
        token = tokens[start - 1]
        inside = start < end and not reading.same_clause(token.start, tokens[start].start)
        if inside or not token.content:
            break
        start -= 1
    return start


def _comma_before(reading: Reading, place: int) -> bool:
    """Whether only a comma parts the token there from the one before."""
    one, other = reading.raw[place - 1], reading.raw[place]
    between = reading.text[one.start : other.start]
    return between.rstrip().endswith(",") and reading.raw[place - 1].content


def _is_open(reading: Reading, place: int) -> bool:
    """Whether "and" and "or" say the same here: of what is denied, compared with, one of several
    options, or each for itself ("for A and for B")."""
    joint = reading.raw[place].start
    if any(t.word in OPTIONS and reading.same_part(t.start, joint) for t in reading.raw):
        return True
    low, high = reading.clause_around(joint)
    before, behind = reading.text[low:joint], _SUBORDINATE.split(reading.text[joint:high])[0]
    told = list(_FINITE.finditer(before))
    if _NOT.search(before[told[-1].start() if told else 0 :]) or _NOT.search(behind):
        return True
    near = _PAIRED.sub(" ", _VERB.split(before)[-1])
    return _WITHOUT.search(near) is not None or _EACH.match(behind) is not None


def _sides_otherwise(text: Reading, printed: Reading) -> bool:
    """Whether "during or after" became "during and after"."""
    said, there = (dict(map(_side, _SIDES.finditer(each.text))) for each in (text, printed))
    return any(said[pair] != there[pair] for pair in said.keys() & there.keys())


def _side(found: re.Match[str]) -> tuple[frozenset[str], str]:
    return frozenset((found["one"].lower(), found["other"].lower())), found["joint"].lower()
