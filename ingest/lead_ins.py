"""Which words a block must carry to keep its meaning: "The following should not be used:".

Chunking asks for each block in reading order. A lead-in is never dropped for being far away: a
negating one that got lost would turn its items round.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from corpus.model import Span
from corpus.text.context import dangles
from corpus.text.polarity import negated

_FORBIDS = re.compile(r"\b(?:contraindicat\w*|harmful|unsafe|obsolete|withdrawn)\b", re.I)
_FOLLOWING = re.compile(r"\b(?:following|below)\b", re.I)
# Headings stand before everything below them: their places are negative.
_HEADINGS = 10
_LONGEST_HEADING = 120
# "Variant 3: no fever" describes patients and forbids nothing.
_CASE = re.compile(r"(?:variant|case|scenario)\s+\d", re.I)


class Said(NamedTuple):
    """A sentence that may lead in others: where it stands and its words."""

    span: Span
    words: str


@dataclass(slots=True)
class _Standing:
    """A lead-in in force. `place` orders them by depth, `spent` is set once it led something in."""

    place: int
    spans: tuple[Span, ...]
    spent: bool = False


@dataclass(slots=True)
class LeadIns:
    """The lead-ins in force at the place now being read, outermost first.

    Depth is the number of list items around a block: 0 for running text, 1 for what hangs below an
    item of the outermost list.
    """

    _standing: list[_Standing] = field(default_factory=list)

    def at_heading(self, level: int, heading: Said) -> bool:
        """Begin a new part. A heading that negates ("What not to use") leads in its lists."""
        self._leave(level - _HEADINGS)
        forbids = _forbids(heading.words)
        if forbids:
            self._standing.append(_Standing(level - _HEADINGS, (heading.span,)))
        return forbids

    def of_item(self, level: int) -> tuple[Span, ...]:
        """What a list item of this level (from 1) carries."""
        self._leave(2 * level)
        return self._taken(len(self._standing))

    def of_row(self, depth: int) -> tuple[Span, ...]:
        """What a table row carries: as an item, and the paragraph before its table."""
        self._leave(2 * depth + 2)
        return self._taken(len(self._standing))

    def of_paragraph(self, depth: int, *, introduces: bool) -> tuple[Span, ...]:
        """What a paragraph carries: the items it hangs below, and a lead-in that waits for more.

        A paragraph between a lead-in and its list does not part them; one after the list does.
        """
        own = 2 * depth + 1
        self._leave(own + 1)
        while self._standing and self._standing[-1].place == own and self._standing[-1].spent:
            self._standing.pop()
            if introduces:
                break  # "In adults:" takes the place of "In children:", below the same lead-in
        around = [s for s in self._standing if s.place > 0 and (s.place < own or not s.spent)]
        if not introduces:
            for standing in around:
                standing.spent = standing.spent or standing.place == own
        return tuple(span for standing in around for span in standing.spans)

    def after_item(self, level: int, said: Sequence[Said]) -> None:
        """What hangs below this item will carry it."""
        self._standing.append(_Standing(2 * level, _leading(said)))

    def after_lead_in(self, depth: int, said: Sequence[Said]) -> None:
        """The list or table that follows this paragraph will carry it."""
        self._standing.append(_Standing(2 * depth + 1, _leading(said)))

    def _leave(self, place: int) -> None:
        while self._standing and self._standing[-1].place >= place:
            self._standing.pop()

    def _taken(self, count: int) -> tuple[Span, ...]:
        for standing in self._standing[:count]:
            standing.spent = True
        return tuple(span for standing in self._standing[:count] for span in standing.spans)


def _forbids(heading: str) -> bool:
    """Whether a heading turns what is below it round: no question does, and no description."""
    if heading.endswith("?") or len(heading) > _LONGEST_HEADING or _CASE.match(heading):
        return False
    return negated(heading) or _FORBIDS.search(heading) is not None


def introduces(text: str, *, before_list: bool = False) -> bool:
    """Whether a paragraph announces what follows it.

    Directly before a list a colon may be missing: "Avoid", "The following drugs are not advised."
    """
    bare = text.rstrip("\"'”’)] ")
    if bare.endswith(":") or not before_list:
        return bare.endswith(":")
    return not bare.endswith((".", "?", "!")) or _FOLLOWING.search(bare) is not None


def _leading(said: Sequence[Said]) -> tuple[Span, ...]:
    """Of several sentences: the last one, those it leans on, and all that negate."""
    kept: list[Span] = []
    needed = True
    for sentence in reversed(said):
        if needed or negated(sentence.words):
            kept.append(sentence.span)
        needed = needed and dangles(sentence.words)
    return tuple(reversed(kept))
