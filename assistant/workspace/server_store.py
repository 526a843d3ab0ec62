"""The workspace on a PostgreSQL server, in a schema of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import Connection, text

from assistant.workspace import schema
from corpus.catalog import postgres
from corpus.catalog.opening import LOCK_WAIT_S
from corpus.errors import WorkspaceBusy, WorkspaceError
from corpus.servers import DatabaseServer

SCHEMA = "galen_workspace"
WORDING = postgres.Wording(
    WorkspaceError,
    WorkspaceBusy,
    WorkspaceError,
    "what was being saved may be lost: look before you save it again",
)


class ServerStore:
    """One database, which any number of machines use."""

    def __init__(self, server: DatabaseServer) -> None:
        self.place = server
        self.engine = postgres.open_engine(server, SCHEMA)
        self._reader = postgres.reader(self.engine)

    def reporting(self) -> AbstractContextManager[None]:
        return postgres.reporting(self.place, WORDING)

    def reading(self) -> AbstractContextManager[Connection]:
        return self._reader.connect()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            # Each statement sees what is committed then: with the lock, that of all other writers.
            postgres.wait(connection, postgres.Lock.WORKSPACE, LOCK_WAIT_S)
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        with self.engine.begin() as connection:
            postgres.require_utf8(connection, self.place, WORDING)
            postgres.begin_changes(connection, SCHEMA, postgres.Lock.WORKSPACE, LOCK_WAIT_S)
            yield connection
            postgres.compare_by_code_point(connection)

    def scrub(self) -> None:
        """Let the server use the place of deleted rows again. Older copies stay in its write-ahead
        log and in backups for as long as their keeper decides."""
        unbound = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        with unbound.connect() as connection:
            for table in schema.metadata.sorted_tables:
                connection.execute(text(f"VACUUM {table.name}"))
