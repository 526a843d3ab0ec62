"""Embeds a text once ever: vectors live in the catalog, by model and SHA-256 of the text.

Used before a source is put, and by the dense index when it follows the catalog.
Vectors pass through float16 on every path, so an index is the same however it came about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def known(self, texts: Sequence[str]) -> list[NDArray[np.float32] | None]:
        """The vector of each text, of shape (dimension,), None where the catalog has none."""
        hashes = [content_hash(text) for text in texts]
        stored = self._catalog.vectors(self.model, hashes)
        return [_vector(stored[key]) if key in stored else None for key in hashes]

    def lacking(self, texts: Sequence[str]) -> dict[str, str]:
        """The texts that the catalog has no vector of, by their hash."""
        by_hash = {content_hash(text): text for text in texts}
        known = self._catalog.vectors(self.model, by_hash)
        return {key: text for key, text in by_hash.items() if key not in known}

    def embedded(self, lacking: Mapping[str, str]) -> dict[str, bytes]:
        """Embed texts, by their hash, without storing them in the catalog."""
        return stored_form(self._embedder, lacking)

    def matrix(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), dimension); what had to be computed is stored."""
        new = self.embedded(self.lacking(texts))
        if new:
            self._catalog.add_vectors(self.model, new)
        hashes = [content_hash(text) for text in texts]
        stored = self._catalog.vectors(self.model, hashes)
        rows = [_vector(stored[key]) for key in hashes]
        return np.asarray(rows, np.float32).reshape(len(texts), self._embedder.dimension)

    def absent(self, texts: Sequence[str]) -> int:
        """How many of the texts have no vector."""
        return len(self.lacking(texts))


def stored_form(embedder: Embedder, texts: Mapping[str, str]) -> dict[str, bytes]:
    """The vectors of texts, by their hash, as the catalog keeps them."""
    if not texts:
        return {}
    vectors = embedder.embed([*texts.values()]).astype(STORED)
    return {key: row.tobytes() for key, row in zip(texts, vectors, strict=True)}


def _vector(stored: bytes) -> NDArray[np.float32]:
    return np.frombuffer(stored, STORED).astype(np.float32)
