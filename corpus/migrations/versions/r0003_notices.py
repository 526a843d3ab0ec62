"""Notices on papers, from their own records and from others, and when a record was last revised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"


def upgrade() -> None:
    op.add_column("sources", sa.Column("revised", sa.String(), nullable=True))
    op.add_column("sources", sa.Column("notices", sa.Text(), nullable=True))
    op.add_column("sources", sa.Column("reported", sa.Text(), nullable=True))
    op.create_table(
        "reports",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("pmid", sa.String(), nullable=True),
        sa.Column("doi", sa.String(), nullable=True),
        sa.Column("at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", "origin", "kind"),
    )
    op.create_index("ix_reports_origin", "reports", ["origin"], unique=False)
    # What another record reported so far stood in a column of the source alone.
    op.execute(
        "INSERT INTO reports (key, origin, kind, reference, at) "
        "SELECT 'id:' || id, retraction, 'retraction', '', added_at FROM sources "
        "WHERE retraction IS NOT NULL"
    )


def downgrade() -> None:
    raise NotImplementedError("a library is not taken back to an older schema: restore a backup")
