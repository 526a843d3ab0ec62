"""The plain retrievers: what each finds, how two lists are fused, and that all search the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import Source, SourceKind
from evals.intervals import wilson
from evals.public.asking import FIRST_PASSAGES, Question, ask, said
from evals.public.figures import GALEN, Row, count, mean, share, statistic, table
from evals.public.parts import pooled, seeded_sample, spread_evenly
from evals.public.passages import Passages
from evals.public.plain import (
    BM25,
    DENSE,
    LANGCHAIN,
    RRF_K,
    SYSTEMS,
    PlainRetrievers,
    best_first,
    min_max_sum,
    reciprocal_ranks,
)
from ingest.document import Document
from ui.session import Session
from ui.stored_vectors import stored_vectors

LISTS = st.lists(st.integers(0, 30), unique=True, max_size=15)


@pytest.fixture(scope="module")
def passages(little_session: Session) -> Passages:
    return Passages.of(little_session.library, lambda texts: stored_vectors(little_session, texts))


@pytest.fixture(scope="module")
def plain(
    passages: Passages, little_session: Session, tmp_path_factory: pytest.TempPathFactory
) -> PlainRetrievers:
    folder = tmp_path_factory.mktemp("words")
    return PlainRetrievers(passages, little_session.library.embed, folder)


def test_all_passages_are_there_with_unit_vectors(
    passages: Passages, little_session: Session
) -> None:
    assert len(passages.source_ids) == little_session.library.passage_count
    assert set(passages.source_ids) == set(little_session.library.entries())
    assert np.allclose(np.linalg.norm(passages.vectors, axis=1), 1, atol=1e-3)
    for shown, indexed in zip(passages.shown, passages.indexed, strict=True):
        assert indexed.startswith(shown.replace("(Grade not seen) ", ""))
        assert len(indexed) > len(shown) - len("(Grade not seen) ")


def test_every_system_finds_a_passage_by_its_own_words(plain: PlainRetrievers) -> None:
    for index in (0, len(plain.passages.shown) // 2):
        found = plain.search(plain.passages.shown[index])
        assert set(found) == set(SYSTEMS)
        for system in SYSTEMS:
            assert index in found[system][:3], system
            assert len(set(found[system])) == len(found[system])


def test_langchain_ranks_as_exact_neighbours_do(
    plain: PlainRetrievers, little_session: Session
) -> None:
    """Same texts, same vectors: its store is an exact search by cosine."""
    found = plain.search("Which antibiotic is first?")
    vectors = plain.passages.vectors
    query = little_session.library.embed("Which antibiotic is first?")
    lengths = np.linalg.norm(vectors, axis=1)
    for system in (DENSE, LANGCHAIN):
        similarity = (vectors @ query)[list(found[system])] / lengths[list(found[system])]
        assert np.all(np.diff(similarity) <= 1e-3)
    assert set(found[DENSE]) == set(found[LANGCHAIN])


def test_bm25_finds_nothing_without_a_shared_word(plain: PlainRetrievers) -> None:
    assert plain.search("zyzzyva qwertyuiop")[BM25] == ()
    assert len(plain.search("zyzzyva qwertyuiop")[DENSE]) > 0


@settings(deadline=None)
@given(LISTS, LISTS)
def test_reciprocal_ranks_add_up(one: list[int], other: list[int]) -> None:
    scores = reciprocal_ranks([one, other])
    assert set(scores) == {*one, *other}
    for index in scores:
        ranks = [each.index(index) + 1 for each in (one, other) if index in each]
        assert scores[index] == pytest.approx(sum(1 / (RRF_K + rank) for rank in ranks))


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 9), st.floats(-5, 5)), st.floats(0.1, 9), st.floats(-3, 3))
def test_min_max_does_not_see_scale_or_shift(
    listed: dict[int, float], scale: float, shift: float
) -> None:
    moved = {index: score * scale + shift for index, score in listed.items()}
    first, second = min_max_sum([listed]), min_max_sum([moved])
    assert all(0 <= score <= 1 for score in first.values())
    if len({round(score, 3) for score in listed.values()}) == len(listed) > 1:
        assert second == pytest.approx(first, abs=0.01)


def test_the_best_stands_first_and_ties_in_order() -> None:
    assert best_first({3: 0.5, 1: 0.5, 2: 0.9}) == (2, 1, 3)


def test_asking_keeps_rankings_and_what_is_shown(
    plain: PlainRetrievers, little_session: Session
) -> None:
    title = next(iter(little_session.library.entries().values())).source.title
    questions = [Question("a", f"What is recommended: {title}?"), Question("b", " ")]
    asked = list(ask(questions, little_session.assistant, plain, depth=3))
    first, empty = asked
    assert set(first.sources) == {GALEN, *SYSTEMS}
    for found in first.sources.values():
        assert len(set(found)) == len(found) <= 3
    assert first.answer is not None
    assert first.texts(GALEN) == tuple(said(s) for s in first.answer.statements())
    assert len(first.texts(BM25)) <= FIRST_PASSAGES
    assert empty.answer is None
    assert empty.error
    assert empty.texts(GALEN) == empty.sources[GALEN] == ()


def test_galens_ranking_goes_on_where_the_answer_stops(
    plain: PlainRetrievers, little_session: Session
) -> None:
    question = [Question("a", "What is recommended first for adults?")]
    (short,) = ask(question, little_session.assistant, plain, depth=1)
    (long,) = ask(question, little_session.assistant, plain, depth=50)
    assert long.sources[GALEN][:1] == short.sources[GALEN]
    assert long.answer is not None
    told = tuple(each.source_id for each in long.answer.retrieved)
    assert long.sources[GALEN][: len(told)] == told


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(1, 70))
def test_a_limit_takes_so_many_in_order_and_always_the_same(n: int, limit: int) -> None:
    things = list(range(n))
    chosen = spread_evenly(things, limit)
    assert len(chosen) == min(n, limit)
    assert list(chosen) == sorted(set(chosen))
    assert chosen == spread_evenly(things, limit)
    assert spread_evenly(things, None) == tuple(things)


@settings(deadline=None)
@given(st.integers(0, 60), st.integers(0, 30))
def test_a_sample_is_the_same_each_time(n: int, size: int) -> None:
    sample = list(seeded_sample(range(n), size))
    assert len(sample) == len(set(sample)) == min(n, size)
    assert sample == sorted(sample) == list(seeded_sample(range(n), size))


def test_a_pool_holds_the_gold_and_others_up_to_its_size() -> None:
    documents = [Document(Source(f"s{n}", SourceKind.OTHER, "", f"s{n}"), ()) for n in range(20)]
    gold = frozenset({"s3", "s17"})
    pool = pooled(documents, gold, 8)
    assert len(pool) == 8
    assert gold <= {document.source.id for document in pool}
    assert len(pooled(documents, gold, 1)) == len(gold)
    assert pooled(documents, gold, None) == documents


def test_shares_and_means_carry_intervals_around_them() -> None:
    rows = [share("m", "s", [True, True, False]), mean("m", "s", [0.0, 0.5, 1.0])]
    for row in rows:
        assert row.interval is not None
        assert row.value is not None
        assert row.interval.low <= row.value <= row.interval.high
        assert row.n == 3
    assert rows[0].interval == wilson(2, 3)
    assert count("m", "s", 2, 3).interval is None


def test_nothing_measured_is_no_value() -> None:
    for row in (share("m", "s", []), mean("m", "s", []), statistic("m", "s", 0, lambda p: p * 1.0)):
        assert (row.value, row.n, row.interval) == (None, 0, None)


def test_the_table_names_each_measure_once_and_fits_80_columns() -> None:
    rows: list[Row] = [share("one", GALEN, [True] * 999), share("one", LANGCHAIN, [True])]
    rows += [
        mean("two", LANGCHAIN, [1234.5, 0.0]),
        count("three", GALEN, 7, 9),
        share("four", "s", []),
    ]
    lines = list(table(rows))
    assert [line for line in lines if not line.startswith(" ")] == ["one", "two", "three", "four"]
    assert all(len(line) <= 80 for line in lines)
