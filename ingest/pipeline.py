"""The steps of ingest in order: fetch, recognise, read, screen, chunk, put.

A generator of what happened to each source; progress bars and exit codes are the entry point's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from corpus.errors import SourceError
from corpus.model import PutStatus, SourceKind, SourceText
from corpus.records import PutOutcome
from corpus.text.injection import injected
from ingest.chunking import CHUNKER_VERSION, CountTokens, chunk
from ingest.document import Candidate, Document, RawDocument
from ingest.readers import READERS_VERSION, read

if TYPE_CHECKING:
    from corpus.library import Library

READING_VERSION = f"{READERS_VERSION}|{CHUNKER_VERSION}"
"""What was read by another version is read again, though it did not change."""

# Documents read before they are handed to the library together: enough for full embedding batches.
_WINDOW = 64


@dataclass(frozen=True, slots=True)
class Intake:
    """How documents are taken in. `kind` is for those that do not say what they are.

    `approve` loads sources that hold instruction-like text, after somebody has looked at them;
    without it `hold` is told of each such document, as what it was to be taken in, and why it was
    not. `licence` is for documents that do not name theirs.
    """

    library: Library
    count_tokens: CountTokens
    kind: SourceKind = SourceKind.OTHER
    approve: bool = False
    licence: str | None = None
    hold: Callable[[RawDocument, Intake, str], None] | None = None


def ingest(found: Iterable[Candidate], intake: Intake) -> Iterator[PutOutcome]:
    """Load every candidate and tell what became of it. One failure does not stop the others.

    Candidates are drawn one at a time: each may hold the bytes of its document.
    """
    ready: list[_Ready] = []
    drawn = 0
    for candidate in found:
        drawn += 1
        outcome = _prepare(candidate, intake)
        if isinstance(outcome, _Read):
            ready.append(_Ready(candidate, outcome))
        else:
            yield _settled(candidate, outcome)
        if drawn >= _WINDOW:
            yield from _put(ready, intake)
            ready, drawn = [], 0
    yield from _put(ready, intake)


class _Read(NamedTuple):
    text: SourceText
    notes: tuple[str, ...]


class _Ready(NamedTuple):
    candidate: Candidate
    read: _Read


def _put(ready: list[_Ready], intake: Intake) -> Iterator[PutOutcome]:
    if ready:
        outcomes = intake.library.put_many([each.read.text for each in ready])
        for each, outcome in zip(ready, outcomes, strict=True):
            yield _settled(each.candidate, _noted(outcome, each.read.notes))


def _noted(outcome: PutOutcome, notes: tuple[str, ...]) -> PutOutcome:
    """The outcome with what could not be read of the document."""
    return replace(outcome, detail="; ".join(filter(None, (outcome.detail, *notes))))


def _settled(candidate: Candidate, outcome: PutOutcome) -> PutOutcome:
    if candidate.settle is not None:
        candidate.settle(outcome)
    return outcome


def _prepare(candidate: Candidate, intake: Intake) -> _Read | PutOutcome:
    """The text to put, or the outcome of a source that needs no putting."""
    if candidate.unchanged is not None:
        return PutOutcome(candidate.unchanged, PutStatus.UNCHANGED, 0)
    try:
        raw = candidate.fetch()
        key = _ingest_key(raw, intake)
        if known := intake.library.knows(key):
            return PutOutcome(known, PutStatus.UNCHANGED, 0)
        document = _with_place(read(raw, intake.kind), raw, intake)
        text = chunk(document, intake.count_tokens, ingest_key=key)
    except SourceError as error:
        return PutOutcome(candidate.location, PutStatus.FAILED, 0, str(error))
    outcome = text if intake.approve else screened(text)
    if intake.hold is not None and isinstance(outcome, PutOutcome):
        intake.hold(raw, intake, outcome.detail)
    return _Read(outcome, document.notes) if isinstance(outcome, SourceText) else outcome


def _with_place(document: Document, raw: RawDocument, intake: Intake) -> Document:
    """The document with what its place tells of it: the address of a web page, the licence."""
    source = document.source
    if source.url is None and raw.location.startswith(("https://", "http://")):
        source = replace(source, url=raw.location)
    if source.licence is None and intake.licence is not None:
        source = replace(source, licence=intake.licence)
    return document if source is document.source else replace(document, source=source)


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


def _ingest_key(raw: RawDocument, intake: Intake) -> str:
    """Names the bytes, where they came from, and the program versions that would read them."""
    digest = hashlib.sha256(raw.data)
    digest.update(f"|{raw.location}|{intake.kind}|{READING_VERSION}".encode())
    if intake.licence is not None:
        digest.update(f"|{intake.licence}".encode())
    return digest.hexdigest()
