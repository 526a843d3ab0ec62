"""What a published index consists of: CURRENT names its segments and the checksums of their files.

A published segment never changes: another one is built beside it, and CURRENT, replaced whole,
names that instead. `corpus.publication` reads, checks and writes; here are the values and files.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from corpus.model import Section

CURRENT = "CURRENT"
TEMPORARY = "CURRENT.new"
LOCK_SUFFIX = ".lock"
"""Files that may come and go in a published segment and say nothing of its content."""
CHUNK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of a segment as it was published; `path` is relative to the segment's folder."""

    path: str
    size: int
    crc32: int
    modified_ns: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A folder of an index, and what is in it.

    `change` is the last change of the catalog that it knew. Passages of the sources in `outdated`
    are in the folder and no longer valid; `removed` counts those that were deleted from it and
    still take part in its graph. Sizes are in passages.
    """

    folder: str
    change: int
    files: tuple[StoredFile, ...]
    guidelines: int = 0
    research: int = 0
    removed: int = 0
    outdated: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return self.guidelines + self.research

    def holds(self, section: Section) -> int:
        return self.guidelines if section is Section.GUIDELINES else self.research


@dataclass(frozen=True, slots=True)
class Manifest:
    """An index: built how (`fingerprint`), for what (in words), from which state of the catalog.

    `change` is the last change that it holds, `change_hash` the catalog's hash over all up to it,
    by which an index that came from another library is known.
    """

    fingerprint: str
    built_for: str
    change: int = 0
    change_hash: str = ""
    segments: tuple[Segment, ...] = ()


@cache
def _codec() -> TypeAdapter[Manifest]:
    return TypeAdapter(Manifest)


def encoded(manifest: Manifest) -> str:
    return _codec().dump_json(manifest).decode("utf-8")


def decoded(content: str) -> Manifest | None:
    """What `encoded` gave; None for anything else."""
    try:
        return _codec().validate_json(content)
    except ValueError:
        return None


def read(folder: Path) -> Manifest | None:
    """The manifest of an index, None where there is none or it is damaged."""
    try:
        checksum, _, content = (folder / CURRENT).read_bytes().partition(b"\n")
        if checksum != _checksum(content):
            return None
        manifest = _codec().validate_json(content)
    except (OSError, ValueError):
        return None
    names = [s.folder for s in manifest.segments]
    return manifest if all(Path(name).name == name for name in names) else None


def write(folder: Path, manifest: Manifest) -> None:
    """Replace CURRENT, so that it is the old or the new one whatever happens. Raises OSError."""
    content = _codec().dump_json(manifest)
    temporary = folder / TEMPORARY
    with temporary.open("wb") as file:
        file.write(_checksum(content) + b"\n" + content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / CURRENT)
    flush_folder(folder)


def _checksum(content: bytes) -> bytes:
    return b"%08x" % zlib.crc32(content)


def stored_files(segment: Path, shared: Iterable[StoredFile] = ()) -> tuple[StoredFile, ...]:
    """The files of a finished segment, brought to the disk, with their checksums.

    Those that it shares with an earlier segment are not read again: they are as they were, or
    damaged since, which only the checksum of that time can tell. Raises OSError, also where the
    disk is full.
    """
    known = {file.path: file for file in shared}
    found = []
    for path in sorted(segment.rglob("*")):
        name = path.relative_to(segment).as_posix()
        if path.is_dir():
            flush_folder(path)
        elif path.suffix != LOCK_SUFFIX:
            found.append(known.get(name) or _stored_file(path, name))
    flush_folder(segment)
    return tuple(found)


def _stored_file(path: Path, name: str) -> StoredFile:
    with path.open("rb") as file:
        os.fsync(file.fileno())
    status = path.stat()
    return StoredFile(name, status.st_size, crc32(path), status.st_mtime_ns)


def crc32(path: Path) -> int:
    """CRC-32 of a file: finds any single damaged stretch; read at about 3 GB/s."""
    checksum = 0
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            checksum = zlib.crc32(chunk, checksum)
    return checksum


def flush_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
