"""Sentences said in other words by hand: faithful ones, and ones with a fault worked in.

`evals/rewordings/*.jsonl`. Half of each was set aside ("frozen") before the rules were tuned.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.errors import UsageError

FOLDER = Path(__file__).parent.parent / "rewordings"


class Rewording(BaseModel):
    """One line of either file. `fault` names what is wrong with an unfaithful one."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    source: str
    span: str
    text: str
    kind: str
    half: Literal["tuning", "frozen"]
    fault: str | None = None


def faithful(folder: Path = FOLDER) -> list[Rewording]:
    return list(_read(folder / "rewordings.jsonl"))


def unfaithful(folder: Path = FOLDER) -> list[Rewording]:
    return list(_read(folder / "unfaithful.jsonl"))


def _read(path: Path) -> Iterator[Rewording]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): install Galen anew") from error
    for number, line in enumerate(lines, start=1):
        try:
            yield Rewording.model_validate_json(line)
        except ValidationError as error:
            raise UsageError(f"{path}:{number} is no rewording: correct the line") from error
