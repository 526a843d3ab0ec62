"""The body of a Word document -> the pieces that the HTML readers know, in reading order.

For the Word reader: paragraphs with their roles, tables with their merged cells, text boxes after
the paragraph that holds them, notes collected for the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml.etree import _Element

from corpus.errors import SourceError
from ingest.readers.docx_package import W
from ingest.readers.docx_runs import Words, read_words
from ingest.readers.docx_styles import Role, Styles, value
from ingest.readers.html_pieces import Emphasis, Paragraph, Piece, TablePiece, joined, lines
from ingest.tables import Cell, grid

_DEEPEST = 30
_TYPED_BULLET = re.compile(r"[•‣◦▪▫●○■□\ue000-\uf8ff]\s*|[-–—*]\s+")
_CAPTION = re.compile(r"(?:table|exhibit|box)\b", re.I)
_PLAIN_TABLES = frozenset(("", "tablegrid", "tablenormal"))
_THROUGH = frozenset(f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml"))
_GONE = frozenset(f"{W}{name}" for name in ("del", "moveFrom"))


@dataclass(slots=True)
class Walk:
    """The pieces so far, the numbers of notes, and the list that the walk stands in.

    `titles` are the paragraphs in the style of a title; `contents` those of tables of contents.
    """

    styles: Styles
    location: str
    pieces: list[Piece] = field(default_factory=list)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    titles: list[str] = field(default_factory=list)
    contents: set[int] = field(default_factory=set)
    items: list[tuple[int, int]] = field(default_factory=list)
    pending: Words | None = None
    caption: str = ""


def walk_body(element: _Element, walk: Walk, depth: int = 0) -> None:
    """Append what an element with paragraphs and tables holds."""
    if depth > _DEEPEST:
        raise SourceError(f"{walk.location}: tables or boxes are nested too deeply: take them out")
    for child in element:
        if child.tag == f"{W}p":
            _paragraph(child, walk, depth)
        elif child.tag == f"{W}tbl":
            _place_table(walk, child, depth)
        elif child.tag in _THROUGH:
            walk_body(child, walk, depth + 1)


def _paragraph(element: _Element, walk: Walk, depth: int) -> None:
    words = walk.pending or Words()
    walk.pending = None
    read_words(element, walk.numbers, words)
    if _mark_deleted(element):
        walk.pending = words  # it goes on in the next paragraph
        return
    role = walk.styles.role(element)
    text = words.text
    if text:
        _close_caption(walk)
        if role.caption and _CAPTION.match(text):
            walk.caption = text
        else:
            _append(text, words, role, walk)
    for box in words.boxes:
        walk_body(box, walk, depth + 1)


def _append(text: str, words: Words, role: Role, walk: Walk) -> None:
    if role.title:
        walk.titles.append(text)
    typed = _TYPED_BULLET.match(text) if not role.rank and not role.item else None
    if typed:
        text = text[typed.end() :]
    if role.rank:
        walk.items.clear()
        walk.pieces.append(Paragraph(text, rank=min(role.rank, 9)))
    elif role.item or typed:
        depth = _enter(max(role.item, 1), role.indent, walk)
        walk.pieces.append(Paragraph(text, depth, True))
    else:
        depth = min(role.continued, len(walk.items)) or _hanging(role.indent, walk)
        emphasis = Emphasis.NONE if depth else words.emphasis
        walk.pieces.append(Paragraph(text, depth, False, 0, emphasis))
    if role.contents:
        walk.contents.add(len(walk.pieces) - 1)


def _enter(level: int, indent: int, walk: Walk) -> int:
    """Open an item; the depth counts the items around it, however deep its style says."""
    while walk.items and walk.items[-1][0] >= level:
        walk.items.pop()
    walk.items.append((level, indent))
    return len(walk.items)


def _hanging(indent: int, walk: Walk) -> int:
    """How many of the open items a paragraph with this indent hangs below; the others close."""
    while walk.items and not 0 < walk.items[-1][1] <= indent:
        walk.items.pop()
    return len(walk.items)


def _mark_deleted(element: _Element) -> bool:
    """Whether the paragraph's end was deleted, so that it is one with the next."""
    mark = element.find(f"{W}pPr/{W}rPr")
    return mark is not None and any(child.tag in _GONE for child in mark)


def close(walk: Walk) -> None:
    """End the walk: what waits for a table or for more words is said as it is."""
    _close_caption(walk)
    if walk.pending is not None and walk.pending.text:
        walk.pieces.append(Paragraph(walk.pending.text))
    walk.pending = None


