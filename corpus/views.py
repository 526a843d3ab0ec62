"""View: a folder of this process from which it opens published segments, so that they stay as is.

Chroma and tantivy write into their folders even to be read. A view holds links to a segment's
files and copies of those that would be written, also where the home cannot be written.
"""

from __future__ import annotations

import shutil
import threading
import time
import weakref
from itertools import count
from pathlib import Path
from tempfile import gettempdir, mkdtemp

from filelock import FileLock, Timeout

from corpus.manifest import Segment

PREFIX = "galen-view-"
IN_USE = "in-use.lock"
ABANDONED_S = 60.0
"""A folder of this age that no process holds was left by one that was killed."""


class View:
    """Made when first used; removed by `close`, or with its owner."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._removal: weakref.finalize[[Path, FileLock], View] | None = None
        self._number = count()
        self._making = threading.Lock()

    def of(self, segment: Path, described: Segment, *, copied: tuple[str, ...]) -> Path:
        """A folder that shows a segment; files whose names begin with one of `copied` are its own.

        Raises OSError, also where the segment is no longer there.
        """
        shown = self._made() / f"{next(self._number)}-{segment.name}"
        for file in described.files:
            target, own = segment / file.path, shown / file.path
            own.parent.mkdir(parents=True, exist_ok=True)
            if own.name.startswith(copied):
                shutil.copyfile(target, own)
            else:
                own.symlink_to(target.resolve(strict=True))
        return shown

    def drop(self, shown: Path) -> None:
        """Remove what `of` made."""
        shutil.rmtree(shown, ignore_errors=True)

    def close(self) -> None:
        if self._removal is not None:
            self._removal()
        self._folder = self._removal = None

    def _made(self) -> Path:
        with self._making:
            if self._folder is None:
                _sweep(Path(gettempdir()))
                folder = Path(mkdtemp(prefix=PREFIX))
                lock = FileLock(folder / IN_USE, timeout=0, thread_local=False)
                lock.acquire()
                self._folder, self._removal = folder, weakref.finalize(self, _remove, folder, lock)
            return self._folder


def _remove(folder: Path, lock: FileLock) -> None:
    lock.release()
    shutil.rmtree(folder, ignore_errors=True)


def cannot_open(segment: Path, error: OSError) -> str:
    return (
        f"the index in {segment} cannot be opened ({error.strerror or error}): "
        f"free some space in {gettempdir()}, or run galen doctor"
    )


def _sweep(temporary: Path) -> None:
    """Remove the views of processes that were killed."""
    for folder in temporary.glob(f"{PREFIX}*"):
        try:
            if time.time() - folder.stat().st_mtime < ABANDONED_S:
                continue
            with FileLock(folder / IN_USE, timeout=0):
                shutil.rmtree(folder, ignore_errors=True)
        except (OSError, Timeout):
            continue  # in use, or another user's
