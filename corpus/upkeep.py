"""Upkeep: who may write to the library, and how its indexes follow the catalog, under which locks.

`Library` has one. `AloneUpkeep` is of a library in a folder: one lock for everything in it.
`corpus.shared_upkeep` is of a library on a server, which several homes follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import chain
from pathlib import Path
from typing import Protocol

from corpus import library_folder
from corpus.catalog import opening
from corpus.publication import unwritable
from corpus.records import Pending, Progress


class Following(Protocol):
    """What both indexes can do to follow the catalog."""

    def pending(self) -> Pending | None: ...

    def is_broken(self) -> bool: ...

    def keep_up(self) -> None: ...

    def catch_up(self) -> Iterator[int]: ...

    def rebuild(self) -> Iterator[int]: ...


class Upkeep(Protocol):
    """Raises LibraryBusy at once where another process is at what it is asked for."""

    def writing(self) -> AbstractContextManager[None]:
        """For whoever changes the catalog."""
        ...

    def keep_up(self) -> None:
        """Within `writing`: publish what was committed."""
        ...

    def catch_up(self) -> Iterator[Progress]: ...

    def rebuild(self, total: int) -> Iterator[Progress]: ...

    def watch(self) -> None:
        """Before a search: see to it that what others commit is found. Raises LibraryError where
        that has become impossible."""
        ...

    def close(self) -> None: ...


class AloneUpkeep:
    """Of a library in a folder: whoever changes it also publishes, for all its readers."""

    def __init__(self, folder: Path, words: Following, vectors: Following) -> None:
        self._folder = folder
        self._words = words
        self._vectors = vectors

    def writing(self) -> AbstractContextManager[None]:
        return writing_in(self._folder)

    def keep_up(self) -> None:
        self._words.keep_up()
        self._vectors.keep_up()

    def catch_up(self) -> Iterator[Progress]:
        with self.writing():
            total = waiting_for((self._vectors, self._words))
            yield from progress(total, self._vectors.catch_up(), self._words.catch_up())

    def rebuild(self, total: int) -> Iterator[Progress]:
        with self.writing():
            yield from progress(total, self._vectors.rebuild(), self._words.rebuild())

    def watch(self) -> None:
        """Nothing to do: whoever commits publishes in the same folder."""

    def close(self) -> None:
        """Nothing is kept open."""


@contextmanager
def writing_in(folder: Path, wait_s: float = 0.0) -> Iterator[None]:
    """Hold the lock of a folder. Raises LibraryBusy, LibraryReadOnly, LibraryError."""
    if not opening.is_writable(folder):
        raise opening.read_only(folder)
    with library_folder.writer_lock(folder, wait_s):
        try:
            yield
        except OSError as error:
            raise unwritable(folder, error.strerror or str(error)) from error


def waiting_for(indexes: Sequence[Following]) -> int:
    """How many passages have to be taken in."""
    return sum(pending.passages for index in indexes if (pending := index.pending()) is not None)


def progress(total: int, *steps: Iterable[int]) -> Iterator[Progress]:
    """Passages as they are taken in, of a total that may be too small."""
    done = 0
    for step in chain(*steps):
        done += step
        yield Progress(done, max(done, total))
