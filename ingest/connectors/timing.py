"""Clocks and waiting of the connectors that ask servers; tests give their own.

`Pace` keeps the requests of all processes of a home folder apart, as the servers ask.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from corpus.errors import LibraryReadOnly


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds: `clock` never jumps and counts from anywhere, `wall` is Unix time."""

    clock: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


class Pace:
    """At most one request every `interval_s` seconds, over all processes that name the same file.

    The file holds when the last one was let go; who waits, holds its lock.
    """

    def __init__(self, file: Path, interval_s: float, timing: Timing) -> None:
        self._file = file
        self._interval_s = interval_s
        self._timing = timing

    def wait(self) -> None:
        """Return when the next request may be sent. Raises LibraryReadOnly."""
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self._file.with_suffix(".lock")):
                remaining = self._last() + self._interval_s - self._timing.wall()
                # A clock that was set back would otherwise hold everybody up for as long.
                if 0 < remaining <= self._interval_s:
                    self._timing.sleep(remaining)
                self._file.write_text(repr(self._timing.wall()), "ascii")
        except OSError as error:
            raise LibraryReadOnly(
                f"{self._file.parent} cannot be written ({error.strerror}): set GALEN_HOME to"
                " another folder"
            ) from error

    def _last(self) -> float:
        try:
            return float(self._file.read_text("ascii"))
        except (FileNotFoundError, ValueError):
            return 0.0
