"""The pipeline most people would write first, in plain LangChain. The only importer of its parts.

RecursiveCharacterTextSplitter, HuggingFaceEmbeddings on torch, Chroma.from_documents, and Chroma's
similarity search. `galen bench` runs it beside Galen, on the same texts in the same run.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.embedding.weights import find_files
from corpus.errors import MissingExtra, ModelError
from corpus.settings import Settings

CHUNK_CHARACTERS = 1000
CHUNK_OVERLAP = 200
"""Both as in LangChain's own introduction to retrieval; the model reads about 1,000 characters."""
NEIGHBOURS = 10


@dataclass(frozen=True, slots=True)
class PlainPipeline:
    """Splitter, model and store of one folder. The parts are LangChain's."""

    splitter: Any
    embeddings: Any
    store: Any
    folder: Path

    @classmethod
    def open(cls, settings: Settings, folder: Path) -> PlainPipeline:
        """The bundled model's own weights, read by sentence-transformers from their folder.

        Raises MissingExtra without the extra, ModelError where sentence-transformers cannot read
        the model.
        """
        model = find_files(settings).weights.parent
        # Read when the libraries are imported: nothing may be looked up, nothing reported.
        os.environ["HF_HUB_OFFLINE"] = "1"
        os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
        try:
            import torch
            from langchain_chroma import Chroma
            from langchain_huggingface import HuggingFaceEmbeddings
            from langchain_text_splitters import RecursiveCharacterTextSplitter
        except ImportError as error:
            raise MissingExtra(
                f"{error.name} is not installed: run `pip install -e '.[models]'` in Galen's folder"
            ) from error
        if settings.threads:
            torch.set_num_threads(settings.threads)
        try:
            embeddings = HuggingFaceEmbeddings(
                model_name=str(model), model_kwargs={"device": "cpu"}
            )
        except (OSError, ValueError) as error:
            raise ModelError(
                f"sentence-transformers cannot read {model}: run `make install` for the whole model"
            ) from error
        splitter = RecursiveCharacterTextSplitter(
            chunk_size=CHUNK_CHARACTERS, chunk_overlap=CHUNK_OVERLAP
        )
        return cls(splitter, embeddings, Chroma, folder)

    def ingest(self, texts: Sequence[str]) -> int:
        """Split, embed and store texts; how many chunks they became."""
        chunks = self.splitter.create_documents([*texts])
        self.store.from_documents(chunks, self.embeddings, persist_directory=str(self.folder))
        return len(chunks)

    def retriever(self, texts: Sequence[str], vectors: NDArray[np.float32]) -> Any:
        """A similarity search over texts that are embedded already, in rows of shape (n, dim).

        Queries are embedded by LangChain as always. `invoke` finds the nearest `NEIGHBOURS`.
        """
        known = _KnownVectors(dict(zip(texts, vectors, strict=True)), self.embeddings)
        store = self.store.from_texts(
            [*texts], known, persist_directory=str(self.folder), collection_name="passages"
        )
        return store.as_retriever(search_kwargs={"k": NEIGHBOURS})


@dataclass(frozen=True, slots=True)
class _KnownVectors:
    """LangChain's Embeddings interface over vectors that the library holds."""

    rows: dict[str, NDArray[np.float32]]
    model: Any

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.rows[text].tolist() for text in texts]

    def embed_query(self, text: str) -> list[float]:
        return [float(value) for value in self.model.embed_query(text)]
