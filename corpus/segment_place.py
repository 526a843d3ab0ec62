"""Where the segments of the dense index are kept: folders in the home, or collections on a server.

`corpus.segments` opens them, `corpus.folding` makes new ones, `corpus.dense` publishes; what each
place must be able to do is here, the two places are `segment_folders` and `segment_collections`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from corpus.catalog.following import Head
from corpus.manifest import Manifest, Segment, StoredFile
from corpus.vectors import VectorIndex


class NewSegment(Protocol):
    """A segment in the making, which nothing names yet."""

    @property
    def name(self) -> str: ...

    @property
    def index(self) -> VectorIndex: ...

    def copy(self, segment: Segment) -> bool:
        """Begin with the content of a published segment, where that costs little: else False and
        nothing is done. Raises OSError.
        """
        ...

    def seal(self) -> tuple[StoredFile, ...]:
        """Complete it; returns its files. Raises LibraryError or OSError."""
        ...

    def abandon(self) -> None:
        """Leave no trace of it: its space may be what is lacking."""
        ...


class Published(Protocol):
    """What is published of an index, for whoever reads it."""

    fingerprint: str
    built_for: str

    def current(self) -> Manifest | None: ...

    def is_unreadable(self) -> bool:
        """Whether something says what is published, and cannot be read."""
        ...

    def damage(self, segments: Sequence[Segment], *, thorough: bool = False) -> str | None: ...


class SegmentPlace(Published, Protocol):
    """Keeps segments. Only whoever has the writer's lock makes, publishes or removes any."""

    def prepare(self) -> None: ...

    def publish(self, at: Head, segments: Sequence[Segment]) -> None: ...

    def begin(self, change: int) -> NewSegment: ...

    def open(self, segment: Segment) -> VectorIndex:
        """A segment ready for queries. Raises IndexBroken."""
        ...

    def release(self, index: VectorIndex) -> None:
        """Let go what `open` gave."""
        ...

    def close(self) -> None: ...
