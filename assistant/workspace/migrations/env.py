"""Alembic's environment: runs the migrations on the connection that `opening` passes in."""

from __future__ import annotations

from alembic import context

from assistant.workspace.schema import metadata


def run(connection: object) -> None:
    # One transaction around all of them, so that a process that dies leaves the old schema whole.
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=metadata,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
