"""Embeds a text once ever: vectors live in the catalog, by model and SHA-256 of the text.

Used by `Library` before it puts a source, and by the vector index when it follows the catalog.
Vectors pass through float16 on every path, so an index is the same however it came about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.model import content_hash

if TYPE_CHECKING:
    from corpus.catalog import Catalog
    from corpus.embedding import Embedder

STORED = np.dtype("<f2")


class StoredEmbeddings:
    """The embeddings of one model, computed where the catalog has none."""

    def __init__(self, catalog: Catalog, embedder: Embedder) -> None:
        self._catalog = catalog
        self._embedder = embedder

    @property
    def model(self) -> str:
        return self._embedder.fingerprint

    def missing(self, texts: Sequence[str]) -> dict[str, bytes]:
        """Embed the texts that the catalog does not have yet, without storing them there."""
        by_hash = {content_hash(text): text for text in texts}
        known = self._catalog.vectors(self.model, by_hash)
        new = {key: text for key, text in by_hash.items() if key not in known}
        if not new:
            return {}
        vectors = self._embedder.embed([*new.values()]).astype(STORED)
        return {key: row.tobytes() for key, row in zip(new, vectors, strict=True)}

    def matrix(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), dimension); what had to be computed is stored."""
        new = self.missing(texts)
        if new:
            self._catalog.add_vectors(self.model, new)
        hashes = [content_hash(text) for text in texts]
        stored = self._catalog.vectors(self.model, hashes)
        rows = [np.frombuffer(stored[key], STORED) for key in hashes]
        return np.asarray(rows, np.float32).reshape(len(texts), self._embedder.dimension)

    def absent(self, texts: Sequence[str]) -> int:
        """How many of the texts have no vector."""
        hashes = {content_hash(text) for text in texts}
        return len(hashes) - len(self._catalog.vectors(self.model, hashes))
