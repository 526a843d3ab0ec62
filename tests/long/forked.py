"""Runs a function in a forked process and says how that ended; for checks that end processes."""

from __future__ import annotations

import os
import select
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

Tell = Callable[[str], None]
"""Gives the parent a line, at once."""


@dataclass(frozen=True, slots=True)
class Started:
    """A forked process, and where its lines arrive."""

    child: int
    reading: int


@dataclass(frozen=True, slots=True)
class Ended:
    """`lines` were told before the end; `status` is the exit code, or minus a signal's number."""

    lines: tuple[str, ...]
    status: int


def run(work: Callable[[Tell], None], *, kill: tuple[str, float] | None = None) -> Ended:
    """Run `work` in a fork. With `kill` (a line, seconds), kill it so long after that line."""
    return wait(start(work), kill=kill)


def start(work: Callable[[Tell], None]) -> Started:
    """Fork, and let `wait` see to the end of it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(work, writing)
    os.close(writing)
    return Started(child, reading)


def wait(started: Started, *, kill: tuple[str, float] | None = None) -> Ended:
    received = _received(started.reading, started.child, kill)
    os.close(started.reading)
    _, status = os.waitpid(started.child, 0)
    lines = received.decode("utf-8").split("\n")[:-1]  # what has no end was not told
    return Ended(tuple(lines), os.waitstatus_to_exitcode(status))


def _work(work: Callable[[Tell], None], writing: int) -> NoReturn:
    status = 1
    try:
        work(lambda line: _tell(writing, line))
        status = 0
    finally:
        if status:
            _tell(writing, traceback.format_exc().rstrip())
        os._exit(status)  # without the clean-up of the process that was forked


def _tell(writing: int, line: str) -> None:
    os.write(writing, f"{line}\n".encode())


def _received(reading: int, child: int, kill: tuple[str, float] | None) -> bytes:
    received, deadline = b"", None
    while True:
        if kill is not None and deadline is None and f"{kill[0]}\n".encode() in received:
            deadline = time.monotonic() + kill[1]
        left = None if deadline is None else max(deadline - time.monotonic(), 0.0)
        if not select.select([reading], [], [], left)[0]:
            os.kill(child, signal.SIGKILL)
            kill = deadline = None
            continue
        chunk = os.read(reading, 1 << 16)
        if not chunk:
            return received
        received += chunk
