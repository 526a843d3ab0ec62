"""Runs of characters -> lines of text as they are printed. For the PDF reader.

A line ends where the words on one base line stand further apart than words do: at a column's edge.
Small raised characters are joined to the words that they mark.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.readers.pdf_content import Box, Run, Style
from ingest.readers.superscript import raised

# Of the size of the characters: how far base lines of one line may differ, how far its words.
_SAME_BASE = 0.3
_SAME_LINE, _OVER = 0.75, 1.2
_WORD_GAP = 0.13
_SMALL = 0.8
_MOST_RAISED = 12
_RISE = 0.15
# Points between a mark and the base of its line, for the largest letters.
_FURTHEST = 30.0
_MARKS = "⁰¹²³⁴⁵⁶⁷⁸⁹ "


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one base line, with the runs that they are made of from left to right.

    `style` is that of most of its letters, `bold` true where all of them are.
    """

    text: str
    left: float
    right: float
    base: float
    style: Style
    bold: bool
    italic: bool
    runs: tuple[Run, ...]
    page: int

    @property
    def size(self) -> float:
        return self.style.size

    @property
    def box(self) -> Box:
        return Box(self.left, self.base - 0.8 * self.size, self.right, self.base + 0.22 * self.size)


def lines(runs: Sequence[Run], page: int) -> list[Line]:
    """The lines of a page from the top down; those of columns side by side are lines apart."""
    groups: list[list[Run]] = []
    for run in sorted((r for r in runs if r.text.strip()), key=lambda r: (r.base, r.left)):
        home = next((g for g in _near(groups, run) if _continues(g, run)), None)
        if home is None:
            groups.append([run])
        else:
            home.append(run)
    found = [line(group, page) for group in _with_marks(groups)]
    return sorted(found, key=lambda each: (each.base, each.left))


def _near(groups: Sequence[list[Run]], run: Run) -> Iterator[list[Run]]:
    """The groups at about the height of a run, that are the last ones."""
    for group in reversed(groups):
        if run.base - group[0].base > _SAME_BASE * run.style.size:
            return
        yield group


def _continues(group: Sequence[Run], run: Run) -> bool:
    size = max(group[0].style.size, run.style.size)
    if abs(group[0].base - run.base) > _SAME_BASE * min(group[0].style.size, run.style.size):
        return False
    return any(
        -_OVER * size < run.left - other.right < _SAME_LINE * size
        or -_OVER * size < other.left - run.right < _SAME_LINE * size
        for other in group
    )


def _with_marks(groups: Sequence[list[Run]]) -> list[list[Run]]:
    """Join small characters above or below the base line to the line that they stand in."""
    kept: list[list[Run]] = []
    small: list[list[Run]] = []
    for group in groups:
        short = sum(len(run.text.strip()) for run in group) <= _MOST_RAISED
        (small if short else kept).append(group)
    homes = _ByHeight(kept), _ByHeight(small)
    for group in small:
        near = (other for home in homes for other in home.near(group[0].base))
        home = next((other for other in near if _marks(group, other)), None)
        if home is None:
            kept.append(group)
        else:
            home.extend(group)
    return kept


class _ByHeight:
    """Groups from the top down, to be looked up by the height at which they stand."""

    def __init__(self, groups: Sequence[list[Run]]) -> None:
        self._groups = sorted(groups, key=lambda group: group[0].base)
        self._bases = [group[0].base for group in self._groups]

    def near(self, base: float) -> Sequence[list[Run]]:
        start = bisect_left(self._bases, base - _FURTHEST)
        return self._groups[start : bisect_right(self._bases, base + _FURTHEST)]


def _marks(group: Sequence[Run], line_runs: Sequence[Run]) -> bool:
    size = max(run.style.size for run in line_runs)
    if group is line_runs or max(run.style.size for run in group) > _SMALL * size:
        return False
    above = line_runs[0].base - group[0].base
    if not -0.4 * size < above < 0.75 * size:
        return False
    left, right = min(r.left for r in group), max(r.right for r in group)
    return any(r.left - 0.3 * size <= right and left <= r.right + 0.3 * size for r in line_runs)


def line(runs: Sequence[Run], page: int) -> Line:
    """One line of runs that belong together. Right-to-left scripts are read from the right."""
    letters: Counter[Style] = Counter()
    for run in runs:
        letters[run.style] += sum(map(str.isalnum, run.text)) or 0
    style = letters.most_common(1)[0][0] if letters else runs[0].style
    backwards = _is_backwards("".join(run.text for run in runs))
    base = next(run.base for run in runs if run.style == style)
    in_order = sorted(runs, key=lambda run: -run.right if backwards else run.left)
    told = [_as_told(run, style, base) for run in in_order]
    inked = [run.style for run in runs if any(map(str.isalpha, run.text))]
    return Line(
        _joined(told, style.size, backwards=backwards),
        min(run.left for run in runs),
        max(run.right for run in runs),
        base,
        style,
        bool(inked) and all(each.bold for each in inked),
        bool(inked) and all(each.italic for each in inked),
        tuple(told),
        page,
    )


def _as_told(run: Run, style: Style, base: float) -> Run:
    """The run, its digits raised where they stand small above the line."""
    small = run.style.size <= _SMALL * style.size
    if small and base - run.base > _RISE * style.size:
        return run._replace(text=raised(run.text.strip()))
    return run


def _joined(runs: Sequence[Run], size: float, *, backwards: bool) -> str:
    text, before = "", None
    for run in runs:
        if before is not None:
            gap = before.left - run.right if backwards else run.left - before.right
            # A note's own mark stands apart from its words.
            if gap > _WORD_GAP * size or not text.strip(_MARKS):
                text += " "
        text += run.text
        before = run
    return " ".join(text.split())


def _is_backwards(text: str) -> bool:
    right_to_left = sum("\u0590" <= c <= "\u08ff" or "\ufb1d" <= c <= "\ufefc" for c in text)
    return right_to_left * 2 > sum(map(str.isalpha, text))


def joined_lines(left: Line, right: Line) -> Line:
    """Two lines on one base line of the same column as one ("1." and the words after it)."""
    first, second = sorted((left, right), key=lambda each: each.left)
    both = line((*first.runs, *second.runs), first.page)
    return replace(both, text=f"{first.text} {second.text}")
