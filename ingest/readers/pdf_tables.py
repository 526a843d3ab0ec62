"""Tables of a PDF by their ruled or shaded cells -> grids of the lines that stand in each cell.

For the PDF reader. Lines that cross make elementary cells; where no line parts two of them they are
one cell, which so spans rows or columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from ingest.readers.pdf_content import Box, Page, Run

_SNAP = 3.0
# Rows are higher and columns wider than this: shades that begin unevenly make no row.
_LEAST = 7.0
_THIN = 3.5
_INSIDE = 9.0
_SHORTEST = 8.0
_MOST_LINES = 120
# Of a side of an elementary cell: how much of it must be drawn to part it from its neighbour.
_DRAWN = 0.6
_WHOLE_PAGE = 0.9


class Area(NamedTuple):
    """A cell of a table: its first row and column, how many it spans, and what stands in it."""

    row: int
    column: int
    rows: int
    columns: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Ruled:
    """A table on a page: its cells in reading order and the places of its columns' edges.

    `headed`: its first row is known to hold the headers.
    """

    box: Box
    areas: tuple[Area, ...]
    edges: tuple[float, ...]
    headed: bool = False


class _Line(NamedTuple):
    """A drawn line: where it stands across its direction, and from where to where it runs."""

    at: float
    start: float
    end: float


def ruled_tables(page: Page) -> Iterator[Ruled]:
    """The page's tables that have at least two columns and two rows with words."""
    across, down = _drawn_lines(page)
    for rows, columns in _crossing(across, down):
        found = _table(rows, columns, page.runs)
        if found is not None:
            yield found


def _drawn_lines(page: Page) -> tuple[list[_Line], list[_Line]]:
    across: list[_Line] = []
    down: list[_Line] = []
    shaded: list[Box] = []
    for box in page.drawn:
        width, height = box.right - box.left, box.bottom - box.top
        if height <= _THIN:
            across.append(_Line((box.top + box.bottom) / 2, box.left, box.right))
        elif width <= _THIN:
            down.append(_Line((box.left + box.right) / 2, box.top, box.bottom))
        elif width < _WHOLE_PAGE * page.width or height < _WHOLE_PAGE * page.height:
            shaded.append(box)
    lines = _merged(across), _merged(down)
    cells = [box for box in shaded if not _is_within_cell(box, *lines)]
    across += [_Line(at, box.left, box.right) for box in cells for at in (box.top, box.bottom)]
    down += [_Line(at, box.top, box.bottom) for box in cells for at in (box.left, box.right)]
    return _merged(across), _merged(down)


def _is_within_cell(box: Box, across: Sequence[_Line], down: Sequence[_Line]) -> bool:
    """Whether an area only shades the words of a cell that has its own lines around it."""
    middle, height = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    beside = any(
        _SNAP < min(abs(line.at - box.left), abs(line.at - box.right)) < _INSIDE
        for line in down
        if line.start <= height <= line.end
    )
    around = any(
        min(abs(line.at - box.top), abs(line.at - box.bottom)) < _INSIDE
        for line in across
        if line.start <= middle <= line.end
    )
    return beside and around


def _merged(lines: Iterable[_Line]) -> list[_Line]:
    """Lines at nearly one place as one, pieces of a line that nearly touch as one line."""
    groups: list[list[_Line]] = []
    for line in sorted(lines):
        if groups and line.at - groups[-1][0].at <= _SNAP:
            groups[-1].append(line)
        else:
            groups.append([line])
    found: list[_Line] = []
    for group in groups:
        at = sum(line.at for line in group) / len(group)
        start = end = None
        for line in sorted(group, key=lambda each: each.start):
            if end is None or start is None or line.start > end + _SNAP:
                if end is not None and start is not None:
                    found.append(_Line(at, start, end))
                start, end = line.start, line.end
            else:
                end = max(end, line.end)
        if end is not None and start is not None:
            found.append(_Line(at, start, end))
    return [line for line in found if line.end - line.start >= _SHORTEST]


