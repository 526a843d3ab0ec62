"""Finding and reading the files of published test sets."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from corpus.errors import SourceError

_Line = TypeVar("_Line")


def data_folder(given: Path, pattern: str) -> Path:
    """The folder that holds files of this pattern: the one given, or one folder below it.

    Raises SourceError where there is none, or more than one.
    """
    if any(given.glob(pattern)):
        return given
    below = {path.parent for path in given.glob(f"*/{pattern}")}
    if len(below) != 1:
        found = f"{len(below)} folders with" if below else "no"
        raise SourceError(f"{given} holds {found} {pattern}: name the data set's own folder")
    return below.pop()


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, decompressed where it ends in .gz. Raises SourceError."""
    try:
        data = path.read_bytes()
        return gzip.decompress(data) if path.suffix == ".gz" else data
    except (OSError, EOFError, zlib.error) as error:
        raise SourceError(f"{path} cannot be read ({error}): get it again") from error


def read_lines(path: Path, form: TypeAdapter[_Line]) -> Iterator[_Line]:
    """Each line of a JSONL file in the form that is expected of it. Raises SourceError."""
    for number, line in enumerate(read_bytes(path).splitlines(), start=1):
        try:
            yield form.validate_json(line)
        except ValidationError as error:
            what = error.errors()[0]["msg"]
            raise SourceError(
                f"{path}, line {number} is not the data set expected ({what}): check the file"
            ) from error
