"""A client of one published web service: paced, identified, patient with its faults.

`eutils` and `europepmc` speak through it. Whatever they send goes in the body of a POST or in a
query without secrets: keys stand in no address, and so in no log of ours or of a proxy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import httpx

from corpus.errors import SourceError
from ingest.connectors.replies import (
    ACCEPTED_ENCODING,
    Refused,
    Unusable,
    agent,
    read_body,
    retry_after,
    said,
)
from ingest.connectors.timing import Pace, Timing

T = TypeVar("T")
Fields = Mapping[str, str]

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses that pass: the server is busy or hindered (RFC 9110, RFC 6585)."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a service is waited for. Times in seconds, `largest` in bytes of a reply."""

    attempts: int = 5
    first_pause_s: float = 1.0
    longest_pause_s: float = 120.0
    connect_s: float = 15.0
    silence_s: float = 60.0
    deadline_s: float = 300.0
    largest: int = 200 * 2**20

    def pause_s(self, attempt: int) -> float:
        """Doubles with every attempt, counted from 1."""
        return min(self.first_pause_s * 2.0 ** (attempt - 1), self.longest_pause_s)


class Service:
    """One service by its base address. Proxies of the environment are used (HTTPS_PROXY)."""

    def __init__(
        self,
        name: str,
        base_url: str,
        pace: Pace,
        *,
        contact_email: str | None = None,
        timing: Timing | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.name = name
        self._base_url = base_url.rstrip("/")
        self._pace = pace
        self._timing = timing or Timing()
        self._patience = patience or Patience()
        self._headers = {
            "user-agent": agent(contact_email),
            "accept-encoding": ACCEPTED_ENCODING,
        }
        self._client: httpx.Client | None = None

    def close(self) -> None:
        if self._client is not None:
            self._client.close()

    def get(self, path: str, fields: Fields, parse: Callable[[bytes], T]) -> T:
        """What `parse` makes of the reply. `parse` raises Unusable for one to be asked for again.

        Raises Refused for a status that will not pass, SourceError where all attempts failed.
        """
        return self._asked(lambda: self._send("GET", path, params=fields), parse)

    def post(self, path: str, fields: Fields, parse: Callable[[bytes], T]) -> T:
        """`get` for fields that are long or secret."""
        return self._asked(lambda: self._send("POST", path, data=fields), parse)

    def _asked(self, send: Callable[[], bytes], parse: Callable[[bytes], T]) -> T:
        attempt = 1
        while True:
            self._pace.wait()
            try:
                return parse(send())
            except Unusable as fault:
                self._pause(attempt, fault)
            attempt += 1

    def _pause(self, attempt: int, fault: Unusable) -> None:
        """Wait for the next attempt, or give up."""
        patience = self._patience
        if attempt >= patience.attempts:
            raise SourceError(
                f"{self.name} did not deliver after {attempt} attempts ({fault}): check the"
                " network, and run the same again; what came before is kept"
            ) from fault
        asked = fault.after_s
        if asked is not None and asked > patience.longest_pause_s:
            raise SourceError(
                f"{self.name} asks to be left alone for {asked:.0f} s: run the same again then;"
                " what came before is kept"
            ) from fault
        self._timing.sleep(max(asked or 0.0, patience.pause_s(attempt)))

    def _send(
        self, method: str, path: str, *, params: Fields | None = None, data: Fields | None = None
    ) -> bytes:
        clock, patience = self._timing.clock, self._patience
        until = clock() + patience.deadline_s
        url = f"{self._base_url}/{path}"
        try:
            with self._open().stream(method, url, params=params, data=data) as response:
                if response.status_code in _AGAIN:
                    after_s = retry_after(response.headers, self._timing.wall())
                    raise Unusable(f"HTTP status {response.status_code}", after_s)
                body = read_body(response, limit=patience.largest, until=until, clock=clock)
        except httpx.TransportError as error:
            raise Unusable(said(error)) from error
        except Refused:
            raise
        except SourceError as error:
            raise SourceError(f"{self.name}: {error}: ask for less at once") from error
        if not 200 <= response.status_code < 300:
            raise self._refused(response.status_code, body)
        return body

    def _refused(self, status: int, body: bytes) -> Refused:
        if b"API key invalid" in body:
            return Refused(f"{self.name} does not know the key: check GALEN_NCBI_API_KEY", status)
        if 300 <= status < 400:
            advice = (
                "its address has moved: set the new one (GALEN_EUTILS_URL, GALEN_EUROPEPMC_URL)"
            )
            return Refused(f"{self.name} redirects: {advice}", status)
        return Refused(f"{self.name} refuses (HTTP status {status}): check what was asked", status)

    def _open(self) -> httpx.Client:
        if self._client is None:
            patience = self._patience
            timeout = httpx.Timeout(patience.silence_s, connect=patience.connect_s)
            self._client = httpx.Client(headers=self._headers, timeout=timeout)
        return self._client
