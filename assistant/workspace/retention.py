"""Retention: conversations, feedback and unsubmitted answers go after so many days, for good.

What was submitted for review stays whatever its age, and so does the trail: an approved answer must
be traceable for as long as it may be asked about. Both hold names of accounts and no identifiers of
patients. Called by `Workspace.purge`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from assistant.workspace import schema
from assistant.workspace.conversations import delete_conversations, in_a_conversation
from assistant.workspace.database import Database, as_text
from assistant.workspace.model import Purged, Status
from assistant.workspace.records import delete_articles
from corpus.errors import UsageError

BATCH = 500
"""Rows in one statement, below what every database takes."""


def purge(database: Database, now: datetime, days: int) -> Purged:
    """Delete what was last touched more than `days` before `now`; 0 days keep all for ever.

    A conversation counts from its last turn; its answers go with it. The files hold nothing of it
    afterwards, which takes a moment in which no other process reads.
    """
    if now.tzinfo is None or days < 0:
        raise UsageError("a purge needs a moment with its time zone and a number of days from 0")
    purged = _delete(database, as_text(now - timedelta(days=days))) if days else Purged(0, 0, 0)
    database.scrub()
    return purged


def _delete(database: Database, before: str) -> Purged:
    with database.writing() as connection:
        old = select(schema.conversations.c.id).where(schema.conversations.c.updated_at < before)
        ids, answers = [*connection.scalars(old)], 0
        votes = connection.execute(delete(schema.votes).where(schema.votes.c.at < before)).rowcount
        for start in range(0, len(ids), BATCH):
            answers += delete_conversations(connection, ids[start : start + BATCH])
        articles = schema.articles.c
        lone = select(articles.id).where(
            articles.status == Status.SAVED.value,
            articles.saved_at < before,
            ~in_a_conversation(),
        )
        left = [*connection.scalars(lone)]
        for start in range(0, len(left), BATCH):
            delete_articles(connection, left[start : start + BATCH])
    return Purged(len(ids), answers + len(left), votes)
