"""SharedUpkeep: of a library on a server. Each home builds its indexes from the catalog alone.

The database's lock is for whoever changes the catalog, and what machines share; the folder's lock
for whoever publishes in this home. In a process that searches, a thread follows what is committed
elsewhere.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from corpus.catalog import Catalog
from corpus.errors import LibraryBusy, LibraryError
from corpus.records import Progress
from corpus.upkeep import Following, progress, waiting_for, writing_in

POLL_S = 0.5
"""How often a home looks for what other machines have committed."""
PATIENCE_S = 30.0
"""How long a writer waits for whoever else publishes in its home, a follower for a moment."""


class SharedUpkeep:
    """`shares_vectors`: they are on a server, published by whoever writes; else in the home."""

    def __init__(
        self,
        folder: Path,
        catalog: Catalog,
        words: Following,
        vectors: Following,
        *,
        shares_vectors: bool,
    ) -> None:
        self._folder = folder
        self._catalog = catalog
        self._shared = (vectors,) if shares_vectors else ()
        self._own = (words,) if shares_vectors else (words, vectors)
        self._follower: _Follower | None = None
        self._starting = threading.Lock()

    @contextmanager
    def writing(self) -> Iterator[None]:
        with self._catalog.exclusive():
            yield

    def keep_up(self) -> None:
        # Who publishes in this home for so long is building an index anew, and a follower of the
        # home, or whoever opens it next, goes on from there.
        with suppress(LibraryBusy), writing_in(self._folder, PATIENCE_S):
            for index in self._own:
                index.keep_up()
        for index in self._shared:
            index.keep_up()

    def catch_up(self) -> Iterator[Progress]:
        with writing_in(self._folder, PATIENCE_S):
            total = waiting_for(self._own)
            yield from progress(total, *(index.catch_up() for index in self._own))
        waiting = [index for index in self._shared if index.pending() is not None]
        if waiting:
            with self.writing():
                yield from progress(waiting_for(waiting), *(each.catch_up() for each in waiting))

    def rebuild(self, total: int) -> Iterator[Progress]:
        with writing_in(self._folder, PATIENCE_S):
            yield from progress(total, *(index.rebuild() for index in self._own))
        if self._shared:
            with self.writing():
                yield from progress(total, *(index.rebuild() for index in self._shared))

    def watch(self) -> None:
        with self._starting:
            if self._follower is None or not self._follower.is_alive():
                with suppress(LibraryBusy):
                    self._follow(PATIENCE_S)
                self._follower = _Follower(self._catalog, self._follow)
                self._follower.start()

    def close(self) -> None:
        with self._starting:
            if self._follower is not None:
                self._follower.stop()
            self._follower = None

    def _follow(self, wait_s: float) -> None:
        with writing_in(self._folder, wait_s):
            for index in self._own:
                if not index.is_broken():  # as for another model: a search does not embed it all
                    index.keep_up()


class _Follower(threading.Thread):
    """Publishes in this home what was committed, wherever that was, until it is stopped."""

    def __init__(self, catalog: Catalog, follow: Callable[[float], None]) -> None:
        super().__init__(name="galen-follower", daemon=True)
        self._catalog = catalog
        self._follow = follow
        self._stopped = threading.Event()

    def run(self) -> None:
        done = None
        while not self._stopped.wait(POLL_S):
            try:
                head = self._catalog.head()
            except LibraryError:
                continue  # of a server that does not answer, whoever searches learns himself
            if head == done:
                continue
            try:
                self._follow(0.0)
            except LibraryBusy:
                continue  # another process of this home is doing so
            except LibraryError:
                return  # whoever searches next tries it himself, and learns why it cannot be
            done = head

    def stop(self) -> None:
        self._stopped.set()
        self.join()
