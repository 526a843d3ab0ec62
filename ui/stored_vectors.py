"""Vectors as the library stores them, for what checks or measures its index.

`galen doctor` looks them up, `galen bench` searches them by other means.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING

from corpus.catalog import Catalog, opening
from corpus.stored_embeddings import StoredEmbeddings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ui.session import Session


def stored_vectors(session: Session, texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of shape (len(texts), dimension) of texts that the library has embedded."""
    settings = session.settings
    writable = opening.is_writable(settings.library_path)
    catalog = Catalog.open(settings.library_place, writable=writable, migrating=nullcontext())
    try:
        return StoredEmbeddings(catalog, session.embedder).matrix(texts)
    finally:
        catalog.close()
