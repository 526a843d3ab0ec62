"""Conversations: a person's own questions in order, each with its saved answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Row, delete, exists, func, insert, select, update

from assistant.answer import Answer
from assistant.workspace import schema
from assistant.workspace.database import Database, utc_now
from assistant.workspace.freezing import Frozen, freeze
from assistant.workspace.model import (
    Conversation,
    ConversationSummary,
    Holdings,
    Person,
    Status,
    Turn,
)
from assistant.workspace.permission import ANYBODY, require_role
from assistant.workspace.privacy import cleaned_line
from assistant.workspace.records import delete_articles, insert_article, new_id
from corpus.errors import UnknownRecord

_CONVERSATIONS = schema.conversations.c
_TURNS = schema.turns.c
_ARTICLES = schema.articles.c
_BODIES = schema.revisions.c


class Conversations:
    """Found again by an unguessable id, by the person who had them."""

    def __init__(self, database: Database, library: Holdings) -> None:
        self._database = database
        self._library = library

    def start(self, by: Person) -> Conversation:
        """A new conversation. Start one with its first question, or empty ones pile up."""
        require_role(by, ANYBODY, "ask questions")
        now, conversation_id = utc_now(), new_id()
        values = {
            "id": conversation_id,
            "person": by.name,
            "title": "",
            "started_at": now,
            "updated_at": now,
        }
        with self._database.writing() as connection:
            connection.execute(insert(schema.conversations).values(values))
        return Conversation(conversation_id, "", now, now, ())

    def add_turn(self, conversation_id: str, by: Person, question: str, answer: Answer) -> Turn:
        """Add a question as it was typed, and save its answer as an article that is not submitted.

        Personal identifiers are removed from both. Raises UnknownRecord.
        """
        require_role(by, ANYBODY, "ask questions")
        frozen, asked, now = freeze(answer, self._library), cleaned_line(question), utc_now()
        with self._database.writing() as connection:
            row = _own_row(connection, conversation_id, by)
            article_id = insert_article(connection, frozen, by, now)
            last = select(func.max(_TURNS.number)).where(_TURNS.conversation_id == row.id)
            values = {
                "conversation_id": row.id,
                "number": (connection.scalar(last) or 0) + 1,
                "question": asked,
                "searched_for": frozen.answer.searched_for,
                "article_id": article_id,
                "at": now,
            }
            connection.execute(insert(schema.turns).values(values))
            connection.execute(
                update(schema.conversations)
                .where(_CONVERSATIONS.id == row.id)
                .values(updated_at=now, title=row.title or asked)
            )
        number, searched_for = values["number"], frozen.answer.searched_for
        return Turn(number, asked, searched_for, article_id, frozen.answer, now)

    def open(self, conversation_id: str, by: Person) -> Conversation:
        """The conversation with all its turns. Raises UnknownRecord, also for somebody else's."""
        require_role(by, ANYBODY, "see conversations")
        with self._database.reading() as connection:
            row = _own_row(connection, conversation_id, by)
            turns = tuple(_turns(connection, row.id))
        return Conversation(row.id, row.title, row.started_at, row.updated_at, turns)

    def mine(self, by: Person, limit: int = 50) -> tuple[ConversationSummary, ...]:
        """The person's own conversations, last used first."""
        require_role(by, ANYBODY, "see conversations")
        turns = (
            select(func.count())
            .where(_TURNS.conversation_id == _CONVERSATIONS.id)
            .scalar_subquery()
        )
        query = (
            select(schema.conversations, turns.label("turns"))
            .where(_CONVERSATIONS.person == by.name)
            .order_by(_CONVERSATIONS.updated_at.desc(), _CONVERSATIONS.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            return tuple(
                ConversationSummary(r.id, r.title, r.started_at, r.updated_at, r.turns)
                for r in connection.execute(query)
            )

    def delete(self, conversation_id: str, by: Person) -> None:
        """Delete it for good, with its answers and the votes on them.

        An answer that was submitted for review stays, as an article without the conversation.
        """
        with self._database.writing() as connection:
            row = _own_row(connection, conversation_id, by)
            delete_conversations(connection, [row.id])
        self._database.scrub()


def delete_conversations(connection: Connection, ids: list[str]) -> int:
    """Delete conversations with their unsubmitted answers; how many answers that were."""
    asked = select(_TURNS.article_id).where(_TURNS.conversation_id.in_(ids))
    unsubmitted = select(_ARTICLES.id).where(
        _ARTICLES.id.in_(asked), _ARTICLES.status == Status.SAVED.value
    )
    answers = [*connection.scalars(unsubmitted)]
    connection.execute(delete(schema.turns).where(_TURNS.conversation_id.in_(ids)))
    connection.execute(delete(schema.conversations).where(_CONVERSATIONS.id.in_(ids)))
    delete_articles(connection, answers)
    return len(answers)


def in_a_conversation() -> Any:
    """The condition that an article answers a turn."""
    return exists().where(_TURNS.article_id == _ARTICLES.id)


def _own_row(connection: Connection, conversation_id: str, by: Person) -> Row[Any]:
    query = select(schema.conversations).where(
        _CONVERSATIONS.id == conversation_id, _CONVERSATIONS.person == by.name
    )
    row = connection.execute(query).first()
    if row is None:
        raise UnknownRecord("no conversation of yours has this link: it may have been deleted")
    return row


def _turns(connection: Connection, conversation_id: str) -> Iterator[Turn]:
    """The turns with the answers as they were given, whatever a reviewer edited later."""
    query = (
        select(schema.turns, _BODIES.body)
        .join_from(
            schema.turns,
            schema.revisions,
            (_BODIES.article_id == _TURNS.article_id) & (_BODIES.number == 1),
        )
        .where(_TURNS.conversation_id == conversation_id)
        .order_by(_TURNS.number)
    )
    for row in connection.execute(query):
        answer = Frozen.from_body(row.body).answer
        yield Turn(row.number, row.question, row.searched_for, row.article_id, answer, row.at)
