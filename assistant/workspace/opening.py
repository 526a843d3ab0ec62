"""Opens the workspace's SQLite file: pragmas, schema revision, migrations, errors in words.

Called by `Workspace.open`. Alembic is imported only where a migration has to run, since it is slow
to import.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from assistant.workspace.database import WRITES, Database, cannot_write, reporting
from assistant.workspace.schema import EARLIER, REVISION
from corpus.catalog.opening import LOCK_WAIT_S, stored_revision
from corpus.errors import WorkspaceError

MIGRATIONS = Path(__file__).parent / "migrations"
FILE = "workspace.sqlite"
CONNECTIONS = 8
"""Kept open for the threads of one process; as many again are made when all are in use."""


def open_database(folder: Path) -> Database:
    """The database in this folder, made or migrated where that is needed."""
    path = folder / FILE
    try:
        # Questions are in here: for nobody else's eyes.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder) from error
    engine = _engine(path)
    with reporting(path):
        if _must_be_migrated(path, stored_revision(engine)):
            _migrate(engine)
    return Database(path, engine)


def _engine(path: Path) -> Engine:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            path, timeout=LOCK_WAIT_S, isolation_level=None, check_same_thread=False
        )

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS,
        hide_parameters=True,  # or a traceback would show what somebody asked
    )
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _: Any) -> None:
    for pragma in (
        "foreign_keys = ON",
        "journal_mode = WAL",
        "synchronous = FULL",
        "secure_delete = ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A writer takes the write lock before it reads: SQLite lets it wait for that, whereas a reader
    # that turns into a writer fails at once if anybody wrote since.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _must_be_migrated(path: Path, revision: str | None) -> bool:
    if revision == REVISION:
        return False
    if revision is None or revision in EARLIER:
        return True
    if revision == "unknown":
        raise WorkspaceError(f"{path} is not a Galen workspace: move it away, or set GALEN_HOME")
    raise WorkspaceError(f"{path} was written by a newer Galen (schema {revision}): update Galen")


def _migrate(engine: Engine) -> None:
    """Bring the file to the current schema in one transaction; a second process waits for it."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.execution_options(**{WRITES: True}).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
