"""SegmentCollections: segments as collections of a Chroma server, which several machines share.

What is published stands in the catalog, so that every machine knows it. A collection's name begins
with its library's own mark: libraries do not meet, and none takes away what is another's.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from corpus import manifest
from corpus.catalog.following import Head
from corpus.catalog.publications import Publications
from corpus.chroma import Served, VectorClient
from corpus.manifest import Manifest, Segment, StoredFile
from corpus.model import Section
from corpus.vectors import VectorIndex

NAME = "vectors"
"""Of the publication, in the catalog."""


class SegmentCollections:
    """The place of segments that several machines read."""

    def __init__(
        self, publications: Publications, client: VectorClient, fingerprint: str, built_for: str
    ) -> None:
        self._publications = publications
        self._client = client
        self.fingerprint = fingerprint
        self.built_for = built_for
        self._seen: tuple[str | None, Manifest | None] = (None, None)
        self._sound: set[tuple[str, int]] = set()

    def current(self) -> Manifest | None:
        """What is published now; read only where it changed."""
        revision = self._publications.revision(NAME)
        if revision != self._seen[0]:
            found = self._publications.read(NAME)
            content = manifest.decoded(found.content) if found is not None else None
            self._seen = (found.revision if found is not None else None), content
        return self._seen[1]

    def is_unreadable(self) -> bool:
        return False

    def damage(self, segments: Sequence[Segment], *, thorough: bool = False) -> str | None:
        """The first collection that is not there, or holds another number of vectors.

        One is looked at once, and again when the server did not answer in between.
        """
        for segment in segments:
            known = (segment.folder, self._client.failures)
            if known in self._sound and not thorough:
                continue
            for section in Section:
                if segment.holds(section):
                    held = self._client.count(_named(segment.folder, section))
                    if held != segment.holds(section):
                        told = "is missing" if held is None else f"holds {held} vectors"
                        return f"{_named(segment.folder, section)} {told}"
            self._sound.add(known)
        return None

    def prepare(self) -> None:
        """Drop the collections of this library that nothing names.

        What the last publication replaced is there until now, so that a reader that was asking it
        could finish.
        """
        published, owner = self.current(), self._publications.owner(NAME)
        named = {
            _named(segment.folder, section)
            for segment in (published.segments if published else ())
            for section in Section
        }
        for name in self._client.names(f"galen-{owner}-"):
            if name not in named:
                self._client.drop(name)

    def publish(self, at: Head, segments: Sequence[Segment]) -> None:
        content = Manifest(self.fingerprint, self.built_for, at.sequence, at.hash, tuple(segments))
        self._publications.replace(NAME, manifest.encoded(content))

    def begin(self, change: int) -> NewCollections:
        owner = self._publications.owner(NAME)
        return NewCollections(self._client, f"galen-{owner}-{change}-{secrets.token_hex(4)}")

    def open(self, segment: Segment) -> VectorIndex:
        return VectorIndex(Served(self._client, _names(segment.folder), making=False))

    def release(self, index: VectorIndex) -> None:
        index.close()

    def close(self) -> None:
        self._client.close()


class NewCollections:
    """Collections that are written before anything names them."""

    def __init__(self, client: VectorClient, name: str) -> None:
        self._client = client
        self.name = name
        self.index = VectorIndex(Served(client, _names(name), making=True))

    def copy(self, segment: Segment) -> bool:
        return False  # a server does not copy collections

    def seal(self) -> tuple[StoredFile, ...]:
        self.index.close()
        return ()

    def abandon(self) -> None:
        self.index.close()
        self._client.drop_if_it_answers(_names(self.name).values())


def _names(segment: str) -> dict[Section, str]:
    return {section: _named(segment, section) for section in Section}


def _named(segment: str, section: Section) -> str:
    return f"{segment}-{section.value}"
