"""What a reviewer does to the statements of an answer, and what it changed. Frozen values.

Pages make edits and show differences; `editing` and `differences` work on them. Statements are
numbered from 0 in reading order (`Answer.statements()`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a statement out."""

    statement: int


@dataclass(frozen=True, slots=True)
class Reword:
    """Say a statement in other words, which must pass verification."""

    statement: int
    text: str


@dataclass(frozen=True, slots=True)
class Move:
    """Put a statement at another place under its heading, counted from 0 among what is left."""

    statement: int
    place: int


Edit = Remove | Reword | Move
"""Statement numbers are those of the revision that is edited, whatever was removed or moved."""


class DifferenceKind(StrEnum):
    REMOVED = "removed"
    REWORDED = "reworded"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one statement: its number and text before, and after (None: removed)."""

    kind: DifferenceKind
    heading: str
    before: str
    after: str | None
    statement_before: int
    statement_after: int | None
