"""Segments: the published part of the dense index, opened for reading.

`corpus.dense` asks it, with the sources that the tail knows to have changed since. Segments must
have been checked before they are opened here, since a damaged one could end the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.errors import LibraryError
from corpus.manifest import Manifest, Segment
from corpus.model import Passage, Section
from corpus.records import IndexHit
from corpus.segment_place import SegmentPlace
from corpus.vectors import VectorIndex


@dataclass(frozen=True, slots=True)
class OpenSegment:
    """A segment with its index, opened in a view of this process."""

    segment: Segment
    index: VectorIndex
    outdated: frozenset[str]

    def query(
        self, section: Section, vector: NDArray[np.float32], k: int, changed: Set[str]
    ) -> list[IndexHit]:
        """The `k` nearest passages that are still valid."""
        most = self.segment.holds(section)
        wanted = min(k, most)
        while True:
            hits = self.index.query(section, vector, wanted)
            valid = [hit for hit in hits if self.is_valid(hit.passage_id, changed)]
            if len(valid) >= k or wanted >= most:
                return valid[:k]
            wanted = min(most, 2 * wanted)

    def ids(self, section: Section, changed: Set[str]) -> Iterator[str]:
        if self.segment.holds(section):
            yield from (i for i in self.index.ids(section) if self.is_valid(i, changed))

    def is_valid(self, passage_id: str, changed: Set[str]) -> bool:
        source = Passage.source_of(passage_id)
        return source not in changed and source not in self.outdated


class Segments:
    """What is open of one manifest. Not for several threads at once."""

    def __init__(self, place: SegmentPlace) -> None:
        self._place = place
        self._open: tuple[OpenSegment, ...] = ()

    def show(self, manifest: Manifest) -> None:
        """Open what this manifest names and close the rest; what is open already stays open.

        They must have been checked before. Raises IndexBroken where one is gone; what was open
        stays open then.
        """
        before = {each.segment.folder: each.index for each in self._open}
        fresh: dict[str, VectorIndex] = {}
        try:
            for segment in manifest.segments:
                if segment.folder not in before:
                    fresh[segment.folder] = self._opened(segment)
        except LibraryError:
            self._close(fresh.values())
            raise
        indexes = before | fresh
        self._open = tuple(
            OpenSegment(s, indexes[s.folder], frozenset(s.outdated)) for s in manifest.segments
        )
        self._close(before[f] for f in before.keys() - {s.folder for s in manifest.segments})

    @contextmanager
    def opened(self, segment: Segment) -> Iterator[VectorIndex]:
        """A segment's index apart from those that are open for queries. Raises IndexBroken."""
        index = self._opened(segment)
        try:
            yield index
        finally:
            self._close([index])

    def _opened(self, segment: Segment) -> VectorIndex:
        # With its graphs in memory, so that it no longer depends on the published files.
        index = self._place.open(segment)
        try:
            for section in Section:
                if segment.holds(section):
                    index.load(section)
        except LibraryError:
            self._close([index])
            raise
        return index

    def query(
        self, section: Section, vector: NDArray[np.float32], k: int, changed: Set[str]
    ) -> list[IndexHit]:
        """The best `k` of each segment, apart from the sources that changed since."""
        return [
            hit
            for each in self._open
            if each.segment.holds(section)
            for hit in each.query(section, vector, k, changed)
        ]

    def ids(self, section: Section, changed: Set[str]) -> list[str]:
        return [passage for each in self._open for passage in each.ids(section, changed)]

    def close(self) -> None:
        self._close(each.index for each in self._open)
        self._open = ()

    def _close(self, indexes: Iterable[VectorIndex]) -> None:
        for index in indexes:
            self._place.release(index)
