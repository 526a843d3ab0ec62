"""The catalog: the library's system of record, on SQLAlchemy (SQLite, or PostgreSQL).

`Library` and the indexes' follower are its only callers. Everything that is read comes from here;
both indexes can be thrown away and built again from it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, func, select

from corpus.catalog import changes, following, reporting, schema, settling, stores, writing
from corpus.catalog.anticipated import AnticipatedLists
from corpus.catalog.following import Changed, Head
from corpus.catalog.publications import Publications
from corpus.catalog.rows import to_entry, to_passage, to_sentence, to_source, to_standing
from corpus.catalog.stores import Store
from corpus.errors import UnknownSource
from corpus.model import Passage, Report, Section, Sentence, SourceText, Span
from corpus.records import Entry, LogEntry, PutOutcome, Standing
from corpus.servers import Place

IDS_A_QUERY = 500
"""Ids in one IN list, below what every database takes."""


_KNOWN = (
    select(schema.sources.c.id)
    .where(
        schema.sources.c.ingest_key == bindparam("key"),
        schema.sources.c.status == changes.ACTIVE,
    )
    .limit(1)
)


class Catalog:
    """Sources, texts, sentences, passages, embeddings and the log of changes, by id."""

    def __init__(self, store: Store) -> None:
        self.place = store.place
        self.publications = Publications(store)
        self.anticipated = AnticipatedLists(store)
        self._store = store
        self._reading = store.reading
        self._writing = store.writing

    @classmethod
    def open(
        cls, place: Place, *, writable: bool, migrating: AbstractContextManager[object]
    ) -> Catalog:
        """Open the database; where its schema is missing or old, migrate it inside `migrating`.

        Raises LibraryError for one that is damaged, foreign or from a newer Galen, and
        LibraryReadOnly if it must be written and cannot be.
        """
        return cls(stores.open_store(place, writable=writable, migrating=migrating))

    def close(self) -> None:
        self._store.close()

    def exclusive(self) -> AbstractContextManager[None]:
        """Be the only writer, beside what a folder's lock does. Raises LibraryBusy at once."""
        return self._store.exclusive()

    # -- What is held

    def head(self) -> Head:
        with self._reading() as connection:
            row = connection.execute(changes.LAST_CHANGE).first()
        return Head(row.sequence, row.hash) if row else Head(0, "")

    def is_at(self, state: Head) -> bool:
        """Whether this was a state of the catalog: the same changes, up to that one."""
        if state == Head(0, ""):
            return True
        with self._reading() as connection:
            return following.at(connection, state.sequence) == state

    def entries(self, source_ids: Iterable[str] | None = None) -> dict[str, Entry]:
        """The sources that are held, by id; unknown ids are left out."""
        query = select(schema.sources).where(schema.sources.c.status == changes.ACTIVE)
        with self._reading() as connection:
            if source_ids is None:
                rows = [*connection.execute(query.order_by(schema.sources.c.id))]
            else:
                rows = [*_by_ids(connection, query, schema.sources.c.id, source_ids)]
        return {row.id: to_entry(row) for row in rows}

    def standings(self, source_ids: Iterable[str]) -> dict[str, Standing]:
        """What decides where each source ranks, by id; unknown ids are left out."""
        held = schema.sources.c
        query = select(
            held.id, held.published, held.superseded_by, held.retracted, held.retraction
        ).where(held.status == changes.ACTIVE)
        with self._reading() as connection:
            return {r.id: to_standing(r) for r in _by_ids(connection, query, held.id, source_ids)}

    def source_text(self, source_id: str) -> SourceText:
        """The source as it was put. Raises UnknownSource."""
        sentences = (
            select(schema.sentences)
            .where(schema.sentences.c.source_id == source_id)
            .order_by(schema.sentences.c.ordinal)
        )
        passages = (
            select(schema.passages)
            .where(schema.passages.c.source_id == source_id)
            .order_by(schema.passages.c.ordinal, schema.passages.c.id)
        )
        with self._reading() as connection:
            row = _required_row(connection, source_id)
            return SourceText(
                to_source(row),
                _edition(connection, source_id, row.sha256),
                tuple(to_sentence(found) for found in connection.execute(sentences)),
                tuple(to_passage(found) for found in connection.execute(passages)),
                row.ingest_key,
            )

    def editions(self, source_id: str) -> tuple[str, ...]:
        """SHA-256 of every text that a source ever had here, oldest first; also once removed."""
        editions = schema.editions.c
        query = (
            select(editions.sha256)
            .where(editions.source_id == source_id)
            .order_by(editions.added_at, editions.sha256)
        )
        with self._reading() as connection:
            return tuple(connection.scalars(query))

    def quote(self, source_id: str, span: Span, edition: str | None = None) -> str:
        """The text at a span of the current edition, or of the one with this SHA-256."""
        with self._reading() as connection:
            sha256 = edition or _required_row(connection, source_id).sha256
            editions = schema.editions.c
            cut = func.substr(editions.text, span.start + 1, span.end - span.start)
            found = connection.scalar(
                select(cut).where(editions.source_id == source_id, editions.sha256 == sha256)
            )
        if found is None:
            raise _unknown(source_id)
        return str(found)

    def texts(self, source_ids: Iterable[str]) -> dict[str, str]:
        """The whole texts of the sources, by id; unknown ids are left out."""
        held, editions = schema.sources.c, schema.editions.c
        query = select(held.id, editions.text).join_from(
            schema.sources,
            schema.editions,
            and_(editions.source_id == held.id, editions.sha256 == held.sha256),
        )
        with self._reading() as connection:
            return {row.id: row.text for row in _by_ids(connection, query, held.id, source_ids)}

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        with self._reading() as connection:
            rows = _by_ids(connection, select(schema.passages), schema.passages.c.id, ids)
            return {row.id: to_passage(row) for row in rows}

    def sentences(self, passage_ids: Collection[str]) -> dict[str, tuple[Sentence, ...]]:
        """The sentences that lie within each of the passages, in order of the text."""
        inside, outside = schema.sentences.c, schema.passages.c
        query = (
            select(outside.id.label("passage_id"), schema.sentences)
            .join_from(
                schema.passages,
                schema.sentences,
                (inside.source_id == outside.source_id)
                & (inside.start >= outside.start)
                & (inside.start < outside.end)
                & (inside.end <= outside.end),
            )
            .order_by(outside.id, inside.ordinal)
        )
        found: dict[str, list[Sentence]] = {passage: [] for passage in passage_ids}
        with self._reading() as connection:
            for row in _by_ids(connection, query, outside.id, passage_ids):
                found[row.passage_id].append(to_sentence(row))
        return {passage: tuple(sentences) for passage, sentences in found.items()}

    def knows(self, ingest_key: str) -> str | None:
        with self._reading() as connection:
            return connection.scalar(_KNOWN, {"key": ingest_key})

    def log(self, limit: int) -> list[LogEntry]:
        """The last changes, newest first."""
        query = select(schema.changes).order_by(schema.changes.c.sequence.desc()).limit(limit)
        with self._reading() as connection:
            return [
                LogEntry(r.sequence, r.source_id, r.what, r.at) for r in connection.execute(query)
            ]

    # -- What changes it

    def judge(self, text: SourceText) -> PutOutcome | None:
        """The outcome of a source that needs no storing, or None."""
        with self._reading() as connection:
            return settling.judge(connection, text)

    def put(self, text: SourceText, model: str, vectors: Mapping[str, bytes]) -> PutOutcome:
        """Store all of a source that `judge` left open, with its new vectors, or nothing."""
        with self._writing() as connection:
            return writing.put(connection, text, model, vectors)

    def remove(self, source_id: str) -> None:
        """Take a source out; its editions stay readable. Raises UnknownSource."""
        with self._writing() as connection:
            changes.remove(connection, _required_row(connection, source_id))

    def report(self, origin: str, reports: Sequence[Report]) -> list[str]:
        """Keep what an origin reports, in place of all that it reported before.

        Returns the ids of the sources of which it says something else now.
        """
        with self._writing() as connection:
            return [row.id for row in reporting.tell_anew(connection, origin, reports)]

    def clear_retraction(self, source_id: str, origin: str) -> None:
        """Drop what anybody but its own record reports of its retraction. Raises UnknownSource."""
        with self._writing() as connection:
            row = _required_row(connection, source_id)
            reporting.clear_retraction(connection, row, origin)

    # -- Embeddings, and what the indexes follow

    def vectors(self, model: str, text_hashes: Iterable[str]) -> dict[str, bytes]:
        """Float16 vectors of this model by the SHA-256 of their text, where there are any."""
        table = schema.embeddings.c
        query = select(table.text_sha256, table.vector).where(table.model == model)
        with self._reading() as connection:
            rows = _by_ids(connection, query, table.text_sha256, text_hashes)
            return {row.text_sha256: row.vector for row in rows}

    def add_vectors(self, model: str, vectors: Mapping[str, bytes]) -> None:
        with self._writing() as connection:
            changes.insert_embeddings(connection, model, vectors)

    def changed_after(self, sequence: int) -> list[Changed]:
        """The sources that changed after a change, in order of their last change."""
        with self._reading() as connection:
            return following.changed_after(connection, sequence)

    def retired_after(self, sequence: int) -> list[str]:
        """Passage ids that later changes took out; some may have come back since."""
        with self._reading() as connection:
            return following.retired_after(connection, sequence)

    def indexed_ids(self) -> dict[Section, set[str]]:
        """The passage ids that belong into the indexes: of sources held and not retracted."""
        with self._reading() as connection:
            return following.indexed_ids(connection)


def _by_ids(
    connection: Connection, query: Select[Any], column: Any, ids: Iterable[str]
) -> Iterator[Row[Any]]:
    for batch in _batches([*dict.fromkeys(ids)]):
        yield from connection.execute(query.where(column.in_(batch)))


def _batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + IDS_A_QUERY] for start in range(0, len(ids), IDS_A_QUERY))


def _required_row(connection: Connection, source_id: str) -> Row[Any]:
    row = changes.source_row(connection, source_id)
    if row is None:
        raise _unknown(source_id)
    return row


def _unknown(source_id: str) -> UnknownSource:
    return UnknownSource(f"no source has the id {source_id!r}: galen sources lists them all")


def _edition(connection: Connection, source_id: str, sha256: str) -> str:
    editions = schema.editions.c
    query = select(editions.text).where(editions.source_id == source_id, editions.sha256 == sha256)
    return str(connection.scalar(query))
