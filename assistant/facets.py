"""The things that one question asks side by side: its facets, and the bodies that it names.

`evidence` marks each candidate with those that it answers; `seats` sees that each is answered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from assistant.query import asking_sentences
from corpus.model import Section, Source
from corpus.text.words import content_stems

# Within what asks: a comma, or "and" before an asking word, an article or a place in time.
_SIDE_BY_SIDE = re.compile(
    r"[,;]\s+(?:and\s+|or\s+)?|\s+and\s+(?=(?:what|which|how|when|who|does|do|is|are|should|can|may"
    r"|will|would|at|for|in|by|to|a|an|the)\b)|\s+vs\.?\s+|\s+versus\s+",
    re.I,
)
_MOST = 5  # facets; a longer enumeration is a case history
_NUMBER = re.compile(r"\d")
_SHORT_NAME = re.compile(r"\b[A-Z][A-Za-z]*[A-Z][A-Za-z]*\b")
# Words of a body's name by which alone nobody calls it.
_OF_MANY = frozenset(
    content_stems(
        "American European British US national international the of and for society college academy"
        " association institute guideline task force working group organization health services"
    )
)


def facets(question: str) -> tuple[frozenset[str], ...]:
    """The stems that stand in one facet alone, facet by facet; nothing where all is one.

    A facet is a question of several, or a member of what the last one enumerates.
    """
    asking = asking_sentences(question)
    pieces = [piece for part in asking for piece in _SIDE_BY_SIDE.split(part) if piece]
    stems = [_named(piece) for piece in pieces]
    alone = [own - _others(stems, n) for n, own in enumerate(stems)]
    found = tuple(own for own in alone if own)
    return found if 1 < len(found) <= _MOST else ()


def _named(piece: str) -> frozenset[str]:
    return frozenset(s for s in content_stems(piece) if not _NUMBER.match(s))


def _others(stems: list[frozenset[str]], n: int) -> frozenset[str]:
    return frozenset().union(*(s for m, s in enumerate(stems) if m != n))


def names_body(question: str, source: Source) -> bool:
    """Whether the question calls the guideline's body by its initials or by its name."""
    if source.section is not Section.GUIDELINES or not source.organization:
        return False
    if not _short_names(question).isdisjoint(_initials(source)):
        return True
    own, asked = frozenset(content_stems(source.organization)), frozenset(content_stems(question))
    kinds = own & _OF_MANY  # "thyroid" alone names no association
    return bool(own - kinds) and own - kinds <= asked and (not kinds or bool(kinds & asked))


@lru_cache(maxsize=16)
def _short_names(question: str) -> frozenset[str]:
    return frozenset(name.upper() for name in _SHORT_NAME.findall(question))


def _initials(source: Source) -> Iterator[str]:
    """Of the body, or of each of several; its own id uses them too."""
    words = re.findall(r"[A-Z][A-Za-z]*", source.organization or "")
    initials = "".join(w if w.isupper() else w[0] for w in words)
    parts = source.id.upper().split("-")
    yield from (
        part for part in parts if len(part) > 1 and part.isalpha() and _within(part, initials)
    )


def _within(short: str, initials: str) -> bool:
    """Whether the letters stand in the initials in this order."""
    left = iter(initials)
    return all(letter in left for letter in short)
