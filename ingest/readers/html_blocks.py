"""Pieces of HTML -> Blocks, for any page; and what makes a paragraph a heading.

Web pages and archives print headings as emphasised paragraphs, seldom as heading elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.document import Block, BlockKind
from ingest.readers.html_pieces import Emphasis, Paragraph, Piece, TablePiece
from ingest.readers.html_tables import is_layout, row_blocks

# Levels of emphasised paragraphs, below those of heading elements that open a page.
_LEVELS = {
    Emphasis.BOLD_UNDERLINED: 2,
    Emphasis.BOLD: 3,
    Emphasis.UNDERLINED: 4,
    Emphasis.BOLD_ITALIC: 4,
    Emphasis.ITALIC: 5,
}
_MOST_CHARACTERS = 220
_MOST_WORDS_OF_ITALICS = 14
# What only a sentence says. "Recommendations for imaging" says none of it.
_SAYS = re.compile(
    r"\b(?:should|must|recommends?|suggests?|is|are|was|were|has|have|may|can|cannot|do\s+not)\b",
    re.I,
)
_CONDITION = re.compile(
    r"(?:for|in|if|when|among|with|during|after|before|at|the\s+following|these|do|avoid)\b", re.I
)
_FEW_WORDS = 6


def heading_level(piece: Paragraph, before: Piece | None, after: Piece | None) -> int | None:
    """The level of a paragraph that is printed as a heading, or None.

    A bold sentence is no heading, and neither is what leads in a list ("Do not use:"): its items
    must carry it.
    """
    if piece.rank:
        return piece.rank
    level = _LEVELS.get(piece.emphasis)
    if level is None or piece.depth or len(piece.text) > _MOST_CHARACTERS:
        return None
    words = len(piece.text.split())
    if piece.emphasis is Emphasis.ITALIC and words > _MOST_WORDS_OF_ITALICS:
        return None
    if _is_sentence(piece.text, words) or _leads_in(piece.text, words, after):
        return None
    return None if _continues_lead_in(before) else level


def _is_sentence(text: str, words: int) -> bool:
    """Whether the words state something. A question is a heading: it is not quoted."""
    if text.endswith("?"):
        return False
    if text.endswith((".", "!", ")", "]")) and words > _FEW_WORDS:
        return _SAYS.search(text) is not None
    return text.endswith((",", ";")) or (words > _FEW_WORDS and _SAYS.search(text) is not None)


def _leads_in(text: str, words: int, after: Piece | None) -> bool:
    if not (isinstance(after, Paragraph) and after.item):
        return False
    return text.endswith(":") and (words > _FEW_WORDS or _CONDITION.match(text) is not None)


def _continues_lead_in(before: Piece | None) -> bool:
    """ "Do not use:", then "In pregnancy" in italics: a heading would part them."""
    return isinstance(before, Paragraph) and not before.emphasis and before.text.endswith(":")


def blocks(pieces: Sequence[Piece]) -> Iterator[Block]:
    """The blocks of a page in reading order."""
    for number, piece in enumerate(pieces):
        before = pieces[number - 1] if number else None
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        if isinstance(piece, TablePiece):
            yield from table_blocks(piece)
        elif (level := heading_level(piece, before, after)) is not None:
            yield Block(BlockKind.HEADING, piece.text, level)
        else:
            yield paragraph_block(piece)


def paragraph_block(piece: Paragraph) -> Block:
    """A piece that is no heading as a block of running text or a list item."""
    if piece.item:
        return Block(BlockKind.ITEM, piece.text, piece.depth)
    return Block(BlockKind.PARAGRAPH, piece.text, piece.depth + 1)


def table_blocks(table: TablePiece, caption: str = "") -> Iterator[Block]:
    """A table's rows as sentences; a table that only lays out a page as the page's own text."""
    if is_layout(table):
        for cell in table.cells:
            yield from blocks(cell)
    else:
        yield from row_blocks(table, table.caption or caption)
        yield from foot_blocks(table)


def foot_blocks(table: TablePiece) -> Iterator[Block]:
    for text in table.foot:
        yield Block(BlockKind.PARAGRAPH, text, table.depth + 1)
