"""The rows that every change of the catalog touches: its log, what the indexes retire, removals.

`writing`, `reporting` and `Catalog` call it inside a transaction of theirs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from corpus.catalog import schema
from corpus.catalog.currency import is_retracted, related, supersede

ACTIVE = schema.ACTIVE
REMOVED = "removed"
WITHDRAWN = "withdrawn"
"""The status of a source whose record was deleted where it came from: an old copy of the record
does not bring it back."""

_SOURCES = schema.sources.c
_ROW = select(schema.sources).where(_SOURCES.id == bindparam("id"))

LAST_CHANGE = (
    select(schema.changes.c.sequence, schema.changes.c.hash)
    .order_by(schema.changes.c.sequence.desc())
    .limit(1)
)


def source_row(connection: Connection, source_id: str) -> Row[Any] | None:
    """The row of a source that is held."""
    row = any_row(connection, source_id)
    return row if row is not None and row.status == ACTIVE else None


def any_row(connection: Connection, source_id: str) -> Row[Any] | None:
    """The row of a source, also of one that is no longer held: its `status` tells."""
    return connection.execute(_ROW, {"id": source_id}).first()


def delete_parts(connection: Connection, source_id: str) -> None:
    """Delete what hangs on a source's text."""
    for table in (schema.supersessions, schema.sentences, schema.passages):
        connection.execute(delete(table).where(table.c.source_id == source_id))


def remove(connection: Connection, row: Row[Any], *, status: str = REMOVED) -> None:
    """Take a source out. Its editions stay, so that what was quoted from it can still be read."""
    before = related(connection, {row.id})
    retire = set() if is_retracted(row) else passage_ids(connection, row.id)
    delete_parts(connection, row.id)
    cleared = {"superseded_by": None, "shared_family": None, "passage_count": 0}
    set_values(connection, row.id, status=status, **cleared)
    supersede(connection, before - {row.id})
    record(connection, row.id, REMOVED, row.digest, retire)


def passage_ids(connection: Connection, source_id: str) -> set[str]:
    query = select(schema.passages.c.id).where(schema.passages.c.source_id == source_id)
    return set(connection.scalars(query))


def set_values(connection: Connection, source_id: str, **values: Any) -> None:
    connection.execute(update(schema.sources).where(_SOURCES.id == source_id).values(**values))


def insert_new(connection: Connection, table: Any, values: list[dict[str, Any]]) -> None:
    """Insert the rows whose keys are not there yet."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    if values:
        connection.execute(dialect.insert(table).on_conflict_do_nothing(), values)


def insert_embeddings(connection: Connection, model: str, vectors: Mapping[str, bytes]) -> None:
    """Store float16 vectors by the SHA-256 of the text that they stand for."""
    rows = [{"model": model, "text_sha256": k, "vector": v} for k, v in vectors.items()]
    insert_new(connection, schema.embeddings, rows)


def record(
    connection: Connection, source_id: str, what: str, content: str, retire: set[str]
) -> None:
    """Append to the log of changes; `hash` rolls over everything that ever happened."""
    last = connection.execute(LAST_CHANGE).first()
    sequence, before = (last.sequence + 1, last.hash) if last else (1, "")
    rolled = hashlib.sha256(f"{before}\n{source_id}\n{what}\n{content}".encode()).hexdigest()
    connection.execute(
        insert(schema.changes).values(
            sequence=sequence, source_id=source_id, what=str(what), at=utc_now(), hash=rolled
        )
    )
    if retire:
        rows = [{"sequence": sequence, "passage_id": passage} for passage in sorted(retire)]
        connection.execute(insert(schema.retired), rows)


def utc_now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
