"""Timing of ingest in rounds: what each round holds, and the figures made of rounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder

from corpus.library import Library
from corpus.search_text import search_items
from corpus.settings import Settings
from evals.benchmarks.figures import Figure
from evals.benchmarks.ingesting import (
    A_ROUND,
    Round,
    Timed,
    again_figures,
    ingest_figures,
    plain_figures,
    rounds,
)
from evals.benchmarks.sampling import Survey, survey
from evals.benchmarks.watching import WatchedEmbedder
from ingest.connectors import files

SOURCES = 40
ITEMS = 12


@pytest.fixture
def documents(tmp_path: Path) -> Survey:
    folder = tmp_path / "data"
    folder.mkdir()
    for number in range(SOURCES):
        items = "\n".join(f"- Finding {number}.{n}: drug{n} helps." for n in range(ITEMS))
        (folder / f"{number:02}.md").write_text(f"# Trial {number}\n\n{items}\n", "utf-8")
    (folder / "empty.md").write_text("", "utf-8")
    return survey(lambda: files.candidates(folder), 1000)


@pytest.fixture
def model() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def embedder(model: HashingEmbedder) -> WatchedEmbedder:
    return WatchedEmbedder(model)


@pytest.fixture
def library(tmp_path: Path, embedder: WatchedEmbedder) -> Iterator[Library]:
    settings = Settings(home=tmp_path / "measured")  # type: ignore[call-arg]
    library = Library.open(settings, embedder)
    yield library
    library.close()


def by_name(figures: Iterator[Figure]) -> dict[str, Figure]:
    return {f"{figure.name} ({figure.unit})": figure for figure in figures}


def test_rounds_ingest_every_document_once(
    documents: Survey, library: Library, embedder: WatchedEmbedder, model: HashingEmbedder
) -> None:
    done = list(rounds(documents.documents, library, embedder, None, passages=None))
    assert len(done) > 1
    assert sum(each.sources for each in done) == SOURCES + 1
    held = [library.source_text(source_id) for source_id in library.entries()]
    assert sum(each.galen.units for each in done) == sum(len(text.passages) for text in held)
    texts = {item.dense_text for text in held for item in search_items(text)}
    assert sum(each.embed.units for each in done) == len(texts)
    assert model.embedded == 2 * len(texts), "once by the ingest, once alone"
    assert all(0 < each.in_model_s < each.galen.seconds for each in done)
    assert library.pending() is None
    assert all(each.plain is None for each in done)


def test_rounds_end_when_there_are_enough_passages(
    documents: Survey, library: Library, embedder: WatchedEmbedder
) -> None:
    done = list(rounds(documents.documents, library, embedder, None, passages=1))
    assert len(done) == 1
    assert 0 < done[0].galen.units < A_ROUND
    assert len(library.entries()) < SOURCES


def test_nothing_changed_means_all_unchanged(
    documents: Survey, library: Library, embedder: WatchedEmbedder, model: HashingEmbedder
) -> None:
    list(rounds(documents.documents, library, embedder, None, passages=None))
    version, embedded = library.version, model.embedded
    figures = by_name(again_figures(documents, library, embedder))
    again = figures["re-ingest, nothing changed (sources/s)"]
    assert again.n == SOURCES + 1
    assert again.note == "finding and reading included; 1 of them were read again"
    assert again.p50 is not None
    assert again.p50 < (figures["find and read the sources (sources/s)"].p50 or 0)
    assert (library.version, model.embedded) == (version, embedded)


def test_finding_and_reading_count_when_nothing_changed(
    documents: Survey, library: Library, embedder: WatchedEmbedder
) -> None:
    slow = replace(documents, reading_s=float(documents.found))
    list(rounds(slow.documents, library, embedder, None, passages=None))
    figures = by_name(again_figures(slow, library, embedder))
    assert figures["find and read the sources (sources/s)"].p50 == 1
    assert (figures["re-ingest, nothing changed (sources/s)"].p50 or 2) < 1


def test_other_documents_are_not_called_unchanged(documents: Survey, library: Library) -> None:
    figures = by_name(again_figures(documents.first(0), library, HashingEmbedder()))
    assert figures["re-ingest, nothing changed (sources/s)"].verdict == "not measured"


def test_figures_are_totals_over_all_rounds() -> None:
    done = [
        Round(10, 1000, Timed(100, 10.0), 9.5, Timed(100, 9.0), Timed(20, 20.0)),
        Round(30, 3000, Timed(300, 10.0), 9.0, Timed(280, 8.0), Timed(60, 10.0)),
    ]
    figures = by_name(ingest_figures(done)) | by_name(plain_figures(done))
    assert figures["ingest, end to end (passages/s)"].p50 == 20
    share = figures["ingest, share of the model's rate (%)"]
    assert (share.p50, share.verdict) == (pytest.approx(85), "met")
    assert "80 to 90 %" in share.note
    assert figures["time in the model, of the ingest (%)"].p50 == pytest.approx(92.5)
    assert figures["plain LangChain ingest (characters/s)"].p50 == pytest.approx(4000 / 30)
    fair = figures["Galen / LangChain, source text (fair) (x)"]
    assert (fair.p50, fair.verdict) == (1.5, "met")
    assert "1.00 to 2.00 x" in fair.note
    assert figures["Galen / LangChain, passages over chunks (x)"].p50 == 7.5
    assert figures["Galen in int8 / LangChain, source text (fair) (x)"].verdict == "not measured"


def test_int8_is_held_against_its_own_target() -> None:
    done = [Round(10, 1000, Timed(100, 10.0), 9.5, Timed(100, 9.0), Timed(20, 14.9))]
    figures = by_name(plain_figures(done, int8=True))
    small = figures["Galen in int8 / LangChain, source text (fair) (x)"]
    assert (small.p50, small.verdict) == (pytest.approx(1.49), "missed")
    assert "Galen / LangChain, source text (fair) (x)" not in figures


def test_data_without_passages_are_said_to_have_none() -> None:
    (figure,) = ingest_figures([Round(1, 0, Timed(0, 1.0), 0.0, Timed(0, 0.0), None)])
    assert figure.verdict == "not measured"
    assert list(plain_figures([])) == []


def test_a_watched_embedder_is_the_same_embedder_with_a_clock() -> None:
    model = HashingEmbedder()
    watched = WatchedEmbedder(model)
    assert (watched.embed(["gout", "flu"]) == model.embed(["gout", "flu"])).all()
    assert watched.seconds > 0
    assert watched.count_tokens("two words") == 2
    for same in ("name", "fingerprint", "dimension"):
        assert getattr(watched, same) == getattr(model, same)
