"""Many questions or claims from one file to another: one JSON object a line, each on its own.

A bad line becomes an error record; the others are answered. With `resume`, ids that the output
already holds are kept, and a last line that a kill cut short is done again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from corpus.errors import GalenError, UsageError


def _as_id(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


class _Line(BaseModel):
    """Fields that Galen does not know are let through: gold files can be asked as they are."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: Annotated[str, BeforeValidator(_as_id)]


class BatchTurn(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    question: str
    answer: str | None = None


class BatchQuestion(_Line):
    question: str
    reader: str | None = None
    history: tuple[BatchTurn, ...] = ()


class BatchClaim(_Line):
    text: str
    span: str
    strength: str | None = None


LineType = TypeVar("LineType", bound=_Line)
Work = Callable[[LineType], Mapping[str, Any]]


def run_batch(
    source: Path, target: Path, kind: type[LineType], work: Work[LineType], *, resume: bool = False
) -> Iterator[bool]:
    """Work through a file; yields for each line whether it went well, as soon as it is written.

    Raises UsageError where a file cannot be read or written.
    """
    lines = _read_lines(source)
    if source.resolve() == target.resolve():
        raise UsageError(f"{target} is the input as well: choose another --out")
    kept = _kept(target) if resume else []
    done = {record.get("id") for record in kept}
    try:
        with target.open("w", encoding="utf-8") as out:
            for record in kept:
                _write(out, record)
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    result, ok = _result(line, number, kind, work, done)
                    if result is not None:
                        _write(out, result)
                    yield ok
    except OSError as error:
        raise UsageError(
            f"{target} cannot be written ({error.strerror}): choose another --out"
        ) from error


def _result(
    line: bytes, number: int, kind: type[LineType], work: Work[LineType], done: set[Any]
) -> tuple[Mapping[str, Any] | None, bool]:
    """The record to write (None if it is there already) and whether the line is a good one."""
    identity: str | None = None
    try:
        data = json.loads(line.decode("utf-8"))
        identity = _identity(data)
        parsed = kind.model_validate(data)
        if parsed.id in done:
            return None, True
        return work(parsed), True
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        reason = f"line {number} is not JSON in UTF-8: {error}"
    except ValidationError as error:
        first = error.errors()[0]
        reason = (
            f"line {number}: {'.'.join(map(str, first['loc'])) or 'line'}: {first['msg'].lower()}"
        )
    except GalenError as error:
        reason = str(error)
    return {"id": identity, "error": reason}, False


def _identity(data: object) -> str | None:
    value = data.get("id") if isinstance(data, dict) else None
    return str(value) if isinstance(value, str | int) else None


def _read_lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().splitlines()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): check the path") from error


def _kept(path: Path) -> list[dict[str, Any]]:
    """Records of an earlier run, without errors (done again) and without a cut last line."""
    if not path.exists():
        return []
    kept = []
    for line in _read_lines(path):
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and "error" not in record:
            kept.append(record)
    return kept


def _write(out: Any, record: Mapping[str, Any]) -> None:
    out.write(json.dumps(record, ensure_ascii=False) + "\n")
    out.flush()
