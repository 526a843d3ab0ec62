"""DenseIndex: passages by meaning: published segments, and the tail of what changed after them.

`Library` asks and follows it. Only the holder of the writer's lock publishes; every process keeps
its own tail, so that what was committed is found at once, by all.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus import chroma
from corpus.catalog import Catalog
from corpus.catalog.following import Changed, Head
from corpus.errors import LibraryError
from corpus.folding import Fold, Folding
from corpus.following import NOTHING, Shown, fault, items_of, to_rebuild, windows
from corpus.manifest import Manifest, Segment
from corpus.model import Section
from corpus.records import IndexHit, Pending
from corpus.search_text import DENSE_TEXT_VERSION, SearchItem
from corpus.segment_place import SegmentPlace
from corpus.segments import Segments
from corpus.stored_embeddings import StoredEmbeddings
from corpus.tail import Tail
from corpus.vectors import StoredVectors

if TYPE_CHECKING:
    from corpus.embedding import Embedder

STEP = 2000
"""Passages in one step of a fold: one write of the graph, and one progress report."""


class DenseIndex:
    """The nearest passages to a vector, as of the catalog's last change. For several threads."""

    def __init__(
        self, place: SegmentPlace, catalog: Catalog, embedder: Embedder, folding: Folding
    ) -> None:
        self._catalog = catalog
        self._folding = folding
        self._embeddings = StoredEmbeddings(catalog, embedder)
        self._publication = place
        self._segments = Segments(place)
        self._shown = Shown(self._publication, catalog, self._segments.show)
        self._tail = Tail(catalog, self._embeddings)
        # Segments close when others replace them, which must wait for queries of other threads.
        self._lock = threading.RLock()

    # -- Reading

    def query(self, section: Section, vector: NDArray[np.float32], k: int) -> list[IndexHit]:
        """The `k` nearest passages of a section, best first, with cosine similarity.

        Raises IndexBroken where the index was built for another model or is damaged.
        """
        with self._lock:
            if k < 1 or not self._refreshed():
                return []
            hits = [
                *self._segment_hits(section, vector, k),
                *self._tail.query(section, vector, k),
            ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))[:k]

    def _segment_hits(
        self, section: Section, vector: NDArray[np.float32], k: int
    ) -> list[IndexHit]:
        try:
            return self._segments.query(section, vector, k, self._tail.sources)
        except LibraryError:
            # What a server lost, or a later publication replaced: the next look is a fresh one.
            shown = self._shown.manifest
            self._segments.close()
            self._shown.forget()
            if self._publication.current() is shown or not self._refreshed():
                raise
            return self._segments.query(section, vector, k, self._tail.sources)

    def ids(self) -> dict[Section, set[str]]:
        """Everything that can be found. Raises IndexBroken."""
        with self._lock:
            if not self._refreshed():
                return {section: set() for section in Section}
            changed = self._tail.sources
            return {s: {*self._segments.ids(s, changed), *self._tail.ids(s)} for s in Section}

    def pending(self) -> Pending | None:
        """What `catch_up` would do: also fold a tail that has grown too long to read each time."""
        rebuild = to_rebuild(self._publication, self._catalog)
        manifest = self._publication.current()
        if rebuild is not None or manifest is None:
            return rebuild
        changed = self._catalog.changed_after(manifest.change)
        if _work(changed) >= 2 * self._folding.passages:
            passages = sum(each.passages for each in changed)
            return Pending(f"{len(changed)} sources changed since", passages)
        with self._lock:
            self._refreshed()
            absent = self._tail.absent
        return Pending(f"{absent} passages have no vector yet", absent) if absent else None

    def is_broken(self) -> bool:
        """Whether what is published cannot be used: that is repaired on purpose, not in passing."""
        published = self._publication.current()
        return published is not None and fault(self._publication, self._catalog) is not None

    def damage(self) -> str | None:
        """The first damaged file, found by reading them all."""
        manifest = self._publication.current()
        return self._publication.damage(manifest.segments, thorough=True) if manifest else None

    def close(self) -> None:
        with self._lock:
            self._segments.close()
            self._shown.forget()
            self._publication.close()

    def _refreshed(self) -> bool:
        """Show what is published and the tail after it; False where nothing is to be found."""
        manifest = self._shown.refresh()
        if manifest is not None:
            self._tail.follow(manifest.change)
        return manifest is not None

    # -- Following; needs the writer's lock

    def keep_up(self) -> None:
        """After a change: fold the tail if it has grown enough, build what cannot be used."""
        manifest = self._publication.current()
        if manifest is None or fault(self._publication, self._catalog) is not None:
            steps = self.rebuild()
        elif _work(self._catalog.changed_after(manifest.change)) >= self._folding.passages:
            steps = self._fold(manifest)
        else:
            return
        for _ in steps:
            pass

    def catch_up(self) -> Iterator[int]:
        """Do what is pending; yields the number of passages of each step."""
        if to_rebuild(self._publication, self._catalog) is not None:
            yield from self.rebuild()
        elif self.pending() is not None and (manifest := self._publication.current()) is not None:
            yield from self._fold(manifest)

    def rebuild(self) -> Iterator[int]:
        """Build from the catalog alone, embedding only what never was; yields as `catch_up`.

        What is published stays so until the new index is complete.
        """
        head, changed = self._catalog.head(), self._catalog.changed_after(0)
        self._publication.prepare()
        if _work(changed) >= self._folding.passages:
            yield from self._build(head, changed, [], [])
            return
        for window in windows(changed, STEP):  # the tail is enough, if it finds its vectors
            items = items_of(self._catalog, window)
            self._embeddings.matrix([item.dense_text for item in items])
            yield len(items)
        self._publication.publish(NOTHING, ())

    def _fold(self, manifest: Manifest) -> Iterator[int]:
        head, changed = self._catalog.head(), self._catalog.changed_after(manifest.change)
        segments = [_outdated(segment, changed) for segment in manifest.segments]
        kept = self._folding.kept(segments, _work(changed))
        self._publication.prepare()
        yield from self._build(head, changed, segments[:kept], segments[kept:])

    def _build(
        self, head: Head, changed: Sequence[Changed], kept: list[Segment], taken: list[Segment]
    ) -> Iterator[int]:
        """Publish `kept`, and a new segment of `taken` and the changed sources."""
        with ExitStack() as on_failure:
            fold = Fold(self._publication, self._segments, head.sequence)
            on_failure.callback(fold.abandon)
            fold.take_over(taken, self._folding.removed_share)
            for window in windows(changed, STEP):
                items = items_of(self._catalog, window)
                for section in Section:
                    fold.add(section, self._vectors([i for i in items if i.section is section]))
                yield len(items)
            made = [fold.finish()] if fold.size else []
            self._publication.publish(head, [*kept, *made])
            if made:
                on_failure.pop_all()

    def _vectors(self, items: Sequence[SearchItem]) -> StoredVectors:
        matrix = self._embeddings.matrix([item.dense_text for item in items])
        return StoredVectors(tuple(item.passage.id for item in items), matrix)


def fingerprint(embedder: Embedder) -> str:
    """What an index depends on besides the library."""
    return (
        f"{embedder.fingerprint}/{embedder.dimension}/{chroma.DISTANCE}"
        f"/text {DENSE_TEXT_VERSION}/layout {chroma.LAYOUT_VERSION}"
    )


def _work(changed: Sequence[Changed]) -> int:
    return sum(each.work for each in changed)


def _outdated(segment: Segment, changed: Sequence[Changed]) -> Segment:
    """The segment, knowing that what it holds of the changed sources is no longer valid."""
    known = {each.source_id for each in changed if each.first <= segment.change}
    return replace(segment, outdated=tuple(sorted({*segment.outdated, *known})))
