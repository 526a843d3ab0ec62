"""The retriever that LangChain's introduction builds: a vector store asked for its nearest texts.

Over the texts and vectors that the library holds, so that nothing is embedded twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore
from numpy.typing import NDArray


class LangChainSearch:
    """`similarity_search` of langchain-core's own store; text i is found as i."""

    def __init__(
        self,
        texts: Sequence[str],
        vectors: NDArray[np.float32],
        embed: Callable[[str], NDArray[np.float32]],
    ) -> None:
        numbers = [{"number": number} for number in range(len(texts))]
        self._store = InMemoryVectorStore.from_texts(
            [*texts], _KnownVectors(vectors, embed), metadatas=numbers
        )

    def search(self, question: str, k: int) -> tuple[int, ...]:
        """The `k` nearest texts by cosine, best first."""
        found = self._store.similarity_search(question, k=k)
        return tuple(int(document.metadata["number"]) for document in found)


class _KnownVectors(Embeddings):
    """Documents are embedded already; questions are, when asked."""

    def __init__(
        self, vectors: NDArray[np.float32], embed: Callable[[str], NDArray[np.float32]]
    ) -> None:
        self._vectors = vectors
        self._embed = embed

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if len(texts) != len(self._vectors):
            raise ValueError(f"{len(texts)} texts, {len(self._vectors)} vectors")
        # Rows of numbers behave as the lists that are asked for, at a tenth of their memory.
        return [*self._vectors]

    def embed_query(self, text: str) -> list[float]:
        return [float(value) for value in self._embed(text)]
