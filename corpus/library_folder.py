"""The library's folder: making it, who may write, and whether its catalog was lost.

`Library` is the only caller.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from corpus import manifest
from corpus.catalog import Catalog, opening
from corpus.errors import LibraryBusy, LibraryError, LibraryReadOnly

VECTORS = "vectors"
WORDS = "lexicon"
INDEXES = (VECTORS, WORDS)
EARLIER_RECORD = "followed.json"
"""Where an earlier Galen said how far an index had followed."""


def prepare(folder: Path) -> bool:
    """Make the folder where it is missing; whether it can be written. Raises LibraryReadOnly."""
    _make_folder(folder)
    return opening.is_writable(folder)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryReadOnly(
            f"{folder} cannot be created ({error.strerror}): set GALEN_HOME to another folder"
        ) from error


def refuse_lost_catalog(catalog: Catalog, folder: Path) -> None:
    """Indexes beside an empty catalog mean that it was lost: they must not follow it there."""
    if catalog.head().sequence == 0 and any(_tells_of_content(folder / name) for name in INDEXES):
        catalog.close()
        raise LibraryError(
            f"{catalog.place} has lost its content: restore it from a backup, "
            f"or move {folder} away and ingest the sources again"
        )


def _tells_of_content(index: Path) -> bool:
    if not (index / manifest.CURRENT).exists():
        return (index / EARLIER_RECORD).exists()
    published = manifest.read(index)
    return published is None or published.change > 0


@contextmanager
def writer_lock(folder: Path, wait_s: float) -> Iterator[None]:
    # A new object each time, since one that is held can be acquired again by the same process.
    lock = FileLock(folder / "writer.lock", timeout=wait_s, thread_local=False)
    try:
        lock.acquire()
    except Timeout as error:
        raise LibraryBusy(
            f"another process is writing to {folder}: try again when it has finished"
        ) from error
    except OSError as error:
        raise opening.read_only(folder) from error
    try:
        yield
    finally:
        lock.release()
