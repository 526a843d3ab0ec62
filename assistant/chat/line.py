"""The connection behind one reply, which can be cut: at a deadline, at too many bytes, on request.

A read that waits for a silent or dribbling server hears of nothing else, so a thread watches it.
`openai_chat` opens a line for each reply; the page stops one through `stoppable`.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import Enum, auto
from typing import Any, Self

_LOOKING_S = 0.05
_STOP: ContextVar[threading.Event | None] = ContextVar("stop", default=None)
_CONNECTED = ("connect_tcp.complete", "start_tls.complete")


@contextmanager
def stoppable(stop: threading.Event) -> Iterator[None]:
    """Replies asked for within are cut as soon as `stop` is set, by whichever thread."""
    token = _STOP.set(stop)
    try:
        yield
    finally:
        _STOP.reset(token)


class Cut(Enum):
    """Why a line was cut."""

    TIME = auto()
    SIZE = auto()
    STOPPED = auto()


class Line:
    """Watches one connection from a thread of its own while it is open."""

    def __init__(self, timeout_s: float, max_bytes: int) -> None:
        """`timeout_s` counts from now, `max_bytes` are those of one response."""
        self.cut: Cut | None = None
        self._until = time.monotonic() + timeout_s
        self._max_bytes = max_bytes
        self._stop = _STOP.get() or threading.Event()
        self._done = threading.Event()
        self._socket: socket.socket | None = None
        self._received: Callable[[], int] = int
        self._thread = threading.Thread(target=self._watch, name="galen-chat-line", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    @property
    def left_s(self) -> float:
        """Seconds until the deadline, 0 after it."""
        return max(0.0, self._until - time.monotonic())

    def wait(self, seconds: float) -> None:
        """Pause, less long where the line is to be cut meanwhile."""
        self._stop.wait(min(seconds, self.left_s))
        self._look()

    def follow(self, event: str, info: Mapping[str, Any]) -> None:
        """Hear of a connection that is made: the callback that the HTTP client's `trace` takes."""
        if event.endswith(_CONNECTED):
            self._socket = info["return_value"].get_extra_info("socket")
            self._look()

    def count(self, received: Callable[[], int]) -> None:
        """Take over the counter of bytes of a response that begins."""
        self._received = received

    def _watch(self) -> None:
        while not self._done.wait(_LOOKING_S):
            self._look()

    def _look(self) -> None:
        """Cut where there is a reason to, again and again: a retry may have connected since."""
        if self.cut is None:
            self.cut = self._reason()
        if self.cut is not None and self._socket is not None:
            _shut(self._socket)

    def _reason(self) -> Cut | None:
        if self._stop.is_set():
            return Cut.STOPPED
        if not self.left_s:
            return Cut.TIME
        return Cut.SIZE if self._received() > self._max_bytes else None


def _shut(connection: socket.socket) -> None:
    """End a connection whose reader is another thread, which then reads its end."""
    try:
        # Of the plain socket also under TLS, whose own shutdown disturbs a reader.
        socket.socket.shutdown(connection, socket.SHUT_RDWR)
    except OSError:
        return  # it has ended by itself
