"""A comparison of two runs as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evals.comparing import Comparison, Difference, QuestionChange
from evals.report_tables import shown


def comparison_text(comparison: Comparison, names: tuple[str, str]) -> str:
    """Every metric's difference, then the questions that got worse, better, or both."""
    return "\n".join(_lines(comparison, names))


def _lines(comparison: Comparison, names: tuple[str, str]) -> Iterator[str]:
    yield f"{names[0]} -> {names[1]}: {comparison.questions} questions in common"
    for ids, what in (
        (comparison.only_first, f"only in {names[0]}"),
        (comparison.only_second, f"only in {names[1]}"),
        (comparison.other_gold, "left out, their gold changed"),
    ):
        if ids:
            yield f"{len(ids)} {what}"
    yield ""
    yield from map(_difference_line, comparison.differences)
    yield ""
    yield "Difference with its 95 % interval (paired bootstrap); p is McNemar's, exact."
    for changes, what in (
        (comparison.worse, "worse"),
        (comparison.better, "better"),
        (comparison.mixed, "better and worse"),
    ):
        yield from _question_lines(changes, what)


def _difference_line(difference: Difference) -> str:
    unit = difference.unit
    first, second = shown(difference.first, unit), shown(difference.second, unit)
    line = f"{difference.label:<36.36} {first:>8} -> {second:>8} {_change(difference)}"
    return f"{line} n={difference.questions}{_p(difference)}"


def _change(difference: Difference) -> str:
    scale, digits = (100, 1) if difference.unit == "share" else (1, 1)
    change = f"{scale * difference.difference:+.{digits}f}"
    if difference.interval is None:
        return change
    low, high = (scale * end for end in difference.interval)
    return f"{change} ({low:+.{digits}f} to {high:+.{digits}f})"


def _p(difference: Difference) -> str:
    test = difference.mcnemar
    return f" p={test.p:.3f} (+{test.to_yes} -{test.to_no})" if test else ""


def _question_lines(changes: Sequence[QuestionChange], what: str) -> Iterator[str]:
    yield ""
    yield f"{len(changes)} questions got {what}"
    for change in changes:
        yield f"- {change.id}: {change.question}"
        for metric in change.changes:
            before, after = shown(metric.before, "share"), shown(metric.after, "share")
            yield f"    {metric.label}: {before} -> {after}"
