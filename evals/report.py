"""Writes what a run came to: `report.md` in its folder, and a short text for the terminal.

`galen eval run` and `galen eval report` call it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from evals.outcome import QuestionScores, Score, Stage
from evals.running import Manifest
from evals.scoring import Measure, Summary, summarise

REPORT = "report.md"
_AREA_KEYS = ("must_recall", "nice_recall", "bottom_line", "source_hit_5", "false_refusals")


def write_report(results: Sequence[QuestionScores], manifest: Manifest, folder: Path) -> Path:
    """Write the folder's `report.md` and give its path."""
    path = folder / REPORT
    path.write_text(markdown(results, manifest), "utf-8")
    return path


def markdown(results: Sequence[QuestionScores], manifest: Manifest, worst: int = 40) -> str:
    """The report: what was measured, every metric, by area, errors, stages and worst misses."""
    summary = summarise(results)
    parts = [
        "# Evaluation",
        "\n".join(_about(manifest, summary)),
        "## Metrics",
        "\n".join(_metrics_table(summary)),
        "\n".join(_unscored(summary)),
        "## By area",
        "\n".join(_area_table(results)),
        "## Where misses were lost",
        "\n".join(_stage_table(results)),
        *_section("Errors", _errors(results)),
        *_section("Contradictions", _contradictions(results)),
        *_section("Worst misses", _misses(results, worst)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def summary_text(summary: Summary) -> str:
    """The metrics for a terminal, no line longer than 80 characters."""
    head = f"{summary.questions} questions, {summary.errors} ended in an error"
    return "\n".join([head, "", *(_text_line(m) for m in summary.measures)])


def _text_line(measure: Measure) -> str:
    value, interval = shown_value(measure), shown_interval(measure.score)
    left_out = f"  {measure.score.unscored} unscored" if measure.score.unscored else ""
    line = f"{measure.label:<36.36} {value:>8} {interval:>13} n={measure.score.n}{left_out}"
    return line.rstrip()[:80]


def shown_value(measure: Measure) -> str:
    """The value in its unit: "83.3 %", "42 ms", "7.5", or "unscored"."""
    value = measure.score.value
    if value is None:
        return "unscored"
    if measure.unit == "share":
        return f"{100 * value:.1f} %"
    return f"{value:.0f} ms" if measure.unit == "ms" else f"{value:.1f}"


def shown_interval(score: Score) -> str:
    """The 95 % interval in per cent: "(49.0-94.3)", or nothing where the metric has none."""
    return "" if score.interval is None else "({:.1f}-{:.1f})".format(*_percent(score.interval))


def _percent(shares: Iterable[float]) -> tuple[float, ...]:
    return tuple(100 * share for share in shares)


def _about(manifest: Manifest, summary: Summary) -> Iterator[str]:
    unknown = "not recorded"
    yield f"- Questions: {summary.questions}, of which {summary.errors} ended in an error"
    yield f"- Engine: {manifest.engine or unknown}; model: {manifest.model or unknown}"
    yield f"- Library version: {manifest.library_version or unknown}"
    yield f"- Settings: {_cell(str(dict(manifest.settings))) if manifest.settings else unknown}"
    yield f"- Gold: {', '.join(g.name for g in manifest.gold_files) or unknown}"
    yield f"- Gold SHA-256: {manifest.gold_sha256}"
    yield f"- Python {manifest.python}, {manifest.platform}, {manifest.cores} cores"
    yield f"- Revision: {manifest.git_revision or unknown}; started {manifest.started_at}"


def _metrics_table(summary: Summary) -> Iterator[str]:
    yield "| metric | value | 95 % interval | n | unscored |"
    yield "|---|---:|---:|---:|---:|"
    for measure in summary.measures:
        score = measure.score
        cells = (
            measure.label,
            shown_value(measure),
            shown_interval(score),
            score.n,
            score.unscored,
        )
        yield _row(cells)


def _unscored(summary: Summary) -> Iterator[str]:
    """Aloud: a mean says nothing of what was left out of it."""
    for measure in summary.measures:
        if measure.score.unscored:
            yield f"- {measure.label}: {measure.score.unscored} unscored, {measure.score.reason}."


def _area_table(results: Sequence[QuestionScores]) -> Iterator[str]:
    yield "| area | questions | must | nice | bottom line | source in 5 | refused | errors |"
    yield "|---|---:|---:|---:|---:|---:|---:|---:|"
    by_area = groupby(sorted(results, key=_area), _area)
    for area, members in by_area:
        summary = summarise(list(members))
        shown = {m.key: shown_value(m) for m in summary.measures}
        values = (shown[key] for key in _AREA_KEYS)
        yield _row((area or "(none)", summary.questions, *values, summary.errors))


def _area(result: QuestionScores) -> str:
    return result.area


def _stage_table(results: Sequence[QuestionScores]) -> Iterator[str]:
    yield "| stage | questions | must-have points missed |"
    yield "|---|---:|---:|"
    for stage in Stage:
        lost = [r for r in results if r.stage is stage]
        yield _row((stage.value, len(lost), sum(_must_missed(r) for r in lost)))


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


def _misses(results: Sequence[QuestionScores], worst: int) -> Iterator[str]:
    missed = sorted((r for r in results if r.missed), key=_badness)
    for r in missed[:worst]:
        yield f"- `{r.id}` ({r.stage}): {_cell(r.question)}"
        for point in r.missed:
            yield f"  - {'must' if point.must else 'nice'}: {_cell(point.text)}"
    if len(missed) > worst:
        yield f"- and {len(missed) - worst} more questions with a miss"


def _badness(result: QuestionScores) -> tuple[int, int, str]:
    """Most must-have points missed first, then most of any; the id settles ties."""
    return -_must_missed(result), -len(result.missed), result.id


def _must_missed(result: QuestionScores) -> int:
    return sum(point.must for point in result.missed)


def _section(title: str, lines: Iterable[str]) -> tuple[str, ...]:
    body = "\n".join(lines)
    return (f"## {title}", body) if body else ()


def _row(cells: Iterable[object]) -> str:
    return "| " + " | ".join(_cell(str(cell)) for cell in cells) + " |"


def _cell(text: str) -> str:
    """Text on one line that cannot break a table or open a tag."""
    one_line = " ".join(text.split())
    return one_line.replace("|", "\\|").replace("<", "&lt;")
