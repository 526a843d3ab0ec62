"""The bundled model all-MiniLM-L6-v2 on ONNX Runtime: the only importer of onnxruntime.

Opened by `open_embedder`. Gives the vectors that sentence-transformers gives, without torch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from corpus.embedding import weights
from corpus.settings import BUNDLED_MODEL, Settings

DIMENSION = 384
MAX_TOKENS = 256  # with [CLS] and [SEP]: what the model was trained and published for
BATCH_SIZE = 8  # 4 to 32 gave the same speed; small batches need less padding and memory

_CLS, _SEP, _PAD = 101, 102, 0  # fixed by the tokenizer's checked content


class MiniLM:
    """An Embedder. Safe to call from several threads."""

    def __init__(
        self, tokenizer: Tokenizer, session: onnxruntime.InferenceSession, *, int8: bool = False
    ) -> None:
        self._tokenizer = tokenizer
        self._session = session
        self._int8 = int8
        # In int8 the others of a batch would change a text's vector; see `graph`.
        self._batch_size = 1 if int8 else BATCH_SIZE

    @classmethod
    def open(cls, settings: Settings) -> MiniLM:
        """Raises ModelError if the weights cannot be found or are not the expected ones."""
        files = weights.find_files(settings)
        tokenizer = Tokenizer.from_str(weights.read_tokenizer(files))
        # The file asks for padding and truncation to 128 tokens. `_encode` cuts, `_forward` pads.
        tokenizer.no_padding()
        tokenizer.no_truncation()
        session = _session(weights.open_graph(settings, files), settings.threads)
        return cls(tokenizer, session, int8=settings.embedding_precision == "int8")

    @property
    def name(self) -> str:
        return BUNDLED_MODEL

    @property
    def fingerprint(self) -> str:
        small = ":int8" if self._int8 else ""
        return f"{BUNDLED_MODEL}:{weights.WEIGHTS_SHA256}:v{weights.GRAPH_VERSION}{small}"

    @property
    def dimension(self) -> int:
        return DIMENSION

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), DIMENSION), dtype=np.float32)
        encoded = [self._encode(text) for text in texts]
        for batch in _batches([len(ids) for ids in encoded], self._batch_size):
            vectors[batch] = self._forward([encoded[i] for i in batch])
        return vectors

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False).ids)

    def _encode(self, text: str) -> list[int]:
        # One text at a time: the parallel form saves nothing beside the forward pass, and its
        # threads warn when a process forks afterwards.
        ids = self._tokenizer.encode(text, add_special_tokens=False).ids
        return [_CLS, *ids[: MAX_TOKENS - 2], _SEP]

    def _forward(self, encoded: Sequence[list[int]]) -> NDArray[np.float32]:
        shape = (len(encoded), max(map(len, encoded)))
        ids, mask = np.full(shape, _PAD, dtype=np.int32), np.zeros(shape, dtype=np.int32)
        for row, tokens in enumerate(encoded):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        (vectors,) = self._session.run(["vectors"], {"ids": ids, "mask": mask})
        return np.asarray(vectors, dtype=np.float32)


def _batches(lengths: Sequence[int], size: int) -> Iterator[list[int]]:
    """Indices in batches of like length, so that little of the work is spent on padding."""
    order = sorted(range(len(lengths)), key=lengths.__getitem__)
    return (order[i : i + size] for i in range(0, len(order), size))


def _session(model: Path | bytes, threads: int) -> onnxruntime.InferenceSession:
    """`threads` 0 is one for each core. `model` is a file, or its content."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Idle threads sleep instead of spinning: a few percent slower alone, but twice as fast on a
    # machine that has other work, which a server's always has.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
