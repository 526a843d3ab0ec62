"""Files and folders of this machine. A folder is walked in order, for what has a reader."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from corpus.errors import SourceError
from ingest.document import Candidate, RawDocument
from ingest.readers import READERS


def candidates(path: Path) -> Iterator[Candidate]:
    """The file, or every readable file below the folder, in order of their paths.

    Hidden files and folders are passed over. Raises SourceError where there is nothing to read; a
    folder that cannot be opened is a candidate whose `fetch` says so.
    """
    if not os.path.lexists(path):
        raise SourceError(f"{path} does not exist: check the path")
    if not path.is_dir():
        yield _candidate(path, path.name)
        return
    closed: list[OSError] = []
    files = sorted(_walked(path, closed))
    if not files and not closed:
        raise SourceError(
            f"{path} holds no file that Galen reads: it reads {', '.join(sorted(READERS))}"
        )
    for error in closed:
        folder = Path(error.filename)
        yield Candidate(str(folder.resolve()), partial(_fetch, folder, str(folder), folder.name))
    for file in files:
        yield _candidate(file, file.relative_to(path).as_posix())


def _walked(path: Path, closed: list[OSError]) -> Iterator[Path]:
    for folder, folders, names in os.walk(path, onerror=closed.append):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            file = Path(folder, name)
            if not name.startswith(".") and file.suffix.lower() in READERS:
                yield file


def _candidate(file: Path, name: str) -> Candidate:
    location = str(file.resolve())
    return Candidate(location, partial(_fetch, file, location, name))


def _fetch(file: Path, location: str, name: str) -> RawDocument:
    try:
        return RawDocument(file.read_bytes(), location, name)
    except OSError as error:
        raise SourceError(
            f"{file} cannot be read ({error.strerror}): check its permissions"
        ) from error
