"""Putting: when committed sources are published while an ingest goes on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from pathlib import Path
from time import sleep

import numpy as np
import pytest
from hashing_embedder import HashingEmbedder
from numpy.typing import NDArray
from texts import source_text

from corpus.catalog import Catalog
from corpus.library import Library
from corpus.model import PutStatus, SourceText
from corpus.putting import Putting
from corpus.settings import Settings
from corpus.stored_embeddings import StoredEmbeddings


class Recorder(HashingEmbedder):
    """Writes down when it embeds, and takes its time if it should."""

    def __init__(self, events: list[str], seconds: float = 0.0) -> None:
        super().__init__()
        self.events, self.seconds = events, seconds

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.events.append("embed")
        sleep(self.seconds)
        return super().embed(texts)


def windows(count: int) -> list[SourceText]:
    """Sources that fill a window each."""
    return [source_text(f"s{n}", *(f"Text {n} {i}." for i in range(64))) for n in range(count)]


def run(home: Path, texts: list[SourceText], seconds: float = 0.0) -> list[str]:
    """What happened, in order."""
    events: list[str] = []
    catalog = Catalog.open(home / "catalog.sqlite", writable=True, migrating=nullcontext())
    stored = StoredEmbeddings(catalog, Recorder(events, seconds))
    for outcome in Putting(catalog, stored, lambda: events.append("publish")).put(texts):
        events.append(outcome.status.value)
    catalog.close()
    return events


def test_what_waits_is_published_before_a_window_is_embedded(tmp_path: Path) -> None:
    events = run(tmp_path, windows(4), seconds=0.02)
    assert events == ["embed", "added", *["publish", "embed", "added"] * 3, "publish"]


def test_sources_that_need_no_embedding_are_published_together(tmp_path: Path) -> None:
    texts = windows(3)
    run(tmp_path, texts)
    assert run(tmp_path, texts) == ["unchanged"] * 3 + ["publish"]


def test_what_was_put_before_an_error_is_published(tmp_path: Path) -> None:
    def failing() -> Iterator[SourceText]:
        yield from windows(1)
        raise ZeroDivisionError

    library = Library.open(Settings(home=tmp_path), HashingEmbedder())
    putting = library.put_many(failing())
    assert next(putting).status is PutStatus.ADDED
    with pytest.raises(ZeroDivisionError):
        next(putting)
    assert library.pending() is None
    assert library.passage_count == 64
    library.close()
