"""What `galen doctor` finds in a library that opens: faults, a probe of the index, the starter.

Called in a process of its own, since a damaged index file can end the process that reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from corpus.errors import IndexBroken
from corpus.library import Library
from corpus.model import SourceKind
from corpus.records import Problem
from corpus.search_text import SearchItem, search_items
from corpus.settings import Settings
from ui.stored_vectors import stored_vectors

if TYPE_CHECKING:
    from ui.session import Session

PROBES = 100
_ITSELF = 0.999
"""Cosine similarity of a stored vector to itself, after its rounding to float16."""
_LOST = 0.02
"""Share of probes that may fail: the search for neighbours is approximate."""
_OF_THE_TEXT = frozenset({"text changed", "offsets", "passages"})
"""Problems of `Library.verify` that no index can repair."""


@dataclass(frozen=True, slots=True)
class StarterState:
    """How many bundled sources there are, are held, and are held with another text."""

    bundled: int
    held: int
    different: int


@dataclass(frozen=True, slots=True)
class Examination:
    """`text_faults` are of the catalog's content, `index_faults` of what is built from it.

    Both in words, none for a sound library. `behind` is why the indexes must follow.
    """

    version: str
    sources: int
    passages: int
    probed: int
    text_faults: tuple[str, ...]
    index_faults: tuple[str, ...]
    behind: str | None
    starter: StarterState


def examine(settings: Settings) -> Examination:
    """Open the library as it is and look at everything; changes nothing.

    Raises LibraryError or ModelError where it does not open.
    """
    from corpus.embedding import open_embedder
    from ui.session import Session

    embedder = open_embedder(settings)
    library = Library.open(settings, embedder)
    try:
        return _examination(Session(settings, embedder, library))
    finally:
        library.close()


def _examination(session: Session) -> Examination:
    library = session.library
    entries = library.entries()
    pending = library.pending()
    found: list[Problem] = []
    probed: list[bool] = []
    try:
        # That an index is behind is said once, in `behind`.
        found += (problem for problem in library.verify() if "behind" not in problem.what)
        probed = _probe(session) if pending is None else []
    except IndexBroken as error:
        found.append(Problem("index", str(error)))
    lost = probed.count(False)
    if lost > _LOST * len(probed):
        told = f"{lost} of {len(probed)} stored vectors are not found"
        found.append(Problem("vector index", told))
    return Examination(
        version=library.version,
        sources=len(entries),
        passages=sum(entry.passages for entry in entries.values()),
        probed=len(probed),
        text_faults=tuple(_in_words(p) for p in found if p.what in _OF_THE_TEXT),
        index_faults=tuple(_in_words(p) for p in found if p.what not in _OF_THE_TEXT),
        behind=pending.reason if pending else None,
        starter=_starter(session),
    )


def _in_words(problem: Problem) -> str:
    return f"{problem.what}: {problem.detail}"


def _probe(session: Session) -> list[bool]:
    """Whether stored vectors, spread over the sources, find themselves or an equal in the index."""
    items = _spread(session.library)
    if not items:
        return []
    vectors = stored_vectors(session, [item.dense_text for item in items])
    nearest = (
        session.library.search_vector(vector, (), section=item.section, k=1).dense
        for item, vector in zip(items, vectors, strict=True)
    )
    return [bool(hits) and hits[0].score > _ITSELF for hits in nearest]


def _spread(library: Library) -> Sequence[SearchItem]:
    """A passage of each of up to `PROBES` sources: the first, the second, the third, in turn."""
    ids = [id_ for id_, entry in library.entries().items() if not entry.source.retracted]
    step = max(1, len(ids) // PROBES)
    items: list[SearchItem] = []
    for number, source_id in enumerate(ids[::step][:PROBES]):
        held = [*search_items(library.source_text(source_id))]
        items += islice(held, number % max(len(held), 1), number % max(len(held), 1) + 1)
    return items


def _starter(session: Session) -> StarterState:
    """The bundled sources against those that the library holds under their ids.

    A digest's file is named after its id: only those that are held have to be read.
    """
    from ingest.chunking import chunk
    from ingest.connectors import starter
    from ingest.readers import read

    entries = session.library.entries()
    bundled = {PurePosixPath(each.location).stem: each for each in starter.candidates()}
    held = [
        chunk(read(each.fetch(), SourceKind.OTHER), session.embedder.count_tokens)
        for source_id, each in bundled.items()
        if source_id in entries
    ]
    different = sum(text.sha256 != entries[text.source.id].sha256 for text in held)
    return StarterState(len(bundled), len(held), different)
