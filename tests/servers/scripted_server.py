"""A chat server on a loopback socket that does what a script says, well or badly.

Real sockets and threads, raw HTTP/1.1: a script writes whatever bytes it likes and hangs up.
"""

from __future__ import annotations

import json
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

PATIENCE_S = 20.0


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Any

    @property
    def prompt(self) -> str:
        """Everything that was said to the model."""
        return "\n".join(message["content"] for message in self.body["messages"])


@dataclass
class Connection:
    """The way back to one client."""

    socket: socket.socket
    closing: threading.Event
    hung_up: threading.Event = field(default_factory=threading.Event)

    def raw(self, data: bytes) -> None:
        self.socket.sendall(data)

    def head(self, status: int = 200, kind: str = "text/event-stream", **headers: str) -> None:
        """A status line and headers; the body ends with the connection."""
        lines = [f"HTTP/1.1 {status} Scripted", f"Content-Type: {kind}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        self.raw("\r\n".join([*lines, "", ""]).encode())

    def json(self, status: int, value: object, **headers: str) -> None:
        self.head(status, "application/json", **headers)
        self.raw(json.dumps(value).encode())

    def event(self, value: object) -> None:
        self.raw(f"data: {json.dumps(value)}\n\n".encode())

    def say(self, text: str, finish: str | None = None) -> None:
        """A piece of the reply."""
        delta = {"content": text} if text else {}
        self.event({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]})

    def whole(self, text: str, *, piece: int = 40, prompt: int = 100, completion: int = 20) -> None:
        """A reply as it should be, with its tokens."""
        self.head()
        for start in range(0, len(text), piece):
            self.say(text[start : start + piece])
        self.say("", "stop")
        self.event(
            {"choices": [], "usage": {"prompt_tokens": prompt, "completion_tokens": completion}}
        )
        self.raw(b"data: [DONE]\n\n")

    def wait(self, seconds: float = PATIENCE_S) -> bool:
        """Say nothing until the client hangs up (True), or for so long."""
        self.socket.settimeout(seconds)
        try:
            gone = self.socket.recv(1) == b""
        except TimeoutError:
            return False
        except OSError:
            gone = True
        if gone:
            self.hung_up.set()
        return gone


Script = Callable[[Request, Connection], None]


class ScriptedServer(socketserver.ThreadingTCPServer):
    """Keeps every request, and whether its client hung up before the script had ended."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script
        self.requests: list[Request] = []
        self.connections: list[Connection] = []
        self.closing = threading.Event()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def base_url(self) -> str:
        return f"http://{self.host}/v1"


class _Handler(socketserver.BaseRequestHandler):
    server: ScriptedServer
    request: socket.socket

    def handle(self) -> None:
        with suppress(OSError):  # of a client that has hung up
            request = _read(self.request)
            if request is None:
                return
            connection = Connection(self.request, self.server.closing)
            self.server.requests.append(request)
            self.server.connections.append(connection)
            try:
                self.server.script(request, connection)
            except OSError:
                connection.hung_up.set()


def _read(connection: socket.socket) -> Request | None:
    with connection.makefile("rb") as file:
        first = file.readline().decode().split()
        if len(first) != 3:
            return None
        headers = {}
        while line := file.readline().strip():
            name, _, value = line.decode().partition(":")
            headers[name.lower()] = value.strip()
        body = file.read(int(headers.get("content-length", 0)))
    return Request(first[0], first[1], headers, json.loads(body) if body else None)


@contextmanager
def running(script: Script) -> Iterator[ScriptedServer]:
    """The server, until the block ends."""
    with ScriptedServer(script) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            server.shutdown()
            thread.join()


def closed_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
