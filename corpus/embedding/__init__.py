"""Text to vectors: the `Embedder` protocol, and `open_embedder` for the model that is set.

The library and the chunker receive an Embedder; only entry points open one. The engines (ONNX
Runtime, torch) are imported when opened, so that this module stays light.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from corpus.settings import BUNDLED_MODEL, Settings

if TYPE_CHECKING:  # numpy is half of what this module would cost to import
    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """A model that turns texts into vectors of length 1, whose dot product is their cosine."""

    @property
    def name(self) -> str:
        """The model, as the setting names it."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever vectors would: model, hash of its weights, version of our pooling."""
        ...

    @property
    def dimension(self) -> int:
        """Components of a vector."""
        ...

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of shape (len(texts), dimension), in the order of the texts, rows of length 1."""
        ...

    def count_tokens(self, text: str) -> int:
        """Tokens of the text as the model cuts it, without the special ones around it."""
        ...


def open_embedder(settings: Settings) -> Embedder:
    """The embedder that `settings.embedding_model` names, ready to use.

    Raises ModelError if the model cannot be found or is not the one expected, and MissingExtra if
    it needs sentence-transformers and that is not installed.
    """
    if settings.embedding_model == BUNDLED_MODEL:
        from corpus.embedding.minilm import MiniLM

        return MiniLM.open(settings)
    from corpus.embedding.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder.open(settings)
