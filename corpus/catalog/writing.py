"""What a put or a removal does to the rows of the catalog, inside the transaction of the caller.

Only `Catalog` calls it, one transaction a source: either all of a source is stored or nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from corpus.catalog import schema
from corpus.catalog.currency import is_retracted, related, supersede
from corpus.catalog.rows import (
    digest,
    fault,
    identifier_key,
    passage_values,
    sentence_values,
    source_values,
)
from corpus.families import family_key
from corpus.model import PutStatus, SourceKind, SourceText
from corpus.records import PutOutcome

ACTIVE = schema.ACTIVE
REMOVED = "removed"

_SOURCES = schema.sources.c


_ROW = select(schema.sources).where(_SOURCES.id == bindparam("id"), _SOURCES.status == ACTIVE)


LAST_CHANGE = (
    select(schema.changes.c.sequence, schema.changes.c.hash)
    .order_by(schema.changes.c.sequence.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What the catalog holds already that bears on a source about to be put."""

    twin: Row[Any] | None
    """Another source with the same DOI or PMID."""
    row: Row[Any] | None
    digest: str

    @property
    def unchanged(self) -> bool:
        return self.row is not None and self.row.digest == self.digest


def source_row(connection: Connection, source_id: str) -> Row[Any] | None:
    """The row of a source that has not been removed."""
    return connection.execute(_ROW, {"id": source_id}).first()


def judge(connection: Connection, text: SourceText) -> PutOutcome | None:
    """The outcome of a source that needs no storing, or None where it must be stored."""
    wrong = fault(text)
    if wrong is not None:
        return PutOutcome(text.source.id, PutStatus.FAILED, 0, wrong)
    return _settled(text, _standing(connection, text))


def put(
    connection: Connection, text: SourceText, model: str, vectors: Mapping[str, bytes]
) -> PutOutcome:
    """Store a source that has no fault, with new vectors of its passages, if it needs storing."""
    standing = _standing(connection, text)
    outcome = _settled(text, standing)
    if outcome is not None:
        return outcome
    if standing.twin is not None:
        return _retract(connection, standing.twin, by=text.source.id)
    if standing.row is not None and standing.unchanged:
        _set(connection, text.source.id, ingest_key=text.ingest_key)
        return PutOutcome(text.source.id, PutStatus.UNCHANGED, standing.row.passage_count)
    insert_embeddings(connection, model, vectors)
    return _write(connection, text, standing)


def _standing(connection: Connection, text: SourceText) -> Standing:
    row = source_row(connection, text.source.id)
    return Standing(_twin(connection, text), row, digest(text))


def _settled(text: SourceText, standing: Standing) -> PutOutcome | None:
    source, twin, row = text.source, standing.twin, standing.row
    if twin is not None:
        # A retraction is news about the paper, from whichever record it comes.
        if source.retracted and not is_retracted(twin):
            return None
        return PutOutcome(source.id, PutStatus.DUPLICATE, 0, f"already in the library as {twin.id}")
    if not text.passages and not source.retracted:
        return PutOutcome(source.id, PutStatus.NO_TEXT, 0, "no text to quote: nothing was stored")
    if row is not None and standing.unchanged and row.ingest_key == text.ingest_key:
        return PutOutcome(source.id, PutStatus.UNCHANGED, row.passage_count)
    return None


def _twin(connection: Connection, text: SourceText) -> Row[Any] | None:
    doi, pmid = identifier_key(text.source.doi), identifier_key(text.source.pmid)
    same = [_SOURCES.doi_key == doi] if doi else []
    same += [_SOURCES.pmid_key == pmid] if pmid else []
    if not same:
        return None
    query = (
        select(schema.sources)
        .where(or_(*same), _SOURCES.status == ACTIVE, _SOURCES.id != text.source.id)
        .order_by(_SOURCES.id)
    )
    return connection.execute(query).first()


