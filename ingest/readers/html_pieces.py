"""What HTML is taken apart into: paragraphs, list items, headings and tables, with emphasis.

Made by `html_walk`. What a piece means (a heading in bold, a label) is decided by the callers:
`html_blocks` for any page, `ngc_blocks` for the guideline archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from ingest.tables import Grid


class Emphasis(IntEnum):
    """How all of a piece is printed, by how much it stands out."""

    NONE = 0
    ITALIC = 1
    UNDERLINED = 2
    BOLD_ITALIC = 3
    BOLD = 4
    BOLD_UNDERLINED = 5


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words that stand by themselves.

    `depth` counts the lists around them. `item` is true for the first words of a list item, `rank`
    is that of a heading element, else 0. `run_in` are the emphasised words that open the rest.
    """

    text: str
    depth: int = 0
    item: bool = False
    rank: int = 0
    emphasis: Emphasis = Emphasis.NONE
    run_in: str = ""
    note: bool = False


@dataclass(frozen=True, slots=True)
class TablePiece:
    """A table. `foot` are the rows of its foot, `cells` the pieces of each cell in order."""

    caption: str
    grid: Grid
    depth: int = 0
    foot: tuple[str, ...] = ()
    cells: tuple[tuple[Piece, ...], ...] = ()


Piece = Paragraph | TablePiece


def joined(found: Sequence[Piece]) -> Iterator[str]:
    """The words of a cell, a lead-in joined to its first item."""
    waiting = ""
    for piece in found:
        text = piece.text if isinstance(piece, Paragraph) else table_words(piece)
        if text.endswith(":"):
            waiting = f"{waiting} {text}".strip()
        elif text:
            yield f"{waiting} {text.rstrip(';')}".strip()
            waiting = ""
    if waiting:
        yield waiting


def lines(found: Sequence[Piece]) -> Iterator[str]:
    """Each paragraph and item of a cell with what leads it in."""
    leads: list[tuple[int, str]] = []
    for piece in found:
        if isinstance(piece, TablePiece):
            yield table_words(piece)
            continue
        place = 2 * piece.depth + (0 if piece.item else 1)
        while leads and leads[-1][0] >= place:
            leads.pop()
        yield " ".join([*(lead for _, lead in leads), piece.text])
        leads.append((place, piece.text))


def table_words(piece: TablePiece) -> str:
    """A table within a cell, row by row."""
    rows = (", ".join(dict.fromkeys(c.text for c in row if c.text)) for row in piece.grid.rows)
    return "; ".join(row for row in rows if row)
