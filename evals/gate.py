"""The gate: floors that a fixed choice of gold questions must hold, read from `gate.toml`.

`galen eval gate` asks the questions and calls `missed_floors`; CI runs it on every change.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import UsageError
from evals.questions import GoldQuestion
from evals.summary import METRICS, Summary

BUNDLED = Path(__file__).parent / "gate.toml"


@dataclass(frozen=True, slots=True)
class Gate:
    """Question ids, and by metric key the lowest value allowed, or the highest."""

    questions: tuple[str, ...]
    floors: Mapping[str, float]
    ceilings: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Missed:
    """A floor or ceiling that was not held. `value` None: the metric could not be scored."""

    key: str
    label: str
    value: float | None
    bound: float
    is_floor: bool

    def line(self) -> str:
        value = "unscored" if self.value is None else f"{self.value:.4g}"
        return f"{self.label} ({self.key}): {value}, {self._asked} {self.bound:.4g}"

    @property
    def _asked(self) -> str:
        return "the floor is" if self.is_floor else "at most"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    questions: list[str] = Field(min_length=1)
    floors: dict[str, float]
    ceilings: dict[str, float] = {}


def load_gate(path: Path) -> Gate:
    """Raises UsageError for a file that cannot be read, or that bounds what is no metric."""
    try:
        read = _File.model_validate(tomllib.loads(path.read_text("utf-8")))
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}): check the path") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValidationError) as error:
        reason = " ".join(str(error).split())
        raise UsageError(f"{path} is no file of floors ({reason}): correct it") from error
    for bounds, wrong in ((read.floors, "lower"), (read.ceilings, "higher")):
        _refuse_senseless(bounds, wrong, path)
    return Gate(tuple(read.questions), read.floors, read.ceilings)


def missed_floors(gate: Gate, summary: Summary) -> tuple[Missed, ...]:
    """Every bound that the summary does not hold; a metric that cannot be scored holds none."""
    labels = {measure.key: measure.label for measure in summary.measures}
    missed = []
    for bounds, is_floor in ((gate.floors, True), (gate.ceilings, False)):
        for key, bound in bounds.items():
            value = summary.score(key).value
            held = value is not None and (value >= bound if is_floor else value <= bound)
            if not held:
                missed.append(Missed(key, labels[key], value, bound, is_floor))
    return tuple(missed)


def stratified(gold: Sequence[GoldQuestion], n: int) -> tuple[str, ...]:
    """Ids of about n questions, for a new `gate.toml`: some of every area, kind and reader.

    From each stratum its share, rounded up, at even steps; the same gold gives the same ids.
    """
    strata: dict[tuple[str, str, str, bool], list[str]] = defaultdict(list)
    for q in gold:
        strata[q.area, q.kind or "", str(q.safety or ""), q.answerable].append(q.id)
    chosen = []
    for ids in strata.values():
        wanted = ceil(len(ids) * n / len(gold) - 0.5) or 1
        step = len(ids) / wanted
        chosen += [ids[int((k + 0.5) * step)] for k in range(wanted)]
    return tuple(chosen)


def _refuse_senseless(bounds: Mapping[str, float], wrong: str, path: Path) -> None:
    better = {metric.key: metric.better for metric in METRICS}
    for key in bounds:
        if key not in better:
            raise UsageError(f"{path}: there is no metric {key!r}: see docs/evaluation.md")
        if better[key] == wrong:
            table = "[ceilings]" if wrong == "lower" else "[floors]"
            raise UsageError(f"{path}: of {key!r} {wrong} is better: move it to {table}")