def _retract(connection: Connection, row: Row[Any], *, by: str) -> PutOutcome:
    """Mark a source as retracted because another record of the same paper says so."""
    retire = passage_ids(connection, row.id)
    _set(connection, row.id, retraction=by)
    supersede(connection, {row.id})
    _record(connection, row.id, PutStatus.RETRACTED, by, retire)
    return PutOutcome(row.id, PutStatus.RETRACTED, row.passage_count, f"retracted, as {by} says")


def _write(connection: Connection, text: SourceText, standing: Standing) -> PutOutcome:
    source, row = text.source, standing.row
    before = related(connection, {source.id}) if row is not None else set[str]()
    indexed = set[str]() if row is None or is_retracted(row) else passage_ids(connection, row.id)
    moved = row is not None and SourceKind(row.kind).section is not source.section
    retraction = _write_source(connection, text, standing.digest)
    _write_parts(connection, text)
    superseded_by = supersede(connection, {source.id, *before})[source.id]
    retracted = source.retracted or retraction is not None
    status, detail = _ended(standing, superseded_by, retracted=retracted)
    kept = set[str]() if retracted or moved else {passage.id for passage in text.passages}
    _record(connection, source.id, status, standing.digest, indexed - kept)
    return PutOutcome(source.id, status, len(text.passages), detail)


def _ended(
    standing: Standing, superseded_by: str | None, *, retracted: bool
) -> tuple[PutStatus, str]:
    if retracted:
        return PutStatus.RETRACTED, "retracted: kept, but never found"
    if superseded_by is not None:
        return PutStatus.SUPERSEDED, f"superseded by {superseded_by}"
    return (PutStatus.ADDED if standing.row is None else PutStatus.UPDATED), ""


def _write_source(connection: Connection, text: SourceText, content: str) -> str | None:
    """Write the row and the edition; returns which other record reports a retraction, if any."""
    source, now = text.source, utc_now()
    values = source_values(source) | {
        "status": ACTIVE,
        "sha256": text.sha256,
        "digest": content,
        "doi_key": identifier_key(source.doi),
        "pmid_key": identifier_key(source.pmid),
        "ingest_key": text.ingest_key,
        "family_key": family_key(source),
        "passage_count": len(text.passages),
        "added_at": now,
    }
    # Also the row of a removed source: a retraction outlives the removal.
    old = select(_SOURCES.retraction).where(_SOURCES.id == source.id)
    known = connection.execute(old).first()
    if known is None:
        connection.execute(insert(schema.sources).values(values))
    else:
        _delete_parts(connection, source.id)
        _set(connection, source.id, **values)
    edition = {"source_id": source.id, "sha256": text.sha256, "text": text.text, "added_at": now}
    insert_new(connection, schema.editions, [edition])
    return known.retraction if known is not None else None


def _write_parts(connection: Connection, text: SourceText) -> None:
    source = text.source
    older = [{"source_id": source.id, "older_id": older} for older in set(source.supersedes)]
    sentences = [sentence_values(source.id, n, s) for n, s in enumerate(text.sentences)]
    passages = [passage_values(passage) for passage in text.passages]
    for table, values in (
        (schema.supersessions, older),
        (schema.sentences, sentences),
        (schema.passages, passages),
    ):
        if values:
            connection.execute(insert(table), values)


def _delete_parts(connection: Connection, source_id: str) -> None:
    for table in (schema.supersessions, schema.sentences, schema.passages):
        connection.execute(delete(table).where(table.c.source_id == source_id))


def remove(connection: Connection, row: Row[Any]) -> None:
    """Take a source out. Its editions stay, so that what was quoted from it can still be read."""
    before = related(connection, {row.id})
    retire = set() if is_retracted(row) else passage_ids(connection, row.id)
    _delete_parts(connection, row.id)
    cleared = {"superseded_by": None, "shared_family": None, "passage_count": 0}
    _set(connection, row.id, status=REMOVED, **cleared)
    supersede(connection, before - {row.id})
    _record(connection, row.id, REMOVED, row.digest, retire)


def passage_ids(connection: Connection, source_id: str) -> set[str]:
    query = select(schema.passages.c.id).where(schema.passages.c.source_id == source_id)
    return set(connection.scalars(query))


def _set(connection: Connection, source_id: str, **values: Any) -> None:
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


def _record(
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
