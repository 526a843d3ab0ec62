"""A table of a PDF -> the table that the HTML readers know, so that its rows are said as theirs.

For the PDF reader. The header rows are those printed otherwise than the rest of the table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from ingest.readers.html_pieces import Paragraph, TablePiece, joined, lines
from ingest.readers.pdf_content import Style
from ingest.readers.pdf_lines import lines as lines_of
from ingest.readers.pdf_paragraphs import paragraphs
from ingest.readers.pdf_tables import Area, Ruled
from ingest.readers.pdf_words import Vocabulary, words_of
from ingest.tables import Cell, grid

# The boxes of a form that nobody has ticked: "Yes No".
_CHOICES = re.compile(
    r"(?=.*\byes\b)(?=.*\bno\b)(?:\W*\b(?:yes|no|not\s+applicable|n/?a)\b)+\W*", re.I
)
_MOST_HEADS = 3
_WORDED = 40
_LONGEST_HEADER = 120


def table_piece(
    table: Ruled,
    caption: str,
    page: int,
    leading: Callable[[float], float],
    known: Vocabulary,
    above: Sequence[Sequence[Cell]] = (),
) -> TablePiece:
    """The table as read. `above` are the header rows of the page before, where it goes on."""
    usual = _usual_style(table)
    inside = {area: _paragraphs(area, page, leading, known) for area in table.areas}
    looks = {area: _look(area) for area in table.areas}
    height = max((area.row + area.rows for area in table.areas), default=0)
    width = max((area.column + area.columns for area in table.areas), default=0)
    rows = [_row(number, width, table.areas, inside, looks, usual) for number in range(height)]
    heads = 1 if table.headed else _heads(rows)
    rows = [*rows[:heads], *_filled_down(rows[heads:])]
    if not heads and above:
        rows, heads = [*map(list, above), *rows], len(above)
    cells = tuple(inside[area] for area in table.areas)
    return TablePiece(caption, grid(rows, heads), 0, (), cells)


def header_rows(piece: TablePiece) -> list[tuple[Cell, ...]]:
    """The header rows, spread out, for the table's next part."""
    return [
        tuple(Cell(cell.text, True) for cell in row) for row in piece.grid.rows[: piece.grid.heads]
    ]


def _paragraphs(
    area: Area, page: int, leading: Callable[[float], float], known: Vocabulary
) -> tuple[Paragraph, ...]:
    found = paragraphs(lines_of(area.runs, page), leading)
    read = [Paragraph(words_of(p, known), p.depth, p.item) for p in found]
    if _CHOICES.fullmatch(" ".join(piece.text for piece in read)):
        return ()
    return tuple(piece for piece in read if piece.text)


def _row(
    number: int,
    width: int,
    areas: Sequence[Area],
    inside: dict[Area, tuple[Paragraph, ...]],
    looks: dict[Area, Style | None],
    usual: Style | None,
) -> list[Cell]:
    """The cells that begin in a row, empty ones where none does and none reaches into it."""
    row: list[Cell] = []
    column = 0
    while column < width:
        area = next((a for a in areas if a.column == column and _reaches(a, number)), None)
        if area is None:
            row.append(Cell(""))
        elif area.row == number:
            found = inside[area]
            header = looks[area] is not None and looks[area] != usual
            text = "; ".join(joined(found))
            header = header and len(text) <= _LONGEST_HEADER
            row.append(Cell(text, header, area.columns, area.rows, tuple(lines(found))))
        column += area.columns if area else 1
    return row


def _filled_down(rows: Sequence[list[Cell]]) -> list[list[Cell]]:
    """An empty place below the name of a row of words stands for this name once more."""
    above = ""
    filled: list[list[Cell]] = []
    for row in rows:
        worded = len(row) > 1 and any(len(cell.text) > _WORDED for cell in row[1:])
        if row and not row[0].text and above and worded and row[0].columns == 1:
            row = [replace(row[0], text=above), *row[1:]]
        above = row[0].text if row else ""
        filled.append(row)
    return filled


def _reaches(area: Area, row: int) -> bool:
    return area.row <= row < area.row + area.rows


def _look(area: Area) -> Style | None:
    """How most of a cell's letters are printed, its size left out; None for an empty cell."""
    letters: Counter[Style] = Counter()
    for run in area.runs:
        letters[_plain(run.style)] += sum(map(str.isalnum, run.text))
    return letters.most_common(1)[0][0] if letters else None


def _usual_style(table: Ruled) -> Style | None:
    """How the words of most of the table below its first row are printed."""
    letters: Counter[Style] = Counter()
    for area in table.areas:
        if area.row:
            for run in area.runs:
                letters[_plain(run.style)] += sum(map(str.isalnum, run.text))
    return letters.most_common(1)[0][0] if letters else None


def _plain(style: Style) -> Style:
    return style._replace(size=0.0, italic=False)


def _heads(rows: Sequence[Sequence[Cell]]) -> int:
    heads = 0
    while heads < min(len(rows) - 1, _MOST_HEADS) and _is_header(rows[heads]):
        heads += 1
    return heads


def _is_header(row: Sequence[Cell]) -> bool:
    named = [cell for cell in row if cell.text]
    return len(named) > 1 and all(cell.header for cell in named)
