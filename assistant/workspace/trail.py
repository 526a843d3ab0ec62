"""The trail: one record for each step of a review, chained by hashes, appended and never changed.

Each record's hash is the SHA-256 of the hash before it and of its own canonical JSON, so that a
record that is altered, taken out or put in breaks the chain behind it (Haber and Stornetta, "How to
time-stamp a digital document", 1991). `content` binds the words that were reviewed to it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from assistant.workspace import schema
from assistant.workspace.database import Database
from assistant.workspace.freezing import canonical_json
from assistant.workspace.model import Action, ReviewEvent, Role, Status, TrailReport
from corpus.model import content_hash

_TRAIL = schema.trail.c
_BODIES = schema.revisions.c
_HASHES = ("previous_hash", "hash")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A step that is to be appended; the chain gives it its place."""

    at: str
    who: str
    role: Role
    action: Action
    article_id: str
    before: Status
    after: Status
    revision: int
    content: str
    comment: str


_RECORDED = ("sequence", *(field.name for field in fields(Record)))


class Trail:
    """Reads the whole trail; records are appended by `Reviewing`, in its own transactions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def verify(self, head: str | None = None) -> TrailReport:
        """Follow the chain from its beginning, and compare the articles with it.

        `head` is the hash of a record that was noted earlier: it must still be in the chain.
        """
        with self._database.reading() as connection:
            records = connection.execute(select(schema.trail).order_by(_TRAIL.sequence)).all()
            broken = (
                _broken_chain(records)
                or _cut_off(records, head)
                or _other_words(connection, records)
                or _other_outcome(connection, records)
            )
        return TrailReport(len(records), records[-1].hash if records else "", broken)

    def lines(self) -> Iterator[str]:
        """Every record as JSON Lines, in order, with both hashes."""
        with self._database.reading() as connection:
            for row in connection.execute(select(schema.trail).order_by(_TRAIL.sequence)):
                hashes = {name: getattr(row, name) for name in _HASHES}
                yield canonical_json(_recorded(row) | hashes)


def append(connection: Connection, record: Record) -> ReviewEvent:
    """Append a record in the transaction of the caller, which no other writer runs beside."""
    newest = select(_TRAIL.sequence, _TRAIL.hash).order_by(_TRAIL.sequence.desc()).limit(1)
    last = connection.execute(newest).first()
    sequence, previous = (last.sequence + 1, last.hash) if last else (1, "")
    values = {"sequence": sequence, **asdict(record)}
    rolled = record_hash(previous, values)
    event = ReviewEvent(**values, previous_hash=previous, hash=rolled)
    connection.execute(insert(schema.trail).values(asdict(event)))
    return event


def events(connection: Connection, article_id: str) -> tuple[ReviewEvent, ...]:
    """The records of one article, oldest first."""
    query = select(schema.trail).where(_TRAIL.article_id == article_id).order_by(_TRAIL.sequence)
    return tuple(_event(row) for row in connection.execute(query))


def record_hash(previous: str, values: dict[str, Any]) -> str:
    """SHA-256 of the previous hash, a line feed, and the record as canonical JSON in UTF-8."""
    return hashlib.sha256(f"{previous}\n{canonical_json(values)}".encode()).hexdigest()


def _recorded(row: Row[Any]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _RECORDED}


def _event(row: Row[Any]) -> ReviewEvent:
    values = _recorded(row) | {
        "role": Role(row.role),
        "action": Action(row.action),
        "before": Status(row.before),
        "after": Status(row.after),
    }
    return ReviewEvent(**values, previous_hash=row.previous_hash, hash=row.hash)


def _broken_chain(records: Sequence[Row[Any]]) -> str | None:
    """The first record that does not follow from the one before it."""
    previous = ""
    for expected, record in enumerate(records, start=1):
        if record.sequence != expected:
            return f"record {expected} is missing"
        if record.previous_hash != previous:
            return f"{_named(record)} does not follow from the record before it"
        if record.hash != record_hash(previous, _recorded(record)):
            return f"{_named(record)} was altered"
        previous = record.hash
    return None


def _cut_off(records: Sequence[Row[Any]], head: str | None) -> str | None:
    if head is None or any(record.hash == head for record in records):
        return None
    return f"no record has the hash {head}: the trail was cut off or written anew"


def _other_words(connection: Connection, records: Sequence[Row[Any]]) -> str | None:
    """The first record that is about words which its article no longer holds."""
    reviewed = select(_TRAIL.article_id).distinct()
    query = select(_BODIES.article_id, _BODIES.number, _BODIES.body)
    hashes = {
        (row.article_id, row.number): content_hash(row.body)
        for row in connection.execute(query.where(_BODIES.article_id.in_(reviewed)))
    }
    for record in records:
        if hashes.get((record.article_id, record.revision)) != record.content:
            return f"{_named(record)} is about other words than article {record.article_id} holds"
    return None


def _other_outcome(connection: Connection, records: Sequence[Row[Any]]) -> str | None:
    """The first article whose status, revision or last record is not what the trail says."""
    last = {record.article_id: record for record in records}
    table = schema.articles.c
    query = select(table.id, table.status, table.revision, table.last_event).order_by(table.id)
    for row in connection.execute(query):
        record = last.get(row.id)
        if row.last_event != (record.sequence if record else 0):
            return f"the last record of article {row.id} is missing"
        said = (record.after, record.revision) if record else (Status.SAVED.value, 1)
        if (row.status, row.revision) != said:
            return (
                f"article {row.id} is {row.status} in revision {row.revision}, "
                f"but the trail left it {said[0]} in revision {said[1]}"
            )
    return None


def _named(record: Row[Any]) -> str:
    return f"record {record.sequence} ({record.action} by {record.who}, {record.at})"
