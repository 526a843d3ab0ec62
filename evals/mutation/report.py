"""What the trials came to, by kind: counts, shares, Wilson intervals, and examples of mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from evals.intervals import Interval, wilson
from evals.mutation.kinds import MOST_FALSE_ALARMS, TARGETS
from evals.mutation.running import Trial

_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One kind: `hits` are mutants caught, or faithful texts withheld."""

    n: int
    hits: int
    examples: tuple[Trial, ...] = ()

    @property
    def share(self) -> float | None:
        return self.hits / self.n if self.n else None

    @property
    def interval(self) -> Interval | None:
        return wilson(self.hits, self.n) if self.n else None


@dataclass(frozen=True, slots=True)
class Report:
    """`kinds` by name in the order they were tried, `false_alarms` by what was withheld."""

    kinds: Mapping[str, Row]
    false_alarms: Mapping[str, Row]

    @property
    def mutants(self) -> int:
        return sum(row.n for row in self.kinds.values())

    def to_json(self) -> dict[str, Any]:
        return {
            "mutants": self.mutants,
            "kinds": {
                name: _json(row, "caught") | {"target": TARGETS.get(name.removeprefix(_REWORDED))}
                for name, row in self.kinds.items()
            },
            "false_alarms": {
                name: _json(row, "alarms") | {"target": MOST_FALSE_ALARMS.get(name.split()[0])}
                for name, row in self.false_alarms.items()
            },
        }


_REWORDED = "reworded+"


def summed(trials: Iterable[Trial]) -> Report:
    """Trials by kind; the halves of the rewordings also together, as "reworded"."""
    kinds: dict[str, list[Trial]] = {}
    alarms: dict[str, list[Trial]] = {"verbatim": [], "reworded": []}
    for trial in trials:
        if trial.wrong:
            kinds.setdefault(trial.kind, []).append(trial)
            continue
        alarms.setdefault(trial.kind, []).append(trial)
        if trial.kind.startswith("reworded "):
            alarms["reworded"].append(trial)
    return Report(
        {name: _row(of_kind) for name, of_kind in kinds.items()},
        {name: _row(of_kind) for name, of_kind in alarms.items()},
    )


def _row(trials: list[Trial]) -> Row:
    mistakes = [trial for trial in trials if trial.mistaken]
    withheld = sum(not trial.shown for trial in trials)
    return Row(len(trials), withheld, tuple(mistakes[:_EXAMPLES]))


def _json(row: Row, hits: str) -> dict[str, Any]:
    return {
        "n": row.n,
        hits: row.hits,
        "share": None if row.share is None else round(row.share, 4),
        "interval": None if row.interval is None else [round(x, 4) for x in row.interval],
        "examples": [
            {"original": t.original, "text": t.text, "change": t.change} for t in row.examples
        ],
    }


def report_text(report: Report) -> str:
    """A table for the terminal."""
    return "\n".join(_lines(report))


def _lines(report: Report) -> Iterator[str]:
    yield f"{report.mutants} mutants"
    yield ""
    yield f"{'caught':<34}{'n':>6} {'share':>8}  95 % interval  target"
    for name, row in report.kinds.items():
        yield _line(name, row, TARGETS.get(name.removeprefix(_REWORDED)), "at least")
    yield ""
    yield "withheld though faithful, lower is better"
    for name, row in report.false_alarms.items():
        yield _line(name, row, MOST_FALSE_ALARMS.get(name.split()[0]), "at most")


def _line(name: str, row: Row, target: float | None, side: str) -> str:
    if row.share is None or row.interval is None:
        return f"{name:<34}{row.n:>6} unscored"
    low, high = (100 * bound for bound in row.interval)
    wanted = f"  {side} {100 * target:.0f} %" if target is not None else ""
    return f"{name:<34}{row.n:>6} {100 * row.share:>6.1f} %  ({low:.1f}-{high:.1f}){wanted}"
