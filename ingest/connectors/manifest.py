"""`sources.toml`: the places that a library is kept up to date from.

`ingest.updating` goes through it, for `galen ingest` without a place and for the Sources page.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from corpus.errors import UsageError
from corpus.model import SourceKind

NAME = "sources.toml"
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4_000)]


class Entry(BaseModel):
    """One [[source]]: a place, and how what it holds is taken in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: Line
    kind: SourceKind = SourceKind.OTHER
    enabled: bool = True
    approve: bool = Field(False, description="load what holds instruction-like text too")
    licence: Line | None = Field(None, description="of sources that do not name theirs")
    limit: Annotated[int, Field(ge=1)] | None = Field(None, description="most of a query")
    note: str = Field("", description="for people; nothing reads it")


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    source: tuple[Entry, ...]


class Manifest(BaseModel):
    """The entries, and the folder that their paths are relative to."""

    model_config = ConfigDict(frozen=True)

    base: Path
    entries: tuple[Entry, ...]


def read(file: Path) -> Manifest:
    """The manifest in a file. Raises UsageError with all that is wrong."""
    try:
        content = tomllib.loads(file.read_text("utf-8"))
        entries = _File.model_validate(content).source
    except OSError as error:
        raise UsageError(
            f"{file} cannot be read ({error.strerror}): write it, or name places to ingest"
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} is not valid TOML ({error}): correct it") from error
    except ValidationError as error:
        raise UsageError(f"{file}: {_in_words(error)}") from error
    return Manifest(base=file.resolve().parent, entries=entries)


def _in_words(error: ValidationError) -> str:
    return "; ".join(
        f"{_place(each['loc'])} {each['msg'][0].lower()}{each['msg'][1:]}"
        for each in error.errors()
    )


def _place(location: tuple[int | str, ...]) -> str:
    """ "the 2nd [[source]]: kind:" """
    if len(location) < 2 or not isinstance(location[1], int):
        return f"{'.'.join(map(str, location))}:"
    field = ".".join(map(str, location[2:]))
    return f"[[source]] number {location[1] + 1}: {field}:"
