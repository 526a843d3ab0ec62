"""Summaries of the National Guideline Clearinghouse (NGC): one XML file a guideline.

`Version > Section > Field > FieldValue`, whose `Value` is HTML once more escaped. Searched are the
recommendations and what tells their limits; methods and administration are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lxml.etree import _Element

from corpus.errors import SourceError
from corpus.model import SourceKind
from ingest.document import Block, BlockKind, Document, RawDocument
from ingest.readers.html_pieces import Piece
from ingest.readers.html_walk import pieces
from ingest.readers.ngc_blocks import field_blocks
from ingest.readers.ngc_labels import declarations, declared_labels
from ingest.readers.ngc_source import source_of
from ingest.readers.xml_tree import parse_html, parse_xml

ROOT = "Version"
_RECOMMENDATIONS = "Major Recommendations"
_LIMITS = (
    "FDA Warning/Regulatory Alert",
    "Contraindications",
    "Potential Benefits",
    "Potential Harms",
)


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """One summary, always a guideline. Raises SourceError where it is not XML or has no title."""
    root = parse_xml(raw.data, raw.location)
    fields = _fields(root)
    if "Guideline Title" not in fields:
        raise SourceError(
            f"{raw.location} is no summary of the National Guideline Clearinghouse"
            " (it has no Guideline Title): take it out of the folder"
        )
    read_fields = {
        name: [p for value in fields.get(name, ()) for p in pieces(parse_html(value, raw.location))]
        for name in (_RECOMMENDATIONS, *_LIMITS)
    }
    labels = declared_labels(declarations(read_fields[_RECOMMENDATIONS]))
    return Document(source_of(fields, raw), tuple(_blocks(read_fields, labels)), own_labels=labels)


def _fields(root: _Element) -> dict[str, tuple[str, ...]]:
    """The values of every field by its name; a field that is printed twice is read once."""
    found: dict[str, tuple[str, ...]] = {}
    for field in root.iter("Field"):
        values = (value.get("Value") or "" for value in field.iter("FieldValue"))
        found.setdefault(field.get("Name") or "", tuple(v for v in values if v.strip()))
    return found


def _blocks(fields: Mapping[str, Sequence[Piece]], labels: frozenset[str]) -> Iterator[Block]:
    for name, found in fields.items():
        own = field_blocks(found, labels)
        if any(block.searched for block in own):
            # Not searched: it would be a passage of two words in every summary.
            yield Block(BlockKind.HEADING, name, 1, searched=False)
            yield from own
