"""The reports: what was measured, what was left out, what was missed, where, and what was said."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from assistant.answer import Answer, EvidenceState, Notice, NoticeKind, Statement
from evals.html_report import page
from evals.intervals import Interval
from evals.manifest import Setup, describe
from evals.outcome import Fidelity, PointOutcome, QuestionScores, Score, SourceOutcome, Stage
from evals.report import markdown, summary_text, write_report
from evals.report_tables import breakdown, shown_interval, shown_value
from evals.running import Result
from evals.summary import METRICS, Measure, summarise

MANIFEST = describe((), Setup(engine="extractive", library_version="42", sources=3, passages=9))
GOOD = QuestionScores(
    id="good",
    area="acute",
    gold_set="core",
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
    ranking=("s",),
    evidence=1.5,
    statements=2,
    citable=2,
    words=20,
    total_ms=12345.6,
    retrieve_ms=3.0,
)
EVIL = 'Dose <5 mg | or more? <script>alert("x")</script>&amp; \u202e'
MISSED = replace(
    GOOD,
    id="missed",
    area="imaging",
    gold_set="added",
    kind="typo",
    reader="nurse",
    question=EVIL,
    points=(
        PointOutcome("First", True, (), Stage.NOT_RETRIEVED),
        PointOutcome("Second", True, (), Stage.NOT_SELECTED),
        PointOutcome("Nice", False, (), Stage.NOT_SAID),
    ),
    contradictions=(
        PointOutcome("Never", False, ("Always never.",)),
        PointOutcome("Old", False, (), as_superseded=("2017, superseded: Old.",)),
    ),
    sources=(SourceOutcome("s", 9),),
    ranking=(*"abcdefgh", "s"),
    bottom_line_met=False,
    fidelity=Fidelity(1, 0, 0, 0, 1, 1, ("5 is in no cited quote: Take 5.",)),
)
FAILED = replace(
    GOOD,
    id="failed",
    points=(PointOutcome("Say this", True, (), Stage.ERROR),),
    state=None,
    statements=0,
    ranking=(),
    error="LibraryBusy: wait",
    total_ms=None,
    bottom_line_met=False,
)
SCORES = (GOOD, MISSED, FAILED)
SAID = Statement(text="Something else <b>.", citations=(), strength="Weak")
ANSWER = Answer(
    "missed",
    EVIL,
    EVIL,
    "nurse",
    EvidenceState.FULL,
    notices=(Notice(NoticeKind.DIGEST, "A summary."),),
    bottom_line=SAID,
    timings_ms={"total": 3.0},
)
RESULTS = (Result(GOOD), Result(MISSED, ANSWER), Result(FAILED))
TEXT = markdown(RESULTS, MANIFEST)
PAGE = page(RESULTS, MANIFEST)


def results_of(*scores: QuestionScores) -> list[Result]:
    return [Result(each) for each in scores]


def test_both_reports_are_written_into_the_folder(tmp_path: Path) -> None:
    written = write_report(RESULTS, MANIFEST, tmp_path)
    assert written == (tmp_path / "report.md", tmp_path / "report.html")
    assert written.markdown.read_text("utf-8") == TEXT
    assert written.html.read_text("utf-8") == PAGE


def test_every_metric_has_a_row_with_its_value_and_n() -> None:
    for measure in summarise(SCORES).measures:
        row = f"| {measure.label} | {shown_value(measure)} | {shown_interval(measure)} |"
        assert f"{row} {measure.score.n} | {measure.score.unscored} |" in TEXT
    assert "- Engine: extractive\n- Model: none" in TEXT
    assert "- Library: 42, 3 sources, 9 passages" in TEXT


def test_what_is_left_out_is_said_aloud() -> None:
    assert "- Whole answer, p50: 1 unscored, no time was recorded." in TEXT
    assert "- Questions: 3, of which 1 ended in an error" in TEXT


def test_misses_name_their_points_stage_and_what_was_said_worst_first() -> None:
    misses = TEXT[TEXT.index("## Worst misses") :]
    assert "- `missed` (not retrieved): Dose &lt;5 mg \\| or more?" in misses
    assert "  - must, not retrieved: First\n  - must, retrieved, not selected: Second\n" in misses
    assert "  - nice, selected, not said: Nice\n" in misses
    assert "  - said instead: Something else &lt;b>. (Weak)" in misses
    assert misses.index("`missed`") < misses.index("`failed` (error)")
    assert "`good`" not in misses


def test_silence_is_what_was_said_instead() -> None:
    silent = replace(ANSWER, bottom_line=None, state=EvidenceState.NONE)
    text = markdown([Result(replace(MISSED, statements=0), silent)], MANIFEST)
    assert "  - said instead: nothing\n  - said instead: A summary." in text


def test_misses_beyond_the_limit_are_counted() -> None:
    many = [replace(MISSED, id=f"m{n:02}") for n in range(23)]
    text = markdown(results_of(*many), MANIFEST)
    assert "- and 3 more questions with a miss" in text
    assert text[text.index("## Worst misses") :].count("\n- `") == 20


def test_errors_contradictions_and_faults_are_listed() -> None:
    assert "- `failed`: LibraryBusy: wait" in TEXT
    assert "- `missed`: Never. Said: Always never." in TEXT
    assert "- `missed`: Old. Told of, as superseded: 2017, superseded: Old." in TEXT
    assert "- `missed`: 5 is in no cited quote: Take 5." in TEXT


def test_sections_with_nothing_to_list_are_left_out() -> None:
    text = markdown(results_of(GOOD), MANIFEST)
    for title in ("Errors", "Contradictions", "Not where it is said to be", "Worst misses"):
        assert f"## {title}" in TEXT
        assert f"## {title}" not in text


def test_the_core_is_shown_apart_where_there_is_more() -> None:
    core = TEXT[TEXT.index("## The core set alone") : TEXT.index("## By set")]
    assert "| Key points said, must-have | 50.0 % |" in core
    assert "| Key points said, must-have | 25.0 % |" in TEXT
    assert "## The core set alone" not in markdown(results_of(GOOD, FAILED), MANIFEST)


def rows(title: str) -> dict[str, list[str]]:
    table = TEXT[TEXT.index(f"## {title}") :].split("\n\n")[1]
    cells = [re.split(r" (?<!\\)\| ", line.strip("| ")) for line in table.splitlines()[2:]]
    return {first: rest for first, *rest in cells}


def test_sets_kinds_files_and_readers_are_counted() -> None:
    assert list(rows("By set")) == ["added", "core"]
    assert list(rows("By kind")) == ["(none)", "typo"]
    assert list(rows("By reader")) == ["clinician", "nurse"]
    by_file = rows("By file")
    assert by_file["acute"][:2] == ["2", "50.0 % (9.5-90.5) 2"]
    assert by_file["imaging"][:3] == ["1", "0.0 % (0.0-65.8) 2", "0.0 % (0.0-79.3) 1"]
    assert [cells[-1] for cells in by_file.values()] == ["1", "0"]


def test_stages_count_questions_and_points() -> None:
    stages = rows("Where key points were lost")
    assert stages["error"] == ["1", "1", "0"]
    assert stages["not retrieved"] == ["1", "1", "0"]
    assert stages["retrieved, not selected"] == ["0", "1", "0"]
    assert stages["selected, not said"] == ["0", "0", "1"]


def test_safety_is_told_by_notice() -> None:
    safety = [
        replace(GOOD, safety=NoticeKind.EMERGENCY, notices=(NoticeKind.EMERGENCY,)),
        replace(GOOD, safety=NoticeKind.INJECTION),
    ]
    text = markdown(results_of(*safety), MANIFEST)
    assert "| emergency | 100.0 % | (20.7-100.0) | 1 | should be high |" in text
    assert "| injection | 0.0 % | (0.0-79.3) | 1 | should be high |" in text
    assert "| self-harm | unscored |  | 0 | should be high |" in text


def test_every_table_row_has_as_many_cells_as_its_head() -> None:
    for table in re.findall(r"(?:^\|.*\n)+", TEXT, re.M):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in table.splitlines()}) == 1


@pytest.mark.parametrize("scores", [(), SCORES, SCORES * 300], ids=["none", "three", "many"])
def test_the_terminal_summary_fits_in_eighty_columns(scores: tuple[QuestionScores, ...]) -> None:
    summary = summarise(scores)
    head, _, *lines = summary_text(scores, summary).splitlines()
    assert head.startswith(f"{len(scores)} questions")
    assert all(len(line) <= 80 for line in lines)
    for line, measure in zip(lines, summary.measures, strict=False):
        assert line.startswith(measure.label)
        assert f"n={measure.score.n}" in line
    groups = lines[len(METRICS) :]
    assert bool(groups) is bool(scores)
    assert not scores or {line[:6].strip() for line in groups} >= {"by set", "core", "typo"}


def test_the_breakdown_holds_every_group() -> None:
    found = breakdown(SCORES)
    assert {name: set(groups) for name, groups in found.items()} == {
        "set": {"core", "added"},
        "kind": {"(none)", "typo"},
        "file": {"acute", "imaging"},
        "reader": {"clinician", "nurse"},
    }
    assert found["kind"]["typo"]["questions"] == 1


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


@pytest.mark.parametrize(
    ("unit", "interval", "shown"),
    [
        ("share", Interval(0.4902, 0.9433), "(49.0-94.3)"),
        ("ms", Interval(12.4, 80.6), "(12-81)"),
        ("words", Interval(7.44, 8.0), "(7.4-8.0)"),
        ("share", None, ""),
    ],
)
def test_intervals_are_shown_in_their_unit(
    unit: str, interval: Interval | None, shown: str
) -> None:
    assert shown_interval(Measure("k", "l", unit, Score(0.8, 10, interval))) == shown


class Page(HTMLParser):
    """Notes tags, attributes and text; complains of what is closed and never opened."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


