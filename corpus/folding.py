"""Folding: builds the next segment of the dense index from earlier ones and what changed since.

`corpus.dense` calls it under the writer's lock. Nothing that is published is written to: a segment
grows by a copy of it, which costs a few bytes where inserting again costs half a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import product

import numpy as np

from corpus.manifest import Segment
from corpus.model import Passage, Section
from corpus.publication import unwritable
from corpus.segment_place import SegmentPlace
from corpus.segments import Segments
from corpus.vectors import StoredVectors, VectorIndex

PROBED = 100
"""Vectors of a new segment that must find themselves before it is published ..."""
FOUND = 0.9
"""... this share of them, since the search for neighbours is approximate."""
SAME = 0.999


@dataclass(frozen=True, slots=True)
class Folding:
    """When the tail becomes a segment, and which earlier segments it takes with it.

    Copying a passage costs about a hundredth of inserting one. So a fold of n passages may copy
    32 n and stays within its own cost, and there are few segments, which each query has to ask:
    one up to 32,000 passages, two or three up to a million.
    """

    passages: int = 1024
    ratio: int = 32
    removed_share: float = 0.25
    """More removed passages than this slow a graph down; it is built anew without them."""

    def kept(self, segments: Sequence[Segment], fresh: int) -> int:
        """How many of the segments stay as they are; the rest is taken into the new one."""
        kept, size = len(segments), fresh
        while kept and segments[kept - 1].size <= self.ratio * size:
            kept -= 1
            size += segments[kept].size
        return kept


class Fold:
    """One new segment in the making: taken over from earlier ones, added to, finished."""

    def __init__(self, place: SegmentPlace, segments: Segments, change: int) -> None:
        """Raises OSError."""
        self._segments = segments
        self._change = change
        self._size = dict.fromkeys(Section, 0)
        self._removed = 0
        self._last: dict[Section, StoredVectors] = {}
        self._made = place.begin(change)
        self._index = self._made.index

    @property
    def size(self) -> int:
        """How many passages it holds."""
        return sum(self._size.values())

    def take_over(self, earlier: Sequence[Segment], share: float) -> None:
        """Hold what these segments hold and is still valid, beginning with a copy of the largest.

        Unless more than this `share` of it would be removed passages. Raises IndexBroken where one
        of them cannot be read, LibraryError or OSError where this one cannot be written.
        """
        with ExitStack() as stack:
            taken = [stack.enter_context(_Taken(each, self._segments)) for each in earlier]
            largest = max(taken, key=lambda each: each.segment.size, default=None)
            if largest is not None and largest.removed_share <= share and self._copied(largest):
                taken.remove(largest)
            for each, section in product(taken, Section):
                for stored in each.valid(section):
                    self.add(section, stored)

    def add(self, section: Section, stored: StoredVectors) -> None:
        """Put passages in. Raises LibraryError."""
        if stored.ids:
            self._index.upsert(section, stored.ids, stored.matrix)
            self._size[section] += len(stored.ids)
            self._last[section] = stored

    def finish(self) -> Segment:
        """The segment, complete and tried out. Raises LibraryError or OSError."""
        segment = Segment(
            self._made.name,
            self._change,
            self._made.seal(),
            guidelines=self._size[Section.GUIDELINES],
            research=self._size[Section.RESEARCH],
            removed=self._removed,
        )
        with self._segments.opened(segment) as index:
            for section, stored in self._last.items():
                sample = stored.matrix[-PROBED:]
                if np.mean(index.similarities(section, sample) >= SAME) < FOUND:
                    raise unwritable(self._index.where, "vectors do not find themselves in it")
        return segment

    def abandon(self) -> None:
        """Leave no trace of a fold that failed: its space may be what is lacking."""
        self._made.abandon()

    def _copied(self, taken: _Taken) -> bool:
        """Whether this one begins with a copy of that, without what it holds no longer."""
        if not self._made.copy(taken.segment):
            return False
        self._removed = taken.segment.removed
        for section in Section:
            outdated = taken.outdated(section)
            if outdated:
                self._index.delete(section, outdated)
            self._removed += len(outdated)
            self._size[section] = taken.segment.holds(section) - len(outdated)
        return True


class _Taken:
    """A segment that a fold takes over, opened for reading only where that is needed."""

    def __init__(self, segment: Segment, segments: Segments) -> None:
        self.segment = segment
        self._segments = segments
        self._outdated = frozenset(segment.outdated)
        self._opened: VectorIndex | None = None
        self._stack = ExitStack()

    def __enter__(self) -> _Taken:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def removed_share(self) -> float:
        outdated = sum(len(self.outdated(section)) for section in Section)
        return (self.segment.removed + outdated) / max(self.segment.size, 1)

    def outdated(self, section: Section) -> list[str]:
        """The passages that are no longer valid."""
        if not self._outdated or not self.segment.holds(section):
            return []
        return [i for i in self._index.ids(section) if Passage.source_of(i) in self._outdated]

    def valid(self, section: Section) -> Iterator[StoredVectors]:
        """The passages that are, with their vectors."""
        if self.segment.holds(section):
            ids = [
                i for i in self._index.ids(section) if Passage.source_of(i) not in self._outdated
            ]
            yield from self._index.vectors(section, ids)

    @property
    def _index(self) -> VectorIndex:
        if self._opened is None:
            self._opened = self._stack.enter_context(self._segments.opened(self.segment))
        return self._opened
