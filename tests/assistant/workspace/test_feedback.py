"""Votes are one a person and statement, counted, and exported without names."""

from __future__ import annotations

import json

import pytest
from workspaces import GOUT, NOBODY, OTHER, READER, REVIEWER, Desk

from assistant.workspace.edits import Remove
from assistant.workspace.model import Thumb, VoteCount
from corpus.errors import NotAllowed, UnknownRecord, UsageError


def test_votes_are_counted_by_statement_with_their_reasons(desk: Desk) -> None:
    article, feedback = desk.saved(), desk.workspace.feedback
    feedback.give(article.id, READER, Thumb.UP, 0)
    feedback.give(article.id, OTHER, Thumb.DOWN, 0, "Not for my patients.")
    feedback.give(article.id, OTHER, Thumb.DOWN, None, "Too long.")
    assert feedback.counts(article.id) == (
        VoteCount(1, None, 0, 1, ("Too long.",)),
        VoteCount(1, 0, 1, 1, ("Not for my patients.",)),
    )


def test_a_person_who_thinks_again_has_one_vote(desk: Desk) -> None:
    article, feedback = desk.saved(), desk.workspace.feedback
    feedback.give(article.id, READER, Thumb.DOWN, 2, "Wrong.")
    changed = feedback.give(article.id, READER, Thumb.UP, 2)
    assert feedback.mine(article.id, READER) == (changed,)
    assert feedback.mine(article.id, OTHER) == ()
    assert feedback.counts(article.id) == (VoteCount(1, 2, 1, 0, ()),)


def test_votes_stay_with_the_revision_that_they_were_about(desk: Desk) -> None:
    article, feedback = desk.under_review(), desk.workspace.feedback
    feedback.give(article.id, READER, Thumb.DOWN, 1, "Off topic.")
    desk.workspace.reviewing.edit(
        article.id, REVIEWER, article.version, [Remove(1)], desk.verifier.verify
    )
    assert feedback.mine(article.id, READER) == ()
    feedback.give(article.id, READER, Thumb.UP, 1)
    lines = [json.loads(line) for line in feedback.lines()]
    assert [(line["revision"], line["text"]) for line in lines] == [(1, GOUT[1]), (2, GOUT[2])]


def test_an_export_tells_what_was_said_and_not_by_whom(desk: Desk) -> None:
    article = desk.saved()
    desk.workspace.feedback.give(article.id, OTHER, Thumb.DOWN, None, "Ärgerlich.")
    (line,) = desk.workspace.feedback.lines()
    assert OTHER.name not in line
    assert "\n" not in line
    record = json.loads(line)
    assert record["question"] == article.answer.question
    assert (record["thumb"], record["reason"], record["text"]) == ("down", "Ärgerlich.", None)


def test_what_cannot_be_voted_on_is_refused(desk: Desk) -> None:
    article, feedback = desk.saved(), desk.workspace.feedback
    for statement in (4, -1, -2):
        with pytest.raises(UsageError, match="no statement"):
            feedback.give(article.id, READER, Thumb.UP, statement)
    with pytest.raises(UnknownRecord):
        feedback.give("no-such-id", READER, Thumb.UP)
    with pytest.raises(NotAllowed):
        feedback.give(article.id, NOBODY, Thumb.UP)
    with pytest.raises(UsageError, match="shorten"):
        feedback.give(article.id, READER, Thumb.UP, 0, "x" * 4001)
    assert feedback.counts(article.id) == ()
