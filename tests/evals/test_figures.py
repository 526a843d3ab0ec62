"""Figures of `galen bench`: what a target asks, and how a figure is printed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.benchmarks.figures import Figure, Target, not_measured, single, spread, table

VALUES = st.lists(st.floats(0, 1e6), min_size=1, max_size=50)


@given(VALUES)
def test_percentiles_are_ordered_and_within_the_values(values: list[float]) -> None:
    figure = spread("retrieve", "ms", values)
    assert figure.n == len(values)
    assert figure.p50 is not None
    assert figure.p95 is not None
    assert min(values) <= figure.p50 <= figure.p95 <= max(values)


def test_the_95th_percentile_leaves_one_of_twenty_above_it() -> None:
    values = [float(value) for value in range(1, 22)]
    assert (spread("x", "ms", values).p50, spread("x", "ms", values).p95) == (11, 20)


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        (Target(10), "met"),
        (Target(9.9), "missed"),
        (Target(20, "p95"), "met"),
        (Target(19, "p95"), "missed"),
        (Target(10, at_least=True), "met"),
        (Target(11, at_least=True), "missed"),
        (None, ""),
    ],
)
def test_a_target_is_a_limit_on_one_percentile(target: Target | None, verdict: str) -> None:
    assert Figure("x", "ms", 10, 20, 5, target).verdict == verdict


def test_what_was_not_measured_neither_meets_nor_misses() -> None:
    figure = not_measured("x", "ms", "no time", Target(10))
    assert figure.verdict == "not measured"
    assert figure.to_json()["met"] is None
    assert figure.to_json()["p50"] is None
    assert "not measured: no time" in "\n".join(figure.lines())


def test_a_figure_reads_as_one_row_and_as_json() -> None:
    figure = Figure("whole answer", "ms", 12.0, 34.5, 3, Target(300, "p95"), "warm")
    row, note = figure.lines()
    assert row.split() == "whole answer 12.0 34.5 ms 3 p95 <= 300 met".split()
    assert note.strip() == "warm"
    assert figure.to_json() == {
        "name": "whole answer", "unit": "ms", "p50": 12.0, "p95": 34.5, "n": 3,
        "target": "p95 <= 300", "met": True, "note": "warm",
    }  # fmt: skip


def test_a_single_value_is_printed_once() -> None:
    (row,) = single("ingest", "passages/s", 34.56, 1200).lines()
    assert row.split() == ["ingest", "34.6", "passages/s", "1200"]


def test_the_columns_of_a_table_stand_below_each_other() -> None:
    figures = [
        spread("a", "ms", [1.0, 2000.0], Target(5)),
        single("a long name of a figure", "characters/s", 123456.0, target=Target(1)),
    ]
    head, *rows = table(figures)
    for name in ("unit", "target"):
        column = head.index(name)
        assert all(row[column] != " " and row[column - 1] == " " for row in rows)
