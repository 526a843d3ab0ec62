"""A run as one HTML page that needs nothing else: no script, no network, plots as inline SVG."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from evals.html_question import drill_down, miss
from evals.manifest import Manifest
from evals.markup import Markup, element, joined
from evals.metrics import key_point_recall, risk_coverage
from evals.outcome import QuestionScores, Stage
from evals.plots import Bar, Count, Point, counts, curve, histogram, shares
from evals.report_tables import GROUPINGS, Table, about, grouped, tables, unscored_notes
from evals.running import Result
from evals.summary import summarise
from evals.worst import worst_first

_WORST = 20
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem;
  color: #1c2430; background: #fff; }
table { border-collapse: collapse; margin: 1rem 0; font-size: .875rem; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid #d8dee6; text-align: right; }
th:first-child, td:first-child { text-align: left; }
.wide { overflow-x: auto; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; }
dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
details { border-bottom: 1px solid #d8dee6; padding: .4rem 0; }
summary { cursor: pointer; }
.small { color: #5b6675; font-size: .875rem; }
.missed { color: #a3230e; } .met { color: inherit; }
figure { margin: 1.5rem 0; } figcaption { font-weight: 600; }
svg { max-width: 100%; height: auto; font: 12px system-ui, sans-serif; fill: #1c2430; }
.bar { fill: #6f9fd8; } .whisker { stroke: #14365f; stroke-width: 2; }
.axis { stroke: #5b6675; } .level { stroke: #5b6675; stroke-dasharray: 4 4; }
.curve { fill: none; stroke: #14365f; stroke-width: 2; }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(results: Sequence[Result], manifest: Manifest) -> str:
    """The whole page. Every text of questions, answers and gold is escaped."""
    scores = [result.scores for result in results]
    summary = summarise(scores)
    facts = (
        joined([element("dt", name), element("dd", value)])
        for name, value in about(manifest, summary)
    )
    body = element(
        "body",
        element("h1", "Galen: evaluation"),
        element("dl", *facts),
        *(table_element(table) for table in tables(scores, summary)),
        *_section("Left out", [element("p", note) for note in unscored_notes(summary)]),
        *_section("Plots", plots(scores)),
        *_section("Worst misses", map(miss, worst_first(results)[:_WORST])),
        *_section("Every question", map(drill_down, results)),
    )
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width"),
        element("title", "Galen: evaluation"),
        element("style", Markup(_STYLE)),
    )
    return f"<!doctype html>\n{element('html', head, body, lang='en')}\n"


def table_element(table: Table) -> Markup:
    """A table under its title, in a box that scrolls sideways where it is too wide."""
    head = element("tr", *(element("th", name) for name in table.head))
    rows = (element("tr", *(element("td", cell) for cell in row)) for row in table.rows)
    return element(
        "section",
        element("h2", table.title),
        element("div", element("table", head, *rows), class_="wide"),
        *([element("p", table.note, class_="small")] if table.note else []),
    )


def plots(scores: Sequence[QuestionScores]) -> Iterator[Markup]:
    """Recall by file, the stage of each loss, times, and risk by coverage, as inline SVG."""
    yield shares("Must-have key points said, by file", list(_recall_by_file(scores)))
    lost = Counter(p.lost_at for r in scores for p in r.missed if p.must)
    yield counts("Must-have key points lost, by stage", [Count(s.value, lost[s]) for s in Stage])
    times = [r.total_ms for r in scores if r.total_ms is not None]
    yield histogram("Time of a whole answer", times, "ms")
    yield _risk_coverage(scores)


def _recall_by_file(scores: Sequence[QuestionScores]) -> Iterator[Bar]:
    for name, members in grouped(scores, GROUPINGS["file"]).items():
        score = key_point_recall.MUST.score(members)
        if score.value is not None:
            yield Bar(name, score.value, score.interval, score.n)


def _risk_coverage(scores: Sequence[QuestionScores]) -> Markup:
    """The dashed line is the risk of all answers: what an order that knows nothing would give."""
    found = risk_coverage.curve(scores)
    return curve(
        "Share of wrong answers among the surest, by the share of questions answered",
        [Point(p.coverage, p.risk) for p in found],
        found[-1].risk if found else None,
        "coverage",
        "wrong",
    )


def _section(title: str, parts: Iterable[Markup]) -> tuple[Markup, ...]:
    inside = list(parts)
    return (element("section", element("h2", title), *inside),) if inside else ()
