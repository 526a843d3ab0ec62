"""`galen workspace` lists, exports, purges and verifies, in the words of a terminal."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from command_line import Galen

from assistant.answer import Answer
from assistant.workspace import Workspace
from assistant.workspace.model import Person, Role, Thumb
from ui.session import Session

READER = Person("rita", frozenset({Role.READER}))
REVIEWER = Person("vera", frozenset({Role.REVIEWER}))


@dataclass(frozen=True)
class Ward:
    """The starter library with a workspace: one approved answer, one in a conversation."""

    home: Path
    workspace: Workspace
    answer: Answer
    approved_id: str
    conversation_id: str


@pytest.fixture
def ward(private_home: Path, starter_home: Path, starter_session: Session) -> Iterator[Ward]:
    shutil.copytree(starter_home, private_home)
    settings = starter_session.settings.model_copy(update={"home": private_home})
    workspace = Workspace.open(settings, starter_session.library)
    answer = starter_session.assistant.ask("What is first-line treatment of a gout flare?")
    article = workspace.articles.save(answer, READER)
    for step in ("submit", "take_up", "approve"):
        by = READER if step == "submit" else REVIEWER
        article = getattr(workspace.reviewing, step)(article.id, by, article.version)
    talk = workspace.conversations.start(READER)
    turn = workspace.conversations.add_turn(talk.id, READER, "And then?", answer)
    workspace.feedback.give(turn.article_id, READER, Thumb.UP, 0, "Clear.")
    yield Ward(private_home, workspace, answer, article.id, talk.id)
    workspace.close()


def test_a_list_shows_what_was_submitted(galen: Galen, ward: Ward) -> None:
    (listed,) = galen("workspace", "list", "--json").json
    assert (listed["id"], listed["status"], listed["stale"]) == (ward.approved_id, "approved", [])
    shown = galen("workspace", "list")
    assert ward.answer.question in shown.out
    assert ward.approved_id in shown.out
    assert galen("workspace", "list", "--status", "retired", "--json").json == []
    assert galen("workspace", "list", "--stale", "--json").json == []
    assert galen("workspace", "list", "--words", "gout", "--json").json == [listed]
    galen("workspace", "list", "--status", "done").refused(2, "unknown status", "approved")


def test_exports_are_json_lines(galen: Galen, ward: Ward) -> None:
    found = {
        what: [json.loads(line) for line in galen("workspace", "export", what).out.splitlines()]
        for what in ("articles", "feedback", "trail")
    }
    assert [Answer.from_json(line["answer"]) for line in found["articles"]] == [ward.answer]
    assert [line["reason"] for line in found["feedback"]] == ["Clear."]
    assert [line["action"] for line in found["trail"]] == ["submit", "take-up", "approve"]


def test_a_purge_keeps_all_unless_days_are_set(
    galen: Galen, ward: Ward, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "keeps all for ever" in galen("workspace", "purge").last_line
    monkeypatch.setenv("GALEN_RETENTION_DAYS", "30")
    assert "0 conversations, 0 answers, 0 votes" in galen("workspace", "purge").last_line
    assert len(ward.workspace.conversations.mine(READER)) == 1
    with closing(sqlite3.connect(ward.home / "workspace" / "workspace.sqlite")) as old, old:
        old.execute("UPDATE conversations SET updated_at = '2001-01-01T00:00:00.000+00:00'")
    assert "1 conversations, 1 answers, 0 votes" in galen("workspace", "purge").last_line
    assert ward.workspace.conversations.mine(READER) == ()


def test_a_purge_needs_no_library(galen: Galen, private_home: Path) -> None:
    (private_home / "library").mkdir(parents=True)
    (private_home / "library" / "catalog.sqlite").write_text("damaged", "utf-8")
    assert galen("workspace", "purge", "--days", "1").code == 0


def test_a_whole_trail_prints_its_head_and_a_broken_one_is_refused(
    galen: Galen, ward: Ward
) -> None:
    head = galen("workspace", "verify-trail").out.strip()
    assert len(head) == 64
    assert galen("workspace", "verify-trail", "--head", head).code == 0
    galen("workspace", "verify-trail", "--head", "f" * 64).refused(1, "cut off")
    with closing(sqlite3.connect(ward.home / "workspace" / "workspace.sqlite")) as file, file:
        file.execute("DROP TRIGGER trail_is_not_updated")
        file.execute("UPDATE trail SET who = 'mallory' WHERE sequence = 2")
    galen("workspace", "verify-trail").refused(1, "record 2", "was altered")


def test_an_empty_workspace_is_no_error(galen: Galen, private_home: Path) -> None:
    ran = galen("workspace", "verify-trail")
    assert (ran.code, ran.out) == (0, "")
    assert galen("workspace", "export", "trail").out == ""
