"""One format a file, all give a Document. Which reader a document gets is decided here alone.

By the name's ending; `.xml`, `.json` and `.txt`, which many formats share, by what they hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import BinaryIO

from corpus.errors import UnsupportedFormat
from corpus.model import SourceKind
from ingest.document import Document, RawDocument
from ingest.readers import (
    bibtex,
    docx,
    europepmc,
    html,
    jats,
    markdown,
    medline,
    ngc,
    pdf,
    plain,
    pubmed,
    ris,
    uspstf,
)

Reader = Callable[[RawDocument, SourceKind], Document]
Records = Callable[[BinaryIO, str, str], Iterator[RawDocument]]
"""Of a file with many records: one RawDocument a record, from a stream, its location and name."""

ENDINGS: dict[str, Reader] = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": plain.read,
    ".text": plain.read,
    ".pdf": pdf.read,
    ".docx": docx.read,
    **dict.fromkeys((".html", ".htm", ".xhtml"), html.read),
    ".nbib": medline.read,
    ".ris": ris.read,
    **dict.fromkeys((".bib", ".bibtex"), bibtex.read),
}
_PUBMED_SETS = ("PubmedArticleSet", "PubmedBookArticleSet")
XML_ROOTS: dict[str, Reader] = {
    ngc.ROOT: ngc.read,
    **dict.fromkeys((*_PUBMED_SETS, *pubmed.RECORDS, *pubmed.DELETIONS), pubmed.read),
    **dict.fromkeys((jats.ROOT, jats.SET), jats.read),
}
JSON_KEYS: dict[str, Reader] = {
    uspstf.RECORD_KEY: uspstf.read,
    europepmc.LIST_KEY: europepmc.read,
}
COLLECTIONS: dict[str, Records] = {
    **dict.fromkeys(_PUBMED_SETS, pubmed.records),
    jats.SET: jats.records,
    uspstf.LIST_KEY: uspstf.records,
    europepmc.LIST_KEY: europepmc.records,
    ".nbib": medline.records,
    ".ris": ris.records,
    **dict.fromkeys((".bib", ".bibtex"), bibtex.records),
}
"""Readers of collections by the ending, the root element or the key that tells them."""

_XML = (".xml", ".nxml")
_PLAIN = (".txt", ".text")
READABLE = frozenset((*ENDINGS, *_XML, ".json"))

# Enters the key by which an unchanged document is recognised: raise it when readers change.
READERS_VERSION = 5

HEAD_BYTES = 65_536
"""How much of a file tells its format: declarations and comments may stand before the root."""
_ROOT = re.compile(rb"<(?![?!])(?:[\w.-]+:)?([\w.-]+)")
_BEFORE_ROOT = re.compile(rb"<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\])?\s*>", re.S)


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """Read one document; `kind` is for documents that do not say what they are.

    Raises UnsupportedFormat, or SourceError where the bytes are not what the name promises.
    """
    ending = ending_of(raw.name)
    head = raw.data[:HEAD_BYTES]
    if ending in _PLAIN and medline.MARK.match(head):
        return medline.read(raw, kind)
    if ending in ENDINGS:
        return _by_content(raw.data, ENDINGS[ending])(raw, kind)
    if ending in _XML:
        root = xml_root(head)
        if root in XML_ROOTS:
            return XML_ROOTS[root](raw, kind)
        raise UnsupportedFormat(
            f"{raw.location}: no reader for XML with the root {root or '(none)'!r}"
            " (Galen reads JATS articles, PubMed records and NGC summaries of XML)"
        )
    if ending == ".json":
        for key, reader in JSON_KEYS.items():
            if _names(head, key):
                return reader(raw, kind)
        raise UnsupportedFormat(
            f"{raw.location}: no reader for this JSON"
            " (Galen reads Europe PMC replies and USPSTF recommendations of JSON)"
        )
    known = ", ".join(sorted(READABLE))
    raise UnsupportedFormat(
        f"{raw.location}: no reader for {ending or 'files without an ending'!r}"
        f" (there are readers for {known})"
    )


def _by_content(data: bytes, reader: Reader) -> Reader:
    """The reader that a name asks for, or that of the format that the bytes begin with."""
    if data.startswith(pdf.MAGIC):
        return pdf.read
    return docx.read if data.startswith(docx.MAGIC) else reader


def may_be_many(name: str) -> bool:
    """Whether only the content can tell if the file is a collection."""
    ending = ending_of(name)
    return ending in COLLECTIONS or ending in (*_XML, *_PLAIN, ".json")


def records_of(name: str, head: bytes) -> Records | None:
    """The reader of records where the file is a collection, by its first bytes."""
    ending = ending_of(name)
    if ending in COLLECTIONS:
        return COLLECTIONS[ending]
    if ending in _PLAIN:
        return medline.records if medline.MARK.match(head) else None
    if ending in _XML:
        return COLLECTIONS.get(xml_root(head) or "")
    if ending == ".json":
        return next((own for key, own in COLLECTIONS.items() if _names(head, key)), None)
    return None


def ending_of(name: str) -> str:
    """The ending in lower case; of a record of a collection, that of the collection's file."""
    return PurePath(name.partition("#")[0] or name).suffix.lower()


def xml_root(head: bytes) -> str | None:
    """The name of the root element, without its namespace prefix, or None."""
    match = _ROOT.search(_BEFORE_ROOT.sub(b"", head))
    return match.group(1).decode("ascii", "replace") if match else None


def _names(head: bytes, key: str) -> bool:
    return f'"{key}"'.encode() in head
