"""The file that a batch writes: appended record by record, read back to resume, put in order.

What is not a record of an earlier run is never overwritten by a resumed one.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from corpus.errors import GalenError, UsageError

_OPENING = b'{"id":'


class Place(NamedTuple):
    """Bytes `[start, end)` of the file, with the line feed."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class EarlierRecord:
    id: str
    record: Mapping[str, Any]
    place: Place


def earlier_records(path: Path, ids: Collection[str]) -> Iterator[EarlierRecord]:
    """Records of an earlier run that are no errors; a last line that was cut short is left out.

    Raises UsageError where the file holds anything but records of these ids.
    """
    if not path.is_file():
        raise UsageError(f"{path} is no ordinary file: leave out --resume")
    start = 0
    for number, line in enumerate(_whole_and_cut(path), start=1):
        place = Place(start, start + len(line))
        start = place.end
        if not line.endswith(b"\n"):
            if line[: len(_OPENING)] != _OPENING[: len(line)]:
                raise _foreign(path, number)
        elif line.strip():
            record = _record(line, path, number)
            if "error" not in record:
                if record["id"] not in ids:
                    raise _foreign(path, number)
                yield EarlierRecord(record["id"], record, place)


def _whole_and_cut(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().splitlines(keepends=True)
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read ({error.strerror}): choose another --out"
        ) from error


def _record(line: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _foreign(path, number) from error
    if not isinstance(record, dict) or "id" not in record:
        raise _foreign(path, number)
    return record


def _foreign(path: Path, number: int) -> UsageError:
    return UsageError(
        f"{path}:{number} is no record of an earlier run of this --batch: choose another --out,"
        " or leave out --resume to overwrite it"
    )


class Output:
    """Appends records, each written whole before `append` returns. A context manager.

    Raises GalenError where the file cannot be opened or written.
    """

    def __init__(self, path: Path, *, keep: bool) -> None:
        """With `keep`, go on after the last whole line; else start from nothing."""
        self.path = path
        try:
            # Unbuffered: a disk that is full is noticed at the record that it has no room for.
            self._file = path.open("r+b" if keep else "wb", buffering=0)
            self._end = _end_of_whole_lines(path) if keep else 0
            if keep:
                self._file.truncate(self._end)
                self._file.seek(self._end)
        except OSError as error:
            raise self._unwritable(error) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def append(self, record: Mapping[str, Any]) -> Place:
        """Write a record as one line; where it lies."""
        # A lone surrogate, which UTF-8 cannot hold, becomes the JSON escape that it came from.
        text = json.dumps(record, ensure_ascii=False) + "\n"
        data = memoryview(text.encode("utf-8", "backslashreplace"))
        place = Place(self._end, self._end + len(data))
        try:
            while data:
                data = data[self._file.write(data) :]
        except OSError as error:
            raise self._unwritable(error) from error
        self._end = place.end
        return place

    def put_in_order(self, places: Sequence[Place]) -> None:
        """Leave these records alone in the file, in this order; it is whole at every moment."""
        ordered = self.path.resolve()
        beside = ordered.with_name(f"{ordered.name}.ordering")
        try:
            with ordered.open("rb") as old, beside.open("wb") as new:
                for place in places:
                    old.seek(place.start)
                    new.write(old.read(place.end - place.start))
            shutil.copymode(ordered, beside)
            os.replace(beside, ordered)
        except OSError as error:
            raise self._unwritable(error) from error

    def _unwritable(self, error: OSError) -> GalenError:
        return GalenError(
            f"{self.path} cannot be written ({error.strerror}): free some space or check its"
            " permissions, then run it again"
        )


def _end_of_whole_lines(path: Path) -> int:
    return path.read_bytes().rfind(b"\n") + 1
