"""The workspace in a SQLite file: pragmas, transactions, and deletion that is real."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event

from assistant.workspace.database import WRITES, reporting
from corpus.catalog.opening import LOCK_WAIT_S
from corpus.errors import WorkspaceBusy

CONNECTIONS = 8
"""Kept open for the threads of one process; as many again are made when all are in use."""


class FileStore:
    """One file, which any number of processes use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = _engine(path)
        self.writer = self.engine.execution_options(**{WRITES: True})

    def reporting(self) -> AbstractContextManager[None]:
        return reporting(self.path)

    def reading(self) -> AbstractContextManager[Connection]:
        return self.engine.connect()

    def writing(self) -> AbstractContextManager[Connection]:
        return self.writer.begin()

    def scrub(self) -> None:
        """The rows are overwritten already (`secure_delete`), but the write-ahead log still holds
        older copies of their pages until it is written back and cut."""
        raw = self.engine.raw_connection()
        try:
            (kept, *_) = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            raw.close()
        if kept:
            raise WorkspaceBusy(
                f"deleted, but another process still reads old pages of {self.path}: "
                "run galen workspace purge when it has finished"
            )


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
