"""Which source supersedes which, and what their family is called: pure functions on versions.

The catalog calls them after each change, with every source that a link or a family connects.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Version:
    """What decides on currency. Dates are ISO 8601 of any precision.

    `family` is the one that its document names, `family_key` the one made of body and topic.
    `as_of` is a day on which an undated text stood: what was published later supersedes it, but it
    supersedes nothing, since it may have been written long before.
    """

    id: str
    family: str
    published: str | None
    supersedes: frozenset[str]
    retracted: bool
    family_key: str | None = None
    as_of: str | None = None

    @property
    def families(self) -> frozenset[str]:
        return frozenset({self.family, self.family_key or self.family})

    @property
    def age_key(self) -> tuple[str, str]:
        return self.published or "", self.id

    def is_before(self, published: str | None) -> bool:
        return is_later(published, self.published or self.as_of)


def current_versions(related: Iterable[Version]) -> dict[str, str | None]:
    """For each id, the newest version at the end of the chains that start at it, or None.

    A version is replaced by later ones of its family, and by those that name it, or a version of
    its family that is no older, as superseded. Sources that share either family are of one family,
    and so is what these share. A retracted version supersedes nothing. Versions that supersede
    each other in a circle are decided by their date of publication.
    """
    versions = {version.id: version for version in related}
    named_by = _named_by(versions)
    newer: dict[str, set[str]] = {}
    for members in _families(versions):
        for older in members:
            found = {n for n in _replacing(older, members, named_by) if not versions[n].retracted}
            newer[older.id] = found - {older.id}
    return {version: _newest(version, newer, versions) for version in versions}


def family_names(related: Iterable[Version]) -> dict[str, str]:
    """For each id, what its family is called: as the newest version that stands calls it."""
    names: dict[str, str] = {}
    for members in _families({version.id: version for version in related}):
        newest = max(members, key=lambda version: (not version.retracted, version.age_key))
        names |= {member.id: newest.family for member in members}
    return names


def is_later(one: str | None, other: str | None) -> bool:
    """Whether a date is later than another, as far as the coarser of the two tells."""
    if not one or not other:
        return False
    precision = min(len(one), len(other))
    return one[:precision] > other[:precision]


def _replacing(
    older: Version, members: list[Version], named_by: Mapping[str, set[str]]
) -> Iterator[str]:
    for member in members:
        if older.is_before(member.published):
            yield member.id
        same_age = older.published and member.published and not member.is_before(older.published)
        if member is older or same_age:
            yield from named_by[member.id]


def _named_by(versions: Mapping[str, Version]) -> Mapping[str, set[str]]:
    """For each id, the versions whose documents name it as superseded."""
    found: dict[str, set[str]] = defaultdict(set)
    for version in versions.values():
        for older in version.supersedes:
            found[older].add(version.id)
    return found


def _families(versions: Mapping[str, Version]) -> list[list[Version]]:
    """The versions that any chain of shared families connects, together."""
    of_family: dict[str, list[Version]] = {}
    for version in versions.values():
        joined = [version]
        for group in {id(g): g for f in version.families if (g := of_family.get(f))}.values():
            joined += group
        for member in joined:
            of_family |= dict.fromkeys(member.families, joined)
    return [*{id(group): group for group in of_family.values()}.values()]


def _newest(
    start: str, newer: Mapping[str, set[str]], versions: Mapping[str, Version]
) -> str | None:
    reached = _reachable(start, newer)
    ends = [v for v in reached if not newer[v]] or [*reached]
    if not ends:
        return None
    newest = max(ends, key=lambda v: versions[v].age_key)
    return None if newest == start else newest


def _reachable(start: str, newer: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    open_ends = [start]
    while open_ends:
        fresh = newer[open_ends.pop()] - reached
        reached |= fresh
        open_ends.extend(fresh)
    return reached