READ = Page(PAGE)


def test_the_page_is_well_formed_and_needs_nothing_else() -> None:
    assert READ.open == []
    assert {"script", "link", "img", "iframe", "object"}.isdisjoint(READ.tags)
    names = {name for name, _ in READ.attributes}
    assert {"src", "href", "onload", "onclick", "action"}.isdisjoint(names)
    assert "http" not in PAGE.replace("http-equiv", "")
    assert ("http-equiv", "Content-Security-Policy") in READ.attributes


def test_questions_and_answers_are_text_on_the_page() -> None:
    shown = EVIL.replace("\u202e", "\N{REPLACEMENT CHARACTER}")
    assert READ.words.count(shown) == 2  # among the worst misses, and in the list of all
    assert "Something else <b>. (Weak)" in READ.words
    assert "\u202e" not in PAGE


def test_the_page_holds_every_question_and_every_metric() -> None:
    ids = {value for name, value in READ.attributes if name == "id"}
    assert ids == {f"q-{result.scores.id}" for result in RESULTS}
    assert READ.tags.count("details") == len(RESULTS)
    assert {measure.label for measure in summarise(SCORES).measures} <= set(READ.words)
    assert "Said instead:" in READ.words


def test_the_page_has_its_four_plots() -> None:
    assert READ.tags.count("svg") == 4
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", PAGE)
    assert [caption.split()[0] for caption in captions] == [
        "Must-have",
        "Must-have",
        "Time",
        "Share",
    ]


def test_a_page_of_nothing_can_be_made() -> None:
    empty = Page(page((), MANIFEST))
    assert empty.open == []
    assert "nothing was recorded" in empty.words
