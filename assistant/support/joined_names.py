"""Joined names: drugs and tests that the span joins by "or" may not be given together.

`joints` asks it. Few words may stand between two names.
"""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.support.reading import Reading, Token
from assistant.support.vocabulary import roots, vocabulary

# Of several of these, "and" says what "or" does.
OPTIONS = frozenset(
    "option options alternative alternatives choice choices include includes included"
    " exceptions".split()
)
_NEAR = 5
_TOGETHER = frozenset(("plus", "with", *roots("combined")))
# Words that make "and" and "or" the same, behind a name or anywhere.
_DENIED = frozenset(roots("not no none neither without"))
_EACH_OF = re.compile(r"\b(?:any|either|each|one) of\b[^;.]*$", re.I)


def otherwise(text: Reading, printed: Reading) -> bool:
    """Whether two names are joined otherwise, or by a "plus" that neither has with the other."""
    said, there = _joints(text), _joints(printed)
    kinds = [{said[pair], there[pair]} for pair in said.keys() & there.keys()]
    if any(kind in ({"and", "or"}, {"plus", "or"}) for kind in kinds):
        return True
    # "A plus B, or A plus C" is no "A plus B plus C".
    added = frozenset[str]().union(*(p for p, kind in there.items() if kind == "plus"))
    return any(
        kind == "plus" and pair <= added and pair not in there for pair, kind in said.items()
    )


def _joints(reading: Reading) -> dict[frozenset[str], str]:
    """How names are joined: by "or", or by "and" or "plus"."""
    found: dict[frozenset[str], str] = {}
    named = [t for t in reading.content if t.is_in(vocabulary().names)]
    for one, other in pairwise(named):
        between = reading.between(one.start + 1, other.start)
        if len(between) > _NEAR or not reading.same_clause(one.start, other.start):
            continue
        pair = frozenset((min(one.roots), min(other.roots)))
        joints = {t.word for t in between if not t.content} | {r for t in between for r in t.roots}
        each = _EACH_OF.search(reading.text[: other.start])
        for joint in ("and", "or"):
            if joint in joints:
                found[pair] = "either" if each or _is_loose(reading, one) else joint
        if pair not in found and joints & _TOGETHER:
            found[pair] = "plus"
    return found


def _is_loose(reading: Reading, one: Token) -> bool:
    """Whether "and" and "or" say the same of this name: it is denied, or one of several options."""
    return any(
        (t.word in OPTIONS and reading.same_part(t.start, one.start))
        or (t.is_in(_DENIED) and t.start < one.start and reading.same_clause(t.start, one.start))
        or (t.word == "not" and t.start > one.start and reading.same_clause(t.start, one.start))
        for t in reading.tokens
    )
