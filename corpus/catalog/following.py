"""What the indexes ask the catalog: where it stands, what changed since, what they should hold.

Queries on the connection of `Catalog`, their only caller.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from corpus.catalog import schema
from corpus.catalog.changes import ACTIVE
from corpus.model import Section, SourceKind

_SOURCES = schema.sources.c
_INDEXED = (
    (_SOURCES.status == ACTIVE) & ~_SOURCES.retracted & _SOURCES.retraction.is_(None)
).label("indexed")


@dataclass(frozen=True, slots=True)
class Head:
    """The last change: its sequence number (0 for none) and the hash over all up to it."""

    sequence: int
    hash: str

    @property
    def version(self) -> str:
        return f"r{self.sequence}-{self.hash[:6] or '000000'}"


@dataclass(frozen=True, slots=True)
class Changed:
    """A source that changed, its last change and its first ever, and how many passages to index."""

    source_id: str
    sequence: int
    first: int
    passages: int

    @property
    def work(self) -> int:
        """Passages that an index has to take in, or 1 for a source that it only has to forget."""
        return max(self.passages, 1)


def at(connection: Connection, sequence: int) -> Head | None:
    """The state after a change, None where the catalog knows no such change."""
    table = schema.changes.c
    row = connection.execute(
        select(table.sequence, table.hash).where(table.sequence == sequence)
    ).first()
    return Head(row.sequence, row.hash) if row else None


def changed_after(connection: Connection, sequence: int) -> list[Changed]:
    """The sources that changed since, in order of their last change."""
    change, ever = schema.changes.c, schema.changes.alias().c
    first = select(func.min(ever.sequence)).where(ever.source_id == _SOURCES.id)
    query = (
        # Not grouped by source: the database would go through all sources for that.
        select(change.sequence, _SOURCES.id, _SOURCES.passage_count, _INDEXED)
        .add_columns(first.scalar_subquery().label("first"))
        .join_from(schema.changes, schema.sources)
        .where(change.sequence > sequence)
        .order_by(change.sequence)
    )
    found: dict[str, Changed] = {}
    for row in connection.execute(query):
        found.pop(row.id, None)
        passages = row.passage_count if row.indexed else 0
        found[row.id] = Changed(row.id, row.sequence, row.first, passages)
    return [*found.values()]


def retired_after(connection: Connection, sequence: int) -> list[str]:
    table = schema.retired.c
    query = select(table.passage_id).where(table.sequence > sequence).distinct()
    return [*connection.scalars(query.order_by(table.passage_id))]


def indexed_ids(connection: Connection) -> dict[Section, set[str]]:
    query = select(schema.passages.c.id, _SOURCES.kind, _INDEXED).join_from(
        schema.passages, schema.sources
    )
    ids: dict[Section, set[str]] = {section: set() for section in Section}
    for row in connection.execute(query):
        if row.indexed:
            ids[SourceKind(row.kind).section].add(row.id)
    return ids
