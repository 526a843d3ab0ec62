"""Gold conversations: the bundled ones are sound, and mistakes are told by file and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import GoldError
from evals.conversations import (
    FIRST,
    HALVES,
    NO_QUESTION,
    bundled_conversations,
    load_conversations,
)

STARTER = Path(__file__).parents[2] / "corpus" / "starter"
KNOWN = {path.stem for path in STARTER.glob("*/*.md")}


def turn(kind: str, **changed: Any) -> dict[str, Any]:
    asked = {"kind": kind, "question": "gout?", "sources": ["a"], "standalone": "What is gout?"}
    return {**asked, **changed}


def written(path: Path, *conversations: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(c) + "\n" for c in conversations), "utf-8")
    return path


def test_bundled_conversations_name_bundled_sources() -> None:
    conversations = load_conversations(bundled_conversations(), KNOWN)
    for half in HALVES:
        assert sum(c.half == half for c in conversations) >= 35
    assert {len(c.turns) for c in conversations} == {2, 3}
    assert {c.half for c in load_conversations(bundled_conversations("frozen"), KNOWN)} == {
        "frozen"
    }


def test_questions_of_the_halves_do_not_repeat() -> None:
    conversations = load_conversations(bundled_conversations(), KNOWN)
    first = [c.turns[0].question for c in conversations]
    assert len(first) == len(set(first))


def test_a_conversation_is_read_as_written(tmp_path: Path) -> None:
    thanks = turn(NO_QUESTION, question="thanks", sources=[], standalone="")
    path = written(tmp_path / "mine.jsonl", {"id": "one", "turns": [turn(FIRST), thanks]})
    (read,) = load_conversations([path], {"a"})
    assert (read.id, read.half, [t.kind for t in read.turns]) == (
        "one",
        "mine",
        [FIRST, NO_QUESTION],
    )
    assert read.turns[0].sources == {"a"}


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        ([turn(FIRST)], "turns"),
        ([turn(FIRST), turn("dose", sources=["b"])], "no source 'b'"),
        ([turn(FIRST), turn("dose", sources=[])], "sources and standalone"),
        ([turn(FIRST), turn(NO_QUESTION)], "sources and standalone"),
        ([turn("dose"), turn("dose")], "turn 1: the first turn"),
        ([turn(FIRST), turn(FIRST)], "turn 2: the first turn"),
        ([turn(FIRST), turn("dose", more=1)], "more"),
        ([turn(FIRST), turn(" ")], "kind"),
    ],
)
def test_mistakes_are_told_by_line(tmp_path: Path, turns: list[dict[str, Any]], told: str) -> None:
    good = {"id": "good", "turns": [turn(FIRST), turn("dose")]}
    path = written(tmp_path / "mine.jsonl", good, {"id": "bad", "turns": turns})
    with pytest.raises(GoldError, match=r"mine\.jsonl:2: ") as error:
        load_conversations([path], {"a"})
    assert told in str(error.value)


def test_an_id_is_used_once(tmp_path: Path) -> None:
    one = {"id": "one", "turns": [turn(FIRST), turn("dose")]}
    with pytest.raises(GoldError, match="2: duplicate id 'one'"):
        load_conversations([written(tmp_path / "mine.jsonl", one, one)], {"a"})


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"none\.jsonl: cannot be read"):
        load_conversations([tmp_path / "none.jsonl"], {"a"})
