"""A measured figure, what is asked of it, and the table that `galen bench` prints.

Machines are noisy: compare figures of one run only.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

_DECIMALS = {"ms": 1, "MB": 0, "%": 1, "x": 2}
_SLOW = 100
"""Rates below it are shown with a decimal."""
_NAME_WIDTH = 42


@dataclass(frozen=True, slots=True)
class Target:
    """A limit on the median ("p50") or the 95th percentile; `at_least` for rates and shares."""

    limit: float
    at: Literal["p50", "p95"] = "p50"
    at_least: bool = False

    def met_by(self, figure: Figure) -> bool | None:
        """None for a figure that was not measured."""
        value = figure.p50 if self.at == "p50" else figure.p95
        if value is None:
            return None
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{self.at} {'>=' if self.at_least else '<='} {self.limit:,.10g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """Median and 95th percentile of `n` values in `unit`; a single value stands in both.

    One that could not be measured has n = 0 and no values; its `note` says why.
    """

    name: str
    unit: str
    p50: float | None
    p95: float | None
    n: int
    target: Target | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """met, missed, "not measured", or nothing where nothing is asked."""
        if self.p50 is None:
            return "not measured"
        met = self.target.met_by(self) if self.target else None
        return "" if met is None else "met" if met else "missed"

    def lines(self) -> Iterator[str]:
        """A row of the table, and the note below it."""
        many = self.n > 1 and self.p50 != self.p95
        columns = (
            f"{_shown(self.p50, self.unit):>9}{_shown(self.p95, self.unit) if many else '':>9}"
        )
        asked = f"{self.target}" if self.target else ""
        row = f"{self.name:<{_NAME_WIDTH}}{columns} {self.unit:<12}{self.n or '':>6}  {asked:<13}"
        yield f"{row} {self.verdict}".rstrip()
        if self.note:
            yield f"    {self.note}"

    def to_json(self) -> dict[str, Any]:
        met = self.target.met_by(self) if self.target else None
        return {
            "name": self.name,
            "unit": self.unit,
            "p50": self.p50,
            "p95": self.p95,
            "n": self.n,
            "target": str(self.target) if self.target else None,
            "met": met,
            "note": self.note,
        }


def spread(
    name: str, unit: str, values: Sequence[float], target: Target | None = None, note: str = ""
) -> Figure:
    """The figure of several values."""
    ordered = sorted(values)
    p95 = ordered[round(0.95 * (len(ordered) - 1))]
    return Figure(name, unit, statistics.median(ordered), p95, len(ordered), target, note)


def single(
    name: str, unit: str, value: float, n: int = 1, target: Target | None = None, note: str = ""
) -> Figure:
    """The figure of one value: a total over `n` things, or a peak."""
    return Figure(name, unit, value, value, n, target, note)


def not_measured(name: str, unit: str, why: str, target: Target | None = None) -> Figure:
    return Figure(name, unit, None, None, 0, target, f"not measured: {why}")


def table(figures: Iterable[Figure]) -> Iterator[str]:
    """Lines of at most about 100 columns, with a head."""
    head = f"{'figure':<{_NAME_WIDTH}}{'p50':>9}{'p95':>9} {'unit':<12}{'n':>6}  {'target':<13}"
    yield head.rstrip()
    for figure in figures:
        yield from figure.lines()


def _shown(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    return f"{value:,.{_DECIMALS.get(unit, int(value < _SLOW))}f}"
