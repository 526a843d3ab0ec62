"""Keeps in the rows of sources which of them is current, and what family they are of.

`writing` calls it in its transactions, `opening` after a migration.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, or_, select, union, update

from corpus.catalog import schema
from corpus.catalog.rows import to_source
from corpus.catalog.supersession import Version, current_versions, family_names
from corpus.families import family_key

_SOURCES = schema.sources.c
_HELD = _SOURCES.status == schema.ACTIVE
# No right clock shows an earlier year: Galen was written in it.
_WRITTEN = 2026
_DAY = re.compile(r"(?:19|20)\d{2}-\d{2}(?:-\d{2})?")


def supersede(connection: Connection, seeds: set[str]) -> dict[str, str | None]:
    """Correct the standing of the sources and all that are related to them."""
    query = select(schema.sources).where(_SOURCES.id.in_(related(connection, seeds)), _HELD)
    return _correct(connection, [*connection.execute(query)])


def related(connection: Connection, seeds: Iterable[str]) -> set[str]:
    """The sources that families and `supersedes` connect to the seeds, these included."""
    links, found, fresh = schema.supersessions.c, set[str](), set(seeds)
    while fresh:
        found |= fresh
        named = [
            select(column).where(_SOURCES.id.in_(fresh), _HELD, column.is_not(None))
            for column in (_SOURCES.family, _SOURCES.family_key)
        ]
        families = union(*named).scalar_subquery()
        same = or_(_SOURCES.family.in_(families), _SOURCES.family_key.in_(families))
        family = select(_SOURCES.id).where(same, _HELD)
        older = select(links.older_id).where(links.source_id.in_(fresh))
        newer = select(links.source_id).where(links.older_id.in_(fresh))
        reached = {i for query in (family, older, newer) for i in connection.scalars(query)}
        fresh = reached - found
    return found


def name_families_anew(connection: Connection) -> None:
    """Make every held source's family key by the rules of today, and correct every standing."""
    rows = [*connection.execute(select(schema.sources).where(_HELD))]
    for row in rows:
        key = family_key(replace(to_source(row), family=row.family))
        if key != row.family_key:
            _set(connection, row.id, family_key=key)
    _correct(connection, [*connection.execute(select(schema.sources).where(_HELD))])


def is_retracted(row: Row[Any]) -> bool:
    return row.retracted or row.retraction is not None


def _correct(connection: Connection, rows: Sequence[Row[Any]]) -> dict[str, str | None]:
    versions = [_version(row) for row in rows]
    current, names = current_versions(versions), family_names(versions)
    for row in rows:
        shared = names[row.id] if names[row.id] != row.family else None
        if (row.superseded_by, row.shared_family) != (current[row.id], shared):
            _set(connection, row.id, superseded_by=current[row.id], shared_family=shared)
    return current


def _version(row: Row[Any]) -> Version:
    as_of = row.version if row.version and _DAY.fullmatch(row.version) else None
    return Version(
        row.id,
        row.family,
        _plausible(row),
        frozenset(row.supersedes),
        is_retracted(row),
        row.family_key,
        as_of,
    )


def _plausible(row: Row[Any]) -> str | None:
    """When a source was published; None for a date years after it was taken in, which is wrong.

    An issue is dated ahead by months. By a later date the source would supersede all that follows.
    """
    latest = max(int(row.added_at[:4] or 0), _WRITTEN) + 1
    return row.published if not row.published or int(row.published[:4]) <= latest else None


def _set(connection: Connection, source_id: str, **values: Any) -> None:
    connection.execute(update(schema.sources).where(_SOURCES.id == source_id).values(**values))
