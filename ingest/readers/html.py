"""Web pages (HTML): the main text without the site around it, with its headings, lists and tables.

What the page tells of itself is read by `html_meta`, which part is its main text by `html_main`.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import replace

from corpus.errors import SourceError
from corpus.model import SourceKind
from ingest.document import Document, RawDocument
from ingest.readers.described import described_source
from ingest.readers.encoding import decode
from ingest.readers.html_blocks import blocks
from ingest.readers.html_main import main_text
from ingest.readers.html_meta import described
from ingest.readers.html_walk import pieces
from ingest.readers.unsearched import without_apparatus
from ingest.readers.xml_tree import parse_page

_HEAD = 4096
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED = re.compile(
    rb"""<(?:meta[^>]*?|\?xml[^>]*?)(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I
)
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_LOOKS_LIKE = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|main|article|div|p|h1|table)\b", re.I
)
# What browsers write into a page that they save.
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s<>]+)\s*-->")
# As browsers read them (WHATWG Encoding Standard): what is called so is seldom what it is called.
_READ_AS = dict.fromkeys(
    ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii", "iso8859-1"), "windows-1252"
)


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """One page. Raises SourceError for what is no text, nested too deeply, or no page at all."""
    text = _text(raw)
    if not _LOOKS_LIKE.search(raw.data[: 64 * _HEAD].replace(b"\x00", b"")):
        raise SourceError(f"{raw.location} holds no HTML, whatever its name says: check the file")
    page = parse_page(_XML_DECLARATION.sub("", text, count=1), raw.location)
    about = described(page)  # before anything is taken out
    saved = _SAVED_FROM.search(text[:_HEAD])
    source = described_source(raw, kind, replace(about, url=about.url or (saved and saved[1])))
    found = blocks(pieces(main_text(page)))
    return Document(source, tuple(without_apparatus(found)))


def _text(raw: RawDocument) -> str:
    """The characters by byte order mark, else by what the page declares, else UTF-8."""
    declared = _DECLARED.search(raw.data[:_HEAD])
    if raw.data.startswith(_BOMS) or declared is None:
        return decode(raw)
    label = declared[1].decode("ascii", "replace").lower()
    try:
        text = raw.data.decode(codecs.lookup(_READ_AS.get(label, label)).name)
    except LookupError:
        return decode(raw)
    except (UnicodeDecodeError, AttributeError):
        return decode(raw)  # declared wrongly; nearly always it is UTF-8
    if "\x00" in text:
        raise SourceError(f"{raw.location} holds binary data, not a page: check the file")
    return text
