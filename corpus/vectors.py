"""VectorIndex: nearest neighbours of a vector, on embedded Chroma. The only importer of chromadb.

A disposable copy of what the catalog holds; `corpus.following` keeps it up to date, `Library`
queries it. One collection a section, since filtering by metadata made queries 20 times slower.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
from corpus.records import IndexHit

DISTANCE: Literal["cosine"] = "cosine"
# Neighbours looked at in a search. With 400, the nearest 50 of 3,000 clustered vectors are the
# exact ones (recall 1.0). Costs about 1 ms over 100.
EF_SEARCH = 400
EF_CONSTRUCTION = 200
LAYOUT_VERSION = 1
"""Part of the index's fingerprint; a new number rebuilds every index."""


class VectorIndex:
    """Vectors of passages in a folder, opened when first used."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        # Closing must wait for queries of other threads: Chroma takes its files from under them.
        self._lock = threading.RLock()
        self._client: ClientAPI | None = None
        self._collections: dict[Section, Collection] = {}

    def upsert(self, section: Section, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Add vectors of shape (len(ids), dimension), in place of those with the same ids."""
        with self._reporting():
            collection, most = self._collection(section), self._opened().get_max_batch_size()
            for start in range(0, len(ids), most):
                chunk = slice(start, start + most)
                collection.upsert(ids=[*ids[chunk]], embeddings=vectors[chunk])

    def delete(self, ids: Sequence[str]) -> None:
        """Take passages out of every section; ids that are not there are no fault."""
        with self._reporting():
            most = self._opened().get_max_batch_size()
            for start in range(0, len(ids), most):
                for section in Section:
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

    def ids(self) -> dict[Section, set[str]]:
        """Everything the index holds."""
        with self._reporting():
            return {s: {*self._collection(s).get(include=[])["ids"]} for s in Section}

    def reset(self) -> None:
        """Throw everything away, also what cannot be opened, and begin with an empty index."""
        self.close()
        # In a folder of another name, since Chroma remembers a folder that it failed to open for
        # as long as the process lives.
        store = self.folder / f"store-{int(self._store().name.split('-')[1]) + 1}"
        shutil.rmtree(self.folder, ignore_errors=True)
        store.mkdir(parents=True)

    def close(self) -> None:
        """Let the files go; the next use opens them again and sees what others wrote meanwhile."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._client is not None:
            self._client.close()  # type: ignore[attr-defined]  # the declared interface lacks it
        self._client = None
        self._collections = {}

    def _store(self) -> Path:
        stores = (path.name for path in self.folder.glob("store-*"))
        number = max((int(name.split("-")[1]) for name in stores), default=0)
        return self.folder / f"store-{number}"

    def _opened(self) -> ClientAPI:
        if self._client is None:
            settings = ChromaSettings(anonymized_telemetry=False)
            try:
                self._client = chromadb.PersistentClient(self._store(), settings=settings)
            except (ValueError, AttributeError) as error:
                # What Chroma raises on the second attempt to open a damaged store.
                raise IndexBroken(
                    f"the index in {self.folder} cannot be opened: run galen doctor"
                ) from error
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
                        space=DISTANCE, ef_search=EF_SEARCH, ef_construction=EF_CONSTRUCTION
                    )
                ),
                embedding_function=None,
            )
        return self._collections[section]

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            with self._lock:
                yield
        except (ChromaError, OSError) as error:
            raise IndexBroken(
                f"the index in {self.folder} cannot be used ({error}): run galen doctor"
            ) from error
