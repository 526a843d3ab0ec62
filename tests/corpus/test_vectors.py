"""The vector index: exact neighbours, sections apart, writing twice, reading without writing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from corpus.chroma import Folder
from corpus.errors import IndexBroken, LibraryError
from corpus.model import Section
from corpus.sealing import DATABASE, seal
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
    index = VectorIndex(Folder(tmp_path / "vectors"))
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
    assert {*index.ids(GUIDELINES)} == {"g0", "g1"}
    assert {*index.ids(RESEARCH)} == {"r0", "r1"}


def test_writing_and_deleting_again_changes_nothing(index: VectorIndex) -> None:
    vectors = unit_vectors(3)
    for _ in range(2):
        index.upsert(GUIDELINES, ["a", "b", "c"], vectors)
        index.delete(GUIDELINES, ["b", "never there"])
    assert {*index.ids(GUIDELINES)} == {"a", "c"}


@pytest.mark.parametrize("deleting", [False, True])
def test_an_id_that_is_written_again_has_its_new_vector(index: VectorIndex, deleting: bool) -> None:
    old, new, other = unit_vectors(3)
    index.upsert(GUIDELINES, ["a", "b"], np.stack([old, other]))
    if deleting:
        index.delete(GUIDELINES, ["a"])
    index.upsert(GUIDELINES, ["a"], new[None])
    best = index.query(GUIDELINES, new, 1)[0]
    assert (best.passage_id, best.score) == ("a", pytest.approx(1.0, abs=1e-5))
    assert {*index.ids(GUIDELINES)} == {"a", "b"}


def test_more_vectors_than_chroma_takes_at_once(index: VectorIndex) -> None:
    vectors = unit_vectors(6000, dimension=4)
    index.upsert(RESEARCH, [str(n) for n in range(6000)], vectors)
    assert len(index.ids(RESEARCH)) == 6000
    index.delete(RESEARCH, [str(n) for n in range(5999)])
    assert index.ids(RESEARCH) == ["5999"]


def test_stored_vectors_are_those_that_were_written(index: VectorIndex) -> None:
    vectors = unit_vectors(30)
    ids = [f"p{n}" for n in range(30)]
    index.upsert(GUIDELINES, ids, vectors)
    (stored,) = index.vectors(GUIDELINES, ids[10:20])
    assert {*stored.ids} == {*ids[10:20]}
    expected = np.stack([vectors[ids.index(passage)] for passage in stored.ids])
    np.testing.assert_allclose(stored.matrix, expected, atol=1e-6)
    np.testing.assert_allclose(index.similarities(GUIDELINES, vectors), 1.0, atol=1e-5)
    assert index.similarities(GUIDELINES, -vectors[:1])[0] < 0.9


def test_an_empty_index_and_an_empty_wish_find_nothing(index: VectorIndex) -> None:
    vector = unit_vectors(1)[0]
    assert index.query(GUIDELINES, vector, 5) == []
    index.upsert(GUIDELINES, ["a"], vector[None])
    assert index.query(GUIDELINES, vector, 0) == []


def contents(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("count", [1, 2, 5, 1500])
def test_reading_leaves_the_graph_as_it_was_written(index: VectorIndex, count: int) -> None:
    vectors = unit_vectors(count)
    index.upsert(GUIDELINES, [f"p{n}" for n in range(count)], vectors)
    index.upsert(RESEARCH, ["r"], vectors[:1])
    before = index.query(GUIDELINES, vectors[0], 5)
    index.close()
    seal(Path(index.where))
    written = contents(Path(index.where))
    for section in Section:
        index.load(section)
    assert index.query(GUIDELINES, vectors[0], 5) == before
    index.close()
    changed = {
        path.name
        for path, content in contents(Path(index.where)).items()
        if written[path] != content
    }
    assert changed <= {DATABASE}  # a view holds a copy of that one


@pytest.mark.parametrize("name", ["data_level0.bin", "header.bin"])
def test_a_graph_that_was_not_written_in_full_is_noticed(index: VectorIndex, name: str) -> None:
    index.upsert(GUIDELINES, [f"p{n}" for n in range(300)], unit_vectors(300))
    index.close()
    seal(Path(index.where))
    (file,) = Path(index.where).glob(f"*/{name}")
    os.truncate(file, file.stat().st_size // 2)
    with pytest.raises(LibraryError, match="free some space"):
        seal(Path(index.where))


def test_a_damaged_index_says_so(index: VectorIndex) -> None:
    vector = unit_vectors(1)[0]
    index.upsert(GUIDELINES, ["a"], vector[None])
    index.close()
    (Path(index.where) / DATABASE).write_bytes(b"damaged" * 1000)
    for _ in range(2):
        with pytest.raises(IndexBroken, match="galen doctor"):
            index.query(GUIDELINES, vector, 1)
    with pytest.raises(LibraryError, match="cannot be written"):
        index.upsert(GUIDELINES, ["b"], vector[None])
    with pytest.raises(LibraryError, match="cannot be written"):
        seal(Path(index.where))


def test_an_index_that_holds_nothing_is_not_loaded(index: VectorIndex) -> None:
    with pytest.raises(IndexBroken, match="holds nothing"):
        index.load(GUIDELINES)
