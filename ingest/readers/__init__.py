"""One format a file, all give a Document. `read` chooses by the name's ending."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from corpus.errors import UnsupportedFormat
from corpus.model import SourceKind
from ingest.document import Document, RawDocument
from ingest.readers import markdown, plain

Reader = Callable[[RawDocument, SourceKind], Document]

READERS: dict[str, Reader] = {
    ".md": markdown.read,
    ".markdown": markdown.read,
    ".txt": plain.read,
    ".text": plain.read,
}

# Enters the key by which an unchanged document is recognised: raise it when readers change.
READERS_VERSION = 2


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """Read one document; `kind` is for documents that do not say what they are.

    Raises UnsupportedFormat, or SourceError where the bytes are not what the name promises.
    """
    suffix = PurePath(raw.name).suffix.lower()
    if suffix not in READERS:
        known = ", ".join(sorted(READERS))
        raise UnsupportedFormat(
            f"{raw.location}: no reader for {suffix or 'files without an ending'!r}"
            f" (there are readers for {known})"
        )
    return READERS[suffix](raw, kind)
