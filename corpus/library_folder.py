"""The library's folder: making it, who may write, and copies of the indexes where no one may.

`Library` is the only caller.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

from corpus.catalog import Catalog, opening
from corpus.errors import LibraryBusy, LibraryError, LibraryReadOnly
from corpus.following import STATE_FILE

INDEXES = ("vectors", "lexicon")


def prepare(folder: Path) -> bool:
    """Make the folder where it is missing; whether it can be written. Raises LibraryReadOnly."""
    _make_folder(folder)
    return opening.is_writable(folder)


def copy_of_indexes(folder: Path) -> TemporaryDirectory[str]:
    """A copy to read from: both indexes write into their folders even to be read."""
    copy = TemporaryDirectory(prefix="galen-")
    for name in INDEXES:
        if (folder / name).is_dir():
            shutil.copytree(folder / name, Path(copy.name) / name)
    return copy


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryReadOnly(
            f"{folder} cannot be created ({error.strerror}): set GALEN_HOME to another folder"
        ) from error


def refuse_lost_catalog(catalog: Catalog, folder: Path) -> None:
    """Indexes beside an empty catalog mean that it was lost: they must not follow it there."""
    if catalog.head().sequence == 0 and any(
        (folder / name / STATE_FILE).exists() for name in INDEXES
    ):
        catalog.close()
        raise LibraryError(
            f"{catalog.path} has lost its content: restore it from a backup, "
            f"or move {folder} away and ingest the sources again"
        )


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
