"""Documents inside files: members of tar archives, gzip files, records of collections.

`files` is the caller. Nothing is unpacked to disk, documents are drawn one at a time in the order
of the file, and none may be larger than the bound. A file that breaks off gives what stands before
the damage and then one candidate whose `fetch` says so.
"""

from __future__ import annotations

import gzip
import io
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol, cast

from corpus.errors import SourceError
from ingest.connectors.settled import failed, given
from ingest.document import Candidate, RawDocument
from ingest.readers import HEAD_BYTES, READABLE, ending_of, may_be_many, records_of

ARCHIVES = (".tar", ".tar.gz", ".tgz")
COMPRESSED = ".gz"

LARGEST_DOCUMENT = 200 * 2**20
"""Bytes of one document, unpacked. A collection may be larger: its records are read singly."""


class SupportsRead(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


_DAMAGED = (tarfile.TarError, EOFError, zlib.error, OSError)


def is_archive(name: str) -> bool:
    return name.lower().endswith(ARCHIVES)


def is_readable(name: str) -> bool:
    """Whether a file of this name may hold something that there is a reader for."""
    lower = name.lower()
    return is_archive(lower) or ending_of(lower.removesuffix(COMPRESSED)) in READABLE


def holds_one(name: str) -> bool:
    """Whether a file of this name is one document for certain, and need not be looked into."""
    lower = name.lower()
    return not lower.endswith(COMPRESSED) and not is_archive(lower) and not may_be_many(lower)


def opened(
    stream: BinaryIO, location: str, name: str, size: int | None = None
) -> Iterator[Candidate]:
    """What a file holds: itself, or the members or records within it. `size` in bytes, if known."""
    lower = name.lower()
    if is_archive(lower):
        yield from _members(stream, location, packed=not lower.endswith(".tar"))
    elif lower.endswith(COMPRESSED):
        inside = cast(BinaryIO, _Salvaged(gzip.GzipFile(fileobj=stream)))
        yield from _documents(inside, location, name[: -len(COMPRESSED)])
    else:
        yield from _documents(stream, location, name, size)


def _documents(
    stream: BinaryIO, location: str, name: str, size: int | None = None
) -> Iterator[Candidate]:
    """The one document of a stream, or every record where it is a collection."""
    try:
        head = _Ahead(stream, stream.read(HEAD_BYTES) if may_be_many(name) else b"")
        records = records_of(name, head.read_already)
        if records is None:
            yield given(RawDocument(bounded(head, location, size), location, name))
            return
        for raw in records(cast(BinaryIO, head), location, name):
            yield given(raw)
    except SourceError as error:
        yield failed(location, str(error))
    except _DAMAGED as error:
        yield failed(location, _broken(location, error))


class _Salvaged(io.RawIOBase):
    """What a gzip file holds. Where it is damaged, all before the damage is given out first."""

    def __init__(self, packed: gzip.GzipFile) -> None:
        super().__init__()
        self._packed = packed
        self._damage: Exception | None = None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        found: list[bytes] = []
        left = size if size >= 0 else LARGEST_DOCUMENT + 1
        while left > 0 and self._damage is None:
            try:
                more = self._packed.read1(left)
            except _DAMAGED as error:
                self._damage = error
                break
            if not more:
                break
            found.append(more)
            left -= len(more)
        if not found and self._damage is not None and size:
            raise self._damage
        return b"".join(found)


class _Ahead(io.RawIOBase):
    """A stream whose first bytes were read to tell its format, and are given out again."""

    def __init__(self, stream: BinaryIO, read_already: bytes) -> None:
        super().__init__()
        self.read_already = read_already
        self._waiting = read_already
        self._stream = stream

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            first, self._waiting = self._waiting, b""
            return first + self._stream.read()
        first, self._waiting = self._waiting[:size], self._waiting[size:]
        if len(first) == size:
            return first
        try:
            return first + self._stream.read(size - len(first))
        except _DAMAGED:
            if not first:
                raise
            return first  # the damage is met again behind it


def bounded(stream: SupportsRead, location: str, size: int | None = None) -> bytes:
    """All of a stream. Counts what is unpacked, so that a small file cannot fill the memory.

    Where the `size` is known, what is too large is not read at all.
    """
    if size is not None and size > LARGEST_DOCUMENT:
        raise SourceError(_too_large(location))
    data = stream.read(LARGEST_DOCUMENT + 1)
    if len(data) > LARGEST_DOCUMENT:
        raise SourceError(_too_large(location))
    return data


def _members(stream: BinaryIO, location: str, *, packed: bool) -> Iterator[Candidate]:
    source = cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if packed else stream
    found = False
    try:
        with tarfile.open(fileobj=_Forward(source, location), mode="r:") as archive:
            while (member := archive.next()) is not None:
                # The list of all members would grow with the archive.
                archive.members = []  # type: ignore[attr-defined]
                if not _is_wanted(member):
                    continue
                found = True
                yield from _member(archive, member, location)
    except SourceError as error:
        yield failed(location, str(error))
    except (*_DAMAGED, _ArchiveDamaged) as error:
        yield failed(location, _broken(location, error))
    else:
        if not found:
            yield failed(location, f"{location} holds no file that Galen reads: name another")


def _is_wanted(member: tarfile.TarInfo) -> bool:
    """Whether this is a plain file with a reader, at a plain place: no links, nothing hidden."""
    path = PurePosixPath(member.name)
    plain = member.isreg() and not member.issparse() and not path.is_absolute()
    hidden = any(part.startswith(".") for part in path.parts)
    return plain and not hidden and not is_archive(member.name) and is_readable(member.name)


def _member(
    archive: tarfile.TarFile, member: tarfile.TarInfo, location: str
) -> Iterator[Candidate]:
    inside = f"{location}!{PurePosixPath(member.name)}"
    content = archive.extractfile(member)
    if content is None or member.size > LARGEST_DOCUMENT:
        yield failed(inside, _too_large(inside))
        return
    whole = cast(BinaryIO, _OfArchive(cast(BinaryIO, content)))
    yield from opened(whole, inside, str(PurePosixPath(member.name)))


class _ArchiveDamaged(Exception):
    """The archive breaks off within a member: no fault of the member's own format."""


class _OfArchive(io.RawIOBase):
    """A member's bytes. Damage of the archive ends the archive, not only the member."""

    def __init__(self, stream: BinaryIO) -> None:
        super().__init__()
        self._stream = stream

    def read(self, size: int = -1) -> bytes:
        try:
            return self._stream.read(size)
        except _DAMAGED as error:
            raise _ArchiveDamaged(str(error)) from error


class _Forward(io.RawIOBase):
    """A stream for tarfile, which would read a header of any declared size into memory."""

    def __init__(self, stream: BinaryIO, location: str) -> None:
        super().__init__()
        self._stream = stream
        self._location = location

    def read(self, size: int = -1) -> bytes:
        if size > LARGEST_DOCUMENT:
            raise SourceError(f"{self._location} declares a header of {size} bytes: it is damaged")
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()


def _broken(location: str, error: BaseException) -> str:
    reason = " ".join(str(error).split()) or type(error).__name__
    return (
        f"{location} is damaged or cut short ({reason}): get it again; what stood before is loaded"
    )


def _too_large(location: str) -> str:
    return f"{location} is larger than {LARGEST_DOCUMENT // 2**20} MB: divide it into several files"
