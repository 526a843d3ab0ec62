"""What is too old goes from the files for good; what was reviewed stays."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta

import pytest
from workspaces import OTHER, READER, Desk

from assistant.workspace.model import ArticleQuery, Purged, Thumb
from corpus.errors import UnknownRecord, UsageError
from corpus.settings import Settings

DAYS = 30


def moment() -> datetime:
    """Now, and apart from everything before and after it by more than the clock resolves."""
    time.sleep(0.003)
    now = datetime.now(UTC)
    time.sleep(0.003)
    return now


def held(desk: Desk, marks: list[str]) -> set[str]:
    """Which of the marks are anywhere in the files of the database."""
    content = desk.content()
    return {mark for mark in marks if mark.encode() in content}


def talk(desk: Desk, *marks: str) -> str:
    conversations = desk.workspace.conversations
    started = conversations.start(READER)
    for mark in marks:
        answer = desk.answer(f"Standing alone: {mark}?")
        turn = conversations.add_turn(started.id, READER, f"{mark}?", answer)
        desk.workspace.feedback.give(turn.article_id, OTHER, Thumb.DOWN, 1, f"about {mark}")
    return started.id


def test_only_what_is_too_old_goes(desk: Desk) -> None:
    workspace = desk.workspace
    old = talk(desk, "oldzq1", "oldzq2")
    lone = desk.saved(question="oldzq3?")
    continued = talk(desk, "newzq1")
    cutoff = moment()
    workspace.conversations.add_turn(continued, READER, "newzq2?", desk.answer("newzq3?"))
    recent = desk.saved(question="newzq4?")
    purged = workspace.purge(cutoff + timedelta(days=DAYS), DAYS)
    assert purged == Purged(conversations=1, answers=3, votes=3)
    assert [c.id for c in workspace.conversations.mine(READER)] == [continued]
    assert workspace.articles.open(recent.id, READER) == recent
    assert len(workspace.conversations.open(continued, READER).turns) == 2
    for missing in (
        lambda: workspace.conversations.open(old, READER),
        lambda: workspace.articles.open(lone.id, READER),
    ):
        with pytest.raises(UnknownRecord):
            missing()
    assert held(desk, ["oldzq1", "oldzq2", "oldzq3"]) == set()
    assert held(desk, ["newzq1", "newzq2"]) == {"newzq1", "newzq2"}
    assert workspace.purge(cutoff + timedelta(days=DAYS), DAYS) == Purged(0, 0, 0)


def test_what_was_submitted_and_the_trail_stay_for_ever(desk: Desk) -> None:
    workspace = desk.workspace
    approved, reviewed = desk.approved(), desk.under_review()
    started = talk(desk, "submitted")
    (turn,) = workspace.conversations.open(started, READER).turns
    workspace.reviewing.submit(turn.article_id, READER, 1)
    head = workspace.trail.verify().head
    workspace.purge(moment() + timedelta(days=36_500), 1)
    assert workspace.conversations.mine(READER) == ()
    found = workspace.articles.search(ArticleQuery(), OTHER).articles
    assert {article.id for article in found} == {approved.id, reviewed.id, turn.article_id}
    assert workspace.trail.verify(head).whole


def test_by_default_nothing_is_ever_deleted(desk: Desk) -> None:
    talk(desk, "kept")
    days = Settings().retention_days
    assert days == 0
    far = moment() + timedelta(days=36_500)
    assert desk.workspace.purge(far, days) == Purged(0, 0, 0)
    assert len(desk.workspace.conversations.mine(READER)) == 1


def test_a_purge_knows_what_it_is_asked(desk: Desk) -> None:
    for now, days in ((datetime.now(UTC), -1), (datetime(2026, 1, 1), 1)):
        with pytest.raises(UsageError):
            desk.workspace.purge(now, days)


def test_a_deleted_conversation_leaves_nothing_in_the_files(desk: Desk) -> None:
    """Of many rows of many sizes, since pages of the database are filled up again and split."""
    chance = random.Random(5)
    talks: dict[str, list[str]] = {}
    for _ in range(12):
        marks = [f"zq{chance.randrange(10**9):09}" for _ in range(chance.randint(1, 3))]
        padded = [mark + " pad" * chance.choice([0, 3, 100, 900]) for mark in marks]
        talks[talk(desk, *padded)] = marks
    everything = [mark for marks in talks.values() for mark in marks]
    assert held(desk, everything) == set(everything)
    doomed = chance.sample(sorted(talks), 6)
    for started in doomed:
        desk.workspace.conversations.delete(started, READER)
    gone = {mark for started in doomed for mark in talks[started]}
    assert held(desk, everything) == set(everything) - gone
