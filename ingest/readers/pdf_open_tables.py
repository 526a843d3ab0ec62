"""Tables that are ruled between their rows only, as journals print them -> the same as ruled ones.

For the PDF reader. At least three lines of one width, above and below the headers and below the
last row; columns are told by the white between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.readers.pdf_content import Box, Page, Run
from ingest.readers.pdf_tables import Area, Ruled

_SAME_EDGE = 6.0
_THIN = 3.5
_SHORTEST = 90.0
_TALLEST = 0.85
_GAP = 5.0
_SPANS = 0.6
_MOST_COLUMNS = 14
_NEXT_ROW = 1.32


def open_tables(page: Page, taken: Sequence[Box]) -> Iterator[Ruled]:
    """The page's tables of this kind outside of the places that are taken."""
    for rules in _sets(page):
        box = Box(rules[0].left, rules[0].top, rules[0].right, rules[-1].bottom)
        if box.bottom - box.top > _TALLEST * page.height or any(_meet(box, t) for t in taken):
            continue
        runs = [run for run in page.runs if run.text.strip() and _within(run, box)]
        found = _table(box, [rule.top for rule in rules], runs)
        if found is not None:
            yield found


def _sets(page: Page) -> Iterator[list[Box]]:
    """Lines across with the same ends, from the top down, three or more."""
    lines = [
        box
        for box in page.drawn
        if box.bottom - box.top <= _THIN and box.right - box.left >= _SHORTEST
    ]
    groups: list[list[Box]] = []
    for line in sorted(lines, key=lambda each: (each.top, each.left)):
        home = next((g for g in groups if _same_ends(g[0], line)), None)
        if home is None:
            groups.append([line])
        elif line.top - home[-1].top > 2:
            home.append(line)
    yield from (group for group in groups if len(group) >= 3)


def _same_ends(one: Box, other: Box) -> bool:
    return abs(one.left - other.left) <= _SAME_EDGE and abs(one.right - other.right) <= _SAME_EDGE


def _meet(one: Box, other: Box) -> bool:
    across = min(one.right, other.right) - max(one.left, other.left)
    return across > 0 and min(one.bottom, other.bottom) - max(one.top, other.top) > 0


def _within(run: Run, box: Box) -> bool:
    middle = (run.left + run.right) / 2
    return box.left - 2 <= middle <= box.right + 2 and box.top < run.base <= box.bottom + 1


def _table(box: Box, rules: Sequence[float], runs: Sequence[Run]) -> Ruled | None:
    head = [run for run in runs if run.base <= rules[1] + 1]
    body = [run for run in runs if run.base > rules[1] + 1]
    columns = _columns(body, box)
    if not head or not 2 <= len(columns) <= _MOST_COLUMNS:
        return None
    rows = [head, *_rows(body, columns, rules)]
    if len(rows) < 3:
        return None
    areas = [area for number, row in enumerate(rows) for area in _cells(number, row, columns)]
    if len({area.column for area in areas}) < 2:
        return None
    return Ruled(box, tuple(areas), tuple(left for left, _ in columns), headed=True)


def _columns(runs: Sequence[Run], box: Box) -> list[tuple[float, float]]:
    """From where to where each column goes, by the white that no narrow run stands in."""
    wide = _SPANS * (box.right - box.left)
    found: list[list[float]] = []
    for run in sorted(runs, key=lambda each: each.left):
        if run.right - run.left > wide:
            continue
        if found and run.left < found[-1][1] + _GAP:
            found[-1][1] = max(found[-1][1], run.right)
        else:
            found.append([run.left, run.right])
    return [(left, right) for left, right in found]


def _rows(
    runs: Sequence[Run], columns: Sequence[tuple[float, float]], rules: Sequence[float]
) -> list[list[Run]]:
    """Rows from the top down: what the first column begins, wrapped lines left out."""
    lines = _base_lines(runs)
    gaps = [b[0].base - a[0].base for a, b in pairwise(lines)]
    closest = min(gaps, default=0.0)
    even = all(gap <= _NEXT_ROW * closest for gap in gaps)
    rows: list[list[Run]] = []
    for number, line in enumerate(lines):
        starts = any(run.left < columns[0][1] for run in line)
        apart = number == 0 or gaps[number - 1] > _NEXT_ROW * closest
        ruled = number > 0 and any(
            lines[number - 1][0].base < rule < line[0].base for rule in rules
        )
        several = len({_column(run, columns) for run in line}) > 1
        if not rows or ruled or (starts and (apart or (even and several))):
            rows.append(list(line))
        else:
            rows[-1] += line
    return rows


def _base_lines(runs: Sequence[Run]) -> list[list[Run]]:
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda each: each.base):
        if lines and run.base - lines[-1][0].base <= 0.4 * run.style.size:
            lines[-1].append(run)
        else:
            lines.append([run])
    return lines


def _column(run: Run, columns: Sequence[tuple[float, float]]) -> int:
    """The column that most of the run stands in."""
    shares = [min(run.right, right) - max(run.left, left) for left, right in columns]
    return shares.index(max(shares))


def _cells(
    number: int, row: Sequence[Run], columns: Sequence[tuple[float, float]]
) -> Iterator[Area]:
    """The cells of a row. A run over several columns spans them."""
    for column in range(len(columns)):
        own = tuple(run for run in row if _first_column(run, columns) == column)
        if not own:
            continue
        right = max(run.right for run in own)
        over = [c for c, (left, _) in enumerate(columns) if c > column and left < right - _GAP]
        yield Area(number, column, 1, 1 + len(over), own)


def _first_column(run: Run, columns: Sequence[tuple[float, float]]) -> int:
    over = [
        c
        for c, (left, right) in enumerate(columns)
        if min(run.right, right) - max(run.left, left) > _GAP
    ]
    return over[0] if over else _column(run, columns)
