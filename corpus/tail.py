"""Tail: the passages of the last changes, searched exactly, which no segment holds yet.

A part of the dense index that every process keeps in memory and reads from the catalog. So what a
process has committed is found by all at once, and no file is written for a small addition.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.catalog import Catalog
from corpus.catalog.following import Changed
from corpus.errors import UnknownSource
from corpus.model import Section
from corpus.records import IndexHit
from corpus.search_text import search_items
from corpus.stored_embeddings import StoredEmbeddings

SMALLEST = 1e-12
"""Lengths below count as this, so that a vector of zeros stays one."""


@dataclass(frozen=True, slots=True)
class _Block:
    """What a changed source has to be found by, as of its last change; maybe nothing.

    `vectors` has the shape (len(ids), dimension), each of length 1. `absent` counts passages that
    the catalog has no vector of, and which therefore are not among them.
    """

    change: int
    section: Section
    ids: tuple[str, ...]
    vectors: NDArray[np.float32]
    absent: int


@dataclass(frozen=True, slots=True)
class _Flat:
    """All blocks of a section in one matrix of shape (len(ids), dimension)."""

    ids: tuple[str, ...]
    vectors: NDArray[np.float32]


class Tail:
    """Follows the catalog from a change on. Not for several threads at once."""

    def __init__(self, catalog: Catalog, embeddings: StoredEmbeddings) -> None:
        self._catalog = catalog
        self._embeddings = embeddings
        self._base = 0
        self._change = 0
        self._blocks: dict[str, _Block] = {}
        self._flat: dict[Section, _Flat] = {}

    @property
    def sources(self) -> Set[str]:
        """The sources that changed since; whatever a segment holds of them is outdated."""
        return self._blocks.keys()

    @property
    def absent(self) -> int:
        """Passages that cannot be found since the catalog has no vector of them."""
        return sum(block.absent for block in self._blocks.values())

    def follow(self, base: int) -> None:
        """Hold what changed after `base`, up to the catalog's last change."""
        # Read before the sources: one that changes meanwhile is read once more the next time.
        head = self._catalog.head().sequence
        if base < self._base or head < self._change:
            self._blocks, self._flat, self._change = {}, {}, base
        if base > self._base:
            self._blocks = {s: b for s, b in self._blocks.items() if b.change > base}
            self._flat = {}
        self._base, self._change = base, max(base, self._change)
        if head > self._change:
            for changed in self._catalog.changed_after(self._change):
                self._blocks[changed.source_id] = self._block(changed)
            self._flat, self._change = {}, head

    def _block(self, changed: Changed) -> _Block:
        try:
            text = self._catalog.source_text(changed.source_id) if changed.passages else None
        except UnknownSource:  # removed since; the next time its last change says so
            text = None
        items = [*search_items(text)] if text is not None else []
        known = self._embeddings.known([item.dense_text for item in items])
        found = [(item, row) for item, row in zip(items, known, strict=True) if row is not None]
        return _Block(
            changed.sequence,
            text.source.section if text is not None else Section.RESEARCH,
            tuple(item.passage.id for item, _ in found),
            _of_length_one([row for _, row in found], self._embeddings.dimension),
            len(items) - len(found),
        )

    def query(self, section: Section, vector: NDArray[np.float32], k: int) -> list[IndexHit]:
        """The `k` nearest passages, best first, with cosine similarity."""
        flat = self._flattened(section)
        if k < 1 or not flat.ids:
            return []
        scores = flat.vectors @ (vector / max(float(np.linalg.norm(vector)), SMALLEST))
        best = np.argpartition(-scores, min(k, len(scores)) - 1)[:k]
        hits = [IndexHit(flat.ids[n], float(scores[n])) for n in best]
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage_id))

    def ids(self, section: Section) -> tuple[str, ...]:
        return self._flattened(section).ids

    def _flattened(self, section: Section) -> _Flat:
        if section not in self._flat:
            blocks = [b for b in self._blocks.values() if b.section is section]
            empty = np.zeros((0, self._embeddings.dimension), np.float32)
            self._flat[section] = _Flat(
                tuple(passage for block in blocks for passage in block.ids),
                np.concatenate([empty, *(block.vectors for block in blocks)]),
            )
        return self._flat[section]


def _of_length_one(rows: list[NDArray[np.float32]], dimension: int) -> NDArray[np.float32]:
    matrix = np.asarray(rows, np.float32).reshape(len(rows), dimension)
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), SMALLEST)
    return matrix
