"""HTTP servers on loopback that answer by script, also as no server should. Real sockets."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as it came in; `fields` are those of the query and of a form."""

    method: str
    path: str
    fields: Mapping[str, str]
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """What is sent. `promised` bytes are declared, whatever follows; `repeated` never ends.

    With `hangs` nothing is sent until the server is closed; with `drips` the header comes byte by
    byte, this many seconds apart.
    """

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    promised: int | None = None
    repeated: bytes | None = None
    hangs: bool = False
    drips: float | None = None


Script = Callable[[Asked], Reply]


class Server:
    """`asked` lists the requests in order."""

    def __init__(self, script: Script, tls: ssl.SSLContext | None = None) -> None:
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                address = urlsplit(self.path)
                form = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
                fields = dict(parse_qsl(f"{address.query}&{form}", keep_blank_values=True))
                asked = Asked(self.command, address.path, fields, dict(self.headers.items()))
                outer.asked.append(asked)
                self.close_connection = True
                with suppress(ConnectionError):
                    outer.send(self, script(asked))

            do_POST = do_GET

            def log_message(self, format: str, *arguments: object) -> None:
                """Says nothing."""

        self._http = _Quiet(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._http.socket = tls.wrap_socket(self._http.socket, server_side=True)
        self.port: int = self._http.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))
        self._thread.start()

    def send(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        if reply.hangs:
            self.closing.wait(30)
            return
        lines = [f"HTTP/1.1 {reply.status} Scripted"]
        lines += [f"{name}: {value}" for name, value in reply.headers.items()]
        if reply.repeated is None:
            size = len(reply.body) if reply.promised is None else reply.promised
            lines.append(f"content-length: {size}")
        head = "\r\n".join([*lines, "connection: close", "", ""]).encode("latin-1")
        if reply.drips is not None:
            for n in range(len(head)):
                handler.wfile.write(head[n : n + 1])
                if self.closing.wait(reply.drips):
                    return
        else:
            handler.wfile.write(head)
        handler.wfile.write(reply.body)
        while reply.repeated is not None and not self.closing.is_set():
            handler.wfile.write(reply.repeated)

    def close(self) -> None:
        self.closing.set()
        self._http.shutdown()
        self._thread.join()
        self._http.server_close()


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that turn away from a server are part of the tests."""


@contextmanager
def serving(script: Script, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(script, tls)
    try:
        yield server
    finally:
        server.close()


def in_turn(*replies: Reply, then: Script | None = None) -> Script:
    """One reply after the other; the last one again and again, or what `then` says."""
    waiting = list(replies)
    lock = threading.Lock()

    def script(asked: Asked) -> Reply:
        with lock:
            if then is not None and not waiting:
                return then(asked)
            return waiting.pop(0) if len(waiting) > 1 or then is not None else waiting[0]

    return script
