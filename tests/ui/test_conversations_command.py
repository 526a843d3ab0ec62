"""`galen eval conversations` on a gold file of one conversation, and its refusals."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Galen, write_lines

SOURCES = ["body-2020-gout"]
TURNS = [
    {
        "kind": "first",
        "question": "which drug is first-line in gout",
        "sources": SOURCES,
        "standalone": "Which drug is the first-line urate-lowering therapy in gout?",
    },
    {
        "kind": "ellipsis",
        "question": "and for a flare?",
        "sources": SOURCES,
        "standalone": "Which drug should be started in a gout flare?",
    },
]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "mine.jsonl", [{"id": "gout", "turns": TURNS}])


@pytest.mark.usefixtures("small_home")
def test_a_conversation_is_held_and_reported(galen: Galen, gold: Path) -> None:
    ran = galen("eval", "conversations", "--gold", gold, "--json")
    assert ran.code == 0
    first, flare = ran.json["turns"]
    assert first["asked"][0]["searched_for"] == first["question"]
    assert "gout" in flare["asked"][0]["searched_for"]
    assert ran.json["summary"]["mine"]["found, galen"]["of"] == 1
    told = galen("eval", "conversations", "--gold", gold)
    assert told.code == 0
    assert told.out.startswith("mine: 1 conversations\n")


@pytest.mark.usefixtures("small_home")
def test_sources_that_the_library_lacks_are_refused(galen: Galen) -> None:
    ran = galen("eval", "conversations", "--half", "tuning")
    ran.refused(2, "no source", "more)")


def test_an_empty_library_is_refused(
    galen: Galen, gold: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALEN_HOME", str(tmp_path / "empty"))
    ran = galen("eval", "conversations", "--gold", gold)
    ran.refused(2, "the library is empty", "galen ingest starter")
