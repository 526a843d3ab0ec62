"""`galen eval run | lint | report` and `galen bench` on a gold file of one question."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Galen, write_lines

GOLD = {
    "id": "gout-first-line",
    "question": "Which drug is first-line urate-lowering therapy in gout?",
    "reader": "clinician",
    "answerable": True,
    "sources": ["body-2020-gout"],
    "key_points": [{"text": "allopurinol", "all_of": [["allopurinol"]], "must": True}],
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "gout.jsonl", [GOLD])


def test_a_run_is_scored_reported_and_resumed(galen: Galen, small_home: Path, gold: Path) -> None:
    ran = galen("eval", "run", "--gold", gold, "--name", "first", "--json")
    assert ran.code == 0
    assert ran.json["questions"] == 1
    assert ran.json["errors"] == 0
    folder = small_home / "evals" / "first"
    assert ran.last_line == f"Report: {folder / 'report.md'}"
    results = (folder / "results.jsonl").read_bytes()
    assert galen("eval", "run", "--gold", gold, "--name", "first", "--resume").code == 0
    assert (folder / "results.jsonl").read_bytes() == results
    report = galen("eval", "report", "first")
    assert (report.code, report.err) == (0, "")
    assert report.out == (folder / "report.md").read_text("utf-8")


def test_lint_lists_every_mistake_and_run_names_the_first(
    galen: Galen, small_home: Path, tmp_path: Path
) -> None:
    wrong = [{**GOLD, "sources": ["nobody-1999"]}, {**GOLD, "reader": "vet"}, "{"]
    file = write_lines(tmp_path / "wrong.jsonl", wrong)
    lint = galen("eval", "lint", "--gold", file)
    assert lint.code == 2
    assert len(lint.out.splitlines()) >= len(wrong)
    assert all(f"{file}:{n}: " in lint.out for n in (1, 2, 3))
    assert "unknown source id 'nobody-1999'" in lint.out
    assert lint.err.startswith("galen: mistakes in gold: ")
    ran = galen("eval", "run", "--gold", file, "--name", "wrong")
    ran.refused(2, "nobody-1999", "more): `galen eval lint` lists every mistake")
    assert not (small_home / "evals").exists()


def test_good_gold_passes_lint(galen: Galen, small_home: Path, gold: Path) -> None:
    ran = galen("eval", "lint", "--gold", gold)
    assert (ran.code, ran.out, ran.err) == (0, "1 questions, no mistakes\n", "")


@pytest.mark.parametrize("name", ["../x", "/tmp/x", "a/b", "..", ".", "", "a\nb", "x" * 200])
def test_a_name_is_one_folder_below_the_runs(
    galen: Galen, small_home: Path, gold: Path, name: str
) -> None:
    before = sorted(small_home.parent.rglob("*"))
    galen("eval", "run", "--gold", gold, "--name", name).refused(2, "cannot name a run")
    galen("eval", "report", name).refused(2, "cannot name a run")
    assert sorted(small_home.parent.rglob("*")) == before


def test_wrong_use_is_refused(galen: Galen, small_home: Path, gold: Path) -> None:
    galen("eval", "run", "--resume").refused(2, "--resume needs the --name")
    galen("eval", "run", "--engine", "magic").refused(2, "unknown engine 'magic'")
    galen("eval", "run", "--gold", gold.parent / "no").refused(2, "cannot be read")
    galen("eval", "report", "never").refused(2, "never is no run")
    galen("eval", "report").refused(2, "NAME")


def test_an_empty_library_is_not_measured(galen: Galen, private_home: Path, gold: Path) -> None:
    galen("eval", "run", "--gold", gold).refused(2, "the library is empty", "galen ingest starter")
    galen("eval", "lint", "--gold", gold).refused(2, "the library is empty")


def test_bench_prints_every_figure(galen: Galen, small_home: Path) -> None:
    ran = galen("bench", "--repeat", "1", "--json")
    assert ran.code == 0
    names = [figure["name"] for figure in ran.json]
    assert "galen --help, cold process" in names
    assert "whole answer" in names
    for figure in ran.json:
        assert list(figure) == ["name", "unit", "p50", "p95", "n"]
        assert 0 <= figure["p50"] <= figure["p95"]
