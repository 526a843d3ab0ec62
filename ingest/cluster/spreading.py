"""Spreads the work of an ingest: which jobs when, the documents again in their order.

A `Preparing` for the pipeline, over any `Team`. Documents are fetched and prepared ahead of their
turn; what the library knows is decided in turn, so that the outcomes are those of one process.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Protocol

from corpus.errors import GalenError
from corpus.records import PutOutcome
from ingest.cluster.jobs import Done, EmbedJob, Given, Job, Lost, Raised, ReadJob, Report
from ingest.document import Candidate
from ingest.pipeline import WINDOW, Intake, Turn
from ingest.preparing import Prepared, Received, failed

ATTEMPTS = 3
"""How many workers may end over one document, alone with it, before it is held to be the reason."""
READ_TOGETHER = 8
"""Documents of a job: reading one may take less than sending it."""
EMBED_TOGETHER = 32
"""Texts of a job: some full batches of the model, so that like lengths meet."""
AHEAD_BYTES = 64_000_000
"""Of documents that wait for their turn; one alone may be larger."""
AHEAD = 32
"""Documents that wait for their turn, for each worker, beside those that are put together."""


class Team(Protocol):
    """Workers that jobs are given to. Raises ClusterError where they cannot be had."""

    def room(self) -> int:
        """How many more jobs are of use now."""
        ...

    def size(self) -> int:
        """How many workers there are, at least 1."""
        ...

    def give(self, job: Job) -> Given:
        """Send a job to a worker."""
        ...

    def reports(self, *, wait: bool) -> Sequence[Report]:
        """What has come back; with `wait`, at least one."""
        ...


@dataclass(frozen=True, slots=True)
class Spread:
    """Prepares documents by a team of workers."""

    team: Team

    def turns(self, found: Iterable[Candidate], intake: Intake) -> Iterator[Turn]:
        return _Run(self.team, intake).turns(found)


@dataclass(slots=True, eq=False)
class _Waiting:
    """A document until its turn.

    `received` is None where `outcome` is final. `presumed`: the library knew it when it was drawn.
    `lacking` are the hashes of its texts that the catalog had no vector of when it was read.
    """

    candidate: Candidate
    received: Received | None = None
    presumed: bool = False
    outcome: Prepared | PutOutcome | None = None
    error: BaseException | None = None
    lacking: tuple[str, ...] = ()
    attempts: int = 0

    @property
    def is_read(self) -> bool:
        return self.presumed or self.outcome is not None or self.error is not None

    @property
    def size(self) -> int:
        return 0 if self.received is None else len(self.received.raw.data)


@dataclass(slots=True)
class _Vectors:
    """Vectors that documents wait for: each text is embedded once for all that have it."""

    texts: dict[str, str] = field(default_factory=dict)
    done: dict[str, bytes] = field(default_factory=dict)
    users: Counter[str] = field(default_factory=Counter)
    attempts: Counter[str] = field(default_factory=Counter)
    fatal: set[str] = field(default_factory=set)

    def want(self, texts: dict[str, str]) -> None:
        for key, text in texts.items():
            self.users[key] += 1
            if self.users[key] == 1:
                self.texts[key] = text

    def are_there(self, keys: Iterable[str]) -> bool:
        return all(key in self.done or key in self.fatal for key in keys)

    def keep(self, vectors: dict[str, bytes]) -> None:
        self.done |= {key: vector for key, vector in vectors.items() if key in self.users}

    def release(self, keys: Iterable[str]) -> dict[str, bytes]:
        """The vectors of a document whose turn has come; others may still want the same."""
        own = {}
        for key in keys:
            if key in self.done:
                own[key] = self.done[key]
            self.users[key] -= 1
            if not self.users[key]:
                del self.users[key]
                self.texts.pop(key, None)
                self.done.pop(key, None)
        return own

    def job(self) -> EmbedJob:
        keys = [*islice(self.texts, EMBED_TOGETHER)]
        return EmbedJob({key: self.texts.pop(key) for key in keys})


@dataclass(slots=True)
class _Run:
    """One pass over candidates."""

    team: Team
    intake: Intake
    waiting: deque[_Waiting] = field(default_factory=deque)
    size: int = 0
    unread: deque[_Waiting] = field(default_factory=deque)
    vectors: _Vectors = field(default_factory=_Vectors)
    again: deque[Job] = field(default_factory=deque)
    given: dict[int, Job] = field(default_factory=dict)
    by_received: dict[int, _Waiting] = field(default_factory=dict)
    stopped: GalenError | None = None

    def turns(self, found: Iterable[Candidate]) -> Iterator[Turn]:
        for candidate in self._until_stopped(found):
            self._admit(candidate)
            self._advance(wait=False)
            yield from self._in_turn()
            while self._is_full():
                self._advance(wait=True)
                yield from self._in_turn()
        while self.waiting:
            self._advance(wait=True)
            yield from self._in_turn()
        if self.stopped is not None:
            raise self.stopped

    def _until_stopped(self, found: Iterable[Candidate]) -> Iterator[Candidate]:
        """The candidates. What ends them is raised after the turns of those that were drawn."""
        try:
            yield from found
        except GalenError as error:
            self.stopped = error

    def _is_full(self) -> bool:
        many = len(self.waiting) >= WINDOW + AHEAD * self.team.size()
        return many or self.size >= AHEAD_BYTES

    def _admit(self, candidate: Candidate) -> None:
        received = self.intake.receive(candidate)
        if isinstance(received, PutOutcome):
            self.waiting.append(_Waiting(candidate, outcome=received))
        elif known := self.intake.known(received):
            final = not self.waiting
            self.waiting.append(
                _Waiting(candidate, outcome=known)
                if final
                else _Waiting(candidate, received, presumed=True)
            )
            self.size += self.waiting[-1].size
        else:
            waiting = _Waiting(candidate, received)
            self.waiting.append(waiting)
            self.size += waiting.size
            self.unread.append(waiting)

    # -- Jobs

    def _advance(self, *, wait: bool) -> None:
        """Give what can be given, take what has come back; with `wait`, something has."""
        while (self.again or self.unread or self.vectors.texts) and self.team.room() > 0:
            given = self.team.give(self._next_job())
            self.given[given.ticket] = given.job
        assert self.given or not wait, "documents wait, and nothing is done for them"
        if self.given:
            for report in self.team.reports(wait=wait):
                if report.ticket in self.given:  # else of a run that was cut short
                    self._take(report, self.given.pop(report.ticket))

    def _next_job(self) -> Job:
        if self.again:
            return self.again.popleft()
        if not self.unread or len(self.vectors.texts) >= EMBED_TOGETHER:
            return self.vectors.job()
        share = -(-len(self.unread) // self.team.size())
        documents = [self.unread.popleft() for _ in range(min(share, READ_TOGETHER))]
        received = tuple(each.received for each in documents if each.received is not None)
        self.by_received |= {id(each.received): each for each in documents}
        return ReadJob(received, self.intake.reading)

    def _take(self, report: Report, job: Job) -> None:
        match report, job:
            case Done(_, tuple(outcomes)), ReadJob():
                for received, outcome in zip(job.documents, outcomes, strict=True):
                    self._read(self.by_received.pop(id(received)), outcome)
            case Done(_, dict(vectors)), EmbedJob():
                self.vectors.keep(vectors)
            case Lost(at_work=False), _:
                self.again.append(job)
            case _ if len(job.parts()) > 1:  # to find the one that it is for
                self.again.extend(job.parts())
            case Raised(), ReadJob():
                self.by_received.pop(id(job.documents[0])).error = report.error
            case Raised(), EmbedJob():
                raise report.error
            case _:
                self._try_again(job)

    def _read(self, waiting: _Waiting, outcome: Prepared | PutOutcome) -> None:
        waiting.outcome = outcome
        if isinstance(outcome, Prepared):
            lacking = self.intake.library.lacking(outcome.text)
            waiting.lacking = tuple(lacking)
            self.vectors.want(lacking)

    def _try_again(self, job: Job) -> None:
        """A job of one document or text, over which a worker ended."""
        if isinstance(job, EmbedJob):
            (key,) = job.texts
            self.vectors.attempts[key] += 1
            if self.vectors.attempts[key] >= ATTEMPTS:
                self.vectors.fatal.add(key)
                return
        else:
            waiting = self.by_received[id(job.documents[0])]
            waiting.attempts += 1
            if waiting.attempts >= ATTEMPTS:
                del self.by_received[id(job.documents[0])]
                waiting.outcome = _fatal(waiting.candidate)
                return
        self.again.append(job)

    # -- Turns

    def _in_turn(self) -> Iterator[Turn]:
        while self.waiting:
            head = self.waiting[0]
            if not head.is_read or not self.vectors.are_there(head.lacking):
                return
            self.waiting.popleft()
            self.size -= head.size
            yield Turn(head.candidate, self._outcome(head))

    def _outcome(self, head: _Waiting) -> Prepared | PutOutcome:
        vectors = self.vectors.release(head.lacking)
        if head.received is None:
            assert head.outcome is not None
            return head.outcome
        known = self.intake.known(head.received)
        if known is not None:
            return known
        if head.error is not None:
            raise head.error
        if head.outcome is None:  # it was known when it was drawn, and no longer is
            return self.intake.prepared(head.received)
        if not self.vectors.fatal.isdisjoint(head.lacking):
            return _fatal(head.candidate)
        outcome = self.intake.held(head.received, head.outcome)
        return replace(outcome, vectors=vectors) if isinstance(outcome, Prepared) else outcome


def _fatal(candidate: Candidate) -> PutOutcome:
    return failed(
        candidate.location,
        f"{ATTEMPTS} processes of the cluster ended over it: leave it out, or give the workers"
        " more memory",
    )