def _crossing(
    across: Sequence[_Line], down: Sequence[_Line]
) -> Iterator[tuple[list[_Line], list[_Line]]]:
    """Groups of lines that touch one another: (across, down)."""
    group = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for i, row in enumerate(across):
        for j, column in enumerate(down):
            touches = row.start - _SNAP <= column.at <= row.end + _SNAP
            if touches and column.start - _SNAP <= row.at <= column.end + _SNAP:
                group[root(len(across) + j)] = root(i)
    members: defaultdict[int, tuple[list[_Line], list[_Line]]] = defaultdict(lambda: ([], []))
    for i, row in enumerate(across):
        members[root(i)][0].append(row)
    for j, column in enumerate(down):
        members[root(len(across) + j)][1].append(column)
    yield from members.values()


def _places(lines: Sequence[_Line]) -> list[float]:
    found: list[float] = []
    for at in sorted(line.at for line in lines):
        if not found or at - found[-1] > _LEAST:
            found.append(at)
    return found


def _table(across: Sequence[_Line], down: Sequence[_Line], runs: Sequence[Run]) -> Ruled | None:
    ys, xs = _places(across), _places(down)
    if not (2 < len(ys) <= _MOST_LINES and 2 < len(xs) <= _MOST_LINES):
        return None
    box = Box(xs[0], ys[0], xs[-1], ys[-1])
    cells = _joined_cells(across, down, ys, xs)
    held: defaultdict[tuple[int, int], list[Run]] = defaultdict(list)
    for run in runs:
        middle, height = (run.left + run.right) / 2, run.base - 0.3 * run.style.size
        column, row = _between(xs, middle), _between(ys, height)
        if column is not None and row is not None:
            held[cells[row, column]].append(run)
    areas = tuple(_areas(cells, held))
    worded = [area for area in areas if any(run.text.strip() for run in area.runs)]
    if len({a.row for a in worded}) < 2 or len({a.column for a in worded}) < 2:
        return None
    if 3 * len(worded) < len(areas):
        return None  # the grid of a chart
    return _without_empty(Ruled(box, areas, tuple(xs)))


def _between(places: Sequence[float], at: float) -> int | None:
    return next((i for i, (a, b) in enumerate(pairwise(places)) if a <= at < b), None)


def _joined_cells(
    across: Sequence[_Line], down: Sequence[_Line], ys: Sequence[float], xs: Sequence[float]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Of each elementary cell (row, column) the first one of the cell that it belongs to."""
    first: dict[tuple[int, int], tuple[int, int]] = {}
    beside = {at: [line for line in down if abs(line.at - at) <= _LEAST] for at in xs}
    above = {at: [line for line in across if abs(line.at - at) <= _LEAST] for at in ys}
    for row, (top, bottom) in enumerate(pairwise(ys)):
        for column, (left, right) in enumerate(pairwise(xs)):
            open_left = column > 0 and not _is_drawn(beside[left], top, bottom)
            open_top = row > 0 and not _is_drawn(above[top], left, right)
            home = (row, column)
            if open_left:
                home = first[row, column - 1]
            # A cell that goes on below keeps its columns.
            if open_top and (not open_left or first[row - 1, column] == home):
                home = first[row - 1, column]
            first[row, column] = home
    return first


def _is_drawn(lines: Sequence[_Line], start: float, end: float) -> bool:
    """Whether lines at one place part what stands on both sides of it, from start to end."""
    drawn = sum(max(0.0, min(line.end, end) - max(line.start, start)) for line in lines)
    return drawn >= _DRAWN * (end - start)


def _areas(
    cells: dict[tuple[int, int], tuple[int, int]], held: dict[tuple[int, int], list[Run]]
) -> Iterator[Area]:
    members: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for place, home in cells.items():
        members[home].append(place)
    for (row, column), own in sorted(members.items()):
        rows = max(r for r, _ in own) - row + 1
        columns = max(c for _, c in own) - column + 1
        yield Area(row, column, rows, columns, tuple(held.get((row, column), ())))


def _without_empty(table: Ruled) -> Ruled:
    """Without rows and columns in which nothing begins: double lines, borders and gaps."""
    worded = [a for a in table.areas if any(run.text.strip() for run in a.runs)]
    rows = sorted({area.row for area in worded})
    columns = sorted({area.column for area in worded})
    areas = []
    for area in worded:
        over = [c for c in columns if area.column <= c < area.column + area.columns]
        below = [r for r in rows if area.row <= r < area.row + area.rows]
        row, column = rows.index(area.row), columns.index(area.column)
        areas.append(Area(row, column, max(len(below), 1), max(len(over), 1), area.runs))
    return Ruled(table.box, tuple(areas), tuple(table.edges[c] for c in columns))
