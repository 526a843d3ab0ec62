"""Conversations are found again after a restart, by the person who had them, until deleted."""

from __future__ import annotations

import pytest
from workspaces import NOBODY, OTHER, READER, REVIEWER, Desk

from assistant.workspace.edits import Remove
from assistant.workspace.model import Thumb
from corpus.errors import NotAllowed, UnknownRecord


def asked(desk: Desk, *questions: str) -> str:
    """A conversation of these questions; its id."""
    conversations = desk.workspace.conversations
    talk = conversations.start(READER)
    for question in questions:
        conversations.add_turn(
            talk.id, READER, question, desk.answer(f"Standing alone: {question}")
        )
    return talk.id


def test_a_conversation_is_found_again_after_a_restart(desk: Desk) -> None:
    talk = asked(desk, "What is first for gout?", "and in pregnancy?")
    again = desk.reopened()
    opened = again.workspace.conversations.open(talk, READER)
    again.close()
    assert opened.title == "What is first for gout?"
    assert [(turn.number, turn.question, turn.searched_for) for turn in opened.turns] == [
        (1, "What is first for gout?", "Standing alone: What is first for gout?"),
        (2, "and in pregnancy?", "Standing alone: and in pregnancy?"),
    ]
    assert opened.turns[1].answer == desk.answer("Standing alone: and in pregnancy?")


def test_each_answer_of_a_conversation_has_a_link(desk: Desk) -> None:
    (turn,) = desk.workspace.conversations.open(asked(desk, "Gout?"), READER).turns
    assert desk.workspace.articles.open(turn.article_id, OTHER).answer == turn.answer


def test_a_conversation_shows_what_was_answered_whatever_a_reviewer_edits(desk: Desk) -> None:
    talk = asked(desk, "Gout?")
    (turn,) = desk.workspace.conversations.open(talk, READER).turns
    reviewing = desk.workspace.reviewing
    submitted = reviewing.submit(turn.article_id, READER, 1)
    taken = reviewing.take_up(submitted.id, REVIEWER, submitted.version)
    reviewing.edit(taken.id, REVIEWER, taken.version, [Remove(0)], desk.verifier.verify)
    assert desk.workspace.conversations.open(talk, READER).turns == (turn,)


def test_own_conversations_are_listed_last_used_first(desk: Desk) -> None:
    first, second = asked(desk, "One?"), asked(desk, "Two?", "Three?")
    mine = desk.workspace.conversations.mine
    assert [(c.id, c.title, c.turns) for c in mine(READER)] == [
        (second, "Two?", 2),
        (first, "One?", 1),
    ]
    desk.workspace.conversations.add_turn(first, READER, "Four?", desk.answer())
    assert [c.id for c in mine(READER)] == [first, second]
    assert [c.id for c in mine(READER, limit=1)] == [first]
    assert mine(OTHER) == ()


def test_nobody_else_sees_or_touches_a_conversation(desk: Desk) -> None:
    talk, conversations = asked(desk, "Gout?"), desk.workspace.conversations
    for call in (
        lambda: conversations.open(talk, OTHER),
        lambda: conversations.open(talk, REVIEWER),
        lambda: conversations.add_turn(talk, OTHER, "Mine?", desk.answer()),
        lambda: conversations.delete(talk, OTHER),
    ):
        with pytest.raises(UnknownRecord):
            call()
    with pytest.raises(NotAllowed):
        conversations.start(NOBODY)
    assert len(conversations.open(talk, READER).turns) == 1


def test_two_pages_of_one_conversation_both_add_to_it(desk: Desk) -> None:
    talk = asked(desk, "Gout?")
    other = desk.reopened()
    for number in range(4):
        page = (desk, other)[number % 2]
        page.workspace.conversations.add_turn(talk, READER, f"Question {number}?", desk.answer())
    other.close()
    turns = desk.workspace.conversations.open(talk, READER).turns
    assert [turn.number for turn in turns] == [1, 2, 3, 4, 5]
    assert [turn.question for turn in turns[1:]] == [f"Question {n}?" for n in range(4)]


def test_a_deleted_conversation_takes_its_answers_along_but_for_what_was_submitted(
    desk: Desk,
) -> None:
    talk = asked(desk, "One?", "Two?")
    workspace = desk.workspace
    kept, gone = (turn.article_id for turn in workspace.conversations.open(talk, READER).turns)
    workspace.feedback.give(gone, OTHER, Thumb.DOWN)
    workspace.reviewing.submit(kept, READER, 1)
    workspace.conversations.delete(talk, READER)
    assert workspace.conversations.mine(READER) == ()
    for missing in (
        lambda: workspace.conversations.open(talk, READER),
        lambda: workspace.articles.open(gone, READER),
        lambda: workspace.conversations.delete(talk, READER),
    ):
        with pytest.raises(UnknownRecord):
            missing()
    assert workspace.articles.open(kept, READER).answer.question == "Standing alone: One?"
    assert [*workspace.feedback.lines()] == []
    assert workspace.trail.verify().whole
