"""Makes known to held sources what others report on them: they are marked, or never found again.

`writing` and `Catalog` call it inside a transaction of theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row

from corpus.catalog import notices
from corpus.catalog.changes import passage_ids, record, set_values, source_row, utc_now
from corpus.catalog.currency import is_retracted, supersede
from corpus.catalog.rows import as_put
from corpus.model import EditorialNotice, PutStatus, Report, Source


def tell(connection: Connection, origin: str, reports: Sequence[Report]) -> list[Row[Any]]:
    """Keep what an origin reports; returns the held sources of which it says something new."""
    if not reports:
        return []
    marked = notices.add(connection, origin, reports, utc_now())
    return [*_corrected(connection, marked, origin)]


def tell_anew(connection: Connection, origin: str, reports: Sequence[Report]) -> list[Row[Any]]:
    """`tell`, in place of all that the origin reported before."""
    before = notices.forget(connection, origin)
    marked = notices.add(connection, origin, reports, utc_now())
    rows = {row.id: row for row in (*before, *marked)}
    return [*_corrected(connection, rows.values(), origin)]


def clear_retraction(connection: Connection, row: Row[Any], origin: str) -> list[Row[Any]]:
    """Drop what anybody reported of a source's retraction; what its own record says stays."""
    notices.forget_retractions(connection, _keys(as_put(row)))
    return [*_corrected(connection, [row], origin)]


def hand_over(connection: Connection, held: Row[Any], to: str) -> None:
    """Keep what a source's own record says of it, since another text takes its place."""
    source = as_put(held)
    own = [replace(report, source_id=to) for report in notices.of_source(source)]
    if own:
        notices.add(connection, held.id, own, utc_now())
    if held.id != to:
        notices.copy(connection, f"id:{held.id}", f"id:{to}")


def known_on(
    connection: Connection, source: Source
) -> tuple[str | None, tuple[EditorialNotice, ...]]:
    """Who else reports that a source is retracted, and all notices that others give on it."""
    return notices.known_on(connection, _keys(source))


def _corrected(connection: Connection, rows: Iterable[Row[Any]], origin: str) -> Iterator[Row[Any]]:
    """The sources whose marks changed, as they stand now."""
    for row in rows:
        retraction, reported = known_on(connection, as_put(row))
        if (retraction, reported) == (row.retraction, row.reported):
            continue
        newly = retraction is not None and not is_retracted(row)
        retire = passage_ids(connection, row.id) if newly else set[str]()
        set_values(connection, row.id, retraction=retraction, reported=reported)
        supersede(connection, {row.id})
        what = PutStatus.RETRACTED if newly else PutStatus.UPDATED
        record(connection, row.id, what, origin, retire)
        now = source_row(connection, row.id)
        assert now is not None
        yield now


def _keys(source: Source) -> tuple[str, ...]:
    return notices.keys(source.id, source.pmid, source.doi)
