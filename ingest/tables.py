"""A table row becomes one sentence that names its column headers, so that it can be read alone.

The words are the table's; their order is ours, so a row is kept as one unit and never cut. Readers
give cells as they are printed; spans are spread out here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

# What HTML allows a cell to span, and more than any table needs.
_MOST_COLUMNS = 200
# Places that spans may fill: a page of a few kilobytes could ask for billions.
_MOST_PLACES = 500_000
_SENTENCE_ENDS = (".", "?", "!", ":", ";")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as printed, with how far it reaches. `lines` are its paragraphs and list items.

    A list item is led in by what stands above it in the cell, so each line can be read alone.
    """

    text: str
    header: bool = False
    columns: int = 1
    rows: int = 1
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with every place filled: a cell that spans several stands in each of them.

    All rows are equally long. `heads` counts the header rows at the top.
    """

    rows: tuple[tuple[Cell, ...], ...]
    heads: int = 0

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    @property
    def headers(self) -> tuple[str, ...]:
        """One header a column: those of several header rows from the top down, joined."""
        columns = zip(*(row for row in self.rows[: self.heads] if not _one(row)), strict=True)
        joined = tuple(", ".join(dict.fromkeys(c.text for c in own if c.text)) for own in columns)
        return joined or ("",) * self.width

    @property
    def titles(self) -> tuple[str, ...]:
        """Header rows of one cell over all columns: they name the table."""
        return tuple(row[0].text for row in self.rows[: self.heads] if _one(row) and row[0].text)

    @property
    def body(self) -> tuple[tuple[Cell, ...], ...]:
        return self.rows[self.heads :]


def _one(row: Sequence[Cell]) -> bool:
    return len(row) > 1 and all(cell is row[0] for cell in row)


def grid(rows: Sequence[Sequence[Cell]], heads: int = 0) -> Grid:
    """Spread out cells that span columns or rows, as HTML lays tables down.

    A span that reaches beyond the last row, or over a place that is taken, is cut there; and every
    span, once the table would grow beyond what anybody prints.
    """
    placed: list[list[Cell | None]] = [[] for _ in rows]
    taken = 0
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while column < len(placed[number]) and placed[number][column] is not None:
                column += 1
            taken += max(cell.columns, 1) * max(cell.rows, 1)
            spread = cell if taken <= _MOST_PLACES else replace(cell, columns=1, rows=1)
            _place(spread, number, column, placed)
    width = max((len(row) for row in placed), default=0)
    nothing = Cell("")
    filled = (row + [None] * (width - len(row)) for row in placed)
    return Grid(tuple(tuple(cell or nothing for cell in row) for row in filled), heads)


def _place(cell: Cell, first: int, column: int, placed: list[list[Cell | None]]) -> None:
    columns = min(max(cell.columns, 1), _MOST_COLUMNS)
    for row in placed[first : first + max(cell.rows, 1)]:
        row.extend([None] * (column + columns - len(row)))
        for place in range(column, column + columns):
            if row[place] is not None:
                break
            row[place] = cell


def row_sentence(headers: Sequence[str], cells: Sequence[str]) -> str:
    """ "Drug: amoxicillin; Dose: 500 mg" from headers and cells; empty cells are left out."""
    padded = [*headers, *[""] * (len(cells) - len(headers))]
    pairs = ((h.strip(), c.strip()) for h, c in zip(padded, cells, strict=False) if c.strip())
    return "; ".join(f"{header}: {cell}" if header else cell for header, cell in pairs)


def named_cells(headers: Sequence[str], row: Sequence[Cell]) -> list[tuple[str, Cell]]:
    """The cells of a row of a grid, each once, with the headers of the columns that it covers.

    A cell over all columns has none: it is a note to the table.
    """
    found: list[tuple[str, Cell]] = []
    for _, group in groupby(zip(headers, row, strict=True), key=lambda pair: id(pair[1])):
        own = list(group)
        over = own if len(own) < len(row) or len(row) == 1 else ()
        names = dict.fromkeys(header.rstrip(" :") for header, _ in over if header)
        found.append((", ".join(names), own[0][1]))
    return found


def spread_sentence(headers: Sequence[str], row: Sequence[Cell]) -> str:
    """`row_sentence` of a row of a grid: a cell under several headers is said once."""
    named = named_cells(headers, row)
    return row_sentence([header for header, _ in named], [cell.text for _, cell in named])


def under(context: Sequence[str], sentence: str) -> str:
    """The sentence after what stands over it: "Caption. Section. Drug: amoxicillin"."""
    parts = [part.strip() for part in (*context, sentence)]
    kept = [part for part in parts if part]
    ended = (part if part.endswith(_SENTENCE_ENDS) else f"{part}." for part in kept[:-1])
    return " ".join([*ended, *kept[-1:]])


def distinct(cells: Sequence[Cell]) -> Iterator[Cell]:
    """The cells of a row, each once, empty ones left out."""
    for cell, _ in groupby(cells):
        if cell.text:
            yield cell
