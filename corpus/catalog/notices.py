"""What others report on a source: retractions, corrections, concerns; rows of the catalog.

`writing` calls it in its transactions. A report is kept by the identifiers of the paper that it is
on, so it holds for sources that come later, and outlives their removal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, or_, select

from corpus.catalog import schema
from corpus.catalog.rows import identifier_key
from corpus.model import EditorialNotice, EditorialNoticeKind, Report, Source

_REPORTS = schema.reports.c
_SOURCES = schema.sources.c
_KEYS_A_QUERY = 500
_GRAVEST_FIRST = [*EditorialNoticeKind]


def keys(source_id: str | None, pmid: str | None, doi: str | None) -> tuple[str, ...]:
    """What a paper is known by: "id:abc", "pmid:5", "doi:10.1/x"."""
    named = {"id": source_id, "pmid": identifier_key(pmid), "doi": identifier_key(doi)}
    return tuple(f"{name}:{value}" for name, value in named.items() if value)


def of_source(source: Source) -> Iterator[Report]:
    """The notices that a source's own record gives on it, as if it were another's."""
    own = source.notices
    if source.retracted and all(n.kind is not EditorialNoticeKind.RETRACTION for n in own):
        own = (EditorialNotice(EditorialNoticeKind.RETRACTION), *own)
    for notice in own:
        yield Report(notice, source.pmid, source.doi)


def unknown(connection: Connection, origin: str, reports: Iterable[Report]) -> list[Report]:
    """Those of the reports that this origin has not given yet."""
    reports = [*reports]
    if not reports:
        return []
    known = {(row.key, row.kind, row.reference) for row in _of_origin(connection, origin)}
    return [
        report
        for report in reports
        if any((key, *_said(report.notice)) not in known for key in _keys(report))
    ]


def add(connection: Connection, origin: str, reports: Iterable[Report], at: str) -> list[Row[Any]]:
    """Keep reports of one origin beside those that it gave; returns the held sources they are on.

    Of several of one kind on one paper the last one stands.
    """
    values = {
        (key, report.notice.kind): _values(key, origin, report.notice, at)
        for report in reports
        for key in _keys(report)
    }
    for key, kind in values:
        connection.execute(
            delete(schema.reports).where(
                _REPORTS.key == key, _REPORTS.origin == origin, _REPORTS.kind == kind.value
            )
        )
    if values:
        connection.execute(insert(schema.reports), [*values.values()])
    return held(connection, {key for key, _ in values})


def forget(connection: Connection, origin: str) -> list[Row[Any]]:
    """Drop all that one origin reported; returns the held sources that it was on."""
    named = {row.key for row in _of_origin(connection, origin)}
    connection.execute(delete(schema.reports).where(_REPORTS.origin == origin))
    return held(connection, named)


def forget_retractions(connection: Connection, source_keys: Iterable[str]) -> None:
    kind = EditorialNoticeKind.RETRACTION.value
    connection.execute(
        delete(schema.reports).where(_REPORTS.key.in_([*source_keys]), _REPORTS.kind == kind)
    )


def copy(connection: Connection, key: str, to: str) -> None:
    """Let what is known under one key be known under another, too."""
    for row in [*connection.execute(select(schema.reports).where(_REPORTS.key == key))]:
        same = (_REPORTS.key == to, _REPORTS.origin == row.origin, _REPORTS.kind == row.kind)
        connection.execute(delete(schema.reports).where(*same))
        connection.execute(insert(schema.reports).values({**row._mapping, "key": to}))


def known_on(
    connection: Connection, source_keys: Iterable[str]
) -> tuple[str | None, tuple[EditorialNotice, ...]]:
    """Who else reports a retraction of a paper, and all notices that others give on it."""
    query = select(schema.reports).where(_REPORTS.key.in_([*source_keys]))
    rows = [*connection.execute(query.order_by(_REPORTS.origin, _REPORTS.key))]
    retraction = next(
        (r.origin for r in rows if r.kind == EditorialNoticeKind.RETRACTION.value), None
    )
    found = dict.fromkeys(_notice(row) for row in rows if row.reference or row.pmid or row.doi)
    return retraction, tuple(sorted(found, key=lambda n: _GRAVEST_FIRST.index(n.kind)))


def held(connection: Connection, named: Iterable[str]) -> list[Row[Any]]:
    """The sources that are held under any of these keys."""
    columns = {"id": _SOURCES.id, "pmid": _SOURCES.pmid_key, "doi": _SOURCES.doi_key}
    wanted: dict[str, list[str]] = {name: [] for name in columns}
    for key in named:
        name, _, value = key.partition(":")
        wanted[name].append(value)
    rows: dict[str, Row[Any]] = {}
    for start in range(0, max(map(len, wanted.values())), _KEYS_A_QUERY):
        parts = {name: v[start : start + _KEYS_A_QUERY] for name, v in wanted.items()}
        same = [columns[name].in_(part) for name, part in parts.items() if part]
        query = select(schema.sources).where(_SOURCES.status == schema.ACTIVE, or_(*same))
        rows |= {row.id: row for row in connection.execute(query)}
    return [*rows.values()]


def _of_origin(connection: Connection, origin: str) -> Iterable[Row[Any]]:
    return connection.execute(select(schema.reports).where(_REPORTS.origin == origin))


def _keys(report: Report) -> tuple[str, ...]:
    return keys(report.source_id, report.pmid, report.doi)


def _said(notice: EditorialNotice) -> tuple[str, str]:
    return notice.kind.value, notice.reference


def _values(key: str, origin: str, notice: EditorialNotice, at: str) -> dict[str, str | None]:
    kind, reference = _said(notice)
    described = {"reference": reference, "pmid": notice.pmid, "doi": notice.doi}
    return {"key": key, "origin": origin, "kind": kind, **described, "at": at}


def _notice(row: Row[Any]) -> EditorialNotice:
    return EditorialNotice(EditorialNoticeKind(row.kind), row.reference, row.pmid, row.doi)
