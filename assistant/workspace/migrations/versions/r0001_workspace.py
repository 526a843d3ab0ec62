"""The first tables of the workspace, and the triggers that make its records append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None

APPEND_ONLY = (
    """
    CREATE TRIGGER trail_is_not_updated BEFORE UPDATE ON trail
    BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END
    """,
    """
    CREATE TRIGGER trail_is_not_deleted BEFORE DELETE ON trail
    BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END
    """,
    # INSERT OR REPLACE would delete without the trigger above.
    """
    CREATE TRIGGER trail_goes_on BEFORE INSERT ON trail
    WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM trail)
      OR NEW.previous_hash
         <> coalesce((SELECT hash FROM trail ORDER BY sequence DESC LIMIT 1), '')
    BEGIN SELECT RAISE(ABORT, 'the trail is append-only'); END
    """,
    """
    CREATE TRIGGER revisions_are_not_updated BEFORE UPDATE ON revisions
    BEGIN SELECT RAISE(ABORT, 'revisions are not changed'); END
    """,
    # Only an answer that nobody submitted may go.
    """
    CREATE TRIGGER reviewed_revisions_are_not_deleted BEFORE DELETE ON revisions
    WHEN EXISTS (SELECT 1 FROM trail WHERE article_id = OLD.article_id)
    BEGIN SELECT RAISE(ABORT, 'revisions of a reviewed article are kept'); END
    """,
    """
    CREATE TRIGGER revisions_are_not_replaced BEFORE INSERT ON revisions
    WHEN EXISTS (
        SELECT 1 FROM revisions WHERE article_id = NEW.article_id AND number = NEW.number
    )
    BEGIN SELECT RAISE(ABORT, 'revisions are not changed'); END
    """,
)
"""SQLite's."""

_REFUSING = """
    CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS
    $$BEGIN RAISE EXCEPTION '%', TG_ARGV[0]; END$$
"""
_GOES_ON = """
    CREATE FUNCTION goes_on() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        IF NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM trail)
           OR NEW.previous_hash
              <> coalesce((SELECT hash FROM trail ORDER BY sequence DESC LIMIT 1), '')
        THEN RAISE EXCEPTION 'the trail is append-only';
        END IF;
        RETURN NEW;
    END$$
"""
_IS_REVIEWED = """
    CREATE FUNCTION keep_reviewed() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM trail WHERE article_id = OLD.article_id)
        THEN RAISE EXCEPTION 'revisions of a reviewed article are kept';
        END IF;
        RETURN OLD;
    END$$
"""
APPEND_ONLY_POSTGRESQL = (
    _REFUSING,
    _GOES_ON,
    _IS_REVIEWED,
    """
    CREATE TRIGGER trail_is_not_changed BEFORE UPDATE OR DELETE ON trail
    FOR EACH ROW EXECUTE FUNCTION refuse('the trail is append-only')
    """,
    """
    CREATE TRIGGER trail_is_not_emptied BEFORE TRUNCATE ON trail
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('the trail is append-only')
    """,
    """
    CREATE TRIGGER trail_goes_on BEFORE INSERT ON trail
    FOR EACH ROW EXECUTE FUNCTION goes_on()
    """,
    """
    CREATE TRIGGER revisions_are_not_updated BEFORE UPDATE ON revisions
    FOR EACH ROW EXECUTE FUNCTION refuse('revisions are not changed')
    """,
    """
    CREATE TRIGGER revisions_are_not_emptied BEFORE TRUNCATE ON revisions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse('revisions are not changed')
    """,
    """
    CREATE TRIGGER reviewed_revisions_are_not_deleted BEFORE DELETE ON revisions
    FOR EACH ROW EXECUTE FUNCTION keep_reviewed()
    """,
)
"""PostgreSQL's, which also empties tables at once, and has no INSERT that replaces."""

_TRIGGERS = {"sqlite": APPEND_ONLY, "postgresql": APPEND_ONLY_POSTGRESQL}


def upgrade() -> None:
    triggers = _TRIGGERS[op.get_bind().dialect.name]  # without them, no workspace
    _create_articles()
    _create_found_by()
    _create_trail()
    _create_conversations()
    for trigger in triggers:
        op.execute(trigger)


def downgrade() -> None:
    raise NotImplementedError("a workspace is not taken back to an older schema: restore a backup")


def _create_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("question_key", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("bottom_line", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_at", sa.String(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.Column("last_event", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_articles_question_key_reader", "articles", ["question_key", "reader"])
    op.create_index("ix_articles_saved_at", "articles", ["saved_at"])
    op.create_table(
        "revisions",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("origins", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.PrimaryKeyConstraint("article_id", "number"),
    )


def _create_found_by() -> None:
    op.create_table(
        "article_words",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("stems", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.PrimaryKeyConstraint("article_id"),
    )
    op.create_table(
        "source_versions",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("superseded_by", sa.String(), nullable=True),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "article_sources",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("version_key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.ForeignKeyConstraint(["version_key"], ["source_versions.key"]),
        sa.PrimaryKeyConstraint("article_id", "version_key"),
    )
    op.create_index("ix_article_sources_version_key", "article_sources", ["version_key"])


def _create_trail() -> None:
    op.create_table(
        "trail",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("ix_trail_article_id", "trail", ["article_id"])


def _create_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("started_at", sa.String(), nullable=False),
        sa.Column("updated_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_conversations_person_updated_at", "conversations", ["person", "updated_at"])
    op.create_table(
        "turns",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("searched_for", sa.Text(), nullable=False),
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"]),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.PrimaryKeyConstraint("conversation_id", "number"),
    )
    op.create_index("ix_turns_article_id", "turns", ["article_id"])
    op.create_table(
        "votes",
        sa.Column("article_id", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("thumb", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"]),
        sa.PrimaryKeyConstraint("article_id", "revision", "statement", "person"),
    )
