"""Builds what a library works with, by the settings: catalog, both indexes, and their upkeep.

`Library.open` is the only caller.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import dense, library_folder
from corpus.catalog import Catalog
from corpus.chroma import VectorClient
from corpus.dense import DenseIndex
from corpus.folding import Folding
from corpus.lexical import WordIndex
from corpus.publication import Publication
from corpus.segment_collections import SegmentCollections
from corpus.segment_folders import SegmentFolders
from corpus.segment_place import SegmentPlace
from corpus.shared_upkeep import SharedUpkeep
from corpus.upkeep import AloneUpkeep, Upkeep
from corpus.views import View

if TYPE_CHECKING:
    from corpus.embedding import Embedder
    from corpus.settings import Settings

LOCK_WAIT_S = 30.0
"""How long a process waits for another that is creating the same library."""
SERVED = Folding(ratio=1)
"""A server inserts what folders copy. With a ratio of 1, a passage is inserted about as often as
the library has doubled since it came, and a million passages stand in ten segments at most."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that a library is made of."""

    folder: Path
    catalog: Catalog
    embedder: Embedder
    view: View
    dense: DenseIndex
    lexical: WordIndex
    upkeep: Upkeep


def open_parts(settings: Settings, embedder: Embedder, folding: Folding | None) -> Parts:
    """Raises LibraryError, LibraryReadOnly: see `Library.open`."""
    folder, view = settings.library_path, View()
    writable = library_folder.prepare(folder)
    lock = library_folder.writer_lock(folder, LOCK_WAIT_S)
    catalog = Catalog.open(settings.library_place, writable=writable, migrating=lock)
    library_folder.refuse_lost_catalog(catalog, folder)
    place, usual = _segments(settings, embedder, catalog, view)
    vectors = DenseIndex(place, catalog, embedder, folding or usual)
    words = WordIndex(folder / library_folder.WORDS, catalog, view)
    upkeep: Upkeep = AloneUpkeep(folder, words, vectors)
    if settings.library_url is not None:
        shared = settings.chroma_url is not None
        upkeep = SharedUpkeep(folder, catalog, words, vectors, shares_vectors=shared)
    return Parts(folder, catalog, embedder, view, vectors, words, upkeep)


def _segments(
    settings: Settings, embedder: Embedder, catalog: Catalog, view: View
) -> tuple[SegmentPlace, Folding]:
    built_how = dense.fingerprint(embedder)
    server = settings.vector_server
    if server is not None:
        client = VectorClient(server)
        return SegmentCollections(catalog.publications, client, built_how, embedder.name), SERVED
    folder = settings.library_path / library_folder.VECTORS
    return SegmentFolders(Publication(folder, built_how, embedder.name), view), Folding()
