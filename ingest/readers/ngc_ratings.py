"""Rating tables of the ACR Appropriateness Criteria: each procedure with its rating in words.

Two styles are printed: a category ("Usually Not Appropriate") and, until 2016, a number from 1 to 9
that only the table's own scale explains. The category is part of the sentence in both, so that no
row can be read as advice to do what is rated as inappropriate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from ingest.document import Block, BlockKind
from ingest.readers.html_pieces import TablePiece
from ingest.readers.html_tables import is_section
from ingest.tables import Cell, distinct, under

_PROCEDURE = re.compile(r"procedure|treatment|modality|regimen|therapy|intervention", re.I)
_RATED = re.compile(r"(?:appropriateness\s+category|rating)s?\W*", re.I)
_COMMENTS = re.compile(r"comments?\W*", re.I)
_CATEGORY = re.compile(r"(?:usually(?:\s+not)?|may\s+be)\s+appropriate(?:\s*\([^()]*\))?", re.I)
_SCALE = re.compile(
    r"((?:\d[\s,-]*(?:(?:and|or)\s)?){1,9})[-:=]?\s?"
    r"((?:usually(?:\s+not)?|may\s+be)\s+appropriate)",
    re.I,
)
_VARIANT = re.compile(r"(?:table\s*:?\s*)?variant\s*\d+\w?\s*[:.]?\s*", re.I)
_RADIATION = re.compile(r"RRL|relative\s+radiation\s+level", re.I)


def is_rating_table(table: TablePiece) -> bool:
    headers = table.grid.headers
    return len(headers) > 1 and any(_RATED.fullmatch(h) for h in headers[1:])


def without_number(variant: str) -> str:
    """ "Variant 1: Low risk." as "Low risk."."""
    return _VARIANT.sub("", variant, count=1)


def rating_blocks(table: TablePiece, caption: str) -> Iterator[Block]:
    """One block a rated procedure, then what else the table says, and its foot unsearched."""
    headers = table.grid.headers
    rated = next(n for n, h in enumerate(headers) if n and _RATED.fullmatch(h))
    scale = _scale(table)
    section = ""
    yield _block(table, "; ".join(headers), searched=False)
    for row in table.grid.body:
        cells = list(distinct(row))
        if not cells:
            continue
        if is_section(row) or (len(row) > 1 and all(cell is row[0] for cell in row)):
            section = cells[0].text if is_section(row) and not _SCALE.search(cells[0].text) else ""
            yield _block(table, cells[0].text, searched=False)
            continue
        yield _rating(table, headers, row, rated, scale, (caption, section))
    for text in table.foot:
        yield _block(table, text, searched=False)


def _rating(
    table: TablePiece,
    headers: Sequence[str],
    row: Sequence[Cell],
    rated: int,
    scale: Mapping[str, str],
    context: Sequence[str],
) -> Block:
    printed = row[rated].text
    words, strength = _in_words(printed, scale)
    named = f"{row[0].text}: {words}" if words and row[0].text else row[0].text or words
    others = [
        f"{header}: {cell.text}" if header else cell.text
        for n, (header, cell) in enumerate(zip(headers, row, strict=True))
        if n not in (0, rated) and cell.text and not _RADIATION.match(header)
    ]
    sentence = under(context, "; ".join([named.rstrip("."), *others]))
    return Block(BlockKind.ROW, sentence, table.depth + 1, strength=strength)


def _in_words(printed: str, scale: Mapping[str, str]) -> tuple[str, str | None]:
    """A rating as it is said, and its label: none where the scale does not tell what it means."""
    if _CATEGORY.fullmatch(printed):
        return printed, printed
    meaning = scale.get(printed)
    if meaning is None:
        return (f"rating {printed}" if printed.isdigit() else printed), None
    return f"rating {printed} ({meaning.lower()})", f"Rating {printed} ({meaning.lower()})"


def _scale(table: TablePiece) -> dict[str, str]:
    """What each number means, by the scale that is printed with the table."""
    rows = (cell.text for row in table.grid.body for cell in row[:1])
    found: dict[str, str] = {}
    for text in (*table.foot, *rows):
        for numbers, meaning in _SCALE.findall(text):
            ends = [int(n) for n in re.findall(r"\d", numbers)]
            spread = range(ends[0], ends[-1] + 1) if "-" in numbers else ends
            found.update((str(number), " ".join(meaning.split())) for number in spread)
    return found


def _block(table: TablePiece, text: str, *, searched: bool) -> Block:
    return Block(BlockKind.PARAGRAPH, text, table.depth + 1, searched=searched)
