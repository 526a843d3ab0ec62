"""Alembic's environment: runs the migrations on the connection that the catalog passes in."""

from __future__ import annotations

from alembic import context

from corpus.catalog.schema import metadata


def run(connection: object) -> None:
    # SQLite's DDL is transactional once the driver leaves BEGIN to us, so a process that dies in
    # the middle of a migration leaves the old schema whole.
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=metadata,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
