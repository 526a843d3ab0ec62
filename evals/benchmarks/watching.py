"""An embedder that keeps count of the time it takes, so that the rest of an ingest can be told."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from corpus.embedding import Embedder


class WatchedEmbedder:
    """An Embedder as another, whose `seconds` are those spent in `embed` so far."""

    def __init__(self, model: Embedder) -> None:
        self.model = model
        self.seconds = 0.0

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def fingerprint(self) -> str:
        return self.model.fingerprint

    @property
    def dimension(self) -> int:
        return self.model.dimension

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        begun = time.perf_counter()
        vectors = self.model.embed(texts)
        self.seconds += time.perf_counter() - begun
        return vectors

    def count_tokens(self, text: str) -> int:
        return self.model.count_tokens(text)
