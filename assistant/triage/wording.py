"""A message as the words that the lists of `vocabulary/triage` are written in.

Called by the screening. Short forms of speech and of texting become whole words, so that a list
needs one spelling: "can't", "cant" and "cannot" are all "can not".
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from assistant.triage.lists import listed

_PART = re.compile(
    r"(?<![^\W\d_])\d+(?:[.,/:]\d+)*|[^\W\d_]+(?:['’`\u00b4][^\W\d_]+)*|[.?!;,:()\n]+|[+&]"
)
_APOSTROPHES = str.maketrans("’`\u00b4", "'''")
_CLAUSE_ENDS = frozenset(".?!;,:()\n")
_SENTENCE_ENDS = frozenset(".?!;\n")


@dataclass(frozen=True, slots=True)
class Wording:
    """The words in order. A stretch is a mask: bit i is set where word i belongs to it."""

    words: tuple[str, ...]
    clauses: tuple[int, ...]
    sentences: tuple[int, ...]
    asks: bool
    """Whether there is a question mark."""


def worded(text: str) -> Wording:
    """The message in words. Linear in its length."""
    words: list[str] = []
    clauses, sentences = [0], [0]
    shouts = text.isupper()
    for part in _PART.findall(text):
        if part[0] in _CLAUSE_ENDS:
            clauses.append(len(words))
            if not _SENTENCE_ENDS.isdisjoint(part):
                sentences.append(len(words))
            continue
        # "IM or IV" is a route, unless everything is in capitals.
        words.extend(("im",) if part == "IM" and not shouts else _whole(part))
    return Wording(
        tuple(words),
        _stretches(clauses, len(words)),
        _stretches(sentences, len(words)),
        asks="?" in text,
    )


def _stretches(starts: list[int], end: int) -> tuple[int, ...]:
    bounds = zip(starts, [*starts[1:], end], strict=True)
    return tuple((1 << stop) - (1 << start) for start, stop in bounds if stop > start)


@lru_cache(maxsize=8192)
def _whole(part: str) -> tuple[str, ...]:
    """The whole words of one part: "he's" is "he is", "husband's" is "husband"."""
    word = part.translate(_APOSTROPHES).lower()
    if not word.isascii():
        plain = unicodedata.normalize("NFKD", word)
        word = "".join(c for c in plain if not unicodedata.combining(c))
    known = listed("short_forms").get(word)
    if known is not None:
        return tuple(str(known).split())
    stem, mark, _ = word.partition("'")
    return (stem,) if mark and stem else (word,)
