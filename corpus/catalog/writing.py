"""What a put does to the rows of the catalog, inside the transaction of the caller.

Only `Catalog` calls it, one transaction a source: either all of a source is stored or nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from corpus.catalog import notices, reporting, schema
from corpus.catalog.changes import (
    ACTIVE,
    WITHDRAWN,
    delete_parts,
    insert_embeddings,
    insert_new,
    passage_ids,
    record,
    remove,
    set_values,
    utc_now,
)
from corpus.catalog.currency import is_retracted, related, supersede
from corpus.catalog.joining import completed, rank, text_name
from corpus.catalog.rows import (
    as_put,
    identifier_key,
    passage_values,
    sentence_values,
    source_values,
    to_source,
)
from corpus.catalog.settling import Standing, completes, reports_of, settled, standing_of
from corpus.families import family_key
from corpus.model import PutStatus, Source, SourceKind, SourceText
from corpus.records import PutOutcome

_SOURCES = schema.sources.c


def put(
    connection: Connection, text: SourceText, model: str, vectors: Mapping[str, bytes]
) -> PutOutcome:
    """Store a source that has no fault, with new vectors of its passages, if it needs storing."""
    standing = standing_of(connection, text)
    outcome = settled(text, standing)
    reports = reports_of(text, standing, outcome)
    news = notices.unknown(connection, text.source.id, reports)
    marked = reporting.tell(connection, text.source.id, news)
    if outcome is not None:
        if completes(text, standing, outcome):
            _complete(connection, standing, text)
        return _with_news(outcome, standing, marked)
    if text.withdrawn and standing.row is not None:
        remove(connection, standing.row, status=WITHDRAWN)
        return PutOutcome(text.source.id, PutStatus.REMOVED, 0, "its record was deleted: taken out")
    if standing.row is not None and standing.twin is None and standing.unchanged:
        known = {"ingest_key": text.ingest_key, "revised": _not_ahead(text.source.revised)}
        set_values(connection, text.source.id, **known)
        return PutOutcome(text.source.id, PutStatus.UNCHANGED, standing.row.passage_count)
    insert_embeddings(connection, model, vectors)
    return _write(connection, text, standing)


def _complete(connection: Connection, standing: Standing, text: SourceText) -> None:
    """Add to what is held what another record of the same paper says besides."""
    held = standing.same_paper
    assert held is not None
    source = completed(as_put(held), text.source)
    moved = source.section is not SourceKind(held.kind).section
    retire = passage_ids(connection, held.id) if moved and not is_retracted(held) else set[str]()
    set_values(connection, held.id, **_identified(source))
    supersede(connection, {held.id})
    record(connection, held.id, PutStatus.UPDATED, text.source.id, retire)


def _with_news(outcome: PutOutcome, standing: Standing, marked: Sequence[Row[Any]]) -> PutOutcome:
    """The outcome, and what was made known on sources that are held."""
    if not marked:
        return outcome
    held = standing.same_paper
    told = next((row for row in marked if held is not None and row.id == held.id), None)
    if told is not None and is_retracted(told):
        detail = f"retracted, as {told.retraction or told.id} says"
        return PutOutcome(told.id, PutStatus.RETRACTED, told.passage_count, detail)
    named = ", ".join(row.id for row in marked)
    return replace(outcome, detail=f"{outcome.detail}; it tells of {named}")


def _write(connection: Connection, text: SourceText, standing: Standing) -> PutOutcome:
    row, held = standing.row, standing.same_paper
    worse = held is not None and rank(text.source) > rank(to_source(held))
    source = completed(text.source, as_put(held)) if held is not None and worse else text.source
    before = related(connection, {source.id}) if row is not None else set[str]()
    indexed = set[str]() if row is None or is_retracted(row) else passage_ids(connection, row.id)
    moved = row is not None and SourceKind(row.kind).section is not source.section
    if held is not None and worse:
        reporting.hand_over(connection, held, source.id)
    if standing.twin is not None:
        remove(connection, standing.twin)
    retraction = _write_source(connection, replace(text, source=source), standing.digest)
    _write_parts(connection, replace(text, source=source))
    superseded_by = supersede(connection, {source.id, *before})[source.id]
    retracted = source.retracted or retraction is not None
    status, detail = _ended(standing, superseded_by, retracted=retracted)
    if held is not None and worse:
        detail = f"{detail}; {_in_place_of(source, held)}".removeprefix("; ")
    kept = set[str]() if retracted or moved else {passage.id for passage in text.passages}
    record(connection, source.id, status, standing.digest, indexed - kept)
    return PutOutcome(source.id, status, len(text.passages), detail)


def _in_place_of(source: Source, held: Row[Any]) -> str:
    other = f" {held.id}" if held.id != source.id else ""
    return f"its {text_name(source)} in place of the {text_name(to_source(held))}{other}"


def _ended(
    standing: Standing, superseded_by: str | None, *, retracted: bool
) -> tuple[PutStatus, str]:
    if retracted:
        return PutStatus.RETRACTED, "retracted: kept, but never found"
    if superseded_by is not None:
        return PutStatus.SUPERSEDED, f"superseded by {superseded_by}"
    new = standing.row is None and standing.twin is None
    return (PutStatus.ADDED if new else PutStatus.UPDATED), ""


def _write_source(connection: Connection, text: SourceText, content: str) -> str | None:
    """Write the row and the edition; returns which other record reports a retraction, if any."""
    source, now = text.source, utc_now()
    retraction, reported = reporting.known_on(connection, source)
    values = _identified(source) | {
        "status": ACTIVE,
        "sha256": text.sha256,
        "digest": content,
        "ingest_key": text.ingest_key,
        "revised": _not_ahead(source.revised),
        "passage_count": len(text.passages),
        "added_at": now,
        "retraction": retraction,
        "reported": reported,
    }
    known = connection.execute(select(_SOURCES.id).where(_SOURCES.id == source.id)).first()
    if known is None:
        connection.execute(insert(schema.sources).values(values))
    else:
        delete_parts(connection, source.id)
        set_values(connection, source.id, **values)
    edition = {"source_id": source.id, "sha256": text.sha256, "text": text.text, "added_at": now}
    insert_new(connection, schema.editions, [edition])
    return retraction


def _identified(source: Source) -> dict[str, Any]:
    """The source's columns, with those that are made from it alone."""
    return source_values(source) | {
        "doi_key": identifier_key(source.doi),
        "pmid_key": identifier_key(source.pmid),
        "family_key": family_key(source),
    }


def _not_ahead(revised: str | None) -> str | None:
    """A day that is still to come is a fault of a record, or of a clock: it would keep out all
    that is revised after it."""
    return revised if revised and revised[:10] <= utc_now()[:10] else None


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
