"""A run: one line a question, errors kept, resumed without repeating or losing a question."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.answer import Answer, Citation, EvidenceState, Statement
from corpus.errors import LibraryBusy, UsageError
from evals.gold import GoldQuestion, KeyPoint
from evals.running import (
    MANIFEST,
    RESULTS,
    Result,
    Setup,
    load_manifest,
    load_results,
    run,
)

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
    setup = Setup("extractive", "m", "7", {"threads": "2"}, (gold_file,))
    asking = Asking()
    run(GOLD, asking, tmp_path / "run", resume=False, setup=setup)
    manifest = load_manifest(tmp_path / "run")
    assert asking.asked == []
    assert (manifest.engine, manifest.model, manifest.library_version) == ("extractive", "m", "7")
    assert manifest.settings == {"threads": "2"}
    assert manifest.questions == 4
    # printf '{}\n' | sha256sum
    digest = "ca3d163bab055381827226140568f3bef7eaac187cebd76878e0b63e9e442356"
    assert [(g.name, g.sha256) for g in manifest.gold_files] == [("g.jsonl", digest)]
    assert manifest.cores >= 1


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


def test_a_run_of_something_else_is_not_resumed(tmp_path: Path) -> None:
    complete(tmp_path)
    before = (tmp_path / RESULTS).read_bytes()
    with pytest.raises(UsageError, match="another engine, gold_sha256: start without resuming"):
        run(GOLD[:2], Asking(), tmp_path, resume=True, setup=Setup(engine="generative"))
    assert (tmp_path / RESULTS).read_bytes() == before


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
