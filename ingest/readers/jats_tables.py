"""A table of a JATS article -> rows that can be read alone, and its notes. For the JATS reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ingest.document import Block, BlockKind
from ingest.readers.html_pieces import TablePiece
from ingest.readers.html_tables import row_blocks
from ingest.readers.inline_xml import words
from ingest.readers.xml_records import Element
from ingest.tables import Cell, grid

_MOST_SPANNED = 200


def table_blocks(wrap: Element, depth: int, *, searched: bool) -> Iterator[Block]:
    """The rows of a <table-wrap>, each with label and caption; below them its notes, not searched.

    A table that is a picture, or has no rows, gives its caption alone.
    """
    caption = _caption(wrap)
    tables = [*wrap.iter("table")]
    rows = [block for table in tables for block in _rows(table, caption, depth)]
    if not rows and any(map(str.isalnum, caption)):
        rows = [Block(BlockKind.PARAGRAPH, caption, depth + 1)]
    for block in rows:
        yield block if searched else replace(block, searched=False)
    for note in _notes(wrap):
        yield Block(BlockKind.PARAGRAPH, note, depth + 1, searched=False)


def _caption(wrap: Element) -> str:
    parts = [words(wrap.find("label"))]
    caption = wrap.find("caption")
    if caption is not None:
        parts += [words(child) for child in caption] or [words(caption)]
    return " ".join(p if p.endswith((".", ":", "?")) else f"{p}." for p in parts if p)


def _rows(table: Element, caption: str, depth: int) -> Iterator[Block]:
    heads = [_cells(row) for row in table.iterfind("thead/tr")]
    body = [_cells(row) for row in table.iterfind("tr")]
    for part in table:
        if part.tag in ("tbody", "tfoot"):
            body += [_cells(row) for row in part.iterfind("tr")]
    count = len(heads)
    if not heads and body and body[0] and all(cell.header for cell in body[0]):
        count = 1
    found = grid([*heads, *body], count)
    if not body:
        found = grid(heads, 0)  # all rows in the head: some publishers mark tables so
    yield from row_blocks(TablePiece(caption, found, depth), caption)


def _cells(row: Element) -> list[Cell]:
    return [
        Cell(
            words(cell),
            cell.tag == "th",
            _span(cell, "colspan"),
            _span(cell, "rowspan"),
            tuple(filter(None, (words(line) for line in cell.iterfind("p")))),
        )
        for cell in row
        if cell.tag in ("td", "th")
    ]


def _span(cell: Element, name: str) -> int:
    printed = cell.get(name, "1").strip()
    return min(int(printed), _MOST_SPANNED) if printed.isdecimal() and len(printed) < 6 else 1


def _notes(wrap: Element) -> Iterator[str]:
    foot = wrap.find("table-wrap-foot")
    if foot is None:
        return
    for child in foot:
        label, said = words(child.find("label")), []
        inside = [*child.iterfind("p")] if child.tag in ("fn", "fn-group") else [child]
        inside = inside or [*child.iterfind("fn/p")]
        said = [text for text in map(words, inside) if text]
        if said:
            yield f"{label} {' '.join(said)}".strip()
