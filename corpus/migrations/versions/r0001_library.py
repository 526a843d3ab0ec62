"""The first tables of the library: what was put, what is searched, and the log of changes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None


def upgrade() -> None:
    _create_sources()
    _create_editions()
    _create_sentences_and_passages()
    _create_embeddings()
    _create_changes()


def downgrade() -> None:
    raise NotImplementedError("a library is not taken back to an older schema: restore a backup")


def _create_sources() -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("organization", sa.Text(), nullable=True),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("journal", sa.Text(), nullable=True),
        sa.Column("published", sa.String(), nullable=True),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("doi", sa.String(), nullable=True),
        sa.Column("pmid", sa.String(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("population", sa.Text(), nullable=True),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("supersedes", sa.Text(), nullable=False),
        sa.Column("retracted", sa.Boolean(), nullable=False),
        sa.Column("text_origin", sa.String(), nullable=False),
        sa.Column("verification", sa.String(), nullable=False),
        sa.Column("checked", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("doi_key", sa.String(), nullable=True),
        sa.Column("pmid_key", sa.String(), nullable=True),
        sa.Column("ingest_key", sa.String(), nullable=True),
        sa.Column("superseded_by", sa.String(), nullable=True),
        sa.Column("retraction", sa.String(), nullable=True),
        sa.Column("passage_count", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_sources_doi_key", "sources", ["doi_key"], unique=False)
    op.create_index("ix_sources_family", "sources", ["family"], unique=False)
    op.create_index("ix_sources_ingest_key", "sources", ["ingest_key"], unique=False)
    op.create_index("ix_sources_pmid_key", "sources", ["pmid_key"], unique=False)


def _create_editions() -> None:
    op.create_table(
        "editions",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("added_at", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["sources.id"],
        ),
        sa.PrimaryKeyConstraint("source_id", "sha256"),
    )
    op.create_table(
        "supersessions",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("older_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["sources.id"],
        ),
        sa.PrimaryKeyConstraint("source_id", "older_id"),
    )
    op.create_index("ix_supersessions_older_id", "supersessions", ["older_id"], unique=False)


def _create_sentences_and_passages() -> None:
    op.create_table(
        "passages",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["sources.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_passages_source_ordinal", "passages", ["source_id", "ordinal"], unique=False
    )
    op.create_table(
        "sentences",
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("strength", sa.Text(), nullable=True),
        sa.Column("lead_ins", sa.Text(), nullable=False),
        sa.Column("item", sa.Boolean(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["sources.id"],
        ),
        sa.PrimaryKeyConstraint("source_id", "ordinal"),
    )
    op.create_index("ix_sentences_source_start", "sentences", ["source_id", "start"], unique=False)


def _create_embeddings() -> None:
    op.create_table(
        "embeddings",
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("text_sha256", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model", "text_sha256"),
    )


def _create_changes() -> None:
    op.create_table(
        "changes",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["sources.id"],
        ),
        sa.PrimaryKeyConstraint("sequence"),
    )
    op.create_index("ix_changes_source_id", "changes", ["source_id"], unique=False)
    op.create_table(
        "retired",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("passage_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sequence"],
            ["changes.sequence"],
        ),
        sa.PrimaryKeyConstraint("sequence", "passage_id"),
    )
