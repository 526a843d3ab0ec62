"""Where the catalog is kept: a SQLite file, or a schema of a PostgreSQL database.

`Catalog` works through either; each gives transactions for reading and for writing, and errors in
words.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, text

from corpus.catalog import opening, postgres
from corpus.errors import LibraryBusy, LibraryError, LibraryReadOnly
from corpus.servers import DatabaseServer, Place

SCHEMA = "galen_library"
WORDING = postgres.Wording(LibraryError, LibraryBusy, LibraryReadOnly, "what was committed is kept")


class Store(Protocol):
    """A database with the catalog's tables."""

    @property
    def place(self) -> Place: ...

    @property
    def mark(self) -> str:
        """What a copy of this database has not: told by where its bytes are."""
        ...

    def reading(self) -> AbstractContextManager[Connection]: ...

    def writing(self) -> AbstractContextManager[Connection]: ...

    def exclusive(self) -> AbstractContextManager[None]:
        """Be the only writer. Raises LibraryBusy at once."""
        ...

    def close(self) -> None: ...


def open_store(place: Place, *, writable: bool, migrating: AbstractContextManager[object]) -> Store:
    """Open the database; where its schema is missing or old, migrate it inside `migrating`.

    Raises LibraryError for one that is damaged, foreign or from a newer Galen, and LibraryReadOnly
    if it must be written and cannot be.
    """
    if isinstance(place, DatabaseServer):
        return ServerStore.open(place)
    return FileStore.open(place, writable=writable, migrating=migrating)


class FileStore:
    """A SQLite file. Whoever has the lock of its folder is the only writer."""

    def __init__(self, path: Path, *, writable: bool) -> None:
        self.place = path
        self._engine = opening.open_engine(path, writable=writable)

    @classmethod
    def open(
        cls, path: Path, *, writable: bool, migrating: AbstractContextManager[object]
    ) -> FileStore:
        if not writable and not path.exists():
            raise opening.read_only(path)
        store = cls(path, writable=writable)
        with opening.reporting(path):
            if not opening.require_readable(path, opening.stored_revision(store._engine)):
                if not writable:
                    raise opening.read_only(path)
                with migrating, store._engine.begin() as connection:
                    opening.migrate(connection)
        return store

    @property
    def mark(self) -> str:
        return f"inode {self.place.stat().st_ino}"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with opening.reporting(self.place), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with opening.reporting(self.place), self._engine.begin() as connection:
            yield connection

    def exclusive(self) -> AbstractContextManager[None]:
        return nullcontext()

    def close(self) -> None:
        self._engine.dispose()


class ServerStore:
    """A schema of a PostgreSQL database. Whoever has its advisory lock is the only writer."""

    def __init__(self, server: DatabaseServer) -> None:
        self.place = server
        self._engine = postgres.open_engine(server, SCHEMA)
        self._reader = postgres.reader(self._engine)
        self._locked: Connection | None = None
        # Threads queue for the connection that holds the lock.
        self._turn = threading.RLock()
        self.mark = ""

    @classmethod
    def open(cls, server: DatabaseServer) -> ServerStore:
        store = cls(server)
        try:
            with store._reporting():
                store._prepare()
        except LibraryError:
            store.close()
            raise
        return store

    def _prepare(self) -> None:
        with self._engine.connect() as connection:
            postgres.require_utf8(connection, self.place, WORDING)
            self.mark = str(connection.scalar(text(_MARK)))
        revision = opening.stored_revision(self._engine)
        if not opening.require_readable(self.place, revision):
            with self._engine.begin() as connection:
                lock, wait_s = postgres.Lock.LIBRARY, opening.LOCK_WAIT_S
                postgres.begin_changes(connection, SCHEMA, lock, wait_s)
                opening.migrate(connection)
                postgres.compare_by_code_point(connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with self._reporting(), self._reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._turn, self._reporting():
            if self._locked is None:  # vectors of texts alone, which any number may add
                with self._engine.begin() as connection:
                    yield connection
                return
            if self._locked.invalidated:  # SQLAlchemy would connect anew, without the lock
                raise LibraryError(
                    f"{self.place} was restarted, and the right to write to it lost: run it "
                    f"again; {WORDING.kept}"
                )
            with self._locked.begin():
                yield self._locked

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        with self._reporting(), postgres.held(self._engine, postgres.Lock.LIBRARY) as connection:
            if connection is None:
                raise LibraryBusy(
                    f"another process is writing to {self.place}: try again when it has finished"
                )
            self._locked = connection
            try:
                yield
            finally:
                self._locked = None

    def close(self) -> None:
        self._engine.dispose()

    def _reporting(self) -> AbstractContextManager[None]:
        return postgres.reporting(self.place, WORDING)


_MARK = (
    "SELECT s.system_identifier || '/' || d.oid FROM pg_control_system() AS s, pg_database AS d"
    " WHERE d.datname = current_database()"
)
