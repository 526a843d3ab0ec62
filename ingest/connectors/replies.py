"""What a server sends back, read within bounds of size and time, and what its headers ask for.

Shared by the clients of published services (`service`) and of web pages (`web`).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from email.utils import parsedate_to_datetime

import httpx

from corpus.errors import SourceError

_GZIP = 31  # window bits of zlib: gzip with its header
_PACKED = {"gzip": True, "x-gzip": True, "identity": False, "": False}

ACCEPTED_ENCODING = "gzip"
AGENT = "Galen/0.1"


class Unusable(Exception):
    """A reply that another attempt may better: cut, late, or a server's excuse.

    `after_s` is how long the server asks to wait, if it does.
    """

    def __init__(self, reason: str, after_s: float | None = None) -> None:
        super().__init__(reason)
        self.after_s = after_s


class Refused(SourceError):
    """The server answers that it will not, with this HTTP status."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message)
        self.status = status


def agent(contact_email: str | None) -> str:
    """How Galen names itself to servers."""
    return f"{AGENT} (mailto:{contact_email})" if contact_email else AGENT


def read_body(
    response: httpx.Response, *, limit: int, until: float, clock: Callable[[], float]
) -> bytes:
    """All of a reply that is being received, unpacked; at most `limit` bytes, before `until`.

    Raises Unusable for a reply that breaks off or is late, SourceError for one that is too large.
    """
    packing = response.headers.get("content-encoding", "").strip().lower()
    if packing not in _PACKED:
        raise SourceError(f"the reply is packed as {packing[:40]!r}, which was not asked for")
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        raise too_large(limit)
    unpack = _Unpacking(limit) if _PACKED[packing] else _Counting(limit)
    parts = []
    for chunk in response.iter_raw():
        if clock() > until:
            raise Unusable("it took too long")
        parts.append(unpack.add(chunk))
    unpack.finish()
    return b"".join(parts)


class _Counting:
    """Bytes as they come."""

    def __init__(self, limit: int) -> None:
        self._limit = self._left = limit

    def add(self, chunk: bytes) -> bytes:
        self._left -= len(chunk)
        if self._left < 0:
            raise too_large(self._limit)
        return chunk

    def finish(self) -> None:
        """Whether all came is the protocol's to tell."""


class _Unpacking(_Counting):
    """Bytes that are packed by gzip. Never unpacks more than the limit, whatever is packed."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self._unpacker = zlib.decompressobj(_GZIP)

    def add(self, chunk: bytes) -> bytes:
        try:
            unpacked = self._unpacker.decompress(chunk, self._left + 1)
        except zlib.error as error:
            raise Unusable("it is packed by gzip and damaged") from error
        return super().add(unpacked)

    def finish(self) -> None:
        if not self._unpacker.eof or self._unpacker.unused_data:
            raise Unusable("it is packed by gzip and cut short")


def too_large(limit: int) -> SourceError:
    size = f"{limit // 2**20} MB" if limit >= 2**20 else f"{limit} bytes"
    return SourceError(f"the reply is larger than {size}")


def retry_after(headers: httpx.Headers, now: float) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3), a number or a date."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d{1,9}", value):
        return float(value)
    try:
        return max(parsedate_to_datetime(value).timestamp() - now, 0.0)
    except ValueError:
        return None


def said(error: Exception) -> str:
    """An exception of the network in one line, without addresses that may hold a key."""
    if isinstance(error, httpx.TimeoutException):
        return "it does not answer in time"
    if isinstance(error, httpx.RemoteProtocolError):
        return "the connection broke off or does not speak HTTP"
    return " ".join(str(error).split())[:200] or type(error).__name__
