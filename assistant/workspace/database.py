"""The open database: whole transactions for reading and for writing, and deletion that is real.

`opening` makes it, every part of the workspace works through it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from corpus.errors import WorkspaceBusy, WorkspaceError

WRITES = "workspace_writes"
"""Execution option of SQLite connections whose transactions will write."""


class Store(Protocol):
    """Where the workspace's tables are: a file, or on a server."""

    @property
    def engine(self) -> Engine: ...

    def reporting(self) -> AbstractContextManager[None]:
        """Turns what the database reports into WorkspaceError."""
        ...

    def reading(self) -> AbstractContextManager[Connection]: ...

    def writing(self) -> AbstractContextManager[Connection]: ...

    def scrub(self) -> None: ...


class Database:
    """One database, used by any number of threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # Threads queue here: the database would let them poll, and some of them wait a hundred
        # times longer than others.
        self._turn = Lock()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        with self._store.reporting(), self._store.reading() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other writer runs beside, committed whole at the end or not at all.

        Raises WorkspaceBusy where another process does not let go, WorkspaceError for a full disk.
        """
        with self._turn, self._store.reporting(), self._store.writing() as connection:
            yield connection

    def scrub(self) -> None:
        """Take what was deleted out of the files, as far as the database can. Raises
        WorkspaceBusy where a reader keeps old pages in use for too long."""
        with self._store.reporting():
            self._store.scrub()

    def close(self) -> None:
        self._store.engine.dispose()


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
