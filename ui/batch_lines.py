"""The lines of a batch: what a question and a claim must hold, and what is wrong with one.

Fields that Galen does not know are let through, so that gold files can be asked as they are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import UsageError

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class _Line(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str = Field(pattern=r"\S")


class BatchTurn(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    question: str
    answer: str | None = None


class BatchQuestion(_Line):
    question: str
    reader: str | None = None
    history: tuple[BatchTurn, ...] | None = None


class BatchClaim(_Line):
    text: str
    span: str
    strength: str | None = None


LineType = TypeVar("LineType", bound=_Line)


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that cannot be worked on. `id` is the line's own where it has one."""

    id: str | int | None
    reason: str


def read_lines(path: Path, kind: type[LineType]) -> tuple[LineType | BadLine, ...]:
    """Every line that is not blank. Raises UsageError for a file that cannot be read, or is empty.

    An id that was used before makes a bad line: records are told apart by it.
    """
    first: dict[str, int] = {}
    read: list[LineType | BadLine] = []
    for number, raw in enumerate(_raw_lines(path), start=1):
        if not raw.strip():
            continue
        line = _parsed(raw, number, kind)
        if not isinstance(line, BadLine) and line.id in first:
            line = BadLine(
                line.id, f"line {number}: id {line.id!r} is that of line {first[line.id]}"
            )
        elif not isinstance(line, BadLine):
            first[line.id] = number
        read.append(line)
    if not read:
        raise UsageError(f"{path} holds no lines: write one JSON object a line")
    return tuple(read)


def _raw_lines(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().removeprefix(_BYTE_ORDER_MARK).splitlines()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): check the path") from error


def _parsed(raw: bytes, number: int, kind: type[LineType]) -> LineType | BadLine:
    try:
        data = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        return BadLine(None, f"line {number} is not JSON in UTF-8: {error}")
    if not isinstance(data, dict):
        return BadLine(None, f"line {number} is not a JSON object: write {{...}}")
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        return BadLine(_identity(data), f"line {number}: {_in_words(error)}")


def _identity(data: dict[str, Any]) -> str | int | None:
    value = data.get("id")
    return value if isinstance(value, str | int) and not isinstance(value, bool) else None


_PROBLEMS = {
    "missing": "is missing",
    "string_type": "must be text in quotation marks",
    "string_pattern_mismatch": "must not be blank",
    "tuple_type": "must be a list",
    "model_type": "must be an object",
}


def _in_words(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    field = ".".join(str(step) for step in problem["loc"])
    return f"{field} {_PROBLEMS.get(problem['type'], problem['msg'].lower())}"
