"""Articles as rows: written, indexed for search, read back. Called inside a caller's transaction.

`Articles`, `Reviewing` and `Conversations` share it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from assistant.workspace import schema
from assistant.workspace.freezing import (
    Frozen,
    canonical_json,
    question_key,
    searched_words,
    version_key,
)
from assistant.workspace.model import Article, Holdings, Person, Status
from assistant.workspace.staleness import stale_in_full
from corpus.catalog.changes import insert_new
from corpus.errors import UnknownRecord

ID_BYTES = 24
"""192 random bits: a link that nobody guesses."""

_INDEXES = (schema.article_words, schema.article_sources)


def new_id() -> str:
    return secrets.token_urlsafe(ID_BYTES)


def insert_article(connection: Connection, frozen: Frozen, by: Person, at: str) -> str:
    """Store an answer as revision 1 of a new article that nobody has submitted; its id."""
    article_id = new_id()
    described = {
        "id": article_id,
        "version": 1,
        "revision": 1,
        "status": Status.SAVED.value,
        "saved_by": by.name,
        "saved_at": at,
        "updated_at": at,
        "last_event": 0,
    }
    connection.execute(insert(schema.articles).values(described | shown(frozen)))
    insert_revision(connection, article_id, 1, frozen, by, at, origins=())
    _insert_indexes(connection, article_id, frozen)
    return article_id


def insert_revision(
    connection: Connection,
    article_id: str,
    number: int,
    frozen: Frozen,
    by: Person,
    at: str,
    *,
    origins: Sequence[int],
) -> None:
    """Add a state of the answer; `origins` are its statements' numbers in the one before."""
    connection.execute(
        insert(schema.revisions).values(
            article_id=article_id,
            number=number,
            at=at,
            who=by.name,
            body=frozen.body,
            origins=json.dumps([*origins]),
        )
    )


def shown(frozen: Frozen) -> dict[str, Any]:
    """What lists show of an answer, and what it is found again by."""
    answer, line = frozen.answer, frozen.answer.bottom_line
    return {
        "question": answer.question,
        "question_key": question_key(answer.searched_for),
        "reader": answer.reader,
        "bottom_line": f"{line.lead or ''} {line.text}".strip() if line else "",
        "topics": canonical_json(frozen.topics),
    }


def index_again(connection: Connection, article_id: str, frozen: Frozen) -> None:
    delete_indexes(connection, [article_id])
    _insert_indexes(connection, article_id, frozen)


def delete_indexes(connection: Connection, article_ids: Sequence[str]) -> None:
    for table in _INDEXES:
        connection.execute(delete(table).where(table.c.article_id.in_(article_ids)))


def delete_articles(connection: Connection, article_ids: Sequence[str]) -> None:
    """Take unsubmitted answers out, with the votes on them. The database refuses any other."""
    delete_indexes(connection, article_ids)
    for table in (schema.votes, schema.revisions):
        connection.execute(delete(table).where(table.c.article_id.in_(article_ids)))
    connection.execute(delete(schema.articles).where(schema.articles.c.id.in_(article_ids)))


def _insert_indexes(connection: Connection, article_id: str, frozen: Frozen) -> None:
    words = {"article_id": article_id, "stems": searched_words(frozen.answer)}
    connection.execute(insert(schema.article_words).values(words))
    keyed = {version_key(version): version for version in frozen.sources}
    versions = [{"key": key, **asdict(version)} for key, version in keyed.items()]
    insert_new(connection, schema.source_versions, versions)
    cited = [{"article_id": article_id, "version_key": key} for key in keyed]
    insert_new(connection, schema.article_sources, cited)


def article_row(connection: Connection, article_id: str) -> Row[Any]:
    """The row of an article, as it is now. Raises UnknownRecord."""
    table = schema.articles
    row = connection.execute(select(table).where(table.c.id == article_id)).first()
    if row is None:
        raise UnknownRecord(
            "no saved answer has this link: it was deleted, or the link is cut short"
        )
    return row


def body_of(connection: Connection, article_id: str, number: int) -> str:
    """The stored JSON of a revision. Raises UnknownRecord."""
    table = schema.revisions.c
    query = select(table.body).where(table.article_id == article_id, table.number == number)
    body = connection.scalar(query)
    if body is None:
        raise UnknownRecord(f"this answer has no revision {number}: see the list of revisions")
    return str(body)


def to_article(row: Row[Any], body: str, library: Holdings) -> Article:
    frozen = Frozen.from_body(body)
    return Article(
        id=row.id,
        version=row.version,
        revision=row.revision,
        status=Status(row.status),
        answer=frozen.answer,
        sources=frozen.sources,
        topics=frozen.topics,
        saved_by=row.saved_by,
        saved_at=row.saved_at,
        updated_at=row.updated_at,
        stale=stale_in_full(frozen.answer, frozen.sources, library),
    )


def read_article(connection: Connection, article_id: str, library: Holdings) -> Article:
    """The article in its last revision. Raises UnknownRecord."""
    row = article_row(connection, article_id)
    return to_article(row, body_of(connection, article_id, row.revision), library)
