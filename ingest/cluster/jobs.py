"""What the process that ingests, its child, and the workers of a cluster tell each other. No I/O.

All of it is pickled: frozen values of Galen's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ingest.preparing import Prepared, Reading, Received

if TYPE_CHECKING:
    from corpus.records import PutOutcome
    from ingest.cluster.worker import Worker


@dataclass(frozen=True, slots=True)
class Likeness:
    """What must be alike wherever a document is prepared: Galen's files, and the model.

    `model` is its fingerprint, which opening it again must give.
    """

    program: str
    name: str
    precision: Literal["full", "int8"]
    model: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What the child is to do: which cluster, how many workers (0: one a core), of which kind."""

    address: str
    workers: int
    likeness: Likeness
    worker: type[Worker]
    folder: str


@dataclass(frozen=True, slots=True)
class ReadJob:
    """Documents to be prepared. Its result has an outcome for each, in order."""

    documents: tuple[Received, ...]
    reading: Reading

    def parts(self) -> tuple[ReadJob, ...]:
        return tuple(ReadJob((each,), self.reading) for each in self.documents)


@dataclass(frozen=True, slots=True)
class EmbedJob:
    """Texts to be embedded, by their hash. Its result has a vector for each, by the same."""

    texts: Mapping[str, str]

    def parts(self) -> tuple[EmbedJob, ...]:
        return tuple(EmbedJob({key: text}) for key, text in self.texts.items())


Job = ReadJob | EmbedJob
Outcomes = tuple["Prepared | PutOutcome", ...]
Vectors = dict[str, bytes]


@dataclass(frozen=True, slots=True)
class Given:
    """A job on its way to a worker."""

    ticket: int
    job: Job


@dataclass(frozen=True, slots=True)
class Done:
    """A job's result."""

    ticket: int
    result: Outcomes | Vectors


@dataclass(frozen=True, slots=True)
class Raised:
    """An error that the work of a job ended with, as it would have here."""

    ticket: int
    error: BaseException


@dataclass(frozen=True, slots=True)
class Lost:
    """A job whose worker ended. `at_work`: it was the one being done."""

    ticket: int
    at_work: bool


Report = Done | Raised | Lost


@dataclass(frozen=True, slots=True)
class Connected:
    """The cluster answered; it has so many cores, and shall have so many workers."""

    cores: int
    workers: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A worker is ready, on this host, as this process."""

    host: str
    pid: int


@dataclass(frozen=True, slots=True)
class Refused:
    """A worker cannot work as it should, or the cluster cannot be used: why, and what to do."""

    reason: str


Message = Report | Connected | Opened | Refused
