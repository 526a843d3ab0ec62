"""Files and folders of this machine. A folder is walked in order, for what has a reader.

What a file holds within it (archives, gzip, collections) is the part of `archives`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple, NoReturn

from corpus.errors import SourceError
from ingest.connectors.archives import bounded, holds_one, is_readable, opened
from ingest.connectors.settled import failed
from ingest.document import Candidate, RawDocument
from ingest.readers import READABLE

Opener = Callable[[Path], BinaryIO]

# What a folder says of itself is no evidence. Named as a path of its own, it is read all the same.
_ABOUT_THE_FOLDER = re.compile(
    r"\.|(?:readme|licen[cs]e|copying|notice|changelog)(?:\.[a-z]+)?$", re.I
)


def open_binary(file: Path) -> BinaryIO:
    return file.open("rb")


def candidates(path: Path, opener: Opener = open_binary) -> Iterator[Candidate]:
    """The file's documents, or those of every readable file below the folder, in order of paths.

    Hidden files and folders are passed over, and what describes the folder itself. Raises
    SourceError at once where there is nothing to read; a folder or a file that cannot be opened is
    a candidate whose `fetch` says so.
    """
    if not os.path.lexists(path):
        raise SourceError(f"{path} does not exist: check the path")
    if not path.is_dir():
        return _documents(path, path.name, opener)
    closed: list[OSError] = []
    files = sorted(_walked(path, closed))
    if not files and not closed:
        raise SourceError(
            f"{path} holds no file that Galen reads: it reads {', '.join(sorted(READABLE))},"
            " also as .gz, and .tar, .tar.gz, .tgz of them"
        )
    return _all(path, files, closed, opener)


def _all(
    path: Path, files: list[Path], closed: list[OSError], opener: Opener
) -> Iterator[Candidate]:
    for error in closed:
        folder = Path(error.filename)
        yield Candidate(str(folder.resolve()), partial(_refuse, folder, error))
    for file in files:
        yield from _documents(file, file.relative_to(path).as_posix(), opener)


def _walked(path: Path, closed: list[OSError]) -> Iterator[Path]:
    for folder, folders, names in os.walk(path, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = os.path.join(folder, name)
            # Opening a named pipe would wait for somebody to write to it.
            special = os.path.exists(file) and not os.path.isfile(file)
            if not special and not _ABOUT_THE_FOLDER.match(name) and is_readable(name):
                yield Path(file)


def _documents(file: Path, name: str, opener: Opener) -> Iterator[Candidate]:
    location = str(file.resolve())
    if holds_one(name):
        yield Candidate(location, partial(_fetch, file, location, name, opener))
        return
    try:
        stream = opener(file)
    except OSError as error:
        yield Candidate(location, partial(_refuse, file, error))
        return
    with stream:
        version = _version(stream)
        for candidate in opened(stream, location, name, version.size):
            # A record that was cut out of a file while it changed may be of neither version.
            if _version(stream) != version:
                yield failed(location, _changed(location))
                return
            yield candidate


class _Version(NamedTuple):
    size: int
    modified_ns: int


def _version(stream: BinaryIO) -> _Version:
    status = os.fstat(stream.fileno())
    return _Version(status.st_size, status.st_mtime_ns)


def _fetch(file: Path, location: str, name: str, opener: Opener) -> RawDocument:
    """The file, read a second time if it changed meanwhile. Raises SourceError."""
    try:
        for _ in range(2):
            with opener(file) as stream:
                version = _version(stream)
                data = bounded(stream, location, version.size)
                if _version(stream) == version:
                    return RawDocument(data, location, name)
    except OSError as error:
        _refuse(file, error)
    raise SourceError(_changed(location))


def _changed(location: str) -> str:
    return f"{location} changed while it was read: wait until it is written, and ingest it again"


def _refuse(place: Path, error: OSError) -> NoReturn:
    raise SourceError(
        f"{place} cannot be read ({error.strerror}): check its permissions"
    ) from error
