"""A run: one line a question, errors kept, resumed without repeating or losing a question."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation, EvidenceState, Statement
from corpus.errors import LibraryBusy, LibraryError, UsageError
from evals.gold import GoldQuestion, KeyPoint
from evals.manifest import MANIFEST, Setup, load_manifest
from evals.running import RESULTS, Result, load_results, run

GOLD = tuple(
    GoldQuestion(
        id=f"q{i}",
        question=f"Quelle durée {i}?",
        key_points=(KeyPoint("p", ((str(i),),), must=True),),
    )
    for i in range(4)
)


class Asking:
    """Answers every question with its own number, and remembers which were asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, gold: GoldQuestion) -> Answer:
        self.asked.append(gold.id)
        line = Statement(text=f"Répondre {gold.id[1:]}.", citations=(Citation(1),))
        return Answer(
            gold.id, gold.question, gold.question, "clinician", EvidenceState.FULL, bottom_line=line
        )


def complete(
    folder: Path, ask: Callable[[GoldQuestion], Answer] | None = None, *, resume: bool = False
) -> list[Result]:
    return list(run(GOLD, ask or Asking(), folder, resume=resume))


def test_results_come_in_order_and_read_back_the_same(tmp_path: Path) -> None:
    results = complete(tmp_path)
    assert [r.scores.id for r in results] == ["q0", "q1", "q2", "q3"]
    assert all(point.met for r in results for point in r.scores.points)
    assert load_results(tmp_path) == tuple(results)


def test_each_line_is_on_disk_before_the_next_question_is_asked(tmp_path: Path) -> None:
    results = run(GOLD, Asking(), tmp_path, resume=False)
    for count, _ in enumerate(results, start=1):
        lines = (tmp_path / RESULTS).read_text("utf-8").splitlines()
        assert [json.loads(line)["scores"]["id"] for line in lines] == [q.id for q in GOLD[:count]]


def test_the_manifest_is_there_before_any_question_is_asked(tmp_path: Path) -> None:
    gold_file = tmp_path / "g.jsonl"
    gold_file.write_bytes(b"{}\n")
    setup = Setup(
        engine="extractive",
        embedding="MiniLM:abc",
        library_version="7",
        sources=322,
        passages=2335,
        settings={"k": "2"},
        gold_files=(gold_file,),
        command="galen eval run",
    )
    asking = Asking()
    run(GOLD, asking, tmp_path / "run", resume=False, setup=setup)
    manifest = load_manifest(tmp_path / "run")
    assert asking.asked == []
    assert (manifest.engine, manifest.embedding) == ("extractive", "MiniLM:abc")
    assert (manifest.library_version, manifest.sources, manifest.passages) == ("7", 322, 2335)
    assert (manifest.settings, manifest.command) == ({"k": "2"}, "galen eval run")
    assert manifest.questions == 4
    # printf '{}\n' | sha256sum
    digest = "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"
    assert [g.sha256 for g in manifest.gold_files] == [digest]
    assert manifest.gold_files[0].name == f"{tmp_path.name}/g.jsonl"
    assert manifest.cores >= 1
    assert manifest.finished_at is None


def test_the_manifest_tells_when_the_run_was_finished(tmp_path: Path) -> None:
    results = run(GOLD, Asking(), tmp_path, resume=False)
    next(results)
    assert load_manifest(tmp_path).finished_at is None
    assert len(list(results)) == len(GOLD) - 1
    finished = load_manifest(tmp_path).finished_at
    assert finished is not None
    assert finished >= load_manifest(tmp_path).started_at


@pytest.mark.parametrize("cut", [1, 2, 25])
@pytest.mark.parametrize("whole", [0, 1, 3])
def test_a_killed_run_is_resumed_from_its_last_whole_line(
    tmp_path: Path, whole: int, cut: int
) -> None:
    expected = complete(tmp_path)
    path = tmp_path / RESULTS
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:whole]) + lines[whole][:-cut])
    assert load_results(tmp_path) == tuple(expected[:whole])

    asking = Asking()
    assert complete(tmp_path, asking, resume=True) == expected
    assert asking.asked == [q.id for q in GOLD[whole:]]
    assert path.read_bytes() == b"".join(lines)


def test_a_line_cut_within_a_character_is_dropped(tmp_path: Path) -> None:
    expected = complete(tmp_path)
    path = tmp_path / RESULTS
    content = path.read_bytes()
    path.write_bytes(content[: content.rindex("é".encode()) + 1])
    assert complete(tmp_path, resume=True) == expected


def test_resuming_a_finished_run_asks_nothing(tmp_path: Path) -> None:
    expected = complete(tmp_path)
    asking = Asking()
    assert complete(tmp_path, asking, resume=True) == expected
    assert asking.asked == []


