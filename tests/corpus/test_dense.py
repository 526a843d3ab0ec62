"""The dense index: whatever happened, it finds what an exact search over all that is held finds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from hashing_embedder import HashingEmbedder
from texts import source_text

from corpus import manifest
from corpus.folding import Folding
from corpus.library import Library
from corpus.manifest import Segment
from corpus.model import Passage, Section, SourceKind, SourceText
from corpus.search_text import search_items
from corpus.settings import Settings

WORDS = (
    "ulcer knee joint fever dose renal heart lipid urate flare gait node mass scan liver".split()
)


def random_text(rng: np.random.Generator, source_id: str) -> SourceText:
    """A source of up to nine passages, of either kind."""
    paragraphs = [
        " ".join(rng.choice(WORDS, 6)) + f" {rng.integers(1_000_000)}."
        for _ in range(rng.integers(1, 10))
    ]
    kind = SourceKind.GUIDELINE if rng.random() < 0.6 else SourceKind.RCT
    return source_text(source_id, *paragraphs, kind=kind)


class Shelf:
    """A library beside what it should hold."""

    def __init__(self, home: Path, folding: Folding) -> None:
        self.settings, self.folding = Settings(home=home), folding
        self.embedder = HashingEmbedder()
        self.held: dict[str, SourceText] = {}
        self.library = self.open()

    def open(self) -> Library:
        return Library.open(self.settings, self.embedder, self.folding)

    def put(self, *texts: SourceText) -> None:
        for _ in self.library.put_many(texts):
            pass
        self.held |= {text.source.id: text for text in texts}

    def remove(self, source_id: str) -> None:
        self.library.remove(source_id)
        del self.held[source_id]

    def expected(self, section: Section) -> dict[str, np.ndarray]:
        items = [item for text in self.held.values() for item in search_items(text)]
        own = [item for item in items if item.section is section]
        vectors = HashingEmbedder().embed([item.dense_text for item in own])
        rounded = vectors.astype("<f2").astype(np.float32)
        rounded /= np.linalg.norm(rounded, axis=1, keepdims=True)
        return {item.passage.id: row for item, row in zip(own, rounded, strict=True)}

    def check(self, library: Library, query: str, k: int) -> None:
        """The k best are those of an exact search over all that is held."""
        vector = HashingEmbedder().embed([query])[0]
        for section in Section:
            expected = self.expected(section)
            cosines = {passage: float(row @ vector) for passage, row in expected.items()}
            hits = library.search_vector(vector, [], section=section, k=k).dense
            best = sorted(cosines.values(), reverse=True)[:k]
            np.testing.assert_allclose([hit.score for hit in hits], best, atol=1e-5)
            assert len({hit.passage_id for hit in hits}) == len(hits)
            for hit in hits:
                assert hit.score == pytest.approx(cosines[hit.passage_id], abs=1e-5)

    def segments(self) -> tuple[Segment, ...]:
        published = manifest.read(self.settings.library_path / "vectors")
        assert published is not None
        return published.segments


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path / "home", Folding(passages=20, ratio=4))
    yield shelf
    shelf.library.close()


@pytest.mark.parametrize("folding", [Folding(15, ratio=1), Folding(15, ratio=9, removed_share=0.6)])
def test_any_history_is_searched_as_exactly_as_one_scan(tmp_path: Path, folding: Folding) -> None:
    shelf = Shelf(tmp_path / "home", folding)
    rng = np.random.default_rng(folding.ratio)
    reader, segments = shelf.open(), list[tuple[Segment, ...]]()
    for _ in range(12):
        if shelf.held and rng.random() < 0.25:
            shelf.remove(str(rng.choice([*shelf.held])))
        else:
            names = {f"s{rng.integers(14)}" for _ in range(rng.integers(1, 5))}
            shelf.put(*(random_text(rng, name) for name in sorted(names)))
        query, k = " ".join(rng.choice(WORDS, 3)), int(rng.integers(1, 40))
        shelf.check(reader, query, k)
        shelf.check(shelf.library, query, k)
        segments.append(shelf.segments())
    if folding.ratio == 1:
        assert max(len(each) for each in segments) > 1
    else:
        assert any(segment.removed for each in segments for segment in each)
    assert shelf.library.verify() == []
    reader.close()
    shelf.library.close()
    embedded = shelf.embedder.embedded
    reopened = shelf.open()
    shelf.check(reopened, "knee", 200)
    reopened.close()
    assert shelf.embedder.embedded == embedded


def test_a_small_addition_writes_no_vector_file(shelf: Shelf) -> None:
    shelf.put(source_text("big", *(f"Passage {n}." for n in range(60))))
    before = shelf.segments()
    shelf.put(source_text("small", "One more."))
    assert shelf.segments() == before
    shelf.check(shelf.library, "one more", 5)


def test_many_small_additions_become_few_segments(shelf: Shelf) -> None:
    for n in range(20):
        shelf.put(source_text(f"s{n}", *(f"Knee {n} {i}." for i in range(7))))
        assert len(shelf.segments()) <= 4
    assert sum(segment.size for segment in shelf.segments()) > 140 - 20
    shelf.check(shelf.library, "knee 7", 10)


def test_a_graph_of_mostly_outdated_passages_is_built_anew(shelf: Shelf) -> None:
    texts = [source_text(f"s{n}", *(f"Knee {n} {i}." for i in range(10))) for n in range(10)]
    shelf.put(*texts)
    assert [segment.removed for segment in shelf.segments()] == [0]
    shelf.put(*(source_text(f"s{n}", *(f"Hip {n} {i}." for i in range(10))) for n in range(8)))
    assert sum(segment.removed for segment in shelf.segments()) == 0
    assert sum(segment.size for segment in shelf.segments()) == 100
    shelf.check(shelf.library, "hip 3 4", 100)


def test_a_few_outdated_passages_are_taken_out_of_a_copy(shelf: Shelf) -> None:
    texts = [source_text(f"s{n}", *(f"Knee {n} {i}." for i in range(10))) for n in range(10)]
    shelf.put(*texts)
    new = [source_text(f"n{n}", *(f"Hip {n} {i}." for i in range(10))) for n in range(4)]
    shelf.put(source_text("s0", *(f"Hand {i}." for i in range(10))), *new)
    (segment,) = shelf.segments()
    assert (segment.size, segment.removed, segment.outdated) == (140, 10, ())
    shelf.check(shelf.library, "knee 0 4", 140)
    assert shelf.library.verify() == []


def test_removals_alone_end_in_an_index_without_what_was_removed(shelf: Shelf) -> None:
    shelf.put(*(source_text(f"s{n}", f"Knee {n}.") for n in range(22)))
    assert shelf.segments()
    for n in range(22):
        shelf.remove(f"s{n}")
    assert sum(segment.size for segment in shelf.segments()) <= 2
    shelf.check(shelf.library, "knee", 10)
    assert shelf.library.verify() == []


@pytest.mark.parametrize("sizes", [[10], [10, 100, 1000], [1000, 100, 10], [1000, 10], []])
@pytest.mark.parametrize("fresh", [1, 10, 500])
def test_a_fold_leaves_few_segments_and_copies_no_more_than_it_may(
    sizes: list[int], fresh: int
) -> None:
    folding = Folding(ratio=8)
    segments = [Segment(f"s{n}", n, (), guidelines=size) for n, size in enumerate(sizes)]
    kept = folding.kept(segments, fresh)
    later = [each.size for each in segments[kept:]]
    assert sum(later) <= fresh * (1 + folding.ratio) ** max(len(later), 1)
    if kept:
        assert segments[kept - 1].size > folding.ratio * (fresh + sum(later))


def test_the_source_of_a_passage_is_read_off_its_id() -> None:
    assert Passage.source_of(Passage.make_id("pmid:12:3", 4, "Text.")) == "pmid:12:3"
