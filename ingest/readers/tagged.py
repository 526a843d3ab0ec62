"""Records of lines with tags, as MEDLINE text and RIS have them. For the readers of both."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import BinaryIO, TextIO

Fields = dict[str, list[str]]
"""The values of a record by tag, in the order of its lines."""

LONGEST_RECORD = 4 * 2**20
"""Characters of one record; what is longer is no list of citations."""
_LONGEST_LINE = 2**16


@contextmanager
def as_text(stream: BinaryIO) -> Iterator[TextIO]:
    """The stream as text in UTF-8. It stays open, and stays the caller's."""
    text = io.TextIOWrapper(stream, "utf-8-sig", newline="\n")
    try:
        yield text
    finally:
        with suppress(ValueError):  # the caller has closed it already
            text.detach()


def fields(lines: Iterable[str], tagged: re.Pattern[str]) -> Fields:
    """A record's values. A line without a tag goes on with the value before it."""
    found: Fields = {}
    last: list[str] | None = None
    for line in lines:
        match = tagged.match(line)
        if match is not None:
            last = found.setdefault(match["tag"], [])
            last.append(match["value"].strip())
        elif last is not None and line.strip():
            last[-1] = f"{last[-1]} {line.strip()}".strip()
    return found


def parted(text: TextIO, opens: re.Pattern[str]) -> Iterator[str]:
    """The text of each record, which begins with a line of this form; what is before is left out.

    A record beyond LONGEST_RECORD is given out cut, which its reader then refuses.
    """
    record: list[str] | None = None
    size = 0
    while line := text.readline(_LONGEST_LINE):
        if opens.match(line):
            if record is not None:
                yield "\n".join(record)
            record, size = [], 0
        if record is not None and size <= LONGEST_RECORD:
            record.append(line.rstrip("\r\n"))
            size += len(line)
    if record is not None:
        yield "\n".join(record)


def first(found: Fields, *tags: str) -> str:
    """The first value of the first of these tags that has one, "" for none."""
    return next((value for tag in tags for value in found.get(tag, ()) if value), "")


def every(found: Fields, *tags: str) -> tuple[str, ...]:
    """All values of these tags, each once."""
    values = (" ".join(value.split()) for tag in tags for value in found.get(tag, ()))
    return tuple(dict.fromkeys(value for value in values if value))
