"""A measured figure with its interval, and the table that `galen eval benchmark` prints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Literal

import numpy as np

from evals.intervals import Floats, Interval, Picks, bootstrap, wilson

GALEN = "Galen"
Unit = Literal["share", "score", "count"]


@dataclass(frozen=True, slots=True)
class Row:
    """What one system scored on one measure over `n` questions; None where n is 0.

    `interval` is 95 %: Wilson's of a share, the percentile bootstrap's over questions of a score;
    a count has none.
    """

    measure: str
    system: str
    value: float | None
    n: int
    interval: Interval | None = None
    unit: Unit = "share"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def share(measure: str, system: str, flags: Iterable[bool]) -> Row:
    """Yeses among the questions asked."""
    asked = list(flags)
    met, n = sum(asked), len(asked)
    return Row(measure, system, met / n, n, wilson(met, n)) if n else Row(measure, system, None, 0)


def mean(measure: str, system: str, values: Iterable[float]) -> Row:
    """The mean over questions."""
    rows = np.array(list(values), dtype=np.float64)
    return statistic(measure, system, len(rows), lambda picks: rows[picks].mean(axis=-1))


def statistic(measure: str, system: str, n: int, of: Callable[[Picks], Floats]) -> Row:
    """Any statistic of n questions: `of` takes picks of shape (r, n) and gives r values."""
    if n == 0:
        return Row(measure, system, None, 0, unit="score")
    value = float(of(np.arange(n)[None, :])[0])
    return Row(measure, system, value, n, bootstrap(n, of), "score")


def count(measure: str, system: str, number: int, n: int) -> Row:
    """How many of n questions."""
    return Row(measure, system, number, n, unit="count")


def table(rows: Sequence[Row]) -> Iterator[str]:
    """Lines of at most 80 columns: each measure, and below it the systems."""
    for measure, group in groupby(rows, key=lambda row: row.measure):
        yield measure
        yield from (_line(row) for row in group)


def markdown(rows: Sequence[Row]) -> Iterator[str]:
    """The same as a table of Markdown."""
    yield "| measure | system | value | 95 % interval | n |"
    yield "|---|---|---:|---:|---:|"
    for row in rows:
        cells = (row.measure, row.system, _value(row), _interval(row), str(row.n))
        yield "| " + " | ".join(cells) + " |"


def _line(row: Row) -> str:
    return f"  {row.system:<40}{_value(row):>9}  {_interval(row):>15}  n={row.n}"


def _value(row: Row) -> str:
    if row.value is None:
        return "-"
    if row.unit == "share":
        return f"{100 * row.value:.1f} %"
    return f"{row.value:.0f}" if row.unit == "count" else f"{row.value:.3f}"


def _interval(row: Row) -> str:
    if row.interval is None:
        return ""
    if row.unit == "share":
        return f"({100 * row.interval.low:.1f}-{100 * row.interval.high:.1f})"
    return f"({row.interval.low:.3f}-{row.interval.high:.3f})"
