"""Cuts a large XML collection into the bytes of its records, without building a tree of any.

For the PubMed reader. Each record is parsed on its own afterwards, so that one that is damaged
spoils itself alone. What cannot be cut safely is left to `xml_records.elements`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator
from typing import BinaryIO, NamedTuple, cast

from corpus.errors import SourceError

CHUNK_BYTES = 1 << 20
LARGEST_RECORD = 16 * 2**20
"""Bytes of one record. The largest PubMed records, of thousands of authors, have about one MB."""
_PROLOG_BYTES = 65_536

# Up to the root's start tag; a document type without a subset of its own declares no entities.
_PROLOG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml(?P<declared>[^>]*)\?>)?(?:\s+|<!--.*?-->|<\?.*?\?>)*"
    rb"(?:<!DOCTYPE[^\[>]*>)?(?:\s+|<!--.*?-->|<\?.*?\?>)*<(?P<root>[A-Za-z_][\w.-]*)[^<>]*(?<!/)>",
    re.S,
)
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)[\"']")
_UTF8 = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii"})
_BLANK = re.compile(rb"\s*")
_START = re.compile(rb"<([A-Za-z_][\w.-]*)(?:\s[^<>]*)?>")
_LONGEST_START = 4_096
_ASIDES = {b"<!--": b"-->", b"<?": b"?>"}


class Cut(NamedTuple):
    """The bytes of one record, in UTF-8, with the name of its element."""

    tag: str
    data: bytes


class Opened(NamedTuple):
    """A collection whose beginning was looked at, and whether it can be cut by its bytes."""

    stream: BinaryIO
    root: bytes
    plain: bool


def opened(stream: BinaryIO) -> Opened:
    """Look at the prolog: in UTF-8 and without declarations of its own, bytes tell the records.

    The stream of the result begins where the given one did, or after the root's start tag where
    the collection is `plain`.
    """
    head, match = b"", None
    # No more is read than needed: what stands before a damage is not to be lost to it.
    while match is None and len(head) < _PROLOG_BYTES:
        more = stream.read(_PROLOG_BYTES - len(head))
        head += more
        match = _PROLOG.match(head)
        if not more:
            break
    declared = _ENCODING.search(match["declared"] or b"") if match else None
    known = declared is None or declared.group(1).lower() in _UTF8
    if match is None or not known:
        return Opened(cast(BinaryIO, _Again(head, stream)), b"", plain=False)
    rest = _Again(head[match.end() :], stream)
    return Opened(cast(BinaryIO, rest), match["root"], plain=True)


def cuts(found: Opened, tags: Collection[str], location: str) -> Iterator[Cut]:
    """Every record of a `plain` collection, in order.

    Raises SourceError, after the records before the fault, where the collection breaks off, where
    something else stands between records, and for a record beyond LARGEST_RECORD.
    """
    window = _Window(found.stream, location)
    wanted = {tag.encode(): re.compile(rb"</" + tag.encode() + rb"\s*>") for tag in tags}
    ended = False
    while True:
        window.skip(_BLANK)
        if ended and window.is_empty:
            return
        aside = next((mark for mark in _ASIDES if window.starts_with(mark)), None)
        if aside is not None:
            window.take(window.after(re.compile(re.escape(_ASIDES[aside]))))
            continue
        if window.starts_with(b"</" + found.root):
            window.take(window.after(re.compile(rb">")))
            ended = True
            continue
        start = window.start_tag()
        if ended or start is None or start.group(1) not in wanted:
            raise SourceError(window.fault("something that is no record"))
        tag = start.group(1)
        closed = start.group().endswith(b"/>")
        end = start.end() if closed else window.after(wanted[tag])
        yield Cut(tag.decode(), window.take(end))


class _Window:
    """The bytes that were read and not yet taken; `taken` counts those that were."""

    def __init__(self, stream: BinaryIO, location: str) -> None:
        self._stream, self._location = stream, location
        self._data, self._at, self._taken = b"", 0, 0

    def skip(self, pattern: re.Pattern[bytes]) -> None:
        while True:
            match = pattern.match(self._data, self._at)
            self._at = match.end() if match else self._at
            if self._at < len(self._data) or not self._more():
                return

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left, once blanks were skipped."""
        return self._at == len(self._data)

    def starts_with(self, mark: bytes) -> bool:
        while len(self._data) - self._at < len(mark) and self._more():
            pass
        return self._data.startswith(mark, self._at)

    def start_tag(self) -> re.Match[bytes] | None:
        """The start tag that stands here, as offsets from here."""
        while len(self._data) - self._at < _LONGEST_START and self._more():
            pass
        if self._at == len(self._data):
            raise SourceError(self.fault("its end"))
        return _START.match(self._data[self._at : self._at + _LONGEST_START])

    def after(self, pattern: re.Pattern[bytes]) -> int:
        """How far it is to the end of what the pattern finds next."""
        searched = self._at
        while (match := pattern.search(self._data, searched)) is None:
            if len(self._data) - self._at > LARGEST_RECORD:
                size = LARGEST_RECORD // 2**20
                raise SourceError(self.fault(f"a record of more than {size} MB"))
            left = max(len(self._data) - 100, self._at) - self._at  # an end tag may be cut in two
            if not self._more():
                raise SourceError(self.fault("its end, before that of what began there"))
            searched = self._at + left
        return match.end() - self._at

    def take(self, count: int) -> bytes:
        data = self._data[self._at : self._at + count]
        self._at += count
        return data

    def fault(self, what: str) -> str:
        return (
            f"{self._location}: not well-formed XML: at byte {self._taken + self._at} after the"
            f" root's start tag stands {what}: get it again; what stood before is loaded"
        )

    def _more(self) -> bool:
        more = self._stream.read(CHUNK_BYTES)
        self._taken += self._at
        self._data, self._at = self._data[self._at :] + more, 0
        return bool(more)


class _Again(io.RawIOBase):
    """A stream whose first bytes are given out again."""

    def __init__(self, first: bytes, stream: BinaryIO) -> None:
        super().__init__()
        self._first, self._stream = first, stream

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        first, self._first = (self._first, b"") if size < 0 else self._cut(size)
        return first or self._stream.read(size)

    def _cut(self, size: int) -> tuple[bytes, bytes]:
        return self._first[:size], self._first[size:]
