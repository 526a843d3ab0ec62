"""Sessions: an empty library is filled when asked, indexes follow, progress is on stderr."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from command_line import Galen
from filelock import FileLock

from corpus.model import PutStatus
from corpus.records import PutOutcome
from ui.session import counted, open_session


def test_only_filling_sessions_fill(private_home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with open_session() as session:
        assert session.library.entries() == {}
        assert session.settings.home == private_home
    assert capsys.readouterr().out == ""


def test_lost_indexes_are_built_again_before_an_answer(galen: Galen, small_home: Path) -> None:
    shutil.rmtree(small_home / "library" / "lexicon")
    ran = galen("ask", "How is gout treated?")
    assert ran.code == 0
    assert "allopurinol" in ran.out
    assert "Bringing the search indexes up to date" in ran.err


def test_indexes_that_another_process_is_building_are_waited_for_aloud(
    galen: Galen, small_home: Path
) -> None:
    shutil.rmtree(small_home / "library" / "lexicon")
    with FileLock(small_home / "library" / "writer.lock"):
        ran = galen("ask", "How is gout treated?")
    assert (ran.code, ran.out) == (1, "")
    assert "another process is writing" in ran.err
    assert ran.last_line.startswith("galen: ")


def test_outcomes_are_counted_in_a_fixed_order() -> None:
    outcomes = [
        PutOutcome("a", PutStatus.FAILED, 0),
        PutOutcome("b", PutStatus.ADDED, 3),
        PutOutcome("c", PutStatus.ADDED, 1),
    ]
    assert counted(outcomes) == "2 added, 1 failed"
    assert counted(reversed(outcomes)) == "2 added, 1 failed"
