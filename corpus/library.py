"""Library: the one door to the catalog and both indexes.

Entry points open it; ingest puts sources through it, the assistant searches and quotes, `galen
doctor` verifies and rebuilds. One process writes at a time, any number read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from corpus import library_folder
from corpus.catalog import Catalog, opening
from corpus.errors import LibraryError
from corpus.following import Followed, LexicalFollower, VectorFollower
from corpus.lexicon import LexicalIndex
from corpus.model import Passage, PutStatus, Section, Sentence, SourceText, Span, content_hash
from corpus.records import (
    Entry,
    Hit,
    Hits,
    IndexHit,
    LogEntry,
    Pending,
    Problem,
    Progress,
    PutOutcome,
    QueryTerm,
)
from corpus.search_text import search_items
from corpus.stored_embeddings import StoredEmbeddings
from corpus.vectors import VectorIndex
from corpus.verifying import problems

if TYPE_CHECKING:
    from corpus.embedding import Embedder
    from corpus.settings import Settings

PASSAGES_A_WINDOW = 64
"""Passages of several sources that are embedded together; enough to fill the model's batches."""
PASSAGES_BEFORE_FOLLOWING = 2000
LOCK_WAIT_S = 30.0
"""How long a process waits for another that is creating the same library."""

_STORED = frozenset({PutStatus.ADDED, PutStatus.UPDATED, PutStatus.SUPERSEDED, PutStatus.RETRACTED})


class Library:
    """Sources in a folder, searchable by meaning and by words."""

    def __init__(
        self,
        folder: Path,
        catalog: Catalog,
        embedder: Embedder,
        copy: TemporaryDirectory[str] | None,
    ) -> None:
        """Use `open`. `copy` holds the indexes where the folder cannot be written."""
        self.folder = folder
        self._copy = copy
        indexes = Path(copy.name) if copy is not None else folder
        self._catalog = catalog
        self._embedder = embedder
        self._embeddings = StoredEmbeddings(catalog, embedder)
        self._vectors = VectorIndex(indexes / "vectors")
        self._lexicon = LexicalIndex(indexes / "lexicon")
        self._dense = Followed(VectorFollower(self._vectors, self._embeddings, embedder), catalog)
        self._lexical = Followed(LexicalFollower(self._lexicon), catalog)

    @classmethod
    def open(cls, settings: Settings, embedder: Embedder) -> Self:
        """Open the library of the home folder, creating it where there is none.

        Raises LibraryReadOnly where it must be created or migrated and the folder cannot be
        written, LibraryError for a file that cannot be used.
        """
        folder = settings.library_path
        writable = library_folder.prepare(folder)
        file = folder / "catalog.sqlite"
        catalog = Catalog.open(
            file, writable=writable, migrating=library_folder.writer_lock(folder, LOCK_WAIT_S)
        )
        library_folder.refuse_lost_catalog(catalog, folder)
        copy = None if writable else library_folder.copy_of_indexes(folder)
        return cls(folder, catalog, embedder, copy)

    def close(self) -> None:
        """Let all files go. The library cannot be used afterwards."""
        self._dense.close()
        self._lexical.close()
        self._catalog.close()
        if self._copy is not None:
            self._copy.cleanup()

    # -- What changes it

    def put(self, text: SourceText) -> PutOutcome:
        """Put one source and bring the indexes up to date. `put_many` is faster for several."""
        (outcome,) = self.put_many([text])
        return outcome

    def put_many(self, texts: Iterable[SourceText]) -> Iterator[PutOutcome]:
        """Put sources, each committed on its own; yields an outcome for each, in order.

        The indexes follow now and then and at the end, also when the generator is closed early.
        Raises LibraryBusy at once if another process is writing.
        """
        with self._writing():
            stored = 0
            try:
                for window in _windows(texts):
                    for outcome in self._put_window(window):
                        stored += outcome.passages if outcome.status in _STORED else 0
                        yield outcome
                    if stored >= PASSAGES_BEFORE_FOLLOWING:
                        stored = 0
                        self._follow()
            finally:
                self._follow()

    def _put_window(self, window: Sequence[SourceText]) -> Iterator[PutOutcome]:
        outcomes = [self._catalog.judge(text) for text in window]
        new = [text for text, done in zip(window, outcomes, strict=True) if done is None]
        hashed = {id(text): _dense_texts(text) for text in new}
        vectors = self._embeddings.missing([t for texts in hashed.values() for t in texts.values()])
        for text, done in zip(window, outcomes, strict=True):
            if done is not None:
                yield done
            else:
                own = {key: vectors[key] for key in hashed[id(text)] if key in vectors}
                yield self._catalog.put(text, self._embeddings.model, own)

    def remove(self, source_id: str) -> None:
        """Take a source out of the library. Raises UnknownSource."""
        with self._writing():
            self._catalog.remove(source_id)
            self._follow()

    def pending(self) -> Pending | None:
        """What `catch_up` would do, None where both indexes hold what the catalog holds."""
        found = [p for p in (self._dense.pending(), self._lexical.pending()) if p is not None]
        if not found:
            return None
        reasons = dict.fromkeys(pending.reason for pending in found)
        return Pending("; ".join(reasons), max(pending.passages for pending in found))

    def catch_up(self) -> Iterator[Progress]:
        """Bring the indexes up to date with the catalog; embeds only what never was."""
        if self.pending() is not None:
            with self._writing():
                yield from self._progress()

    def rebuild(self) -> Iterator[Progress]:
        """Throw both indexes away and build them again from the catalog."""
        with self._writing():
            self._dense.reset()
            self._lexical.reset()
            yield from self._progress()

    def _progress(self) -> Iterator[Progress]:
        indexes = (self._dense, self._lexical)
        waiting = [pending for index in indexes if (pending := index.pending()) is not None]
        done, total = 0, sum(pending.passages for pending in waiting)
        for index in indexes:
            for step in index.catch_up():
                done += step
                yield Progress(done, total)

    def _follow(self) -> None:
        for index in (self._dense, self._lexical):
            for _ in index.catch_up():
                pass

    @contextmanager
    def _writing(self) -> Iterator[None]:
        if self._copy is not None:
            raise opening.read_only(self.folder)
        with library_folder.writer_lock(self.folder, 0.0):
            try:
                yield
            except OSError as error:
                raise LibraryError(
                    f"{self.folder} cannot be written ({error.strerror or error}): "
                    "free some space or check its permissions, and run it again"
                ) from error

    # -- What is found

    def embed(self, text: str) -> NDArray[np.float32]:
        """The vector of a query, of shape (dimension,), for `search_vector`."""
        vector: NDArray[np.float32] = self._embedder.embed([text])[0]
        return vector

    def search(self, text: str, terms: Sequence[QueryTerm], *, section: Section, k: int) -> Hits:
        """The `k` best passages of a section by meaning (`text`) and by words (`terms`)."""
        return self.search_vector(self.embed(text), terms, section=section, k=k)

    def search_vector(
        self, vector: NDArray[np.float32], terms: Sequence[QueryTerm], *, section: Section, k: int
    ) -> Hits:
        """`search` for a query that is embedded already, to search both sections with one vector.

        Raises IndexBroken if an index was built for another model or is damaged.
        """
        dense = self._vectors.query(section, vector, k) if self._dense.require_usable() else []
        lexical = self._lexicon.search(terms, section, k) if self._lexical.require_usable() else []
        return Hits(_ranked(dense), _ranked(lexical))

    def document_frequency(self, term: str) -> int:
        """How many passages hold a word (stemmed) or a phrase, in any searched field."""
        return self._lexicon.document_frequency(term) if self._lexical.require_usable() else 0

    @property
    def passage_count(self) -> int:
        """How many passages can be found."""
        return self._lexicon.passage_count if self._lexical.require_usable() else 0

    # -- What is held

    @property
    def version(self) -> str:
        """Changes with every change of the sources, and never else: "r322-1f3a9c"."""
        return self._catalog.head().version

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """Passages by id; ids that are no longer held are left out."""
        return self._catalog.passages(ids)

    def sentences(self, passage_ids: Collection[str]) -> dict[str, tuple[Sentence, ...]]:
        """For each passage id, the sentences that lie within it, in order of the text."""
        return self._catalog.sentences(passage_ids)

    def entries(self, source_ids: Iterable[str] | None = None) -> dict[str, Entry]:
        """The sources that are held, all or those asked for; unknown ids are left out."""
        return self._catalog.entries(source_ids)

    def source_text(self, source_id: str) -> SourceText:
        """A source as it was put. Raises UnknownSource."""
        return self._catalog.source_text(source_id)

    def editions(self, source_id: str) -> tuple[str, ...]:
        """SHA-256 of every text that a source ever had, oldest first, for `quote`."""
        return self._catalog.editions(source_id)

    def quote(self, source_id: str, span: Span, edition: str | None = None) -> str:
        """Text re-read from the catalog: of the current edition, or the one with this SHA-256."""
        return self._catalog.quote(source_id, span, edition)

    def knows(self, ingest_key: str) -> str | None:
        """The id of the source that was read from exactly these bytes, if it is held."""
        return self._catalog.knows(ingest_key)

    def log(self, limit: int) -> list[LogEntry]:
        """The last changes, newest first."""
        return self._catalog.log(limit)

    def verify(self) -> list[Problem]:
        """Every fault that can be found by comparing the catalog with itself and the indexes."""
        indexes = (("vector", self._dense), ("lexical", self._lexical))
        return [*problems(self._catalog, self._embeddings, indexes)]


def _dense_texts(text: SourceText) -> dict[str, str]:
    """What is embedded of a source, by SHA-256. Nothing of a retracted one, never searched."""
    if text.source.retracted:
        return {}
    return {content_hash(item.dense_text): item.dense_text for item in search_items(text)}


def _windows(texts: Iterable[SourceText]) -> Iterator[list[SourceText]]:
    window: list[SourceText] = []
    for text in texts:
        window.append(text)
        if sum(max(len(each.passages), 1) for each in window) >= PASSAGES_A_WINDOW:
            yield window
            window = []
    if window:
        yield window


def _ranked(found: Sequence[IndexHit]) -> tuple[Hit, ...]:
    return tuple(Hit(hit.passage_id, n, hit.score) for n, hit in enumerate(found, start=1))
