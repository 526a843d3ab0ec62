"""Every passage of a library in memory with its vector, for the plain retrievers to search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from corpus.search_text import SearchItem, search_items

if TYPE_CHECKING:
    from corpus.library import Library

Vectors = Callable[[Sequence[str]], NDArray[np.float32]]
"""From n texts that the library has embedded to their vectors, of shape (n, dimension)."""


@dataclass(frozen=True, slots=True)
class Passages:
    """Passage i is of source `source_ids[i]`; `vectors` has the shape (passages, dimension).

    `indexed` is what Galen embeds (the words, their lead-in, the title) and the plain retrievers
    search, so that all search the same text; `shown` leaves the title out.
    """

    source_ids: tuple[str, ...]
    indexed: tuple[str, ...]
    shown: tuple[str, ...]
    vectors: NDArray[np.float32]

    @classmethod
    def of(cls, library: Library, vectors: Vectors) -> Passages:
        """All passages but those of retracted sources, which Galen does not search either."""
        items = [
            item
            for source_id, entry in sorted(library.entries().items())
            if not entry.source.retracted
            for item in search_items(library.source_text(source_id))
        ]
        indexed = tuple(item.dense_text for item in items)
        return cls(
            source_ids=tuple(item.source.id for item in items),
            indexed=indexed,
            shown=tuple(_shown(item) for item in items),
            vectors=vectors(indexed),
        )

    def sources(self, found: Sequence[int], most: int) -> tuple[str, ...]:
        """The distinct sources of passages, each at the place of its best."""
        return tuple(dict.fromkeys(self.source_ids[index] for index in found))[:most]


def _shown(item: SearchItem) -> str:
    return f"{item.lead_in} {item.passage.text}" if item.lead_in else item.passage.text
