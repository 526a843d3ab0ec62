"""What one document takes before it is put: read, screened, cut into passages. No library, no I/O.

The pipeline does it in this process; a worker of a cluster does the same in its own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from corpus.errors import SourceError
from corpus.model import PutStatus, SourceKind, SourceText
from corpus.records import PutOutcome
from corpus.text.injection import injected
from ingest.chunking import CHUNKER_VERSION, CountTokens, chunk
from ingest.document import Document, RawDocument
from ingest.readers import READERS_VERSION, read

READING_VERSION = f"{READERS_VERSION}|{CHUNKER_VERSION}"
"""What was read by another version is read again, though it did not change."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How documents are read. `kind` and `licence` are for those that do not name theirs.

    `approve` passes sources that hold instruction-like text.
    """

    kind: SourceKind = SourceKind.OTHER
    approve: bool = False
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """The bytes of a document, and the key that tells whether the library has read them before.

    `location` is where a connector found it, which names it if it fails.
    """

    location: str
    raw: RawDocument
    key: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source to put, and what could not be read of it, one line each.

    `vectors` are those of its texts that were computed already, by hash, as the catalog keeps them.
    """

    text: SourceText
    notes: tuple[str, ...]
    vectors: Mapping[str, bytes] = field(default_factory=dict)


def prepare(
    received: Received, reading: Reading, count_tokens: CountTokens
) -> Prepared | PutOutcome:
    """The text to put, or the outcome of a document that fails or is held back."""
    raw = received.raw
    try:
        document = _with_place(read(raw, reading.kind), raw, reading)
        text = chunk(document, count_tokens, ingest_key=received.key)
    except SourceError as error:
        return failed(received.location, str(error))
    outcome = text if reading.approve else screened(text)
    return Prepared(outcome, document.notes) if isinstance(outcome, SourceText) else outcome


def failed(location: str, reason: str) -> PutOutcome:
    return PutOutcome(location, PutStatus.FAILED, 0, reason)


def screened(text: SourceText) -> SourceText | PutOutcome:
    """Hold back a source that gives orders to a machine."""
    source = text.source
    for place in (text.text, source.title, *source.topics, source.population or ""):
        order = injected(place)
        if order is not None:
            detail = (
                f"holds text that reads like an order to a machine ({order.of(place)[:80]!r}):"
                " read it, then ingest it with --approve"
            )
            return PutOutcome(source.id, PutStatus.QUARANTINED, 0, detail)
    return text


def ingest_key(raw: RawDocument, reading: Reading) -> str:
    """Names the bytes, where they came from, and the program versions that would read them."""
    digest = hashlib.sha256(raw.data)
    digest.update(f"|{raw.location}|{reading.kind}|{READING_VERSION}".encode())
    if reading.licence is not None:
        digest.update(f"|{reading.licence}".encode())
    return digest.hexdigest()


def _with_place(document: Document, raw: RawDocument, reading: Reading) -> Document:
    """The document with what its place tells of it: the address of a web page, the licence."""
    source = document.source
    if source.url is None and raw.location.startswith(("https://", "http://")):
        source = replace(source, url=raw.location)
    if source.licence is None and reading.licence is not None:
        source = replace(source, licence=reading.licence)
    return document if source is document.source else replace(document, source=source)
