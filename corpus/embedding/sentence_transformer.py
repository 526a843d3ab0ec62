"""Any sentence-transformers model, by name or path, as an Embedder (extra `models`).

Opened by `open_embedder` when GALEN_EMBEDDING_MODEL names another model than the bundled one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.errors import MissingExtra, ModelError
from corpus.settings import Settings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

POOLING_VERSION = 1  # part of the fingerprint: raise it whenever `embed` gives other vectors


class SentenceTransformerEmbedder:
    """An Embedder. Texts are embedded as they are, without the prompts some models ask for."""

    def __init__(self, name: str, model: SentenceTransformer) -> None:
        self._name = name
        self._model = model
        self._fingerprint = f"{name}:{_weights_hash(model)}:v{POOLING_VERSION}"
        self._dimension = int(model.encode([""], show_progress_bar=False).shape[1])

    @classmethod
    def open(cls, settings: Settings) -> SentenceTransformerEmbedder:
        """Raises MissingExtra without the extra, ModelError if the model cannot be loaded."""
        name = settings.embedding_model
        path = Path(name).expanduser()
        if path.is_dir():
            # Read when huggingface_hub is imported, hence before the import in `_load`.
            os.environ["HF_HUB_OFFLINE"] = "1"
            return cls(name, _load(str(path), settings.threads))
        if path.is_absolute() or name.startswith((".", "~")):
            raise ModelError(f"{name} is not a folder: correct GALEN_EMBEDDING_MODEL")
        return cls(name, _load(name, settings.threads))

    @property
    def name(self) -> str:
        return self._name

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dimension(self) -> int:
        return self._dimension

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self._dimension), dtype=np.float32)
        vectors = self._model.encode(
            list(texts), normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(vectors, dtype=np.float32)

    def count_tokens(self, text: str) -> int:
        ids = self._model.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        return len(ids)


def _load(name: str, threads: int) -> SentenceTransformer:
    try:
        import torch
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise MissingExtra(
            f"the embedding model {name} needs sentence-transformers: run "
            "`pip install -e '.[models]'` in Galen's folder, or unset GALEN_EMBEDDING_MODEL"
        ) from error
    if threads:
        torch.set_num_threads(threads)
    try:
        return SentenceTransformer(name, trust_remote_code=False)
    except (OSError, ValueError) as error:  # no such model, no network, not a model
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"the embedding model {name} cannot be loaded ({reason}): correct GALEN_EMBEDDING_MODEL"
        ) from error


def _weights_hash(model: SentenceTransformer) -> str:
    """SHA-256 of the weights as loaded, wherever they came from, and of where texts are cut."""
    import torch

    digest = hashlib.sha256(f"{model.max_seq_length}".encode())
    for name, tensor in model.state_dict().items():
        values = tensor.detach().cpu().contiguous().reshape(-1).view(torch.uint8)
        digest.update(name.encode("utf-8"))
        digest.update(values.numpy().tobytes())
    return digest.hexdigest()
