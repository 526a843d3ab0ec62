"""The tables of the workspace, and the revision of them that this Galen reads and writes.

Plain SQLAlchemy Core, kept to what SQLite and PostgreSQL share. A change here needs a migration in
`assistant/workspace/migrations/versions` and a new REVISION; a test compares the two.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

REVISION = "r0001"
EARLIER: frozenset[str] = frozenset()
"""Revisions that this Galen can migrate from; any other comes from a newer one."""

metadata = MetaData()

articles = Table(
    "articles",
    metadata,
    Column("id", String, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("status", String, nullable=False),
    Column("question", Text, nullable=False),
    Column("question_key", String, nullable=False),
    Column("reader", String, nullable=False),
    Column("bottom_line", Text, nullable=False),
    Column("topics", Text, nullable=False),  # a JSON array
    Column("saved_by", String, nullable=False),
    Column("saved_at", String, nullable=False),
    Column("updated_at", String, nullable=False),
    Column("last_event", Integer, nullable=False),  # its last record in the trail, 0 for none
    Index("ix_articles_question_key_reader", "question_key", "reader"),
    Index("ix_articles_saved_at", "saved_at"),
)

revisions = Table(
    "revisions",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("body", Text, nullable=False),  # JSON: the answer, and the versions of its sources
    Column("origins", Text, nullable=False),  # JSON: each statement's number in the one before
)
"""Every state of every article. The trail holds the SHA-256 of each body that was reviewed."""

article_words = Table(
    "article_words",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("stems", Text, nullable=False),  # " colchicin flare gout ", each once
)

source_versions = Table(
    "source_versions",
    metadata,
    Column("key", String, primary_key=True),  # SHA-256 over the rest
    Column("source_id", String, nullable=False),
    Column("name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("year", Integer),
    Column("sha256", String, nullable=False),
    Column("superseded_by", String),
    Column("retracted", Boolean, nullable=False),
)

article_sources = Table(
    "article_sources",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("version_key", ForeignKey("source_versions.key"), primary_key=True, index=True),
)
"""What the last revision of an article cites, to find the stale ones without opening them all."""

trail = Table(
    "trail",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("at", String, nullable=False),
    Column("who", String, nullable=False),
    Column("role", String, nullable=False),
    Column("action", String, nullable=False),
    Column("article_id", String, nullable=False, index=True),
    Column("before", String, nullable=False),
    Column("after", String, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("content", String, nullable=False),
    Column("comment", Text, nullable=False),
    Column("previous_hash", String, nullable=False),
    Column("hash", String, nullable=False),
)
"""Append-only: triggers refuse anything else."""

conversations = Table(
    "conversations",
    metadata,
    Column("id", String, primary_key=True),
    Column("person", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("started_at", String, nullable=False),
    Column("updated_at", String, nullable=False),
    Index("ix_conversations_person_updated_at", "person", "updated_at"),
)

turns = Table(
    "turns",
    metadata,
    Column("conversation_id", ForeignKey("conversations.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("question", Text, nullable=False),
    Column("searched_for", Text, nullable=False),
    Column("article_id", ForeignKey("articles.id"), nullable=False, index=True),
    Column("at", String, nullable=False),
)

WHOLE_ANSWER = -1
"""The statement number of votes on an answer as a whole."""

votes = Table(
    "votes",
    metadata,
    Column("article_id", ForeignKey("articles.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("statement", Integer, primary_key=True, autoincrement=False),
    Column("person", String, primary_key=True),
    Column("thumb", String, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", String, nullable=False),
)
