"""Feedback: a thumb and a reason for a statement or a whole answer, for evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, delete, insert, select

from assistant.workspace import records, schema
from assistant.workspace.database import Database, utc_now
from assistant.workspace.freezing import Frozen, canonical_json
from assistant.workspace.model import Person, Thumb, Vote, VoteCount
from assistant.workspace.permission import ANYBODY, require_role
from assistant.workspace.privacy import cleaned
from assistant.workspace.schema import WHOLE_ANSWER
from corpus.errors import UsageError

_VOTES = schema.votes.c
_BODIES = schema.revisions.c


class Feedback:
    """Votes on saved answers. A person has one on each statement, and may change it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(
        self,
        article_id: str,
        by: Person,
        thumb: Thumb,
        statement: int | None = None,
        reason: str = "",
    ) -> Vote:
        """Vote on a statement of the last revision, or on the whole answer.

        Personal identifiers are removed from the reason. Raises UnknownRecord, UsageError.
        """
        require_role(by, ANYBODY, "give feedback")
        vote = Vote(statement, thumb, cleaned(reason), utc_now())
        with self._database.writing() as connection:
            row = records.article_row(connection, article_id)
            body = records.body_of(connection, article_id, row.revision)
            key = {
                "article_id": article_id,
                "revision": row.revision,
                "statement": _number(statement, body),
                "person": by.name,
            }
            connection.execute(delete(schema.votes).filter_by(**key))
            values = {"thumb": vote.thumb.value, "reason": vote.reason, "at": vote.at}
            connection.execute(insert(schema.votes).values(key | values))
        return vote

    def mine(self, article_id: str, by: Person) -> tuple[Vote, ...]:
        """The person's own votes on the last revision of an article."""
        with self._database.reading() as connection:
            row = records.article_row(connection, article_id)
            query = select(schema.votes).filter_by(
                article_id=article_id, revision=row.revision, person=by.name
            )
            return tuple(_vote(v) for v in connection.execute(query.order_by(_VOTES.statement)))

    def counts(self, article_id: str) -> tuple[VoteCount, ...]:
        """Thumbs and reasons for every statement of every revision that has some."""
        query = (
            select(schema.votes)
            .where(_VOTES.article_id == article_id)
            .order_by(_VOTES.revision, _VOTES.statement, _VOTES.at)
        )
        counted: dict[tuple[int, int], list[Vote]] = {}
        with self._database.reading() as connection:
            for row in connection.execute(query):
                counted.setdefault((row.revision, row.statement), []).append(_vote(row))
        return tuple(_count(revision, votes) for (revision, _), votes in counted.items())

    def lines(self) -> Iterator[str]:
        """Every vote as JSON Lines for evaluation, oldest first: what was said, not by whom."""
        query = (
            select(schema.votes, _BODIES.body)
            .join_from(
                schema.votes,
                schema.revisions,
                (_BODIES.article_id == _VOTES.article_id) & (_BODIES.number == _VOTES.revision),
            )
            .order_by(_VOTES.at, _VOTES.article_id, _VOTES.statement)
        )
        with self._database.reading() as connection:
            for row in connection.execute(query):
                yield canonical_json(_line(row))


def _number(statement: int | None, body: str) -> int:
    if statement is None:
        return WHOLE_ANSWER
    statements = sum(1 for _ in Frozen.from_body(body).answer.statements())
    if not 0 <= statement < statements:
        raise UsageError(f"the answer has no statement {statement}: open it again")
    return statement


def _vote(row: Row[Any]) -> Vote:
    statement = None if row.statement == WHOLE_ANSWER else row.statement
    return Vote(statement, Thumb(row.thumb), row.reason, row.at)


def _count(revision: int, votes: list[Vote]) -> VoteCount:
    up = sum(vote.thumb is Thumb.UP for vote in votes)
    reasons = tuple(vote.reason for vote in votes if vote.reason)
    return VoteCount(revision, votes[0].statement, up, len(votes) - up, reasons)


def _line(row: Row[Any]) -> dict[str, Any]:
    answer, vote = Frozen.from_body(row.body).answer, _vote(row)
    statements = [*answer.statements()]
    return {
        "article": row.article_id,
        "revision": row.revision,
        "question": answer.question,
        "searched_for": answer.searched_for,
        "reader": answer.reader,
        "engine": answer.engine,
        "model": answer.model,
        "library_version": answer.library_version,
        "statement": vote.statement,
        "text": None if vote.statement is None else statements[vote.statement].text,
        "thumb": vote.thumb.value,
        "reason": vote.reason,
        "at": vote.at,
    }
