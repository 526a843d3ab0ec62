"""The vector index: exact neighbours, sections apart, writing twice, files that are damaged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.errors import IndexBroken
from corpus.model import Section
from corpus.vectors import VectorIndex

GUIDELINES, RESEARCH = Section.GUIDELINES, Section.RESEARCH


def unit_vectors(count: int, dimension: int = 48, seed: int = 7) -> NDArray[np.float32]:
    """Clustered, as texts are, and of length 1."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(10, dimension))
    vectors = centres[rng.integers(0, 10, count)] + rng.normal(size=(count, dimension))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[VectorIndex]:
    index = VectorIndex(tmp_path / "vectors")
    yield index
    index.close()


def test_neighbours_are_the_exact_ones_with_their_cosine(index: VectorIndex) -> None:
    vectors = unit_vectors(1500)
    ids = [f"p{n:04}" for n in range(1500)]
    index.upsert(GUIDELINES, ids, vectors)
    for query in unit_vectors(20, seed=8):
        cosines = vectors @ query
        exact = np.argsort(-cosines)[:30]
        hits = index.query(GUIDELINES, query, 30)
        assert [hit.passage_id for hit in hits] == [ids[n] for n in exact]
        np.testing.assert_allclose([hit.score for hit in hits], cosines[exact], atol=1e-5)


def test_sections_are_searched_apart(index: VectorIndex) -> None:
    vectors = unit_vectors(4)
    index.upsert(GUIDELINES, ["g0", "g1"], vectors[:2])
    index.upsert(RESEARCH, ["r0", "r1"], vectors[2:])
    assert {hit.passage_id for hit in index.query(GUIDELINES, vectors[2], 10)} == {"g0", "g1"}
    assert index.query(RESEARCH, vectors[2], 10)[0].passage_id == "r0"
    assert index.ids() == {GUIDELINES: {"g0", "g1"}, RESEARCH: {"r0", "r1"}}


def test_writing_and_deleting_again_changes_nothing(index: VectorIndex) -> None:
    vectors = unit_vectors(3)
    for _ in range(2):
        index.upsert(GUIDELINES, ["a", "b", "c"], vectors)
        index.delete(["b", "never there"])
    index.delete([])
    assert index.ids()[GUIDELINES] == {"a", "c"}


def test_an_id_that_is_written_again_has_its_new_vector(index: VectorIndex) -> None:
    old, new = unit_vectors(2)
    index.upsert(GUIDELINES, ["a"], old[None])
    index.upsert(GUIDELINES, ["a"], new[None])
    assert index.query(GUIDELINES, new, 1)[0].score == pytest.approx(1.0, abs=1e-5)


def test_more_vectors_than_chroma_takes_at_once(index: VectorIndex) -> None:
    vectors = unit_vectors(6000, dimension=4)
    index.upsert(RESEARCH, [str(n) for n in range(6000)], vectors)
    assert len(index.ids()[RESEARCH]) == 6000
    index.delete([str(n) for n in range(5999)])
    assert index.ids()[RESEARCH] == {"5999"}


def test_what_was_written_is_there_after_closing(index: VectorIndex) -> None:
    vectors = unit_vectors(5)
    index.upsert(GUIDELINES, [*"abcde"], vectors)
    before = index.query(GUIDELINES, vectors[2], 5)
    index.close()
    assert index.query(GUIDELINES, vectors[2], 5) == before


def test_an_empty_index_and_an_empty_wish_find_nothing(index: VectorIndex) -> None:
    vector = unit_vectors(1)[0]
    assert index.query(GUIDELINES, vector, 5) == []
    index.upsert(GUIDELINES, ["a"], vector[None])
    assert index.query(GUIDELINES, vector, 0) == []


def test_a_damaged_index_says_so_and_can_be_reset(index: VectorIndex) -> None:
    vector = unit_vectors(1)[0]
    index.upsert(GUIDELINES, ["a"], vector[None])
    index.close()
    (index.folder / "store-0" / "chroma.sqlite3").write_bytes(b"damaged" * 1000)
    for _ in range(2):
        with pytest.raises(IndexBroken, match="galen doctor"):
            index.query(GUIDELINES, vector, 1)
    index.reset()
    assert index.query(GUIDELINES, vector, 1) == []
    index.upsert(GUIDELINES, ["b"], vector[None])
    assert index.ids()[GUIDELINES] == {"b"}
