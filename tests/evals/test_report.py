"""The report: what was measured, what was left out, what was missed and where."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import EvidenceState
from evals.intervals import Interval
from evals.outcome import PointOutcome, QuestionScores, Score, SourceOutcome
from evals.report import markdown, shown_interval, shown_value, summary_text, write_report
from evals.running import Setup, describe
from evals.scoring import Measure, summarise

MANIFEST = describe((), Setup(engine="extractive", library_version="42"))
GOOD = QuestionScores(
    id="good",
    area="acute",
    question="What now?",
    reader="clinician",
    answerable=True,
    safety=None,
    expect_state=None,
    points=(PointOutcome("Say this", True, ("This.",)),),
    contradictions=(),
    sources=(SourceOutcome("s", 1, cited=True),),
    bottom_line_met=True,
    state=EvidenceState.FULL,
    statements=2,
    citable=2,
    words=20,
    total_ms=12345.6,
    retrieve_ms=3.0,
)
MISSED = replace(
    GOOD,
    id="missed",
    area="imaging",
    question="Dose <5 mg | or more?",
    points=(PointOutcome("First", True), PointOutcome("Second", True), PointOutcome("Nice", False)),
    contradictions=(PointOutcome("Never", False, ("Always never.",)),),
    sources=(SourceOutcome("s", 9),),
    bottom_line_met=False,
)
FAILED = replace(
    GOOD,
    id="failed",
    points=(PointOutcome("Say this", True),),
    state=None,
    error="LibraryBusy: wait",
    total_ms=None,
    bottom_line_met=False,
)
RESULTS = (GOOD, MISSED, FAILED)


def test_the_report_is_written_into_the_folder(tmp_path: Path) -> None:
    path = write_report(RESULTS, MANIFEST, tmp_path)
    assert path == tmp_path / "report.md"
    assert path.read_text("utf-8") == markdown(RESULTS, MANIFEST)


def test_every_metric_has_a_row_with_its_value_and_n() -> None:
    text = markdown(RESULTS, MANIFEST)
    for measure in summarise(RESULTS).measures:
        row = f"| {measure.label} | {shown_value(measure)} | {shown_interval(measure.score)} |"
        assert f"{row} {measure.score.n} | {measure.score.unscored} |" in text
    assert "- Engine: extractive; model: not recorded" in text
    assert "- Library version: 42" in text


def test_what_is_left_out_is_said_aloud() -> None:
    text = markdown(RESULTS, MANIFEST)
    assert "- Whole answer, p50: 1 unscored, no time was recorded." in text
    assert "- Questions: 3, of which 1 ended in an error" in text


def test_misses_name_their_points_and_stage_worst_first() -> None:
    text = markdown(RESULTS, MANIFEST)
    misses = text[text.index("## Worst misses") :]
    assert "- `missed` (retrieved, not selected): Dose &lt;5 mg \\| or more?" in misses
    assert "  - must: First\n  - must: Second\n  - nice: Nice" in misses
    assert misses.index("`missed`") < misses.index("`failed` (error)")
    assert "`good`" not in misses


def test_misses_beyond_the_limit_are_counted() -> None:
    assert "- and 1 more questions with a miss" in markdown(RESULTS, MANIFEST, worst=1)


def test_errors_and_contradictions_are_listed() -> None:
    text = markdown(RESULTS, MANIFEST)
    assert "- `failed`: LibraryBusy: wait" in text
    assert "- `missed`: Never. Said: Always never." in text


def test_sections_with_nothing_to_list_are_left_out() -> None:
    text = markdown([GOOD], MANIFEST)
    headings = re.findall("^## (.*)$", text, re.MULTILINE)
    assert headings == ["Metrics", "By area", "Where misses were lost"]


def test_areas_and_stages_are_counted() -> None:
    text = markdown(RESULTS, MANIFEST)
    assert "| acute | 2 | 50.0 % | unscored | 50.0 % | 100.0 % | 0.0 % | 1 |" in text
    assert "| imaging | 1 | 0.0 % | 0.0 % | 0.0 % | 0.0 % | 0.0 % | 0 |" in text
    assert "| retrieved, not selected | 1 | 2 |" in text
    assert "| error | 1 | 1 |" in text


def test_every_table_row_has_as_many_cells_as_its_head() -> None:
    rows = [line for line in markdown(RESULTS, MANIFEST).splitlines() if line.startswith("|")]
    widths = [len(re.findall(r"(?<!\\)\|", row)) for row in rows]
    assert set(widths) == {4, 6, 9}


@pytest.mark.parametrize("results", [(), RESULTS, RESULTS * 300], ids=["none", "three", "many"])
def test_the_terminal_summary_fits_in_eighty_columns(results: tuple[QuestionScores, ...]) -> None:
    summary = summarise(results)
    head, _, *lines = summary_text(summary).splitlines()
    assert head.startswith(f"{len(results)} questions")
    assert len(lines) == len(summary.measures)
    for line, measure in zip(lines, summary.measures, strict=True):
        assert len(line) <= 80
        assert line.startswith(measure.label)
        left_out = measure.score.unscored
        assert line.endswith(f"{left_out} unscored" if left_out else f"n={measure.score.n}")


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (None, "share", "unscored"),
        (0.8333, "share", "83.3 %"),
        (0.0, "share", "0.0 %"),
        (12.6, "ms", "13 ms"),
        (7.46, "words", "7.5"),
    ],
)
def test_values_are_shown_in_their_unit(value: float | None, unit: str, shown: str) -> None:
    assert shown_value(Measure("k", "l", unit, Score(value))) == shown


def test_intervals_are_shown_in_per_cent() -> None:
    assert shown_interval(Score(0.8, 10, Interval(0.4902, 0.9433))) == "(49.0-94.3)"
    assert shown_interval(Score(0.8, 10)) == ""
