"""VectorIndex: nearest neighbours of a vector, in a folder of vectors or on a server.

Written once by `corpus.folding` and then only read, by `corpus.segments`; `corpus.chroma` is where
the vectors stand. One collection a section: filtering by metadata made queries 20 times slower.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexBroken
from corpus.model import Section
from corpus.publication import unwritable
from corpus.records import IndexHit

IDS_A_READ = 5000


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """Passages by id, and their vectors of length 1, of shape (len(ids), dimension)."""

    ids: tuple[str, ...]
    matrix: NDArray[np.float32]


class Shelf(Protocol):
    """Where the collections of an index stand."""

    where: str

    def collection(self, section: Section) -> Any:
        """Chroma's own object for a section's vectors."""
        ...

    def most_at_once(self) -> int:
        """How many vectors may be written in one step."""
        ...

    def reporting(self) -> AbstractContextManager[None]:
        """Turns what Chroma reports into LibraryError: IndexBroken, where the index is at fault."""
        ...

    def close(self) -> None: ...


class VectorIndex:
    """Vectors of passages, opened when first used. Not for several threads at once."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._collections: dict[Section, Any] = {}

    @property
    def where(self) -> str:
        return self._shelf.where

    def upsert(self, section: Section, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Add vectors of shape (len(ids), dimension), in place of those with the same ids.

        Raises LibraryError, also where the disk is full; the folder is of no use then.
        """
        with self._writing():
            collection, most = self._collection(section), self._shelf.most_at_once()
            for start in range(0, len(ids), most):
                chunk = slice(start, start + most)
                collection.upsert(ids=[*ids[chunk]], embeddings=vectors[chunk])

    def delete(self, section: Section, ids: Sequence[str]) -> None:
        """Take passages out of a section; ids that are not there are no fault."""
        with self._writing():
            most = self._shelf.most_at_once()
            for start in range(0, len(ids), most):
                self._collection(section).delete(ids=[*ids[start : start + most]])

    def query(self, section: Section, vector: NDArray[np.float32], k: int) -> list[IndexHit]:
        """The `k` passages of a section nearest to a vector, best first, with cosine similarity."""
        if k < 1:
            return []
        with self._shelf.reporting():
            found = self._collection(section).query(
                query_embeddings=vector[None], n_results=k, include=["distances"]
            )
        ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
        hits = [IndexHit(i, 1.0 - float(d)) for i, d in zip(ids, distances, strict=True)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))

    def similarities(self, section: Section, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """How near the nearest passage is to each vector, of shape (len(vectors),)."""
        with self._shelf.reporting():
            found = self._collection(section).query(
                query_embeddings=vectors, n_results=1, include=["distances"]
            )
        nearest = [(row or [2.0])[0] for row in found["distances"] or []]
        return 1.0 - np.asarray(nearest, np.float32)

    def load(self, section: Section) -> None:
        """Read a section's graph, which Chroma does at the first query. Raises IndexBroken."""
        with self._shelf.reporting():
            some = self._collection(section).peek(1)["ids"]
        (stored,) = self.vectors(section, some) if some else [None]
        if stored is None or not self.query(section, stored.matrix[0], 1):
            raise IndexBroken(f"the index in {self.where} holds nothing: run galen doctor")

    def ids(self, section: Section) -> list[str]:
        """Everything that the index holds of a section."""
        with self._shelf.reporting():
            return [*self._collection(section).get(include=[])["ids"]]

    def vectors(self, section: Section, ids: Sequence[str]) -> Iterator[StoredVectors]:
        """What is stored of the passages, some thousand at a time, in any order."""
        for start in range(0, len(ids), IDS_A_READ):
            with self._shelf.reporting():
                wanted = [*ids[start : start + IDS_A_READ]]
                found = self._collection(section).get(ids=wanted, include=["embeddings"])
            yield StoredVectors(tuple(found["ids"]), np.asarray(found["embeddings"], np.float32))

    def close(self) -> None:
        """Let the files go; the next use opens them again."""
        self._shelf.close()
        self._collections = {}

    def _collection(self, section: Section) -> Any:
        if section not in self._collections:
            self._collections[section] = self._shelf.collection(section)
        return self._collections[section]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._shelf.reporting():
                yield
        except IndexBroken as error:
            raise unwritable(self.where, str(error.__cause__)) from error
