"""Broader words: what a text calls a thing besides its name ("cellulitis ... the infection").

`checks` reads a text without them. A broader word that stands for the name is left in place, and is
then a word that the span does not hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from assistant.support.reading import Reading
from assistant.support.vocabulary import broader

# "And other infections" are more than the one that is named.
_WIDER = frozenset("other another any all every most similar only".split())


def without_broader(text: Reading, printed: Reading) -> Reading:
    """The text without the broader words of what both it and its span name."""
    silent = frozenset(_places(text, printed))
    if not silent:
        return text
    tokens = tuple(token for place, token in enumerate(text.tokens) if place not in silent)
    return Reading(text.text, tokens, text.quantities)


def _places(text: Reading, printed: Reading) -> Iterator[int]:
    """Where such words stand; the span's own words are never taken out."""
    both = text.roots & printed.roots
    for words, narrower in broader():
        if narrower.isdisjoint(both) or not text.roots.issuperset(words):
            continue
        for place in range(len(text.tokens) - len(words) + 1):
            here = text.tokens[place : place + len(words)]
            said = all(word in token.roots for word, token in zip(words, here, strict=True))
            wider = place > 0 and text.tokens[place - 1].word in _WIDER
            if said and not wider and not here[0].is_in(printed.roots):
                yield from range(place, place + len(words))
