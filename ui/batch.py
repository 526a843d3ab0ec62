"""Many questions or claims from one file to another: one JSON object a line, each on its own.

A bad line becomes an error record in its place; the others are answered. Every record is on disk
before the next line is begun, so that a run that was killed can be resumed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic

from corpus.errors import GalenError, UsageError
from ui.batch_lines import BadLine, LineType, read_lines
from ui.batch_output import Output, Place, earlier_records

Work = Callable[[LineType], Mapping[str, Any]]
Kept = Callable[[LineType, Mapping[str, Any]], bool]


@dataclass(frozen=True)
class Batch(Generic[LineType]):
    """Lines to work through, and where the records of those that are done already lie."""

    lines: tuple[LineType | BadLine, ...]
    target: Path
    earlier: Mapping[str, Place]
    resumed: bool

    def run(self, work: Work[LineType]) -> Iterator[bool]:
        """Work through the lines; yields for each whether it went well, once it is written.

        Records end in the order of the lines. Raises GalenError where they cannot be written.
        """
        places: list[Place] = []
        with Output(self.target, keep=self.resumed) as out:
            for line in self.lines:
                place = None if isinstance(line, BadLine) else self.earlier.get(line.id)
                failed = False
                if place is None:
                    record = _record(line, work)
                    place, failed = out.append(record), "error" in record
                places.append(place)
                yield not failed
        if self.resumed:
            out.put_in_order(places)


def open_batch(
    source: Path,
    target: Path,
    kind: type[LineType],
    *,
    resume: bool = False,
    kept: Kept[LineType] = lambda line, record: True,
) -> Batch[LineType]:
    """Read the lines and look at the target, changing nothing yet.

    With `resume`, records of the target are kept unless they are errors or `kept` says that they
    are not of this line. Raises UsageError where a file cannot be used as it is meant.
    """
    lines = read_lines(source, kind)
    _refuse_target(source, target)
    resumed = resume and target.exists()
    earlier: dict[str, Place] = {}
    if resumed:
        good = {line.id: line for line in lines if not isinstance(line, BadLine)}
        for found in earlier_records(target, set(good)):
            if kept(good[found.id], found.record):
                earlier[found.id] = found.place
    return Batch(lines, target, earlier, resumed)


def _refuse_target(source: Path, target: Path) -> None:
    if target.is_dir():
        raise UsageError(f"--out {target} is a folder: name a file in it")
    if not target.parent.is_dir():
        raise UsageError(f"{target.parent} is no folder: make it, or choose another --out")
    if target.exists() and os.path.samefile(source, target):
        raise UsageError(f"--out {target} is the --batch as well: choose another --out")
    if not os.access(target if target.exists() else target.parent, os.W_OK):
        raise UsageError(f"--out {target} may not be written: choose another --out")


def _record(line: LineType | BadLine, work: Work[LineType]) -> Mapping[str, Any]:
    if isinstance(line, BadLine):
        return {"id": line.id, "error": line.reason}
    try:
        return work(line)
    except GalenError as error:
        return {"id": line.id, "error": " ".join(str(error).split())}
