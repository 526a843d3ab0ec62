"""SegmentFolders: segments as folders in the home, each opened from a view of this process."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from corpus.catalog.following import Head
from corpus.chroma import Folder
from corpus.errors import IndexBroken
from corpus.manifest import Manifest, Segment, StoredFile, stored_files
from corpus.publication import Publication
from corpus.sealing import DATABASE, seal
from corpus.vectors import VectorIndex
from corpus.views import View, cannot_open


class SegmentFolders:
    """The place of segments that only this machine reads."""

    def __init__(self, publication: Publication, view: View) -> None:
        self._publication = publication
        self._view = view
        self.fingerprint = publication.fingerprint
        self.built_for = publication.built_for

    def current(self) -> Manifest | None:
        return self._publication.current()

    def is_unreadable(self) -> bool:
        return self._publication.is_unreadable()

    def damage(self, segments: Sequence[Segment], *, thorough: bool = False) -> str | None:
        return self._publication.damage(segments, thorough=thorough)

    def prepare(self) -> None:
        self._publication.prepare()

    def publish(self, at: Head, segments: Sequence[Segment]) -> None:
        self._publication.publish(at, segments)

    def begin(self, change: int) -> NewFolder:
        return NewFolder(self._publication.new_segment(change))

    def open(self, segment: Segment) -> VectorIndex:
        published = self._publication.folder / segment.folder
        try:
            shown = self._view.of(published, segment, copied=(DATABASE,))
        except OSError as error:
            raise IndexBroken(cannot_open(published, error)) from error
        return VectorIndex(Folder(shown))

    def release(self, index: VectorIndex) -> None:
        index.close()
        self._view.drop(Path(index.where))

    def close(self) -> None:
        """Nothing is kept open."""


class NewFolder:
    """A folder that is written before anything names it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.name = folder.name
        self.index = VectorIndex(Folder(folder))

    def copy(self, segment: Segment) -> bool:
        for file in segment.files:
            target = self._folder / file.path
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(self._folder.parent / segment.folder / file.path, target)
        return True

    def seal(self) -> tuple[StoredFile, ...]:
        self.index.close()
        seal(self._folder)
        return stored_files(self._folder)

    def abandon(self) -> None:
        self.index.close()
        shutil.rmtree(self._folder, ignore_errors=True)
