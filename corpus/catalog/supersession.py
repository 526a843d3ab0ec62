"""Which source supersedes which: a pure function on the versions of related sources.

The catalog calls it after each change, with every source that a link or a family connects.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Version:
    """What decides on currency. `published` is an ISO 8601 date of any precision, or None."""

    id: str
    family: str
    published: str | None
    supersedes: frozenset[str]
    retracted: bool

    @property
    def age_key(self) -> tuple[str, str]:
        return self.published or "", self.id


def current_versions(related: Iterable[Version]) -> dict[str, str | None]:
    """For each id, the newest version at the end of the chains that start at it, or None.

    A retracted version supersedes nothing. Versions that supersede each other in a circle are
    decided by their date of publication.
    """
    versions = {version.id: version for version in related}
    newer = {
        older.id: {n.id for n in versions.values() if _replaces(n, older)}
        for older in versions.values()
    }
    return {version: _newest(version, newer, versions) for version in versions}


def _newest(start: str, newer: dict[str, set[str]], versions: dict[str, Version]) -> str | None:
    reached = _reachable(start, newer)
    ends = [v for v in reached if not newer[v]] or [*reached]
    if not ends:
        return None
    newest = max(ends, key=lambda v: versions[v].age_key)
    return None if newest == start else newest


def _reachable(start: str, newer: dict[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    open_ends = [start]
    while open_ends:
        fresh = newer[open_ends.pop()] - reached
        reached |= fresh
        open_ends.extend(fresh)
    return reached


def _replaces(newer: Version, older: Version) -> bool:
    if newer.retracted or newer.id == older.id:
        return False
    return older.id in newer.supersedes or (
        newer.family == older.family and is_later(newer.published, older.published)
    )


def is_later(one: str | None, other: str | None) -> bool:
    """Whether a date is later than another, as far as the coarser of the two tells."""
    if not one or not other:
        return False
    precision = min(len(one), len(other))
    return one[:precision] > other[:precision]
