"""Two evaluation runs side by side: every metric's difference, and the questions that changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evals.comparing import Difference, QuestionChange, compare
from evals.report_tables import shown
from evals.running import Result
from ui.components.html import Markup, element
from ui.components.wording import counted

_RESAMPLES = 2_000
"""Enough for two digits of an interval while a person waits; the command takes more."""
_HEAD = ("Metric", "Before", "After", "Difference (95 %)", "n", "p")


def comparison(first: Sequence[Result], second: Sequence[Result], names: tuple[str, str]) -> Markup:
    """`names` are those of the first and the second run. Raises UsageError, see `compare`."""
    found = compare([r.scores for r in first], [r.scores for r in second], _RESAMPLES)
    head = element("tr", *(element("th", name, scope="col") for name in _HEAD))
    rows = (_row(difference) for difference in found.differences)
    return element(
        "article",
        element(
            "p",
            f"{names[0]} \N{RIGHTWARDS ARROW} {names[1]}: "
            f"{counted(found.questions, 'question')} in common.",
            class_="g-small",
        ),
        element(
            "div",
            element("table", element("thead", head), element("tbody", *rows), class_="g-figures"),
            class_="wide",
            tabindex=0,
            role="region",
            aria_label="Differences",
        ),
        element(
            "p",
            "Difference with its 95 % interval (paired bootstrap); p is McNemar's, exact.",
            class_="g-small",
        ),
        *_changed("Got worse", found.worse),
        *_changed("Got better", found.better),
        *_changed("Better and worse", found.mixed),
        class_="g-answer g-run",
    )


def _row(difference: Difference) -> Markup:
    unit, test = difference.unit, difference.mcnemar
    cells = (
        shown(difference.first, unit),
        shown(difference.second, unit),
        _change(difference),
        str(difference.questions),
        f"{test.p:.3f}" if test else "",
    )
    name = element("th", difference.label, scope="row")
    return element("tr", name, *(element("td", cell) for cell in cells))


def _change(difference: Difference) -> str:
    scale = 100 if difference.unit == "share" else 1
    change = f"{scale * difference.difference:+.1f}"
    if difference.interval is None:
        return change
    low, high = (scale * end for end in difference.interval)
    return f"{change} ({low:+.1f} to {high:+.1f})"


def _changed(title: str, changes: Sequence[QuestionChange]) -> Iterator[Markup]:
    if changes:
        yield element(
            "details",
            element("summary", f"{title}: {counted(len(changes), 'question')}"),
            element("ul", *(_change_line(change) for change in changes)),
        )


def _change_line(change: QuestionChange) -> Markup:
    told = (
        f"{metric.label}: {shown(metric.before, 'share')} \N{RIGHTWARDS ARROW} "
        f"{shown(metric.after, 'share')}"
        for metric in change.changes
    )
    return element("li", change.question, element("span", "; ".join(told), class_="g-details"))
