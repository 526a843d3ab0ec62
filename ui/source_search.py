"""Which sources of the library match what the Sources page asks for. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from corpus.model import SourceKind
from corpus.records import Entry
from corpus.text.words import fold

STATUSES = ("current", "superseded", "retracted")


@dataclass(frozen=True, slots=True)
class SourceQuery:
    """Each part narrows; `words` must all occur in id, title, body, journal, authors or topics."""

    words: str = ""
    kind: SourceKind | None = None
    status: str | None = None


def status_of(entry: Entry) -> str:
    """One of STATUSES."""
    if entry.source.retracted:
        return "retracted"
    return "superseded" if entry.superseded_by else "current"


def matching(entries: Iterable[Entry], query: SourceQuery) -> tuple[Entry, ...]:
    """The entries that match, newest first, guidelines before research of the same year."""
    words = fold(query.words).split()
    found = (
        entry
        for entry in entries
        if (query.kind is None or entry.source.kind is query.kind)
        and (query.status is None or status_of(entry) == query.status)
        and all(word in _searched(entry) for word in words)
    )
    return tuple(sorted(found, key=_order))


def _searched(entry: Entry) -> str:
    source = entry.source
    parts = (
        source.id,
        source.title,
        source.organization or "",
        source.journal or "",
        str(source.year or ""),
        *source.authors,
        *source.topics,
    )
    return fold("\n".join(parts))


def _order(entry: Entry) -> tuple[int, int, str]:
    return -(entry.source.year or 0), entry.source.kind.level, entry.source.id
