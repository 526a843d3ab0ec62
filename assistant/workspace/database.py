"""The open database: whole transactions for reading and for writing, and deletion that is real.

`opening` makes it, every part of the workspace works through it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from corpus.errors import WorkspaceBusy, WorkspaceError

WRITES = "workspace_writes"
"""Execution option of connections whose transactions will write."""


class Database:
    """One SQLite file (or what else SQLAlchemy knows), used by any number of threads."""

    def __init__(self, path: Path, engine: Engine) -> None:
        self.path = path
        self._engine = engine
        self._writer = engine.execution_options(**{WRITES: True})
        # Threads queue here: SQLite would let them poll, and some of them wait a hundred times
        # longer than others.
        self._turn = Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        with reporting(self.path), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other writer runs beside, committed whole at the end or not at all.

        Raises WorkspaceBusy where another process does not let go, WorkspaceError for a full disk.
        """
        with self._turn, reporting(self.path), self._writer.begin() as connection:
            yield connection

    def scrub(self) -> None:
        """Take what was deleted out of the files. The rows themselves are overwritten already.

        SQLite zeroes deleted rows (`secure_delete`), but its write-ahead log still holds older
        copies of their pages until it is written back and cut. Raises WorkspaceBusy where a reader
        keeps the log in use for too long.
        """
        if self._engine.dialect.name != "sqlite":
            return
        with reporting(self.path):
            raw = self._engine.raw_connection()
            try:
                (kept, *_) = raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                raw.close()
        if kept:
            raise WorkspaceBusy(
                f"deleted, but another process still reads old pages of {self.path}: "
                "run galen workspace purge when it has finished"
            )

    def close(self) -> None:
        self._engine.dispose()


@contextmanager
def reporting(path: Path) -> Iterator[None]:
    """Turn what the database and the operating system report into one line that helps."""
    try:
        yield
    except PoolTimeout as error:
        raise WorkspaceBusy(f"too many people use {path} at once: try again") from error
    except DBAPIError as error:
        raise _in_words(path, str(error.orig)) from error


def _in_words(path: Path, reason: str) -> WorkspaceError:
    if "locked" in reason or "busy" in reason:
        return WorkspaceBusy(f"{path} is in use by another process: try again")
    if "not a database" in reason or "malformed" in reason:
        return WorkspaceError(
            f"{path} is damaged ({reason}): restore it from a backup, or move it away"
        )
    if "readonly" in reason or "unable to open" in reason:
        return cannot_write(path)
    if "full" in reason:
        return WorkspaceError(
            f"the disk that holds {path} is full, nothing was saved: free some space and try again"
        )
    if "I/O" in reason:
        return WorkspaceError(
            f"{path}: {reason}, nothing was saved: check the disk and its free space and try again"
        )
    return WorkspaceError(f"{path} refused it ({reason}): run galen workspace verify-trail")


def cannot_write(path: Path) -> WorkspaceError:
    return WorkspaceError(f"{path} cannot be written: change its permissions or set GALEN_HOME")


def utc_now() -> str:
    return as_text(datetime.now(UTC))


def as_text(moment: datetime) -> str:
    """UTC in ISO 8601 with milliseconds: texts of this form sort as the moments do."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")
