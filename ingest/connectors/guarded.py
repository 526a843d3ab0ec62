"""The network as web sources are fetched over it: to checked addresses alone, and not for long.

A name is resolved once for a connection, all its addresses are checked, and one of these is
connected to: between check and use no name server is asked again. `web` is the caller. No proxy of
the environment is used, since a proxy would resolve the name a second time, where nobody checks.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpcore
import httpx

from corpus.errors import SourceError
from ingest.connectors.addresses import Resolver, Rules

Clock = Callable[[], float]


class GuardedBackend(httpcore.NetworkBackend):
    """Connects to addresses that the rules allow; every wait ends at `until` on the clock."""

    def __init__(
        self,
        rules: Rules,
        resolver: Resolver,
        until: float,
        clock: Clock,
        inner: httpcore.NetworkBackend | None = None,
    ) -> None:
        self._rules = rules
        self._resolver = resolver
        self._until = until
        self._clock = clock
        self._inner = inner or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises SourceError where any address of the host is not allowed: all or none."""
        self._rules.check_port(host, port)
        addresses = self._addresses(host, port)
        for address in addresses:
            self._rules.check_address(host, address)
        failed: httpcore.ConnectError | httpcore.ConnectTimeout | None = None
        for address in addresses:
            wait = remaining(self._until, self._clock, timeout, httpcore.ConnectTimeout)
            try:
                stream = self._inner.connect_tcp(address, port, wait, None, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _Hurried(stream, self._until, self._clock)
        raise failed or httpcore.ConnectError("it has no address")

    def _addresses(self, host: str, port: int) -> Sequence[str]:
        try:
            return self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise SourceError(
                f"{host} is not known to the name servers: check the address and the network"
            ) from error


class _Hurried(httpcore.NetworkStream):
    """A connection whose every read and write ends at a time, even if single bytes drip in."""

    def __init__(self, inner: httpcore.NetworkStream, until: float, clock: Clock) -> None:
        self._inner = inner
        self._until = until
        self._clock = clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        wait = remaining(self._until, self._clock, timeout, httpcore.ReadTimeout)
        return self._inner.read(max_bytes, wait)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        wait = remaining(self._until, self._clock, timeout, httpcore.WriteTimeout)
        self._inner.write(buffer, wait)

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        wait = remaining(self._until, self._clock, timeout, httpcore.ConnectTimeout)
        inner = self._inner.start_tls(ssl_context, server_hostname, wait)
        return _Hurried(inner, self._until, self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def remaining(
    until: float, clock: Clock, timeout: float | None, late: type[httpcore.TimeoutException]
) -> float:
    """Seconds that may still be waited. Raises `late` when there are none."""
    left = until - clock()
    if left <= 0:
        raise late("the time is up")
    return left if timeout is None else min(left, timeout)


class GuardedTransport(httpx.BaseTransport):
    """httpx over a guarded backend; one for each source that is fetched."""

    def __init__(self, backend: GuardedBackend, ssl_context: ssl.SSLContext) -> None:
        self._pool = httpcore.ConnectionPool(ssl_context=ssl_context, network_backend=backend)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        asked = httpcore.Request(
            request.method,
            httpcore.URL(
                scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
            ),
            headers=request.headers.raw,
            content=request.stream,
            extensions=request.extensions,
        )
        with _in_terms_of_httpx():
            response = self._pool.handle_request(asked)
        return httpx.Response(
            response.status,
            headers=response.headers,
            stream=_Body(response),
            extensions=response.extensions,
        )

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, response: httpcore.Response) -> None:
        self._response = response

    def __iter__(self) -> Iterator[bytes]:
        with _in_terms_of_httpx():
            yield from self._response.iter_stream()

    def close(self) -> None:
        self._response.close()


@contextmanager
def _in_terms_of_httpx() -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx.ReadTimeout(str(error)) from error
    except httpcore.NetworkError as error:
        raise httpx.NetworkError(str(error)) from error
    except httpcore.ProtocolError as error:
        raise httpx.RemoteProtocolError(str(error)) from error
