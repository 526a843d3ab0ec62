"""Slots: a word of no list may not stand where the span has a word with facts.

"Atrial flutter" for "atrial fibrillation": that the lists do not know the new word is no excuse,
as they know the old one and all that may be said for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import pairwise

from assistant.support.reading import Reading, Token
from assistant.support.vocabulary import vocabulary


def taken(text: Reading, printed: Reading, strange: Collection[Token]) -> bool:
    """Whether a strange word stands by the same neighbour as a fact that the text leaves out."""
    places = {token.start for token in strange}
    return any(
        _is_fact(there) and not there.is_in(text.roots)
        for one, other, is_next in _beside(text)
        if other.start in places and one.start not in places
        for neighbour, there, there_next in _beside(printed)
        if there_next is is_next and neighbour.is_in(one.roots)
    )


def _beside(reading: Reading) -> Iterator[tuple[Token, Token, bool]]:
    """Each content word with the ones right before and behind it in its clause."""
    tokens = reading.tokens
    for one, other in pairwise(tokens):
        if one.content and other.content and reading.same_clause(one.start, other.start):
            yield one, other, True
            yield other, one, False


def _is_fact(token: Token) -> bool:
    known = vocabulary()
    return token.is_in(known.critical) and not token.is_in(known.ordinary)
