"""What is said of the contrary of what a question is on: "recurrent" for "first", "high-risk" for
"low-risk", "complicated" for "uncomplicated". `wishes` asks it of each sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from assistant.query import Query
from corpus.text.words import stem

_NEGATING = ("un",)
# Of two that part patients, times or measures, each the contrary of the other.
_PARTED = (
    ("first", "recurrent"),
    ("initial", "recurrent"),
    ("first", "next"),
    ("acute", "chronic"),
    ("outpatient", "inpatient"),
    ("mild", "severe"),
    ("primary", "secondary"),
    ("microscopic", "gross"),
    ("sensitivity", "specificity"),
)
# "Low-risk" is not "high-risk", "part-solid" not "solid".
_COMPOUND = re.compile(
    r"\b(?P<first>part|non|low|high|intermediate|first|second|one|two)[- ](?P<last>\w{4,})",
    re.I,
)
_WITHIN_OTHERS = frozenset({"part", "non"})


class Contraries:
    """Those of one question."""

    def __init__(self, query: Query) -> None:
        self._words = tuple(_contraries(query))
        self._compounds = _compounds(query.question)

    def said(self, text: str, stems: AbstractSet[str]) -> bool:
        """Whether a sentence with these stems is on a contrary, and not on both."""
        of_words = any(other in stems and own not in stems for own, other in self._words)
        return of_words or self._is_of_other_kind(text)

    def _is_of_other_kind(self, text: str) -> bool:
        """Whether it says "high-risk" of what the question calls "low-risk"."""
        said = _compounds(text) if self._compounds else {}
        for last, firsts in self._compounds.items():
            own = said.get(last, frozenset())
            if firsts & own:
                continue
            bare = firsts <= _WITHIN_OTHERS and re.search(rf"(?<![-\w]){last}\b", text, re.I)
            if own or bare:
                return True
        return False


def _compounds(text: str) -> dict[str, frozenset[str]]:
    """What stands before each last word: {"risk": {"low", "high"}}."""
    found: dict[str, frozenset[str]] = {}
    for match in _COMPOUND.finditer(text):
        last = match["last"].lower()
        found[last] = found.get(last, frozenset()) | {match["first"].lower()}
    return found


def _contraries(query: Query) -> Iterator[tuple[str, str]]:
    """The stems of each word and of its contrary: "uncomplicated" and "complicated"."""
    for own, word in query.own.items():
        for prefix in _NEGATING:
            contrary = word.removeprefix(prefix) if word.startswith(prefix) else f"{prefix}{word}"
            yield own, stem(contrary)
    for pair in _PARTED:
        one, other = map(stem, pair)
        if (one in query.own) != (other in query.own):
            yield (one, other) if one in query.own else (other, one)
