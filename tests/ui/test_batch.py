"""Batches: every line has its record in its place, and nothing is lost, doubled or destroyed."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from command_line import Galen, read_lines, start, write_lines
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import GalenError, UsageError
from ui.batch import open_batch
from ui.batch_lines import BatchQuestion

GOUT = "Which drug is first-line urate-lowering therapy in gout?"
BROKEN = [
    ("{not json", None, "not JSON"),
    (b'{"id": "\xff"}', None, "not JSON in UTF-8"),
    ("[1, 2]", None, "not a JSON object"),
    ("7", None, "not a JSON object"),
    ("[" * 100_000, None, "not JSON"),
    ('{"id": ' + "1" * 5000 + "}", None, "not JSON"),
    ({"question": GOUT}, None, "id is missing"),
    ({"id": "", "question": GOUT}, "", "id must not be blank"),
    ({"id": None, "question": GOUT}, None, "id must be text"),
    ({"id": 7, "question": GOUT}, 7, "id must be text"),
    ({"id": "a"}, "a", "question is missing"),
    ({"id": "b", "question": ""}, "b", "question is empty"),
    ({"id": "c", "question": " \n "}, "c", "question is empty"),
    ({"id": "d", "question": 5}, "d", "question must be text"),
    ({"id": "e", "question": "a" * 100_000}, "e", "shorten it"),
    ({"id": "f", "question": "\ud800"}, "f", "UTF-8"),
    ({"id": "g", "question": GOUT, "history": "gout"}, "g", "history must be a list"),
    ({"id": "h", "question": GOUT, "history": ["gout"]}, "h", "history.0 must be an object"),
    ({"id": "i", "question": GOUT, "history": [{}]}, "i", "history.0.question is missing"),
    ({"id": "j", "question": GOUT, "reader": "vet"}, "j", "unknown reader 'vet'"),
    ({"id": "k", "question": GOUT, "reader": ""}, "k", "unknown reader ''"),
    ({"id": "good", "question": GOUT}, "good", "id 'good' is that of line 1"),
]


def echo(line: BatchQuestion) -> Mapping[str, Any]:
    if line.question == "fail":
        raise GalenError("it failed:\nask again")
    return {"id": line.id, "question": line.question}


def run(source: Path, target: Path, *, resume: bool = False) -> list[bool]:
    return list(open_batch(source, target, BatchQuestion, resume=resume).run(echo))


def question(name: str, text: str = "Why?") -> dict[str, str]:
    return {"id": name, "question": text}


def test_each_bad_line_has_its_error_in_its_place_and_the_others_are_answered(
    galen: Galen, small_home: Path, tmp_path: Path
) -> None:
    first, last = question("good", GOUT), question("last", "How is mild asthma treated?")
    lines = [first, *(line for line, _, _ in BROKEN), "", last]
    source, target = write_lines(tmp_path / "in.jsonl", lines), tmp_path / "out.jsonl"
    ran = galen("ask", "--batch", source, "--out", target)
    assert (ran.code, ran.out) == (1, "")
    assert ran.last_line.startswith(f"galen: {len(BROKEN)} of {len(BROKEN) + 2} lines went wrong")
    answered, *errors, after = read_lines(target)
    assert (answered["id"], after["id"]) == ("good", "last")
    assert "allopurinol" in answered["bottom_line"]["text"]
    assert len(errors) == len(BROKEN)
    for record, (_, name, reason) in zip(errors, BROKEN, strict=True):
        assert list(record) == ["id", "error"]
        assert record["id"] == name
        assert reason in record["error"]
        assert "\n" not in record["error"]


def test_lines_may_carry_reader_history_and_fields_of_their_own(
    galen: Galen, small_home: Path, tmp_path: Path
) -> None:
    history = [{"question": "How is gout treated?", "answer": "With allopurinol."}]
    lines = [
        {"id": "1", "question": GOUT, "reader": "patient", "key_points": []},
        {"id": "2", "question": "And in a flare?", "history": history, "reader": None},
    ]
    source, target = write_lines(tmp_path / "in.jsonl", lines), tmp_path / "out.jsonl"
    assert galen("ask", "--batch", source, "--out", target, "--reader", "nurse").code == 0
    first, second = read_lines(target)
    assert (first["reader"], second["reader"]) == ("patient", "nurse")
    assert second["searched_for"] == "How is gout treated in a flare?"


def test_a_byte_order_mark_and_dos_line_ends_are_no_mistakes(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b'\xef\xbb\xbf{"id":"1","question":"a"}\r\n{"id":"2","question":"b"}')
    assert run(source, target) == [True, True]


def test_output_is_overwritten_without_resume_and_kept_with_it(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [question("1"), question("2")])
    target = tmp_path / "out.jsonl"
    kept = {"id": "1", "question": "Why?", "kept": True}
    write_lines(target, [kept])
    run(source, target, resume=True)
    assert read_lines(target) == [kept, question("2")]
    run(source, target)
    assert read_lines(target) == [question("1"), question("2")]


NAMES = st.lists(st.sampled_from("abcdef"), unique=True)


@settings(max_examples=40, deadline=None)
@given(st.permutations("abcdef"), NAMES, NAMES, st.integers(0, 40))
def test_resuming_ends_with_one_record_a_line_in_order(
    tmp_path_factory: pytest.TempPathFactory,
    asked: list[str],
    done: list[str],
    failed: list[str],
    cut: int,
) -> None:
    folder = tmp_path_factory.mktemp("resumed")
    source = write_lines(folder / "in.jsonl", [*map(question, asked), "broken"])
    target = folder / "out.jsonl"
    errors = [{"id": name, "error": "no"} for name in failed]
    write_lines(target, [*errors, {"id": None, "error": "no"}, *map(question, done)])
    with target.open("ab") as out:
        out.write(b'{"id": "z", "question": "a line that was cut short by a kill"}'[:cut])
    run(source, target, resume=True)
    records = read_lines(target)
    assert records[:-1] == [question(name) for name in asked]
    assert "error" in records[-1]
    assert os.listdir(folder) == ["in.jsonl", "out.jsonl"] or len(os.listdir(folder)) == 2


@pytest.mark.parametrize(
    "foreign",
    [b"my thesis\n", b"my thesis", b'["a"]\n', b'{"name": "a"}\n', b'{"id": "x"}\n', b"\xff\n"],
)
def test_resuming_does_not_destroy_what_is_no_record_of_this_batch(
    tmp_path: Path, foreign: bytes
) -> None:
    source, target = write_lines(tmp_path / "in.jsonl", [question("1")]), tmp_path / "out.jsonl"
    write_lines(target, [question("1")])
    with target.open("ab") as out:
        out.write(foreign)
    before = target.read_bytes()
    with pytest.raises(UsageError, match="choose another --out"):
        run(source, target, resume=True)
    assert target.read_bytes() == before


def test_a_question_that_was_rewritten_under_its_id_is_asked_again(
    galen: Galen, small_home: Path, tmp_path: Path
) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    for text in ("How is gout treated?", "How is asthma treated?"):
        write_lines(source, [question("1", text)])
        assert galen("ask", "--batch", source, "--out", target, "--resume").code == 0
        assert [record["question"] for record in read_lines(target)] == [text]


def test_a_failed_line_says_why_and_is_done_again(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    write_lines(source, [question("1", "fail"), question("2")])
    assert run(source, target) == [False, True]
    assert read_lines(target)[0] == {"id": "1", "error": "it failed: ask again"}
    write_lines(source, [question("1", "works"), question("2")])
    assert run(source, target, resume=True) == [True, True]
    assert read_lines(target) == [question("1", "works"), question("2")]


@pytest.mark.parametrize("content", [b"", b"\n \n\n"])
def test_a_batch_without_lines_is_refused(galen: Galen, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "in.jsonl").write_bytes(content)
    galen("ask", "--batch", tmp_path / "in.jsonl", "--out", tmp_path / "out").refused(2, "no lines")
    assert not (tmp_path / "out").exists()


def test_files_that_cannot_be_used_are_refused_before_any_work(
    galen: Galen, private_home: Path, tmp_path: Path
) -> None:
    source = write_lines(tmp_path / "in.jsonl", [question("1")])
    (tmp_path / "link").symlink_to(source)
    ask = ("ask", "--batch")
    galen(*ask, source).refused(2, "--batch needs --out")
    galen(*ask, tmp_path / "none", "--out", "o").refused(2, "none cannot be read (No such file")
    galen(*ask, tmp_path, "--out", "o").refused(2, "directory")
    galen(*ask, source, "--out", tmp_path / "no" / "o").refused(2, "no is no folder")
    galen(*ask, source, "--out", tmp_path).refused(2, "is a folder")
    galen(*ask, source, "--out", source).refused(2, "is the --batch as well")
    galen(*ask, source, "--out", tmp_path / "link").refused(2, "is the --batch as well")
    galen(*ask, source, "--out", "/dev/full", "--resume").refused(2, "no ordinary file")
    galen(*ask, source, "--out", "o", GOUT).refused(2, "QUESTION in quotation marks, or --batch")
    galen("ask", GOUT, "--out", tmp_path / "o").refused(2, "--out and --resume go with --batch")
    galen("ask", GOUT, "--resume").refused(2, "--out and --resume go with --batch")
    assert read_lines(source) == [question("1")]
    assert not private_home.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_places_that_may_not_be_used_are_refused(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [question("1")])
    closed = tmp_path / "closed"
    closed.mkdir(0o500)
    with pytest.raises(UsageError, match="may not be written"):
        run(source, closed / "out.jsonl")
    source.chmod(0)
    with pytest.raises(UsageError, match="cannot be read"):
        run(source, tmp_path / "out.jsonl")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_ends_the_run_with_one_line(tmp_path: Path) -> None:
    source = write_lines(tmp_path / "in.jsonl", [question("1")])
    with pytest.raises(GalenError, match=r"No space left.*free some space") as failed:
        run(source, Path("/dev/full"))
    assert failed.value.exit_code == 1


def test_what_a_kill_left_is_resumed_without_loss_or_doubling(
    small_home: Path, galen: Galen, tmp_path: Path
) -> None:
    lines = [question(f"q{n}", f"{GOUT} ({n})") for n in range(120)]
    source, target = write_lines(tmp_path / "in.jsonl", lines), tmp_path / "out.jsonl"
    process = start("ask", "--batch", str(source), "--out", str(target), home=small_home)
    while process.poll() is None and not (target.exists() and target.stat().st_size > 20_000):
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert process.returncode == -signal.SIGKILL
    whole = target.read_bytes().count(b"\n")
    before = target.read_bytes().splitlines()[:whole]
    assert 0 < whole < len(lines)
    assert galen("ask", "--batch", source, "--out", target, "--resume").code == 0
    assert [record["id"] for record in read_lines(target)] == [line["id"] for line in lines]
    assert target.read_bytes().splitlines()[:whole] == before
