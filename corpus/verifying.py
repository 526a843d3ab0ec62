"""Faults of a library: texts that no longer match their ids, indexes that differ from the catalog.

`Library.verify` calls it; it reads everything and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from corpus.catalog import Catalog
from corpus.catalog.rows import fault
from corpus.model import Section, SourceText
from corpus.records import Entry, Pending, Problem
from corpus.search_text import search_items
from corpus.stored_embeddings import StoredEmbeddings

NAMED = 3
"""Ids that a problem names before it only counts."""


class Index(Protocol):
    """What both indexes tell of themselves."""

    def pending(self) -> Pending | None: ...

    def damage(self) -> str | None: ...

    def ids(self) -> dict[Section, set[str]]: ...


def problems(
    catalog: Catalog, embeddings: StoredEmbeddings, indexes: Sequence[tuple[str, Index]]
) -> Iterator[Problem]:
    for entry in catalog.entries().values():
        yield from _source_problems(catalog.source_text(entry.source.id), entry, embeddings)
    for name, index in indexes:
        pending, damage = index.pending(), index.damage()
        if pending is not None:
            yield Problem(f"{name} index is behind", pending.reason)
        elif damage is not None:
            yield Problem(f"{name} index is damaged", damage)
        else:
            yield from _index_problems(catalog, name, index)


def _source_problems(
    text: SourceText, entry: Entry, embeddings: StoredEmbeddings
) -> Iterator[Problem]:
    source_id = entry.source.id
    if text.sha256 != entry.sha256:
        yield Problem("text changed", f"{source_id}: the text is not the one that was put")
    wrong = fault(text)
    if wrong is not None:
        yield Problem("offsets", f"{source_id}: {wrong}")
    if entry.passages != len(text.passages):
        yield Problem("passages", f"{source_id}: {len(text.passages)} of {entry.passages}")
    if not entry.source.retracted:
        absent = embeddings.absent([item.dense_text for item in search_items(text)])
        if absent:
            yield Problem("missing embeddings", f"{source_id}: {absent} texts without a vector")


def _index_problems(catalog: Catalog, name: str, index: Index) -> Iterator[Problem]:
    held = index.ids()
    for section, expected in catalog.indexed_ids().items():
        for what, ids in (
            (f"missing from the {name} index", expected - held[section]),
            (f"unknown to the catalog, in the {name} index", held[section] - expected),
        ):
            if ids:
                named = ", ".join(sorted(ids)[:NAMED])
                yield Problem(what, f"{section.value}: {len(ids)} passages ({named})")
