"""Publications: what is published of an index that several machines share, by the index's name.

`corpus.segment_collections` keeps the manifest of the vectors on a Chroma server here.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from corpus.catalog import schema
from corpus.catalog.stores import Store

_TABLE = schema.publications.c
OWNER_BYTES = 8


@dataclass(frozen=True, slots=True)
class Published:
    """A state of an index: `revision` differs from that of every other state."""

    revision: str
    content: str


class Publications:
    """Rows that only the only writer changes, each replaced whole."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def revision(self, name: str) -> str | None:
        """What tells whether an index was published anew, None where it never was."""
        query = select(_TABLE.revision).where(*self._own(name))
        with self._store.reading() as connection:
            return connection.scalar(query)

    def read(self, name: str) -> Published | None:
        query = select(_TABLE.revision, _TABLE.content).where(*self._own(name))
        with self._store.reading() as connection:
            row = connection.execute(query).first()
        return Published(row.revision, row.content) if row else None

    def owner(self, name: str) -> str:
        """The beginning of the names of what this library makes for an index on a server.

        Made when it is first asked for, by the only writer. A copy of the library gets another: it
        must not take away what the original uses.
        """
        with self._store.writing() as connection:
            query = select(_TABLE.owner).where(*self._own(name))
            return connection.scalar(query) or self._begin(connection, name)

    def replace(self, name: str, content: str) -> None:
        """Publish a state, in place of the one before."""
        owner = self.owner(name)
        with self._store.writing() as connection:
            self._write(connection, name, owner, secrets.token_hex(OWNER_BYTES), content)

    def _begin(self, connection: Connection, name: str) -> str:
        owner = secrets.token_hex(OWNER_BYTES)
        self._write(connection, name, owner, "", "")
        return owner

    def _write(
        self, connection: Connection, name: str, owner: str, revision: str, content: str
    ) -> None:
        values = {"name": name, "owner": owner, "mark": self._store.mark}
        connection.execute(delete(schema.publications).where(_TABLE.name == name))
        connection.execute(
            insert(schema.publications).values(values | {"revision": revision, "content": content})
        )

    def _own(self, name: str) -> tuple[ColumnElement[bool], ...]:
        return _TABLE.name == name, _TABLE.mark == self._store.mark
