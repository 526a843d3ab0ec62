"""Sources by web address (`url:https://...`): one page or file, fetched over a guarded network.

Five redirects at most, each address checked again; bounded in size, time and type. What a server
marks with ETag or Last-Modified is asked for conditionally the next time.
"""

from __future__ import annotations

import json
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from itertools import chain

import httpcore
import httpx

from corpus.errors import SourceError, UsageError
from ingest.connectors import archives, web_types
from ingest.connectors.addresses import Resolver, Rules, resolve
from ingest.connectors.guarded import GuardedBackend, GuardedTransport
from ingest.connectors.ledger import Delivered, Ledger, Ledgers
from ingest.connectors.replies import (
    ACCEPTED_ENCODING,
    Refused,
    Unusable,
    agent,
    read_body,
    retry_after,
    said,
)
from ingest.connectors.settled import kept
from ingest.connectors.timing import Timing
from ingest.document import Candidate

_HOST = re.compile(r"[\w.:-]+")
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED = 304
_BUSY = frozenset({429, 503})
_CONDITIONS = {"etag": "if-none-match", "last-modified": "if-modified-since"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """Of one source: seconds in all and of silence, bytes unpacked, redirects, pauses asked for."""

    deadline_s: float = 120.0
    silence_s: float = 30.0
    largest: int = 100 * 2**20
    redirects: int = 5
    pauses: int = 2
    longest_pause_s: float = 60.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came. `marks` are the headers by which the server tells its versions apart."""

    data: bytes
    content_type: str
    address: httpx.URL
    marks: str


class Web:
    """Fetches single sources. `inner` is what connects to an address that was checked."""

    def __init__(
        self,
        rules: Rules,
        *,
        contact_email: str | None = None,
        timing: Timing | None = None,
        resolver: Resolver = resolve,
        bounds: Bounds | None = None,
        inner: httpcore.NetworkBackend | None = None,
    ) -> None:
        self._rules = rules
        self._agent = agent(contact_email)
        self._timing = timing or Timing()
        self._resolver = resolver
        self._bounds = bounds or Bounds()
        self._inner = inner

    def fetch(self, address: httpx.URL, marks: str = "") -> Fetched | None:
        """The source at an address, None where it is still as `marks` say. Raises SourceError.

        A server that is busy and says for how long is asked again.
        """
        pauses = self._bounds.pauses
        while True:
            try:
                return self._attempt(address, marks)
            except (Unusable, httpx.TransportError) as error:
                after_s = error.after_s if isinstance(error, Unusable) else None
                if after_s is None or after_s > self._bounds.longest_pause_s or pauses == 0:
                    reason = str(error) if isinstance(error, Unusable) else said(error)
                    raise SourceError(
                        f"{address} cannot be fetched ({reason}): try again later, or open it in a"
                        " browser and add the file"
                    ) from error
            pauses -= 1
            self._timing.sleep(after_s)

    def _attempt(self, address: httpx.URL, marks: str) -> Fetched | None:
        clock = self._timing.clock
        until = clock() + self._bounds.deadline_s
        backend = GuardedBackend(self._rules, self._resolver, until, clock, self._inner)
        headers = {
            "user-agent": self._agent,
            "accept": web_types.ACCEPTED,
            "accept-encoding": ACCEPTED_ENCODING,
            **_conditions(marks),
        }
        transport = GuardedTransport(backend, self._tls)
        silence_s = self._bounds.silence_s
        with httpx.Client(
            transport=transport, timeout=silence_s, headers=headers, trust_env=False
        ) as client:
            return self._followed(client, address, until)

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return httpx.create_ssl_context()

    def _followed(self, client: httpx.Client, asked: httpx.URL, until: float) -> Fetched | None:
        address = asked
        for _ in range(self._bounds.redirects + 1):
            with client.stream("GET", address) as response:
                if response.status_code not in _REDIRECTS:
                    return self._received(response, address, until)
                target = response.headers.get("location", "")
            # Cookies would tell one visit from another, which sources must not depend on.
            client.cookies.clear()
            address = _redirected(address, target)
        raise SourceError(
            f"{asked} redirects more than {self._bounds.redirects} times: name the last address"
        )

    def _received(
        self, response: httpx.Response, address: httpx.URL, until: float
    ) -> Fetched | None:
        status = response.status_code
        if status == _NOT_MODIFIED:
            return None
        if status in _BUSY and "retry-after" in response.headers:
            after_s = retry_after(response.headers, self._timing.wall())
            raise Unusable(f"HTTP status {status}", after_s)
        if not 200 <= status < 300:
            raise Refused(f"{address} answers with HTTP status {status}: check the address", status)
        content_type = response.headers.get("content-type", "")
        web_types.name_of(address.path, content_type, str(address))  # before all of it has come
        try:
            data = read_body(
                response, limit=self._bounds.largest, until=until, clock=self._timing.clock
            )
        except SourceError as error:
            raise SourceError(f"{address}: {error}: get it by hand, in parts") from error
        return Fetched(data, content_type, address, _marks(response.headers))


def parse(text: str) -> httpx.URL:
    """An address that may be fetched, without its fragment. Raises UsageError."""
    try:
        address = httpx.URL(text.strip()).copy_with(fragment=None)
    except (httpx.InvalidURL, UnicodeError) as error:
        raise UsageError(f"{text!r} is no web address: write it as https://...") from error
    if address.scheme not in ("http", "https") or not _HOST.fullmatch(address.host):
        raise UsageError(f"{text!r} is no web address: write it as https://...")
    if address.userinfo:
        raise UsageError(
            "a web address with a name and a password would be kept with its source: get the file"
            " by hand and ingest that"
        )
    return address


def by_address(address: httpx.URL, web: Web, ledgers: Ledgers) -> Iterator[Candidate]:
    """What stands at the address: one document, or all of an archive or a collection."""
    location = str(address)
    ledger = ledgers.of(location)
    before = _before(ledger, location)
    fetched = web.fetch(address, before.mark if before is not None else "")
    if fetched is None:
        if before is None:
            raise SourceError(f"{location} answers as if it were here already: try again later")
        yield kept(location, before.source)
        return
    ledger.begin("")
    name = web_types.name_of(fetched.address.path, fetched.content_type, location)
    data = web_types.in_utf8(fetched.data, fetched.content_type, location)
    found = archives.opened(BytesIO(data), location, name)
    first, second = next(found, None), next(found, None)
    # Of many documents in one file no single mark tells which of them were settled.
    single = first is not None and second is None and bool(fetched.marks)
    settle = ledger.settle(location, fetched.marks) if single else None
    for candidate in chain(filter(None, (first, second)), found):
        yield replace(candidate, settle=settle)


def _before(ledger: Ledger, location: str) -> Delivered | None:
    """What came of it last time, if the library has it still."""
    delivered = ledger.delivered(location)
    if delivered is None or not delivered.source:
        return None
    return ledger.held({location: delivered}).get(location)


def _redirected(address: httpx.URL, target: str) -> httpx.URL:
    try:
        following = parse(str(address.join(target)))
    except (UsageError, httpx.InvalidURL) as error:
        raise SourceError(f"{address} redirects to what is no web address") from error
    if address.scheme == "https" and following.scheme != "https":
        raise SourceError(
            f"{address} redirects to an address without encryption: name {following} itself if"
            " that is wanted"
        )
    return following


def _marks(headers: httpx.Headers) -> str:
    found = {name: headers[name] for name in _CONDITIONS if name in headers}
    return json.dumps(found, sort_keys=True) if found else ""


def _conditions(marks: str) -> dict[str, str]:
    known: dict[str, str] = json.loads(marks) if marks else {}
    return {condition: known[name] for name, condition in _CONDITIONS.items() if name in known}
