"""Publication: the folder of one index: reads CURRENT, checks what it names, publishes the next.

Both followers have one. Readers need no lock; only the holder of the writer's lock publishes.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Sequence
from pathlib import Path

from corpus import manifest
from corpus.catalog.following import Head
from corpus.errors import LibraryError
from corpus.manifest import Manifest, Segment

CHECKED_WHOLE_BYTES = 1_000_000_000
"""Up to here every byte is read before an index is opened (a third of a second at the most).

Beyond, a file of unchanged size and time counts as sound there, and `galen doctor` reads it all.
"""


class Publication:
    """One index on disk: what is published, whether it is sound, and what comes next."""

    def __init__(
        self,
        folder: Path,
        fingerprint: str,
        built_for: str,
        checked_whole: int = CHECKED_WHOLE_BYTES,
    ) -> None:
        self.folder = folder
        self.fingerprint = fingerprint
        self.built_for = built_for
        self._checked_whole = checked_whole
        self._seen: tuple[tuple[int, ...] | None, Manifest | None] = (None, None)
        self._sound: set[tuple[int, ...]] = set()

    def current(self) -> Manifest | None:
        """What is published now, None where nothing readable is; reads it only if it changed."""
        seen = _identity(self.folder / manifest.CURRENT)
        if seen is None or seen != self._seen[0]:
            self._seen = seen, manifest.read(self.folder)
        return self._seen[1]

    def is_unreadable(self) -> bool:
        """Whether there is a record of what is published, though none that can be read."""
        return self.current() is None and (self.folder / manifest.CURRENT).exists()

    def damage(self, segments: Sequence[Segment], *, thorough: bool = False) -> str | None:
        """What is wrong with the first damaged file, None where all are as they were published.

        A file is read once in a process, unless `thorough`, which also reads those of an index
        that is too large to be read each time.
        """
        total = sum(file.size for segment in segments for file in segment.files)
        trusting = not thorough and total > self._checked_whole
        sound = set()
        for segment in segments:
            for file in segment.files:
                path = self.folder / segment.folder / file.path
                identity = _identity(path)
                if identity is None:
                    return f"{segment.folder}/{file.path} is missing"
                known = (*identity, file.crc32) in self._sound and not thorough
                untouched = trusting and identity[-2:] == (file.size, file.modified_ns)
                if not (known or untouched) and manifest.crc32(path) != file.crc32:
                    return f"{segment.folder}/{file.path} has changed"
                sound.add((*identity, file.crc32))
        self._sound = sound
        return None

    def prepare(self) -> None:
        """Make the folder, and remove what nothing refers to. Raises OSError.

        What the last publication replaced is there until now, so that a reader that was opening
        it could finish.
        """
        if not self.folder.is_dir():
            self.folder.unlink(missing_ok=True)
            self.folder.mkdir(parents=True)
        self._sweep()

    def new_segment(self, change: int) -> Path:
        """An empty folder to build in, of a name that was never used. Raises OSError."""
        segment = self.folder / f"segment-{change}-{secrets.token_hex(4)}"
        segment.mkdir()
        return segment

    def publish(self, at: Head, segments: Sequence[Segment]) -> None:
        """Make these segments the index of that state of the catalog, in one step.

        Raises OSError.
        """
        manifest.write(
            self.folder,
            Manifest(self.fingerprint, self.built_for, at.sequence, at.hash, tuple(segments)),
        )

    def _sweep(self) -> None:
        published = self.current()
        named = {segment.folder for segment in published.segments} if published else set()
        for path in self.folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                if path.name not in named:
                    shutil.rmtree(path)
            elif path.name != manifest.CURRENT:
                path.unlink()


def unwritable(path: Path | str, why: str) -> LibraryError:
    """The error of whoever writes an index."""
    return LibraryError(
        f"{path} cannot be written ({why}): free some space or check its permissions, "
        "and run it again"
    )


def _identity(path: Path) -> tuple[int, ...] | None:
    """What changes when a file is replaced or rewritten, None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns
