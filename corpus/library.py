"""Library: the one door to the catalog and both indexes.

Entry points open it; ingest puts sources through it, the assistant searches and quotes, `galen
doctor` verifies and rebuilds. One process writes at a time, any number read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

import numpy as np
from numpy.typing import NDArray

from corpus.anticipation import Anticipation
from corpus.following import NOTHING
from corpus.library_parts import Parts, open_parts
from corpus.model import Passage, Report, Section, Sentence, SourceText, Span
from corpus.putting import Putting, dense_texts
from corpus.records import (
    Anticipated,
    Entry,
    Hit,
    Hits,
    IndexHit,
    LogEntry,
    Nearness,
    Pending,
    Problem,
    Progress,
    PutOutcome,
    QueryTerm,
    Standing,
)
from corpus.stored_embeddings import StoredEmbeddings
from corpus.verifying import problems

if TYPE_CHECKING:
    from corpus.embedding import Embedder
    from corpus.folding import Folding
    from corpus.settings import Settings


class Library:
    """Sources, searchable by meaning and by words."""

    def __init__(self, parts: Parts) -> None:
        """Use `open`."""
        self.folder = parts.folder
        self._catalog = parts.catalog
        self._embedder = parts.embedder
        self._embeddings = StoredEmbeddings(parts.catalog, parts.embedder)
        self._anticipation = Anticipation(parts.catalog, self._embeddings)
        self._dense = parts.dense
        self._lexical = parts.lexical
        self._upkeep = parts.upkeep
        self._view = parts.view

    @classmethod
    def open(cls, settings: Settings, embedder: Embedder, folding: Folding | None = None) -> Self:
        """Open the library of the settings, creating it where there is none.

        Raises LibraryReadOnly where it must be created or migrated and cannot be written,
        LibraryError for a file or a server that cannot be used.
        """
        return cls(open_parts(settings, embedder, folding))

    def close(self) -> None:
        """Let everything go. The library cannot be used afterwards."""
        self._upkeep.close()
        self._dense.close()
        self._lexical.close()
        self._catalog.close()
        self._view.close()

    # -- What changes it

    def put(self, text: SourceText) -> PutOutcome:
        """Put one source and bring the indexes up to date. `put_many` is faster for several."""
        (outcome,) = self.put_many([text])
        return outcome

    def put_many(
        self, texts: Iterable[SourceText], given: Mapping[str, bytes] = MappingProxyType({})
    ) -> Iterator[PutOutcome]:
        """Put sources, each committed on its own; yields an outcome for each, in order.

        Each is found within about a second of its commit, by every process. `given` are vectors of
        texts that it lacks (`lacking`), computed elsewhere with the same model. Raises LibraryBusy
        at once if another process is writing.
        """
        with self._upkeep.writing():
            if self._catalog.head() == NOTHING:
                self._upkeep.keep_up()  # readers of an empty library wait for something to follow
            keep_up = self._upkeep.keep_up
            yield from Putting(self._catalog, self._embeddings, keep_up, given).put(texts)

    def lacking(self, text: SourceText) -> dict[str, str]:
        """What would be embedded of a source if it were put now, by SHA-256 of each text."""
        if self._catalog.judge(text) is not None:
            return {}
        return self._embeddings.lacking([*dense_texts(text).values()])

    def remove(self, source_id: str) -> None:
        """Take a source out of the library. Raises UnknownSource."""
        with self._upkeep.writing():
            self._catalog.remove(source_id)
            self._upkeep.keep_up()

    def report(self, origin: str, reports: Sequence[Report]) -> list[str]:
        """Notices that a list or a person gives on papers, in place of what they gave before.

        They hold for what is held and for what comes later, until the origin is reported again.
        Returns the ids of the held sources that are marked otherwise now.
        """
        with self._upkeep.writing():
            marked = self._catalog.report(origin, reports)
            self._upkeep.keep_up()
        return marked

    def clear_retraction(self, source_id: str, origin: str) -> None:
        """Drop what others report of a source's retraction. Raises UnknownSource."""
        with self._upkeep.writing():
            self._catalog.clear_retraction(source_id, origin)
            self._upkeep.keep_up()

    def anticipate(self, origin: str, questions: Sequence[Anticipated]) -> Iterator[int]:
        """Keep questions that sentences are known to answer, in place of those of this list before.

        They hold for what is held and for what comes later; an answer that no source has word for
        word finds nothing. Yields how many are embedded at a time.
        """
        with self._upkeep.writing():
            yield from self._anticipation.replace(origin, questions)

    def anticipates(self, origin: str) -> bool:
        """Whether a list of this name is kept."""
        return any(name == origin for name, _ in self._catalog.anticipated.stamps())

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
            yield from self._upkeep.catch_up()
            if self._anticipation.lacking():
                with self._upkeep.writing():
                    yield from _counted(self._anticipation)

    def rebuild(self) -> Iterator[Progress]:
        """Build both indexes again from the catalog, in place of those that are there.

        These answer until then, if they can.
        """
        total = 2 * sum(changed.passages for changed in self._catalog.changed_after(0))
        yield from self._upkeep.rebuild(total)

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
        self._upkeep.watch()
        dense = self._dense.query(section, vector, k)
        return Hits(_ranked(dense), _ranked(self._lexical.search(terms, section, k)))

    def near(
        self, vector: NDArray[np.float32], own: AbstractSet[str], widened: AbstractSet[str]
    ) -> dict[tuple[str, str], Nearness]:
        """How near the questions that sentences answer are to a query, of the nearest sentences.

        By passage id and sentence as printed. `own` and `widened` are the query's stems, and those
        of what its words stand for.
        """
        return self._anticipation.near(vector, own, widened)

    def document_frequency(self, term: str) -> int:
        """How many passages hold a word (stemmed) or a phrase, in any searched field."""
        self._upkeep.watch()
        return self._lexical.document_frequency(term)

    @property
    def passage_count(self) -> int:
        """How many passages can be found."""
        return self._lexical.passage_count

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

    def standings(self, source_ids: Iterable[str]) -> dict[str, Standing]:
        """Year, successor, retraction of sources; a fraction of what reading entries costs."""
        return self._catalog.standings(source_ids)

    def source_text(self, source_id: str) -> SourceText:
        """A source as it was put. Raises UnknownSource."""
        return self._catalog.source_text(source_id)

    def editions(self, source_id: str) -> tuple[str, ...]:
        """SHA-256 of every text that a source ever had, oldest first, for `quote`."""
        return self._catalog.editions(source_id)

    def quote(self, source_id: str, span: Span, edition: str | None = None) -> str:
        """Text re-read from the catalog: of the current edition, or the one with this SHA-256."""
        return self._catalog.quote(source_id, span, edition)

    def texts(self, source_ids: Iterable[str]) -> dict[str, str]:
        """The whole normalised texts of sources, re-read from the catalog, by id."""
        return self._catalog.texts(source_ids)

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


def _counted(anticipation: Anticipation) -> Iterator[Progress]:
    done, total = 0, anticipation.lacking()
    for step in anticipation.catch_up():
        done += step
        yield Progress(done, max(done, total))


def _ranked(found: Sequence[IndexHit]) -> tuple[Hit, ...]:
    return tuple(Hit(hit.passage_id, n, hit.score) for n, hit in enumerate(found, start=1))
