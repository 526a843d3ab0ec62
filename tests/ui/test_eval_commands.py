"""`galen eval run | report | lint | compare | gate` on gold files of a question or two."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import pytest
from command_line import Galen, write_lines

from evals.gold import bundled_gold, load_gold
from evals.manifest import load_manifest

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
    assert set(ran.json["by"]) == {"set", "kind", "file", "reader"}
    folder = small_home / "evals" / "first"
    assert ran.last_line == f"Report: {folder / 'report.md'} and report.html"
    results = (folder / "results.jsonl").read_bytes()
    assert galen("eval", "run", "--gold", gold, "--name", "first", "--resume").code == 0
    assert (folder / "results.jsonl").read_bytes() == results
    for name in ("first", folder):
        report = galen("eval", "report", name)
        assert (report.code, report.err) == (0, "")
        assert report.out == (folder / "report.md").read_text("utf-8")


def test_the_manifest_says_what_was_measured(galen: Galen, small_home: Path, gold: Path) -> None:
    assert galen("eval", "run", "--gold", gold, "--name", "first").code == 0
    manifest = load_manifest(small_home / "evals" / "first")
    assert manifest.library_version
    assert (manifest.sources, manifest.questions) == (2, 1)
    assert manifest.passages
    assert manifest.embedding
    assert manifest.settings == {"embedding_model": "all-MiniLM-L6-v2"}
    assert manifest.finished_at is not None
    assert manifest.command is not None
    (file,) = manifest.gold_files
    assert file.sha256 == hashlib.sha256(gold.read_bytes()).hexdigest()


def test_a_run_is_not_resumed_on_another_library_or_gold(
    galen: Galen, small_home: Path, gold: Path, tmp_path: Path
) -> None:
    run = ("eval", "run", "--gold", gold, "--name", "first")
    assert galen(*run).code == 0
    more = "# Note\n\nFebuxostat is another urate-lowering drug in gout.\n"
    (tmp_path / "note.md").write_text(more, "utf-8")
    assert galen("ingest", tmp_path / "note.md").code == 0
    galen(*run, "--resume").refused(2, "another library_version", "sources (2, now 3)")
    write_lines(gold, [{**GOLD, "kind": "lay"}])
    galen(*run, "--resume").refused(2, "gold_sha256")


def test_questions_are_chosen_by_file_kind_and_id(
    galen: Galen, small_home: Path, gold: Path, tmp_path: Path
) -> None:
    lay = {**GOLD, "id": "lay-gout", "kind": "lay", "question": "What pill for gout?"}
    file = write_lines(tmp_path / "lay.jsonl", [lay, {**lay, "id": "lay-2", "question": "Gout?"}])
    run = ("eval", "run", "--gold", gold, "--gold", file, "--json", "--name", "x")
    for chosen, questions in (
        ((), 3),
        (("--kind", "lay"), 2),
        (("--file", "gout"), 1),
        (("--ids", "lay-2, gout-first-line"), 2),
        (("--kind", "lay", "--ids", "lay-2"), 1),
    ):
        ran = galen(*run, *chosen)
        assert (ran.code, ran.json["questions"]) == (0, questions), chosen
    galen(*run, "--kind", "lya").refused(2, "no gold question is of the kind 'lya'", "lay, none")
    galen(*run, "--set", "others").refused(2, "others")


def test_two_runs_are_compared(galen: Galen, small_home: Path, gold: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert galen("eval", "run", "--gold", gold, "--name", name).code == 0
    ran = galen("eval", "compare", "a", "b")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("a -> b: 1 questions in common")
    assert "0 questions got worse" in ran.out
    as_json = galen("eval", "compare", "a", small_home / "evals" / "b", "--json").json
    assert as_json["questions"] == 1
    assert {d["difference"] for d in as_json["differences"] if d["unit"] == "share"} == {0.0}
    other = write_lines(tmp_path / "other.jsonl", [{**GOLD, "id": "other"}])
    assert galen("eval", "run", "--gold", other, "--name", "c").code == 0
    galen("eval", "compare", "a", "c").refused(2, "no question in common")
    galen("eval", "compare", "a", "never").refused(2, "never is no run")
    galen("eval", "compare", "a").refused(2, "RUN_B")


def test_a_run_is_held_to_floors(
    galen: Galen, small_home: Path, gold: Path, tmp_path: Path
) -> None:
    assert galen("eval", "run", "--gold", gold, "--name", "first").code == 0
    floors = tmp_path / "floors.toml"
    gate = ("eval", "gate", "--floors", floors, "--run", "first")
    floors.write_text('questions = ["gout-first-line"]\n[floors]\nmust_recall = 1.0\n')
    passed = galen(*gate)
    assert (passed.code, passed.err) == (0, "")
    assert passed.out == "gate passed: 1 floors held over 1 questions\n"
    floors.write_text('questions = ["q"]\n[floors]\nabstained = 0.5\n[ceilings]\nwords = 1.0\n')
    failed = galen(*gate)
    assert failed.code == 1
    assert [line.partition(": ")[0] for line in failed.out.splitlines()] == [
        "Unanswerable, not answered (abstained)",
        "Words an answer (words)",
    ]
    assert failed.err == "galen: the gate is not passed: 2 floors missed, 0 errors\n"
    as_json = galen(*gate, "--json")
    assert (as_json.code, as_json.json["ok"]) == (1, False)
    assert as_json.json["missed"] == ["abstained", "words"]


def test_the_gates_questions_are_chosen_again(galen: Galen) -> None:
    ran = galen("eval", "gate", "--choose", "10")
    assert ran.code == 0
    chosen = tomllib.loads(ran.out)["questions"]
    assert {q.id for q in load_gold(bundled_gold())} > set(chosen)


def test_lint_lists_every_mistake_and_run_names_the_first(
    galen: Galen, small_home: Path, tmp_path: Path
) -> None:
    wrong = [{**GOLD, "sources": ["nobody-1999"]}, {**GOLD, "reader": "vet"}, "{"]
    file = write_lines(tmp_path / "wrong.jsonl", wrong)
    for arguments in ((file,), ("--gold", file)):
        lint = galen("eval", "lint", *arguments)
        assert lint.code == 1
        assert len(lint.out.splitlines()) == 4  # the second has the first one's id as well
        assert all(f"{file}:{n}: " in lint.out for n in (1, 2, 3))
        assert "unknown source id 'nobody-1999'" in lint.out
        assert lint.err == "galen: mistakes in gold: 4; correct what is listed\n"
    ran = galen("eval", "run", "--gold", file, "--name", "wrong")
    ran.refused(2, "nobody-1999", "more): `galen eval lint` lists every mistake")
    assert not (small_home / "evals").exists()


def test_good_gold_passes_lint_and_what_looks_wrong_is_told(
    galen: Galen, small_home: Path, gold: Path, tmp_path: Path
) -> None:
    ran = galen("eval", "lint", gold)
    assert (ran.code, ran.out, ran.err) == (0, "1 questions, no mistakes, 0 warnings\n", "")
    point = {"text": "febuxostat", "all_of": [["febuxostat"]], "must": True}
    odd = write_lines(tmp_path / "odd.jsonl", [{**GOLD, "key_points": [point], "kind": "lya"}])
    ran = galen("eval", "lint", odd)
    assert ran.code == 0
    kind, unmet, summary = ran.out.splitlines()
    assert kind == f"warning: {odd}:1: kind 'lya' is not one in use, did you mean 'lay'"
    assert unmet.startswith(f"warning: {odd}:1: must-have 'febuxostat' is met by no sentence")
    assert summary == "1 questions, no mistakes, 2 warnings"


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
