"""A small real embedder for tests: a hashed bag of words, of length 1. Deterministic and fast."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class HashingEmbedder:
    """Texts that share words are near each other. `embedded` counts the texts it was given."""

    def __init__(self, name: str = "hashing", dimension: int = 64) -> None:
        self.name = name
        self.fingerprint = f"{name}/{dimension}"
        self.dimension = dimension
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.embedded += len(texts)
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(vectors, texts, strict=True):
            row[0] = 0.01
            for word in re.findall(r"\w+", text.lower()):
                row[self._bucket(word)] += 1.0
            row /= np.linalg.norm(row)
        return vectors

    def count_tokens(self, text: str) -> int:
        return len(text.split())

    def _bucket(self, word: str) -> int:
        digest = hashlib.sha256(f"{self.name} {word}".encode()).digest()
        return int.from_bytes(digest[:4], "little") % self.dimension
