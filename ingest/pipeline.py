"""The steps of ingest in order: fetch, recognise, prepare, put.

A generator of what happened to each source; progress bars and exit codes are the entry point's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, Protocol

from corpus.errors import SourceError
from corpus.model import PutStatus, SourceKind
from corpus.records import PutOutcome
from ingest.chunking import CountTokens
from ingest.document import Candidate, RawDocument
from ingest.preparing import (
    Prepared,
    Reading,
    Received,
    failed,
    ingest_key,
    prepare,
)

if TYPE_CHECKING:
    from corpus.library import Library

WINDOW = 64
"""Documents read before they are handed to the library together: enough for full batches."""


class Turn(NamedTuple):
    """A candidate whose turn it is: what is to be put of it, or how it ended without."""

    candidate: Candidate
    outcome: Prepared | PutOutcome


class Preparing(Protocol):
    """Who prepares documents: this process, or the workers of a cluster."""

    def turns(self, found: Iterable[Candidate], intake: Intake) -> Iterator[Turn]:
        """Every candidate in order. What the library knows is decided when its turn has come."""
        ...


@dataclass(frozen=True, slots=True)
class Here:
    """This process prepares each document when its turn has come."""

    def turns(self, found: Iterable[Candidate], intake: Intake) -> Iterator[Turn]:
        for candidate in found:
            received = intake.receive(candidate)
            if isinstance(received, PutOutcome):
                yield Turn(candidate, received)
            else:
                yield Turn(candidate, intake.known(received) or intake.prepared(received))


@dataclass(frozen=True, slots=True)
class Intake:
    """How documents are taken in. `kind` is for those that do not say what they are.

    `approve` loads sources that hold instruction-like text, after somebody has looked at them;
    without it `hold` is told of each such document, as what it was to be taken in, and why it was
    not. `licence` is for documents that do not name theirs. `preparing` does the costly part.
    """

    library: Library
    count_tokens: CountTokens
    kind: SourceKind = SourceKind.OTHER
    approve: bool = False
    licence: str | None = None
    hold: Callable[[RawDocument, Intake, str], None] | None = None
    preparing: Preparing = Here()

    @property
    def reading(self) -> Reading:
        return Reading(self.kind, self.approve, self.licence)

    def receive(self, candidate: Candidate) -> Received | PutOutcome:
        """The bytes of a candidate, or the outcome of one that needs none or has none."""
        if candidate.unchanged is not None:
            return PutOutcome(candidate.unchanged, PutStatus.UNCHANGED, 0)
        try:
            raw = candidate.fetch()
        except SourceError as error:
            return failed(candidate.location, str(error))
        return Received(candidate.location, raw, ingest_key(raw, self.reading))

    def known(self, received: Received) -> PutOutcome | None:
        """The outcome of a document that the library has read before, from the same bytes."""
        known = self.library.knows(received.key)
        return None if known is None else PutOutcome(known, PutStatus.UNCHANGED, 0)

    def prepared(self, received: Received) -> Prepared | PutOutcome:
        return self.held(received, prepare(received, self.reading, self.count_tokens))

    def held(self, received: Received, outcome: Prepared | PutOutcome) -> Prepared | PutOutcome:
        """The outcome; whoever keeps what is held back has been told of it."""
        if (
            self.hold is not None
            and isinstance(outcome, PutOutcome)
            and outcome.status is PutStatus.QUARANTINED
        ):
            self.hold(received.raw, self, outcome.detail)
        return outcome


def ingest(found: Iterable[Candidate], intake: Intake) -> Iterator[PutOutcome]:
    """Load every candidate and tell what became of it. One failure does not stop the others.

    Candidates are drawn as they are needed: each may hold the bytes of its document.
    """
    ready: list[_Ready] = []
    drawn = 0
    for candidate, outcome in intake.preparing.turns(found, intake):
        drawn += 1
        if isinstance(outcome, Prepared):
            ready.append(_Ready(candidate, outcome))
        else:
            yield _settled(candidate, outcome)
        if drawn >= WINDOW:
            yield from _put(ready, intake)
            ready, drawn = [], 0
    yield from _put(ready, intake)


class _Ready(NamedTuple):
    candidate: Candidate
    prepared: Prepared


def _put(ready: list[_Ready], intake: Intake) -> Iterator[PutOutcome]:
    if ready:
        vectors = {key: row for each in ready for key, row in each.prepared.vectors.items()}
        outcomes = intake.library.put_many([each.prepared.text for each in ready], vectors)
        for each, outcome in zip(ready, outcomes, strict=True):
            yield _settled(each.candidate, _noted(outcome, each.prepared.notes))


def _noted(outcome: PutOutcome, notes: tuple[str, ...]) -> PutOutcome:
    """The outcome with what could not be read of the document."""
    return replace(outcome, detail="; ".join(filter(None, (outcome.detail, *notes))))


def _settled(candidate: Candidate, outcome: PutOutcome) -> PutOutcome:
    if candidate.settle is not None:
        candidate.settle(outcome)
    return outcome
