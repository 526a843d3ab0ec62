"""Families of guidelines by body and topic; what they are is filled in once the tables are up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    op.add_column("sources", sa.Column("family_key", sa.String(), nullable=True))
    op.add_column("sources", sa.Column("shared_family", sa.String(), nullable=True))
    op.create_index("ix_sources_family_key", "sources", ["family_key"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("a library is not taken back to an older schema: restore a backup")
