"""Writes what a run came to: `report.md` and `report.html` in its folder, and a text to print.

`galen eval run`, `report` and `gate` call it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from evals.html_report import page
from evals.manifest import Manifest
from evals.metrics import abstention, bottom_line, expected_state, key_point_recall
from evals.outcome import QuestionScores
from evals.report_tables import (
    GROUPINGS,
    Table,
    about,
    grouped,
    shown_interval,
    shown_value,
    tables,
    unscored_notes,
)
from evals.running import Result
from evals.summary import Measure, Summary, summarise
from evals.worst import said_instead, worst_first

MARKDOWN, HTML = "report.md", "report.html"
_WORST = 20
_FAULTS = 20
_COLUMNS = (
    (key_point_recall.MUST, "must-have"),
    (bottom_line.BOTTOM_LINE, "bottom line"),
    (abstention.ABSTAINED, "abstained"),
    (expected_state.STATE_EXPECTED, "state"),
)


class Written(NamedTuple):
    markdown: Path
    html: Path


def write_report(results: Sequence[Result], manifest: Manifest, folder: Path) -> Written:
    """Write the folder's reports and give their paths."""
    written = Written(folder / MARKDOWN, folder / HTML)
    written.markdown.write_text(markdown(results, manifest), "utf-8")
    written.html.write_text(page(results, manifest), "utf-8")
    return written


def markdown(results: Sequence[Result], manifest: Manifest) -> str:
    """What was measured, every metric, by set, kind, file and reader, and what went wrong."""
    scores = [result.scores for result in results]
    summary = summarise(scores)
    parts = [
        "# Evaluation",
        "\n".join(f"- {name}: {_cell(value)}" for name, value in about(manifest, summary)),
        *("\n".join(_table(table)) for table in tables(scores, summary)),
        *_section("Left out", (f"- {note}" for note in unscored_notes(summary))),
        *_section("Errors", _errors(scores)),
        *_section("Contradictions", _contradictions(scores)),
        *_section("Not where it is said to be", _faults(scores)),
        *_section("Worst misses", _misses(results)),
    ]
    return "\n\n".join(parts) + "\n"


def summary_text(results: Sequence[QuestionScores], summary: Summary) -> str:
    """The metrics for a terminal, then sets and kinds; no line longer than 80 characters."""
    head = f"{summary.questions} questions, {summary.errors} ended in an error"
    lines = [head, "", *(_text_line(m) for m in summary.measures)]
    for name in ("set", "kind"):
        groups = grouped(results, GROUPINGS[name])
        if len(groups) > 1:
            lines += ["", *_group_lines(name, groups)]
    return "\n".join(lines)


def _text_line(measure: Measure) -> str:
    value, interval = shown_value(measure), shown_interval(measure)
    left_out = f" {measure.score.unscored} unscored" if measure.score.unscored else ""
    line = f"{measure.label:<36.36} {value:>8} {interval:>13} n={measure.score.n}{left_out}"
    return line.rstrip()[:80]


def _group_lines(name: str, groups: Mapping[str, Sequence[QuestionScores]]) -> Iterator[str]:
    yield f"{'by ' + name:<24}{'n':>5}" + "".join(f"{label:>12}" for _, label in _COLUMNS)
    for group, members in groups.items():
        measures = summarise(members, [m for m, _ in _COLUMNS]).measures
        values = (shown_value(m) if m.score.n else "-" for m in measures)
        yield f"{group:<24.24}{len(members):>5}" + "".join(f"{value:>12}" for value in values)


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.title}"
    yield ""
    yield _row(table.head)
    yield _row(["---", *("---:" for _ in table.head[1:])], escape=False)
    yield from (_row(row) for row in table.rows)
    if table.note:
        yield ""
        yield _cell(table.note)


def _errors(results: Sequence[QuestionScores]) -> Iterator[str]:
    for r in results:
        if r.error is not None:
            yield f"- `{r.id}`: {_cell(r.error)}"


def _contradictions(results: Sequence[QuestionScores]) -> Iterator[str]:
    for r in results:
        for point in r.contradictions:
            if point.met:
                said = _cell(" / ".join(point.met_by))
                yield f"- `{r.id}`: {_cell(point.text)}. Said: {said}"
            elif point.as_superseded:
                told = _cell(" / ".join(point.as_superseded))
                yield f"- `{r.id}`: {_cell(point.text)}. Told of, as superseded: {told}"


def _faults(results: Sequence[QuestionScores]) -> Iterator[str]:
    found = [(r.id, fault) for r in results for fault in r.fidelity.faults]
    for question_id, fault in found[:_FAULTS]:
        yield f"- `{question_id}`: {_cell(fault)}"
    if len(found) > _FAULTS:
        yield f"- and {len(found) - _FAULTS} more"


def _misses(results: Sequence[Result]) -> Iterator[str]:
    missed = worst_first(results)
    for result in missed[:_WORST]:
        yield f"- `{result.scores.id}` ({result.scores.stage}): {_cell(result.scores.question)}"
        for point in result.scores.missed:
            must = "must" if point.must else "nice"
            yield f"  - {must}, {point.lost_at}: {_cell(point.text)}"
        for sentence in said_instead(result):
            yield f"  - said instead: {_cell(sentence)}"
    if len(missed) > _WORST:
        yield f"- and {len(missed) - _WORST} more questions with a miss"


def _section(title: str, lines: Iterable[str]) -> tuple[str, ...]:
    body = "\n".join(lines)
    return (f"## {title}", body) if body else ()


def _row(cells: Iterable[str], *, escape: bool = True) -> str:
    return "| " + " | ".join(_cell(cell) if escape else cell for cell in cells) + " |"


def _cell(text: str) -> str:
    """Text on one line that cannot break a table or open a tag."""
    one_line = " ".join(text.split())
    return one_line.replace("|", "\\|").replace("<", "&lt;")