def _close_caption(walk: Walk) -> None:
    """A caption that no table followed is a paragraph."""
    if walk.caption:
        walk.pieces.append(Paragraph(walk.caption))
        walk.caption = ""


# -- Tables


@dataclass(frozen=True, slots=True)
class _Placed:
    """A cell as Word stores it: its first grid column, its width, and whether it goes on above."""

    element: _Element
    column: int
    width: int
    goes_on: bool


def _place_table(walk: Walk, element: _Element, depth: int) -> None:
    caption, walk.caption = walk.caption, ""
    piece = _table(element, caption, walk, depth)
    if any(cell.text for row in piece.grid.rows for cell in row):
        walk.pieces.append(piece)


def _table(element: _Element, caption: str, walk: Walk, depth: int) -> TablePiece:
    found = [(row, list(_placed(row))) for row in _rows(element)]
    inside: list[tuple[Piece, ...]] = []
    rows: list[list[Cell]] = []
    for number, (_, cells) in enumerate(found):
        own: list[Cell] = []
        for cell in cells:
            if cell.goes_on and number:
                continue
            pieces = _cell_pieces(cell.element, walk, depth)
            inside.append(pieces)
            height = _height(cell, found[number + 1 :])
            own.append(_cell(pieces, cell.width, height))
        rows.append(own)
    return TablePiece(caption, grid(rows, _heads(element, found, rows)), 0, (), tuple(inside))


def _rows(element: _Element) -> Iterator[_Element]:
    for child in element:
        if child.tag == f"{W}tr":
            properties = child.find(f"{W}trPr")
            if properties is None or properties.find(f"{W}del") is None:
                yield child
        elif child.tag in _THROUGH:
            yield from _rows(child)


def _cells_of(row: _Element) -> Iterator[_Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in _THROUGH:
            yield from _cells_of(child)


def _placed(row: _Element) -> Iterator[_Placed]:
    column = 0
    for cell in _cells_of(row):
        properties = cell.find(f"{W}tcPr")
        span = value(properties, "gridSpan") or "1"
        width = int(span) if span.isdigit() and 0 < int(span) <= 200 else 1
        merged = properties.find(f"{W}vMerge") if properties is not None else None
        goes_on = merged is not None and merged.get(f"{W}val") != "restart"
        yield _Placed(cell, column, width, goes_on)
        column += width


def _height(cell: _Placed, below: Sequence[tuple[_Element, list[_Placed]]]) -> int:
    height = 1
    for _, cells in below:
        if not any(c.column == cell.column and c.goes_on for c in cells):
            break
        height += 1
    return height


def _cell_pieces(element: _Element, walk: Walk, depth: int) -> tuple[Piece, ...]:
    inner = Walk(walk.styles, walk.location, numbers=walk.numbers)
    walk_body(element, inner, depth + 1)
    close(inner)
    return tuple(inner.pieces)


def _cell(pieces: Sequence[Piece], width: int, height: int) -> Cell:
    bold = bool(pieces) and all(
        isinstance(piece, Paragraph) and piece.emphasis >= Emphasis.BOLD_ITALIC for piece in pieces
    )
    return Cell("; ".join(joined(pieces)), bold, width, height, tuple(lines(pieces)))


def _heads(
    table: _Element,
    found: Sequence[tuple[_Element, list[_Placed]]],
    rows: Sequence[Sequence[Cell]],
) -> int:
    """How many rows at the top are headers: those marked so, else bold ones, else by the style."""
    marked = 0
    for row, _ in found[: len(rows) - 1]:
        if row.find(f"{W}trPr/{W}tblHeader") is None:
            break
        marked += 1
    if marked:
        return marked
    bold = 0
    for cells in rows[: len(rows) - 1]:
        named = [cell for cell in cells if cell.text]
        if len(named) < 2 or not all(cell.header for cell in named):
            break
        bold += 1
    return bold or int(len(rows) > 1 and _style_marks_first(table))


def _style_marks_first(table: _Element) -> bool:
    properties = table.find(f"{W}tblPr")
    style = (value(properties, "tblStyle") or "").lower()
    look = properties.find(f"{W}tblLook") if properties is not None else None
    if look is None or style in _PLAIN_TABLES:
        return False
    mask = look.get(f"{W}val") or "0"
    first = look.get(f"{W}firstRow")
    if first is not None:
        return first in ("1", "true", "on")
    try:
        return bool(int(mask, 16) & 0x20)
    except ValueError:
        return False
