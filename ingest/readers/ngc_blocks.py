"""The fields of an NGC summary -> Blocks: headings, recommendations with their labels, tables.

The summaries follow one house style: emphasised paragraphs as headings, definitions of the grades
at the end, labels over lists, beside run-in words or in tables. Called by `ngc`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.document import Block, BlockKind
from ingest.readers.html_blocks import heading_level, paragraph_block
from ingest.readers.html_pieces import Paragraph, Piece, TablePiece
from ingest.readers.html_tables import is_layout, row_blocks
from ingest.readers.ngc_labels import (
    label_of_heading,
    label_of_lead_in,
    opening_label,
    recommends,
    run_in_label,
    with_standing_labels,
)
from ingest.readers.ngc_parts import begins_apart, ends_apart, is_boilerplate, is_grading_table
from ingest.readers.ngc_ratings import is_rating_table, rating_blocks, without_number

_CONDITION = re.compile(r"clinical\s+condition\s*:\s*", re.I)
_VARIANT = re.compile(r"(?:variant|clinical\s+condition)\b", re.I)
_TITLE = re.compile(r"ACR\s+Appropriateness\s+Criteria\W*", re.I)
_REVIEW = re.compile(r"(?:summary\s+of\s+)?literature\s+review\W*$", re.I)
# Run-in words that name a part of the text; others ("In children:") belong to their sentence.
_RUN_IN = re.compile(
    r"(?:(?:key\s+|clinical\s+|guideline\s+|practice\s+|consensus\s+|summary\s+)?"
    r"(?:recommendations?|statements?|questions?|points?|comments?|remarks?|discussion|rationale"
    r"|background|justification|qualifying\s+statements?|summary|interpretation|conclusions?)"
    r"(?:\s+[A-Z]?\d[\w.()-]*|\s+[A-Z]\d?)?)",
    re.I,
)
_RUN_IN_LEVEL = 6
_QUESTION_LEVEL = 4
_VARIANT_LEVEL = 3
_ITEM_LEVEL = 4
_LONGEST_QUESTION = 400


@dataclass(slots=True)
class _Reading:
    """What is known of the place now being read. A level or depth of -1 is none."""

    own_labels: Collection[str]
    hidden: int = -1
    """The level of the heading whose part is not searched."""
    label: str | None = None
    label_level: int = -1
    list_label: str | None = None
    list_depth: int = -1
    condition: str = ""
    heading: str = ""


def field_blocks(pieces: Sequence[Piece], own_labels: Collection[str] = ()) -> list[Block]:
    """The blocks of one field. A label that stands alone is given to what it stands below.

    `own_labels` are the codes that the summary declares to be its grades.
    """
    return with_standing_labels(list(_blocks(pieces, _Reading(own_labels))))


def _blocks(pieces: Sequence[Piece], reading: _Reading) -> Iterator[Block]:
    for number, piece in enumerate(pieces):
        before = pieces[number - 1] if number else None
        after = pieces[number + 1] if number + 1 < len(pieces) else None
        if isinstance(piece, TablePiece):
            yield from _table(piece, reading)
        elif (level := _level(piece, before, after)) is not None:
            yield _heading(piece.text, level, pieces[number + 1 :], reading)
        else:
            yield from _paragraph(piece, after, reading)


# -- Headings


def _level(piece: Paragraph, before: Piece | None, after: Piece | None) -> int | None:
    if piece.emphasis and not piece.depth and _VARIANT.match(piece.text):
        return _VARIANT_LEVEL
    if piece.item and piece.depth == 1 and piece.emphasis and _heads_list(before, after):
        return _ITEM_LEVEL if len(piece.text) <= _LONGEST_QUESTION else None
    if _is_question(piece, before, after):
        return _QUESTION_LEVEL
    level = heading_level(piece, before, after)
    return 1 if level is not None and _REVIEW.match(piece.text) else level


def _is_question(piece: Paragraph, before: Piece | None, after: Piece | None) -> bool:
    """Whether a paragraph only asks what the recommendations below it answer."""
    asks = piece.text.endswith("?") and len(piece.text) <= _LONGEST_QUESTION
    led_in = isinstance(before, Paragraph) and before.text.endswith(":")
    leads_in = isinstance(after, Paragraph) and after.item
    return asks and not piece.depth and not led_in and not leads_in


def _heads_list(before: Piece | None, after: Piece | None) -> bool:
    """Whether an emphasised item heads what hangs below it, in a list that nothing leads in."""
    below = isinstance(after, Paragraph) and after.depth >= 1
    sibling = isinstance(after, Paragraph) and after.item and after.depth == 1
    led_in = isinstance(before, Paragraph) and before.text.endswith(":") and not before.depth
    return below and not sibling and not led_in


def _heading(text: str, level: int, rest: Sequence[Piece], reading: _Reading) -> Block:
    if level <= reading.hidden and ends_apart(text):
        reading.hidden = -1
    if reading.hidden < 0 and begins_apart(text, rest):
        reading.hidden = level
    if level <= reading.label_level or reading.label is None:
        reading.label, reading.label_level = label_of_heading(text), level
    reading.list_label, reading.list_depth = None, -1
    reading.heading = text
    if _CONDITION.match(text):
        reading.condition = _CONDITION.sub("", text, count=1)
    if _TITLE.fullmatch(text):
        return Block(BlockKind.PARAGRAPH, text, searched=False)
    return Block(BlockKind.HEADING, text, level, searched=reading.hidden < 0)


# -- Running text and lists


def _paragraph(piece: Paragraph, after: Piece | None, reading: _Reading) -> Iterator[Block]:
    block = paragraph_block(piece)
    if reading.hidden >= 0 or is_boilerplate(piece.text):
        yield replace(block, searched=False)
        return
    if not piece.item and piece.depth <= max(reading.list_depth, 0):
        reading.list_label, reading.list_depth = None, -1
    if not piece.item and (label := _label_of_list(piece, after)):
        reading.list_label, reading.list_depth = label, piece.depth
    if _names_a_part(piece, after) or run_in_label(piece.text):
        yield replace(block, searched=False)
        return
    yield from _parted(piece, block, _label_of_place(piece, reading), reading)


def _label_of_list(piece: Paragraph, after: Piece | None) -> str | None:
    """The label that a paragraph gives to the list below it."""
    leads = isinstance(after, Paragraph) and after.item
    return label_of_lead_in(piece.text) or (run_in_label(piece.text) if leads else None)


def _label_of_place(piece: Paragraph, reading: _Reading) -> str | None:
    """The label that stands over a paragraph or item, in a heading or over its list."""
    if piece.depth > reading.list_depth >= 0:
        return reading.list_label
    return reading.label if piece.depth or recommends(piece.text) else None


def _names_a_part(piece: Paragraph, after: Piece | None) -> bool:
    """Whether a paragraph within a list is printed as a heading and leads in no list."""
    if not piece.depth or piece.item or not piece.emphasis:
        return False
    leads = isinstance(after, Paragraph) and after.item and after.depth > piece.depth
    return not leads and heading_level(replace(piece, depth=0), None, after) is not None


def _parted(
    piece: Paragraph, block: Block, label: str | None, reading: _Reading
) -> Iterator[Block]:
    """The block, or what opens it and the rest where that is a label or names a part."""
    opening = _opening(piece, reading)
    if not opening:
        yield replace(block, strength=label)
        return
    rest = piece.text[len(opening) :].lstrip(" .:-–—")
    own = _own_label(opening, reading)
    if piece.depth or own:
        yield Block(BlockKind.PARAGRAPH, opening, piece.depth + 1, searched=False)
    else:
        yield Block(BlockKind.HEADING, opening.rstrip(" .:"), _RUN_IN_LEVEL)
    if rest:
        searched = not is_boilerplate(rest)
        yield replace(block, text=rest, strength=own or label, searched=searched)


def _opening(piece: Paragraph, reading: _Reading) -> str:
    """The words that open the paragraph and are no part of its first sentence, as printed."""
    printed = opening_label(piece.text)
    if printed:
        return printed
    opening = piece.run_in.rstrip(" .:-–—")
    mark = re.match(r"\s*(?:[.:]|[-–—]\s)\s*", piece.text[len(opening) :])
    if not opening or mark is None:
        return ""
    names_part = (
        not piece.item and _RUN_IN.fullmatch(opening) and mark.group().strip() in (".", ":")
    )
    if not names_part and _own_label(opening, reading) is None:
        return ""
    return piece.text[: len(opening) + mark.end()].rstrip()


def _own_label(opening: str, reading: _Reading) -> str | None:
    bare = opening.strip(" .:-–—")
    return bare if bare in reading.own_labels else run_in_label(bare)


# -- Tables


def _table(table: TablePiece, reading: _Reading) -> Iterator[Block]:
    apart = reading.hidden >= 0 or is_grading_table(table)
    for block in _table_blocks(table, reading, apart):
        yield replace(block, searched=block.searched and not apart)


def _table_blocks(table: TablePiece, reading: _Reading, apart: bool) -> Iterator[Block]:
    if is_rating_table(table):
        yield from rating_blocks(table, _rating_caption(table, reading))
        return
    if is_layout(table):
        for cell in table.cells:
            yield from _blocks(cell, reading)
    else:
        yield from row_blocks(table, "" if apart else table.caption or reading.heading)
    for text in table.foot:
        yield Block(BlockKind.PARAGRAPH, text, table.depth + 1)


def _rating_caption(table: TablePiece, reading: _Reading) -> str:
    """The variant in words, after the clinical condition where it does not name that itself."""
    printed = reading.heading if _VARIANT.match(reading.heading) else table.caption
    variant = without_number(_CONDITION.sub("", printed, count=1))
    known = set(re.findall(r"\w{4,}", variant.lower()))
    named = set(re.findall(r"\w{4,}", reading.condition.lower()))
    if not named or len(named & known) * 2 >= len(named):
        return variant
    return f"{reading.condition.rstrip('.')}. {variant}"