def test_resuming_where_there_is_no_run_starts_one(tmp_path: Path) -> None:
    assert len(complete(tmp_path / "new" / "run", resume=True)) == 4


def test_without_resume_an_earlier_run_is_overwritten(tmp_path: Path) -> None:
    complete(tmp_path)
    asking = Asking()
    complete(tmp_path, asking)
    assert len(asking.asked) == 4
    assert len(load_results(tmp_path)) == 4


SETUP = Setup("extractive", None, "MiniLM:abc", "7", 322, 2335, {"k": "2"})


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"engine": "generative"}, r"another engine \(extractive, now generative\)"),
        ({"embedding": "MiniLM:def"}, r"embedding \(MiniLM:abc, now MiniLM:def\)"),
        ({"library_version": "8", "sources": 9}, r"library_version \(7, now 8\); sources \(322"),
        ({"settings": {"k": "3"}}, r"settings \(\{'k': '2'\}, now \{'k': '3'\}\)"),
    ],
)
def test_a_run_of_something_else_is_not_resumed(
    tmp_path: Path, changes: dict[str, object], what: str
) -> None:
    assert len(list(run(GOLD, Asking(), tmp_path, resume=False, setup=SETUP))) == len(GOLD)
    before = (tmp_path / RESULTS).read_bytes()
    other = replace(SETUP, **changes)
    with pytest.raises(UsageError, match=f"{what}.*: start without resuming"):
        run(GOLD, Asking(), tmp_path, resume=True, setup=other)
    assert (tmp_path / RESULTS).read_bytes() == before


@pytest.mark.parametrize("gold", [GOLD[:2], (replace(GOLD[0], sources=("s",)), *GOLD[1:])])
def test_a_run_of_other_gold_is_not_resumed(tmp_path: Path, gold: tuple[GoldQuestion, ...]) -> None:
    complete(tmp_path)
    with pytest.raises(UsageError, match="another gold_sha256"):
        run(gold, Asking(), tmp_path, resume=True)


def test_two_processes_cannot_write_one_run(tmp_path: Path) -> None:
    first = run(GOLD, Asking(), tmp_path, resume=False)
    next(first)
    with pytest.raises(UsageError, match="another process is writing the run"):
        run(GOLD, Asking(), tmp_path, resume=True)
    assert len(list(first)) == len(GOLD) - 1
    assert len(complete(tmp_path, resume=True)) == len(GOLD)


def test_a_library_that_changes_under_the_run_ends_it(tmp_path: Path) -> None:
    class Growing(Asking):
        def __call__(self, gold: GoldQuestion) -> Answer:
            answer = super().__call__(gold)
            return replace(answer, library_version="7" if gold.id == "q0" else "8")

    results = run(GOLD, Growing(), tmp_path, resume=False, setup=SETUP)
    assert next(results).scores.id == "q0"
    with pytest.raises(LibraryError, match="the library changed during the run"):
        next(results)
    assert [r.scores.id for r in load_results(tmp_path)] == ["q0"]


def test_a_damaged_line_is_named_and_left_alone(tmp_path: Path) -> None:
    complete(tmp_path)
    path = tmp_path / RESULTS
    lines = path.read_bytes().splitlines(keepends=True)
    damaged = lines[0] + b"{}\n" + b"".join(lines[2:]) + b"{"
    path.write_bytes(damaged)
    with pytest.raises(UsageError, match=r"results\.jsonl:2 is damaged"):
        complete(tmp_path, resume=True)
    assert path.read_bytes() == damaged


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="name a run's folder"):
        load_results(tmp_path)
    with pytest.raises(UsageError, match="name a run's folder"):
        load_manifest(tmp_path)
    (tmp_path / MANIFEST).write_text("{}")
    with pytest.raises(UsageError, match="damaged"):
        load_manifest(tmp_path)


def busy_on_q1(gold: GoldQuestion) -> Answer:
    if gold.id == "q1":
        raise LibraryBusy("another process is writing: try again")
    return Asking()(gold)


def test_an_error_is_a_result_and_not_a_crash(tmp_path: Path) -> None:
    results = complete(tmp_path, busy_on_q1)
    assert [r.scores.error for r in results] == [
        None,
        "LibraryBusy: another process is writing: try again",
        None,
        None,
    ]
    assert results[1].answer is None
    assert [point.met for point in results[1].scores.points] == [False]
    assert load_results(tmp_path) == tuple(results)


def broken(gold: GoldQuestion) -> Answer:
    raise ZeroDivisionError(gold.id)


def test_a_fault_of_galen_is_raised(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        complete(tmp_path, broken)
