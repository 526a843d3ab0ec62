"""Sentences said in other words by hand: faithful ones, and ones with a fault worked in.

`evals/rewordings/*.jsonl`, in four sets. Half of each was set aside ("frozen") before the rules
were tuned; those of the first three sets have since been used up, that of the fourth was counted
once. A line that begins with "#" tells how a set was made.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from corpus.errors import UsageError

FOLDER = Path(__file__).parent.parent / "rewordings"


class Rewording(BaseModel):
    """One line of a file. `fault` names what is wrong with an unfaithful one; `set` comes from the
    file's name."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    source: str
    span: str
    text: str
    kind: str
    half: Literal["tuning", "frozen"]
    fault: str | None = None
    set: Literal["first", "second", "third", "fourth"] = "first"

    @property
    def part(self) -> str:
        """Set and half, as the report names them."""
        return f"{self.set} {self.half}"


def faithful(folder: Path = FOLDER) -> list[Rewording]:
    return list(_every(folder, "rewordings"))


def unfaithful(folder: Path = FOLDER) -> list[Rewording]:
    return list(_every(folder, "unfaithful"))


def _every(folder: Path, name: str) -> Iterator[Rewording]:
    yield from _read(folder / f"{name}.jsonl")
    for later in ("second", "third", "fourth"):
        for row in _read(folder / f"{name}-{later}.jsonl"):
            yield row.model_copy(update={"set": later})


def _read(path: Path) -> Iterator[Rewording]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): install Galen anew") from error
    for number, line in enumerate(lines, start=1):
        if line.startswith("#"):
            continue
        try:
            yield Rewording.model_validate_json(line)
        except ValidationError as error:
            raise UsageError(f"{path}:{number} is no rewording: correct the line") from error
