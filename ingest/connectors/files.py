"""Files and folders of this machine. A folder is walked in order; only what has a reader is taken."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from corpus.errors import SourceError
from ingest.document import Candidate, RawDocument
from ingest.readers import READERS


def candidates(path: Path) -> Iterator[Candidate]:
    """The file, or every readable file below the folder. Raises SourceError where there is none."""
    if not path.exists():
        raise SourceError(f"{path} does not exist: check the path")
    if not path.is_dir():
        yield _candidate(path, path.name)
        return
    files = [p for p in sorted(path.rglob("*")) if _wanted(p, path)]
    if not files:
        raise SourceError(f"{path} holds no file that Galen reads ({', '.join(sorted(READERS))})")
    for file in files:
        yield _candidate(file, str(file.relative_to(path)))


def _wanted(file: Path, below: Path) -> bool:
    hidden = any(part.startswith(".") for part in file.relative_to(below).parts)
    return not hidden and file.suffix.lower() in READERS and not file.is_dir()


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
