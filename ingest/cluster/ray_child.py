"""The process that is part of a Ray cluster: the only importer of ray. Started by `Crew`.

A process of its own, since Ray ends the one that it runs in when its cluster is gone. It gives jobs
to workers as they have time for them, and another worker for each that ends.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from queue import Empty, SimpleQueue
from typing import Any, NoReturn

import ray
from ray.exceptions import RayActorError, RayError, RayTaskError

from corpus.servers import HERE
from ingest.cluster.jobs import (
    Connected,
    Done,
    Given,
    Likeness,
    Lost,
    Message,
    Plan,
    Raised,
    Refused,
)

JOBS_OF_A_WORKER = 2
"""One that is done and one that waits, so that no worker waits for this process."""
STILLBORN = 3
"""Workers that may end one after another before any of them is ready."""
NEW_WORKER_S = 90.0
"""How long to go on without any worker that is ready."""
_STORE_BYTES = 256 * 2**20
_OPENING = 0
"""The ticket of a worker's first call; those of jobs are larger."""


class _Over(Exception):
    """Whoever ingests needs no more, or cannot go on."""


@dataclass(slots=True, eq=False)
class _Hand:
    """A worker, with the tickets that it was given, in the order in which it does them."""

    actor: Any
    tickets: deque[int] = field(default_factory=deque)
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class _Returned:
    """A call of a worker has ended."""

    hand: _Hand
    ticket: int
    future: Future[Any]


class Hands:
    """The workers of one plan. `serve` runs until the process that ingests closes the line."""

    def __init__(self, plan: Plan, connection: Connection) -> None:
        self._likeness: Likeness = plan.likeness
        self._remote = ray.remote(plan.worker).options(num_cpus=1, max_restarts=0)
        self._connection = connection
        self._events: SimpleQueue[Given | _Returned | None] = SimpleQueue()
        self._told: SimpleQueue[Message | None] = SimpleQueue()
        self._backlog: deque[Given] = deque()
        self._hands: list[_Hand] = []
        self._stillborn = 0

    def serve(self, workers: int) -> None:
        telling = threading.Thread(target=self._tell)
        telling.start()
        threading.Thread(target=self._listen, daemon=True).start()
        for _ in range(workers):
            self._hire()
        with contextlib.suppress(_Over):
            while True:
                self._next()
        self._told.put(None)
        telling.join()

    def _next(self) -> None:
        """Act on one event. Raises _Over when there is nothing left to do."""
        waits = None if any(hand.is_open for hand in self._hands) else NEW_WORKER_S
        try:
            event = self._events.get(timeout=waits)
        except Empty:
            self._refuse(f"no worker of it was ready within {NEW_WORKER_S:.0f} s: is a core free?")
        if event is None:
            raise _Over
        if isinstance(event, Given):
            self._backlog.append(event)
        else:
            self._returned(event)
        self._hand_out()

    def _refuse(self, reason: str) -> NoReturn:
        self._told.put(Refused(reason))
        raise _Over

    def _listen(self) -> None:
        """Jobs are taken at once, so that whoever sends them never waits."""
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._events.put(self._connection.recv())
        self._events.put(None)

    def _tell(self) -> None:
        """Results wait here while the one that ingests is busy, and workers do not."""
        with contextlib.suppress(OSError):
            while (message := self._told.get()) is not None:
                self._connection.send(message)

    def _hire(self) -> None:
        hand = _Hand(self._remote.remote())
        self._hands.append(hand)
        self._call(hand, _OPENING, hand.actor.open.remote(self._likeness))

    def _call(self, hand: _Hand, ticket: int, reference: Any) -> None:
        hand.tickets.append(ticket)
        future: Future[Any] = reference.future()
        future.add_done_callback(lambda ended: self._events.put(_Returned(hand, ticket, ended)))

    def _hand_out(self) -> None:
        while self._backlog:
            free = [h for h in self._hands if h.is_open and len(h.tickets) < JOBS_OF_A_WORKER]
            if not free:
                return
            hand = min(free, key=lambda each: len(each.tickets))
            given = self._backlog.popleft()
            self._call(hand, given.ticket, hand.actor.work.remote(given.job))

    def _returned(self, event: _Returned) -> None:
        hand, ticket = event.hand, event.ticket
        if ticket not in hand.tickets:  # lost already, with its worker
            return
        try:
            result = event.future.result()
        except RayTaskError as error:
            hand.tickets.remove(ticket)
            self._told.put(Raised(ticket, error.cause))
            return
        except ConnectionError as error:
            self._refuse(_line(error))
        except RayError as error:
            self._ended(hand, error)
            return
        hand.tickets.remove(ticket)
        if isinstance(result, Refused):
            self._refuse(result.reason)
        if ticket == _OPENING:
            hand.is_open, self._stillborn = True, 0
        self._told.put(result if ticket == _OPENING else Done(ticket, result))

    def _ended(self, hand: _Hand, error: RayError) -> None:
        """Another worker for one that has ended; its jobs go back."""
        self._hands.remove(hand)
        ray.kill(hand.actor)
        if isinstance(error, RayActorError) and error.actor_init_failed:
            self._refuse("its machines cannot load Galen: install the same version there")
        if not hand.is_open:
            self._stillborn += 1
        for place, ticket in enumerate(hand.tickets):
            if ticket != _OPENING:
                self._told.put(Lost(ticket, at_work=place == 0))
        hand.tickets.clear()
        if self._stillborn >= STILLBORN:
            self._refuse(f"{STILLBORN} workers ended before they were ready: give them more memory")
        self._hire()


@contextlib.contextmanager
def _joined(plan: Plan) -> Iterator[int]:
    """Cores of the cluster. Raises ConnectionError, RuntimeError, ValueError or RayError."""
    alone: dict[str, Any] = {}
    if plan.address == HERE:
        alone = {"num_cpus": plan.workers or None, "include_dashboard": False}
        alone |= {"_temp_dir": plan.folder}
        alone |= {"object_store_memory": _STORE_BYTES, "_node_ip_address": "127.0.0.1"}
    ray.init(address=plan.address, log_to_driver=False, logging_level=logging.ERROR, **alone)
    resources: Callable[[], dict[str, float]] = ray.cluster_resources
    try:
        yield int(resources().get("CPU", 0))
    finally:
        ray.shutdown()


def _line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), repr(error))


def main(descriptor: int) -> None:
    connection = Connection(descriptor)
    plan: Plan = connection.recv()
    try:
        with _joined(plan) as cores:
            workers = plan.workers or max(cores, 1)
            connection.send(Connected(cores, workers))
            Hands(plan, connection).serve(workers)
    except (ConnectionError, RuntimeError, ValueError, RayError) as error:
        with contextlib.suppress(OSError):
            connection.send(Refused(_line(error)))
    connection.close()
    shutil.rmtree(plan.folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
