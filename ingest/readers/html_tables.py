"""A table of HTML -> rows that can be read alone: caption, section, row header, column headers.

A row that spans the table is context for the rows below it. A row too long for one passage is said
line by line, each with the same context.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from corpus.text.strength import is_label
from ingest.document import Block, BlockKind
from ingest.readers.html_pieces import TablePiece
from ingest.tables import Cell, distinct, named_cells, row_sentence, spread_sentence, under

# About what fits into one passage; a longer row is divided.
_LONG = 900
# A first cell longer than this heads no row: its columns stand for themselves.
_LONGEST_ROW_HEADER = 400
_SECTION_CHARACTERS = 160
_GRADES = re.compile(
    r"(?:(?:strength|grade|class|level|category)\s+of\s+(?:the\s+)?recommendations?"
    r"|recommendation\s+(?:strength|grade|level|class)|(?:recommendation\s+)?grade|SOR|COR)\W*",
    re.I,
)
_RECOMMENDATIONS = re.compile(r"recommendation|statement", re.I)
_NOTE = re.compile(r"notes?\b|[*†‡§]", re.I)
_BRACKETS = re.compile(r"^[(\[]([^()\[\]]*)[)\]]\.?$")
_CODE = re.compile(r"[A-EI]|[12][A-D]|I{1,3}[ab]?|IV")


def is_layout(table: TablePiece) -> bool:
    """Whether the table has nothing of a table: one column, or one row of words."""
    rows = table.grid.rows
    columns = {len({id(cell) for cell in row if cell.text}) for row in rows}
    return max(columns, default=0) <= 1


def row_blocks(table: TablePiece, caption: str) -> Iterator[Block]:
    """One block a row; several for a row that is too long for one passage."""
    headers = table.grid.headers
    titles = [title for title in table.grid.titles if title.lower() not in caption.lower()]
    caption = under((caption,), ". ".join(titles)) if titles else caption
    section, waiting, said = "", False, False
    for row in table.grid.body:
        cells = list(distinct(row))
        if not cells:
            continue
        if len(cells) > 1 and all(cell.header for cell in cells):
            headers, said = _joined(() if said else headers, row), False
            yield replace(_row(table, "; ".join(cell.text for cell in cells)), searched=False)
            continue
        if is_section(row):
            if waiting:
                yield _row(table, under((caption,), section))
            section, waiting = cells[0].text, True
            continue
        waiting, said = False, True
        yield from _row_blocks(table, headers, row, (caption, section))
    if waiting:
        yield _row(table, under((caption,), section))


def _joined(headers: Sequence[str], row: Sequence[Cell]) -> tuple[str, ...]:
    """The headers of further header rows, below those that no row has stood under yet."""
    above = headers or [""] * len(row)
    pairs = zip(above, (cell.text for cell in row), strict=True)
    return tuple(", ".join(dict.fromkeys(part for part in pair if part)) for pair in pairs)


def is_section(row: Sequence[Cell]) -> bool:
    """Whether a row only names the rows below it: one short cell over all, or one header alone."""
    cells = list(distinct(row))
    if len(cells) != 1 or len(cells[0].text) > _SECTION_CHARACTERS or len(row) < 2:
        return False
    if _NOTE.match(cells[0].text):
        return False
    spans = all(cell is cells[0] for cell in row)
    return spans or (row[0] is cells[0] and cells[0].header)


def _row_blocks(
    table: TablePiece, headers: Sequence[str], row: Sequence[Cell], context: Sequence[str]
) -> Iterator[Block]:
    strength = _strength(headers, row)
    sentence = under(context, spread_sentence(headers, row))
    if len(sentence) <= _LONG or len(row) < 2:
        yield replace(_row(table, sentence), strength=strength)
        return
    cells = named_cells(headers, row)
    header, first = cells[0]
    heads = len(cells) > 1 and (first.header or len(first.text) <= _LONGEST_ROW_HEADER)
    opening = row_sentence([header], [first.text]) if heads else ""
    for header, cell in cells[1:] if heads else cells:
        for line in _divided(header, cell):
            yield _row(table, under((*context, opening), line))


def _divided(header: str, cell: Cell) -> Iterator[str]:
    lines = cell.lines if len(cell.text) > _LONG else (cell.text,)
    for line in lines:
        if line:
            yield f"{header.rstrip(' :')}: {line}" if header else line


def _row(table: TablePiece, sentence: str) -> Block:
    return Block(BlockKind.ROW, sentence, table.depth + 1)


def _strength(headers: Sequence[str], row: Sequence[Cell]) -> str | None:
    """The label in a column of grades, of a table that has a column of recommendations as well."""
    named = list(zip(headers, row, strict=True))
    graded = [(h, c.text) for h, c in named if _GRADES.fullmatch(h.strip())]
    if len(graded) != 1 or not any(
        _RECOMMENDATIONS.search(h) for h, _ in named if not _GRADES.fullmatch(h.strip())
    ):
        return None
    header, printed = graded[0]
    printed = _BRACKETS.sub(r"\1", printed.strip())
    if _CODE.fullmatch(printed):
        return f"Grade {printed}" if "grade" in header.lower() else f"{header}: {printed}"
    return printed if len(printed) <= 80 and is_label(printed) else None
