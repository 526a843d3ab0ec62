"""PDF: paragraphs, lists, headings and tables of any layout, each with its page.

What is drawn is put back into what was written: `pdf_content` takes the file apart, `pdf_flow`
finds the reading order, and this module says what each part is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.errors import SourceError
from corpus.model import SourceKind
from corpus.text.sentences import sentence_spans
from ingest.document import Block, BlockKind, Document, RawDocument
from ingest.readers.html_blocks import table_blocks
from ingest.readers.pdf_cells import header_rows, table_piece
from ingest.readers.pdf_content import Page, PdfContent, content
from ingest.readers.pdf_flow import Flow, PlacedTable, flow
from ingest.readers.pdf_headings import Headings, is_caption
from ingest.readers.pdf_paragraphs import Para
from ingest.readers.pdf_source import pdf_source
from ingest.readers.pdf_words import continued_by, words_of
from ingest.readers.unsearched import without_apparatus
from ingest.tables import Cell

MAGIC = b"%PDF-"
_HEAD = 1024
_LEAST_PLACED = 0.5
_NOTED_PLACED = 0.98
_MOST_UNKNOWN = 0.2
_PICTURED = 0.3
_FEW_CHARACTERS = 25
_MOST_NAMED = 12
_UNFINISHED = re.compile(r"\b(?:a|an|and|at|by|for|from|in|of|on|or|the|to|with)$", re.I)
_SAME_WIDTH = 4.0
_SOME_WORDS, _MOST_NUMBERS = 12, 0.4


def is_pdf(data: bytes) -> bool:
    """Whether the bytes are a PDF, whatever the file is called."""
    return MAGIC in data[:_HEAD]


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """One PDF. Raises SourceError for what is locked, damaged, too large or without meaning."""
    if not is_pdf(raw.data):
        raise SourceError(f"{raw.location} is not a PDF, whatever its name says: check the file")
    found = content(raw.data, raw.location)
    if not any(page.characters for page in found.pages):
        return Document(pdf_source(raw, kind, found, ()), (), notes=tuple(_notes(found, 1.0)))
    read_flow = flow(found.pages)
    share = _placed(found, read_flow)
    _refuse_unreadable(raw, found, share)
    headings = Headings(
        [i for i in read_flow.items if isinstance(i, Para)], read_flow.body, found.outline
    )
    blocks = tuple(without_apparatus(_whole_headings(_blocks(read_flow, headings))))
    source = pdf_source(raw, kind, found, read_flow.items)
    return Document(source, blocks, notes=tuple(_notes(found, share)))


# -- What was read, and what was not


def _placed(found: PdfContent, read_flow: Flow) -> float:
    """The share of the characters printed that were given a place in the text."""
    printed = sum(page.characters - page.hidden for page in found.pages)
    return min(read_flow.placed / printed, 1.0) if printed else 1.0


def _refuse_unreadable(raw: RawDocument, found: PdfContent, share: float) -> None:
    unknown = sum(page.unknown for page in found.pages)
    total = sum(page.characters for page in found.pages)
    if unknown > _MOST_UNKNOWN * total:
        raise SourceError(
            f"{raw.location} does not say which letters its fonts print"
            f" ({unknown} of {total} characters): print it to a new PDF or recognise its text (OCR)"
        )
    if share < _LEAST_PLACED:
        raise SourceError(
            f"{raw.location} was read to {share:.0%} only (its text is slanted or off the page):"
            " print it to a new PDF"
        )


def _notes(found: PdfContent, share: float) -> Iterator[str]:
    """What a person should know of what was read, one line each."""
    pictures = [page.number for page in found.pages if _is_picture(page)]
    if pictures:
        whole = " (all of them)" if len(pictures) == len(found.pages) else ""
        yield f"{_named(pictures)} a picture: no text read{whole}; recognise the text (OCR) first"
    recognised = [page.number for page in found.pages if page.recognised]
    if recognised:
        yield f"{_named(recognised)} recognised from a picture: check the words"
    broken = [page.number for page in found.pages if page.broken]
    if broken:
        yield f"{_named(broken)} damaged: not read"
    if share < _NOTED_PLACED:
        yield f"{1 - share:.1%} of the characters were left out: slanted, or off the page"


def _is_picture(page: Page) -> bool:
    return page.characters < _FEW_CHARACTERS and page.pictured > _PICTURED


def _named(pages: Sequence[int]) -> str:
    if len(pages) == 1:
        return f"page {pages[0]} is"
    more = f" and {len(pages) - _MOST_NAMED} more" if len(pages) > _MOST_NAMED else ""
    return f"pages {', '.join(map(str, pages[:_MOST_NAMED]))}{more} are each"


# -- Blocks


@dataclass(slots=True)
class _Before:
    """The table that ended last, for one that goes on on the next page."""

    page: int = 0
    edges: tuple[float, ...] = ()
    heads: tuple[tuple[Cell, ...], ...] = ()
    caption: str = ""


def _blocks(found: Flow, headings: Headings) -> Iterator[Block]:
    before = _Before()
    caption: Para | None = None
    for number, item in enumerate(found.items):
        after = found.items[number + 1] if number + 1 < len(found.items) else None
        if isinstance(item, PlacedTable):
            directly = number > 0 and isinstance(found.items[number - 1], PlacedTable)
            title = caption.text if caption else ""
            yield from _table(item, title, found, before, directly=directly)
            caption = None
        elif is_caption(item.text) and isinstance(after, PlacedTable):
            caption = item
        elif item.text:
            yield from _para(item, found, headings.level(item))


def _whole_headings(found: Iterable[Block]) -> Iterator[Block]:
    """A heading over several lines that stand apart as one: "Prevention in" and "Schools"."""
    waiting: Block | None = None
    for block in found:
        if waiting is not None and _goes_on(waiting, block):
            block = replace(waiting, text=f"{waiting.text} {block.text}")
        elif waiting is not None:
            yield waiting
        waiting = block
    if waiting is not None:
        yield waiting


def _goes_on(before: Block, block: Block) -> bool:
    headings = before.kind is BlockKind.HEADING and block.kind is BlockKind.HEADING
    if not headings or (before.level, before.page) != (block.level, block.page):
        return False
    return block.text[:1].islower() or _UNFINISHED.search(before.text) is not None


def _para(para: Para, found: Flow, level: int | None) -> Iterator[Block]:
    if level is not None:
        yield Block(BlockKind.HEADING, para.text, level, para.page)
        return
    searched = id(para) not in found.notes and not _is_figures(para.text)
    kind = BlockKind.ITEM if para.item else BlockKind.PARAGRAPH
    depth = para.depth if para.item else para.depth + 1
    parts = list(_by_page(para, found))
    yield Block(kind, parts[0][1], depth, parts[0][0], searched)
    for page, text in parts[1:]:
        yield Block(BlockKind.PARAGRAPH, text, para.depth + 1, page, searched)


def _is_figures(text: str) -> bool:
    """Whether it is numbers that have lost the table around them: no sentence."""
    if not any(map(str.isalpha, text)):
        return True
    words = text.split()
    numbers = sum(any(map(str.isdigit, word)) for word in words)
    return len(words) >= _SOME_WORDS and numbers > _MOST_NUMBERS * len(words)


def _by_page(para: Para, found: Flow) -> Iterator[tuple[int, str]]:
    """A paragraph over several pages, parted where the first sentence of a page begins."""
    pages = list(dict.fromkeys(line.page for line in para.lines))
    if len(pages) == 1:
        yield para.page, para.text
        return
    text, page = "", pages[0]
    for number in pages:
        own = [line for line in para.lines if line.page == number]
        words = words_of(
            replace(para, lines=own, item=para.item and number == pages[0]), found.known
        )
        joined = continued_by(text, words, found.known) if text else words
        end = next((s.end for s in sentence_spans(joined) if s.end > len(text)), len(joined))
        if text and joined[end:].strip():
            yield page, joined[:end].strip()
            joined, page = joined[end:].strip(), number
        text = joined
    yield page, text


def _alike(edges: Sequence[float], before: Sequence[float]) -> bool:
    """Whether columns are as wide as those before; left and right pages differ in their margins."""
    widths = ([edge - own[0] for edge in own] for own in (edges, before) if own)
    one, other = next(widths, []), next(widths, [])
    return len(one) == len(other) and all(
        abs(a - b) < _SAME_WIDTH for a, b in zip(one, other, strict=True)
    )


def _table(
    item: PlacedTable, caption: str, found: Flow, before: _Before, *, directly: bool
) -> Iterator[Block]:
    """The rows. A table `directly` after another, on the next page and alike, goes on with it."""
    follows = directly and item.page == before.page + 1 and not caption
    above = before.heads if follows and _alike(item.table.edges, before.edges) else ()
    piece = table_piece(item.table, caption, item.page, found.leading, found.known, above)
    heads = tuple(header_rows(piece))
    if follows and (above or heads == before.heads):
        caption = before.caption
        piece = replace(piece, caption=caption)
    before.page, before.edges, before.caption = item.page, item.table.edges, caption
    before.heads = heads
    for block in table_blocks(piece):
        yield replace(block, page=item.page)
