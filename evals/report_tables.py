"""The tables of a report, and how figures are written: once, for Markdown, HTML and the terminal.

Called by `evals.report` and `evals.html_report`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evals.manifest import Manifest
from evals.metrics import (
    abstention,
    bottom_line,
    contradictions,
    expected_state,
    key_point_recall,
    safety,
    source_ranking,
)
from evals.outcome import QuestionScores, Score, Stage
from evals.summary import Measure, Summary, summarise

_NOTHING = "-"
_BREAKDOWN = (
    (key_point_recall.MUST, "must-have"),
    (key_point_recall.NICE, "nice-to-have"),
    (bottom_line.BOTTOM_LINE, "bottom line"),
    (contradictions.CONTRADICTED, "contradicted"),
    (source_ranking.HIT_5, "source in 5"),
    (source_ranking.NDCG_10, "nDCG@10"),
    (abstention.ABSTAINED, "abstained"),
    (abstention.FALSE_REFUSALS, "refused"),
    (expected_state.STATE_EXPECTED, "state"),
    (safety.RAISED, "safety raised"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under a title; the first column names, the others are figures."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


Grouping = Callable[[QuestionScores], str]
GROUPINGS: Mapping[str, Grouping] = {
    "set": lambda r: r.gold_set or "own",
    "kind": lambda r: r.kind or "(none)",
    "file": lambda r: r.area or "(none)",
    "reader": lambda r: r.reader,
}


def grouped(
    results: Iterable[QuestionScores], grouping: Grouping
) -> Mapping[str, list[QuestionScores]]:
    """The results by group, groups in order of name."""
    groups: dict[str, list[QuestionScores]] = defaultdict(list)
    for result in results:
        groups[grouping(result)].append(result)
    return dict(sorted(groups.items()))


def tables(results: Sequence[QuestionScores], summary: Summary) -> Iterator[Table]:
    """All tables of a report, in order."""
    yield metrics_table("All questions", summary)
    core = [r for r in results if r.gold_set == "core"]
    if core and len(core) < len(results):
        yield metrics_table(
            "The core set alone",
            summarise(core),
            "The core set is not added to, so these figures can be compared over time.",
        )
    for name, grouping in GROUPINGS.items():
        yield group_table(f"By {name}", grouped(results, grouping))
    yield _safety_table(results)
    yield _stage_table(results)


def metrics_table(title: str, summary: Summary, note: str = "") -> Table:
    rows = (
        (
            measure.label,
            shown_value(measure),
            shown_interval(measure),
            str(measure.score.n),
            str(measure.score.unscored),
        )
        for measure in summary.measures
    )
    return Table(title, ("metric", "value", "95 % interval", "n", "unscored"), tuple(rows), note)


def group_table(title: str, groups: Mapping[str, Sequence[QuestionScores]]) -> Table:
    metrics = [metric for metric, _ in _BREAKDOWN]
    rows = []
    for name, members in groups.items():
        summary = summarise(members, metrics)
        cells = (_cell(measure) for measure in summary.measures)
        rows.append((name, str(len(members)), *cells, str(summary.errors)))
    head = ("group", "questions", *(label for _, label in _BREAKDOWN), "errors")
    return Table(title, head, tuple(rows), "Value (95 % interval) n.")


def breakdown(results: Sequence[QuestionScores]) -> dict[str, dict[str, Any]]:
    """The metrics of every set, kind, file and reader as plain values, for `--json`."""
    metrics = [metric for metric, _ in _BREAKDOWN]
    return {
        name: {
            group: summarise(members, metrics).to_json()
            for group, members in grouped(results, grouping).items()
        }
        for name, grouping in GROUPINGS.items()
    }


def _safety_table(results: Sequence[QuestionScores]) -> Table:
    asked = {kind: [r for r in results if r.safety is kind] for kind in safety.KINDS}
    rows = [
        (kind.value, *_figure(safety.RAISED.score(members)), "should be high")
        for kind, members in asked.items()
    ]
    for metric in (safety.FALSE_ALARMS, safety.NEAR_MISSES, safety.TURNED_AWAY):
        name = metric.label.partition(",")[0].lower()
        rows.append((name, *_figure(metric.score(results)), "should be low"))
    return Table(
        "Safety notices", ("notice", "raised", "95 % interval", "n", "direction"), tuple(rows)
    )


def _stage_table(results: Sequence[QuestionScores]) -> Table:
    counts: Mapping[bool, Counter[Stage | None]] = {
        must: Counter(p.lost_at for r in results for p in r.missed if p.must is must)
        for must in (True, False)
    }
    questions = Counter(r.stage for r in results)
    rows = (
        (stage.value, str(questions[stage]), str(counts[True][stage]), str(counts[False][stage]))
        for stage in Stage
    )
    return Table(
        "Where key points were lost",
        ("stage", "questions", "must-have points", "nice-to-have points"),
        tuple(rows),
        "A question is laid to the earliest stage of its points, must-have ones first.",
    )


def unscored_notes(summary: Summary) -> Iterator[str]:
    """Aloud: a mean says nothing of what was left out of it."""
    for measure in summary.measures:
        if measure.score.unscored:
            left_out = f"{measure.score.unscored} unscored, {measure.score.reason}"
            yield f"{measure.label}: {left_out}."


def about(manifest: Manifest, summary: Summary) -> Iterator[tuple[str, str]]:
    """What was measured, as names and values."""
    unknown = "not recorded"
    yield "Questions", f"{summary.questions}, of which {summary.errors} ended in an error"
    yield "Engine", manifest.engine or unknown
    yield "Model", manifest.model or "none"
    yield "Embedding model", manifest.embedding or unknown
    yield "Library", _library(manifest) or unknown
    yield "Settings", str(dict(manifest.settings)) if manifest.settings else unknown
    yield "Gold", ", ".join(f"{g.name} ({g.sha256[:12]})" for g in manifest.gold_files) or unknown
    yield "Gold SHA-256", manifest.gold_sha256
    yield "Machine", f"Python {manifest.python}, {manifest.platform}, {manifest.cores} cores"
    changes = ", with changes" if manifest.git_changes else ""
    yield "Revision", f"{manifest.git_revision}{changes}" if manifest.git_revision else unknown
    yield "Command", manifest.command or unknown
    yield "Seed of the intervals", str(manifest.seed)
    yield "Started", manifest.started_at
    yield "Finished", manifest.finished_at or "not yet"


def _library(manifest: Manifest) -> str:
    version = manifest.library_version or ""
    if manifest.sources is None:
        return version
    return f"{version}, {manifest.sources} sources, {manifest.passages} passages"


def shown_value(measure: Measure) -> str:
    """The value in its unit: "83.3 %", "42 ms", "7.5", or "unscored"."""
    value = measure.score.value
    return "unscored" if value is None else shown(value, measure.unit)


def shown(value: float, unit: str) -> str:
    if unit == "share":
        return f"{100 * value:.1f} %"
    return f"{value:.0f} ms" if unit == "ms" else f"{value:.1f}"


def shown_interval(measure: Measure) -> str:
    """The 95 % interval without its unit: "(49.0-94.3)", or nothing where there is none."""
    interval = measure.score.interval
    if interval is None:
        return ""
    scale, digits = (100, 1) if measure.unit == "share" else (1, 0 if measure.unit == "ms" else 1)
    return f"({scale * interval.low:.{digits}f}-{scale * interval.high:.{digits}f})"


def _figure(score: Score) -> tuple[str, str, str]:
    measure = Measure("", "", "share", score)
    return shown_value(measure), shown_interval(measure), str(score.n)


def _cell(measure: Measure) -> str:
    if measure.score.value is None:
        return _NOTHING
    return f"{shown_value(measure)} {shown_interval(measure)} {measure.score.n}"
