"""What changed between two revisions of an answer, statement by statement. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.answer import Answer
from assistant.workspace.edits import Difference, DifferenceKind

BOTTOM_LINE = "Bottom line"
"""The heading of the one statement that has none."""


@dataclass(frozen=True, slots=True)
class _Placed:
    heading: str
    text: str


def differences(before: Answer, after: Answer, origins: Sequence[int]) -> tuple[Difference, ...]:
    """In the order of the answer before. `origins` gives, for each statement after, its number."""
    old, new = _placed(before), _placed(after)
    now = {origin: place for place, origin in enumerate(origins)}
    moved = set(origins) - _in_place(origins)
    return tuple(
        found
        for number, statement in enumerate(old)
        for found in _difference(number, statement, now.get(number), new, number in moved)
    )


def composed(steps: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """The origins over several revisions, from those of each one, oldest first."""
    first, *others = steps
    origins = tuple(first)
    for step in others:
        origins = tuple(origins[number] for number in step)
    return origins


def _difference(
    number: int, old: _Placed, place: int | None, new: Sequence[_Placed], moved: bool
) -> Iterator[Difference]:
    if place is None:
        yield Difference(DifferenceKind.REMOVED, old.heading, old.text, None, number, None)
        return
    text = new[place].text
    if text != old.text:
        yield Difference(DifferenceKind.REWORDED, old.heading, old.text, text, number, place)
    if moved:
        yield Difference(DifferenceKind.MOVED, old.heading, old.text, text, number, place)


def _in_place(origins: Sequence[int]) -> set[int]:
    """The statements that kept their order among each other; the others were moved past them."""
    kept = sorted(origins)
    blocks = SequenceMatcher(None, kept, list(origins), autojunk=False).get_matching_blocks()
    return {number for block in blocks for number in kept[block.a : block.a + block.size]}


def _placed(answer: Answer) -> list[_Placed]:
    line = [_Placed(BOTTOM_LINE, answer.bottom_line.text)] if answer.bottom_line else []
    groups = (*answer.guidelines, *answer.research)
    return line + [
        _Placed(group.heading, said.text) for group in groups for said in group.statements
    ]
