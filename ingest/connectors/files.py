"""Files and folders of this machine. A folder is walked in order, for what has a reader.

What a file holds within it (archives, gzip, collections) is the part of `archives`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NoReturn

from corpus.errors import SourceError
from ingest.connectors.archives import bounded, holds_one, is_readable, opened
from ingest.document import Candidate, RawDocument
from ingest.readers import READABLE

# What a folder says of itself is no evidence. Named as a path of its own, it is read all the same.
_ABOUT_THE_FOLDER = re.compile(
    r"\.|(?:readme|licen[cs]e|copying|notice|changelog)(?:\.[a-z]+)?$", re.I
)


def candidates(path: Path) -> Iterator[Candidate]:
    """The file's documents, or those of every readable file below the folder, in order of paths.

    Hidden files and folders are passed over, and what describes the folder itself. Raises
    SourceError at once where there is nothing to read; a folder or a file that cannot be opened is
    a candidate whose `fetch` says so.
    """
    if not os.path.lexists(path):
        raise SourceError(f"{path} does not exist: check the path")
    if not path.is_dir():
        return _documents(path, path.name)
    closed: list[OSError] = []
    files = sorted(_walked(path, closed))
    if not files and not closed:
        raise SourceError(
            f"{path} holds no file that Galen reads: it reads {', '.join(sorted(READABLE))},"
            " also as .gz, and .tar, .tar.gz, .tgz of them"
        )
    return _all(path, files, closed)


def _all(path: Path, files: list[Path], closed: list[OSError]) -> Iterator[Candidate]:
    for error in closed:
        folder = Path(error.filename)
        yield Candidate(str(folder.resolve()), partial(_refuse, folder, error))
    for file in files:
        yield from _documents(file, file.relative_to(path).as_posix())


def _walked(path: Path, closed: list[OSError]) -> Iterator[Path]:
    for folder, folders, names in os.walk(path, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not _ABOUT_THE_FOLDER.match(name) and is_readable(name):
                yield Path(folder, name)


def _documents(file: Path, name: str) -> Iterator[Candidate]:
    location = str(file.resolve())
    if holds_one(name):
        yield Candidate(location, partial(_fetch, file, location, name))
        return
    try:
        stream = file.open("rb")
    except OSError as error:
        yield Candidate(location, partial(_refuse, file, error))
        return
    with stream:
        yield from opened(stream, location, name)


def _fetch(file: Path, location: str, name: str) -> RawDocument:
    try:
        with file.open("rb") as stream:
            return RawDocument(bounded(stream, location), location, name)
    except OSError as error:
        _refuse(file, error)


def _refuse(place: Path, error: OSError) -> NoReturn:
    raise SourceError(
        f"{place} cannot be read ({error.strerror}): check its permissions"
    ) from error
