"""One evaluation run: what was measured, metrics with intervals, plots, and a question in full."""

from __future__ import annotations

from collections.abc import Sequence

from evals.html_question import drill_down, miss
from evals.html_report import plots, table_element
from evals.manifest import Manifest
from evals.report_tables import about, tables, unscored_notes
from evals.running import Result
from evals.summary import summarise
from evals.worst import worst_first
from ui.components.html import Markup, element
from ui.components.plots import pictures

_WORST = 10


def run_view(results: Sequence[Result], manifest: Manifest) -> Markup:
    """Everything of the run but its questions one by one."""
    scores = [result.scores for result in results]
    summary = summarise(scores)
    facts = (
        part
        for name, value in about(manifest, summary)
        for part in (element("dt", name), element("dd", value))
    )
    first, *others = tables(scores, summary)
    return element(
        "article",
        table_element(first),
        *pictures(plots(scores)),
        element(
            "details",
            element("summary", "By set, kind, file and reader"),
            *map(table_element, others),
        ),
        element(
            "details",
            element("summary", "What was measured"),
            element("dl", *facts, class_="g-known"),
            *(element("p", note, class_="g-small") for note in unscored_notes(summary)),
        ),
        element("h2", "Worst misses", class_="g-eyebrow"),
        *map(miss, worst_first(results)[:_WORST]),
        class_="g-answer g-run",
    )


def question_view(result: Result) -> Markup:
    """A question with its answer, what was expected and where it was lost."""
    return element("article", drill_down(result), class_="g-answer g-run")
