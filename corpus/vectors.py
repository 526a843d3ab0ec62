"""VectorIndex: nearest neighbours of a vector, on embedded Chroma. The only importer of chromadb.

One folder of vectors, written once by `corpus.folding` and then only read, by `corpus.segments`.
One collection a section, since filtering by metadata made queries 20 times slower.
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import chromadb
import numpy as np
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import (
    CreateCollectionConfiguration,
    CreateHNSWConfiguration,
)
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError
from numpy.typing import NDArray

from corpus.errors import IndexBroken
from corpus.model import Section
from corpus.publication import unwritable
from corpus.records import IndexHit

DISTANCE: Literal["cosine"] = "cosine"
# Neighbours looked at in a search. With 400, the nearest 100 of 32,000 vectors are the exact ones
# (recall 0.999). Costs about 1 ms over 200 (recall 0.994).
EF_SEARCH = 400
EF_CONSTRUCTION = 200
# What is written goes to the graph's files at once. By default up to 999 vectors would stay in a
# log, to be put into the graph again at every opening, and into its files while they are read.
SYNC_THRESHOLD = 1
LAYOUT_VERSION = 2
"""Part of the index's fingerprint; a new number rebuilds every index."""
DATABASE = "chroma.sqlite3"
"""Chroma writes into this file even to be read."""
IDS_A_READ = 5000

_GRAPH_HEADER = struct.Struct("<i6QiI3QdQ")
"""Of hnswlib: version, an offset, capacity, elements, bytes an element; the rest is not used."""


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """Passages by id, and their vectors of length 1, of shape (len(ids), dimension)."""

    ids: tuple[str, ...]
    matrix: NDArray[np.float32]


class VectorIndex:
    """Vectors of passages in a folder, opened when first used. Not for several threads at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._client: ClientAPI | None = None
        self._collections: dict[Section, Collection] = {}

    def upsert(self, section: Section, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Add vectors of shape (len(ids), dimension), in place of those with the same ids.

        Raises LibraryError, also where the disk is full; the folder is of no use then.
        """
        with self._writing():
            collection, most = self._collection(section), self._opened().get_max_batch_size()
            for start in range(0, len(ids), most):
                chunk = slice(start, start + most)
                collection.upsert(ids=[*ids[chunk]], embeddings=vectors[chunk])

    def delete(self, section: Section, ids: Sequence[str]) -> None:
        """Take passages out of a section; ids that are not there are no fault."""
        with self._writing():
            most = self._opened().get_max_batch_size()
            for start in range(0, len(ids), most):
                self._collection(section).delete(ids=[*ids[start : start + most]])

    def query(self, section: Section, vector: NDArray[np.float32], k: int) -> list[IndexHit]:
        """The `k` passages of a section nearest to a vector, best first, with cosine similarity."""
        if k < 1:
            return []
        with self._reporting():
            found = self._collection(section).query(
                query_embeddings=vector[None], n_results=k, include=["distances"]
            )
        ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
        hits = [IndexHit(i, 1.0 - float(d)) for i, d in zip(ids, distances, strict=True)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))

    def similarities(self, section: Section, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """How near the nearest passage is to each vector, of shape (len(vectors),)."""
        with self._reporting():
            found = self._collection(section).query(
                query_embeddings=vectors, n_results=1, include=["distances"]
            )
        nearest = [(row or [2.0])[0] for row in found["distances"] or []]
        return 1.0 - np.asarray(nearest, np.float32)

    def load(self, section: Section) -> None:
        """Read a section's graph, which Chroma does at the first query. Raises IndexBroken."""
        with self._reporting():
            some = self._collection(section).peek(1)["ids"]
        (stored,) = self.vectors(section, some) if some else [None]
        if stored is None or not self.query(section, stored.matrix[0], 1):
            raise IndexBroken(f"the index in {self.folder} holds nothing: run galen doctor")

    def ids(self, section: Section) -> list[str]:
        """Everything that the index holds of a section."""
        with self._reporting():
            return [*self._collection(section).get(include=[])["ids"]]

    def vectors(self, section: Section, ids: Sequence[str]) -> Iterator[StoredVectors]:
        """What is stored of the passages, some thousand at a time, in any order."""
        for start in range(0, len(ids), IDS_A_READ):
            with self._reporting():
                wanted = [*ids[start : start + IDS_A_READ]]
                found = self._collection(section).get(ids=wanted, include=["embeddings"])
            yield StoredVectors(tuple(found["ids"]), np.asarray(found["embeddings"], np.float32))

    def close(self) -> None:
        """Let the files go; the next use opens them again."""
        if self._client is not None:
            self._client.close()  # type: ignore[attr-defined]  # the declared interface lacks it
        self._client = None
        self._collections = {}

    def _opened(self) -> ClientAPI:
        if self._client is None:
            settings = ChromaSettings(anonymized_telemetry=False)
            try:
                self._client = chromadb.PersistentClient(self.folder, settings=settings)
            except (ValueError, AttributeError) as error:
                # What Chroma raises for some damaged files, and on the second attempt for any.
                raise _broken(self.folder, error) from error
        return self._client

    def _collection(self, section: Section) -> Collection:
        if section not in self._collections:
            # An existing collection keeps its own configuration, whatever is passed here: a change
            # of it must change LAYOUT_VERSION. None keeps Chroma from attaching, and downloading,
            # an embedding model of its own.
            self._collections[section] = self._opened().get_or_create_collection(
                section.value,
                configuration=CreateCollectionConfiguration(
                    hnsw=CreateHNSWConfiguration(
                        space=DISTANCE,
                        ef_search=EF_SEARCH,
                        ef_construction=EF_CONSTRUCTION,
                        sync_threshold=SYNC_THRESHOLD,
                        batch_size=SYNC_THRESHOLD,
                    )
                ),
                embedding_function=None,
            )
        return self._collections[section]

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            with self._reporting():
                yield
        except IndexBroken as error:
            raise unwritable(self.folder, str(error.__cause__)) from error

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except (ChromaError, OSError) as error:
            raise _broken(self.folder, error) from error


def _broken(folder: Path, error: Exception) -> IndexBroken:
    return IndexBroken(f"the index in {folder} cannot be used ({error}): run galen doctor")


def seal(folder: Path) -> None:
    """Complete a folder whose index has been written and closed: make it small, check its files.

    Chroma does not notice that the disk is full when it writes a graph: it leaves a short file,
    and reading that file can end the process. Raises OSError or LibraryError.
    """
    try:
        with closing(sqlite3.connect(folder / DATABASE)) as connection:
            connection.execute("VACUUM")  # two thirds of it are free pages
    except sqlite3.Error as error:
        raise unwritable(folder / DATABASE, str(error)) from error
    for header in folder.glob("*/header.bin"):
        graph, fields = header.with_name("data_level0.bin"), header.read_bytes()
        if len(fields) != _GRAPH_HEADER.size:
            raise unwritable(header, "it is shorter than what was written")
        _, _, _, elements, element_bytes, *_ = _GRAPH_HEADER.unpack(fields)
        if graph.stat().st_size < elements * element_bytes:
            raise unwritable(graph, "it is shorter than what was written")
