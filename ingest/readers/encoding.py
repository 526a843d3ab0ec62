"""Bytes to text, refusing what is not text rather than showing replacement characters."""

from __future__ import annotations

import codecs

from corpus.errors import SourceError
from ingest.document import RawDocument

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(raw: RawDocument) -> str:
    """The text of a file in UTF-8, or in what its byte order mark says. Raises SourceError."""
    encoding = next((name for bom, name in _BOMS if raw.data.startswith(bom)), "utf-8")
    try:
        text = raw.data.decode(encoding)
    except UnicodeDecodeError as error:
        expected = encoding.removesuffix("-sig").upper()
        where = f"{raw.location} is not text in {expected} (byte {error.start})"
        raise SourceError(f"{where}: save it as UTF-8 and try again") from error
    if "\x00" in text:
        raise SourceError(f"{raw.location} holds binary data, not text: save it as UTF-8 text")
    return text
