"""Word documents (.docx): headings by style, lists with their levels, tables, notes at the end.

Text as it stands after tracked changes. Headers, footers and comments are not part of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lxml.etree import _Element

from corpus.model import SourceKind
from ingest.document import Block, BlockKind, Document, RawDocument
from ingest.readers.described import (
    Described,
    described_source,
    doi_in,
    is_body,
    usable_title,
)
from ingest.readers.docx_package import ZIP_MAGIC, Package, W, opened
from ingest.readers.docx_runs import Words, read_words
from ingest.readers.docx_styles import Styles
from ingest.readers.docx_walk import Walk, close, walk_body
from ingest.readers.html_blocks import blocks
from ingest.readers.html_pieces import Paragraph, Piece
from ingest.readers.superscript import raised
from ingest.readers.unsearched import without_apparatus

_DC = "{http://purl.org/dc/elements/1.1/}"
_CP = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}"
_OPENING = 12
MAGIC = ZIP_MAGIC


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """One Word document. Raises SourceError for what is damaged, locked, too large or none."""
    package = opened(raw)
    walk = Walk(Styles(package), raw.location)
    body = package.document.find(f"{W}body")
    if body is not None:
        walk_body(body, walk)
    close(walk)
    found = (*without_apparatus(_blocks(walk)), *_notes(package, walk))
    return Document(described_source(raw, kind, _described(package, walk)), found)


def _blocks(walk: Walk) -> Iterator[Block]:
    """The blocks; tables of contents stand in the text and are not searched."""
    start = 0
    for stop in [*sorted(walk.contents), len(walk.pieces)]:
        yield from blocks(walk.pieces[start:stop])
        for piece in walk.pieces[stop : stop + 1]:
            if stop in walk.contents and isinstance(piece, Paragraph):
                yield Block(BlockKind.PARAGRAPH, piece.text, searched=False)
        start = stop + 1


def _notes(package: Package, walk: Walk) -> Iterator[Block]:
    """Footnotes and endnotes with the numbers that mark them, in order of these."""
    texts = {
        (name, note.get(f"{W}id") or ""): _note_words(note)
        for name, root in (("footnote", package.footnotes), ("endnote", package.endnotes))
        for note in (root.iter(f"{W}{name}") if root is not None else ())
    }
    for place, number in sorted(walk.numbers.items(), key=lambda entry: entry[1]):
        if text := texts.get(place):
            yield Block(BlockKind.PARAGRAPH, f"{raised(str(number))} {text}", searched=False)


def _note_words(note: _Element) -> str:
    words = Words()
    for paragraph in note.iter(f"{W}p"):
        read_words(paragraph, {}, words)
    return words.text


def _described(package: Package, walk: Walk) -> Described:
    """Title and authors. Who saved the file is its author only where the text says so."""
    core = package.properties
    creator = _property(core, f"{_DC}creator")
    opening = _opening(walk.pieces)
    names = [name for part in creator.split(";") if (name := part.strip())]
    title = " ".join(walk.titles[:2]) or usable_title(_property(core, f"{_DC}title"))
    return Described(
        title=title or _first_heading(walk.pieces),
        organization=next((name for name in names if is_body(name)), None),
        authors=tuple(n for n in names if not is_body(n) and n.casefold() in opening.casefold()),
        doi=doi_in(_property(core, f"{_DC}identifier")) or doi_in(opening),
        version=_property(core, f"{_CP}version") or None,
    )


def _property(core: _Element | None, tag: str) -> str:
    found = core.find(tag) if core is not None else None
    return " ".join((found.text or "").split()) if found is not None else ""


def _opening(pieces: Sequence[Piece]) -> str:
    return " ".join(p.text for p in pieces[:_OPENING] if isinstance(p, Paragraph))


def _first_heading(pieces: Sequence[Piece]) -> str:
    return next((p.text for p in pieces if isinstance(p, Paragraph) and p.rank), "")
