"""The steps of ingest in order: fetch, recognise, read, screen, chunk, put.

A generator of what happened to each source; progress bars and exit codes are the entry point's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.errors import SourceError
from corpus.model import PutStatus, SourceKind, SourceText
from corpus.records import PutOutcome
from corpus.text.injection import injected
from ingest.chunking import CHUNKER_VERSION, CountTokens, chunk
from ingest.document import Candidate, RawDocument
from ingest.readers import READERS_VERSION, read

if TYPE_CHECKING:
    from corpus.library import Library

# Documents read before they are handed to the library together: enough for full embedding batches.
_WINDOW = 64


@dataclass(frozen=True, slots=True)
class Intake:
    """How documents are taken in. `kind` is for those that do not say what they are.

    `approve` loads sources that hold instruction-like text, after somebody has looked at them.
    """

    library: Library
    count_tokens: CountTokens
    kind: SourceKind = SourceKind.OTHER
    approve: bool = False


def ingest(found: Iterable[Candidate], intake: Intake) -> Iterator[PutOutcome]:
    """Load every candidate and tell what became of it. One failure does not stop the others.

    Candidates are drawn one at a time: each may hold the bytes of its document.
    """
    ready: list[SourceText] = []
    drawn = 0
    for candidate in found:
        drawn += 1
        outcome = _prepare(candidate, intake)
        if isinstance(outcome, SourceText):
            ready.append(outcome)
        else:
            yield outcome
        if drawn >= _WINDOW:
            yield from _put(ready, intake)
            ready, drawn = [], 0
    yield from _put(ready, intake)


def _put(ready: list[SourceText], intake: Intake) -> Iterator[PutOutcome]:
    if ready:
        yield from intake.library.put_many(ready)


def _prepare(candidate: Candidate, intake: Intake) -> SourceText | PutOutcome:
    """The text to put, or the outcome of a source that needs no putting."""
    try:
        raw = candidate.fetch()
        key = _ingest_key(raw, intake.kind)
        if known := intake.library.knows(key):
            return PutOutcome(known, PutStatus.UNCHANGED, 0)
        text = chunk(read(raw, intake.kind), intake.count_tokens, ingest_key=key)
    except SourceError as error:
        return PutOutcome(candidate.location, PutStatus.FAILED, 0, str(error))
    return text if intake.approve else screened(text)


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


def _ingest_key(raw: RawDocument, kind: SourceKind) -> str:
    """Names the bytes, where they came from, and the program versions that would read them."""
    digest = hashlib.sha256(raw.data)
    digest.update(f"|{raw.location}|{kind}|{READERS_VERSION}|{CHUNKER_VERSION}".encode())
    return digest.hexdigest()
