"""Hybrid retrieval: one ranking over both sections, older versions behind, retracted ones never."""

from __future__ import annotations

import pytest

from assistant.query import understand
from assistant.retrieval import PASSAGES, SOURCES, Retrieval
from corpus.model import Section
from ui.session import Session


@pytest.fixture(scope="module")
def found(starter_session: Session) -> Retrieval:
    query = understand("Which imaging first for a superficial soft tissue mass?")
    return starter_session.assistant.retriever.retrieve(query)


def test_the_ranking_is_one_and_in_order(found: Retrieval) -> None:
    assert [p.rank for p in found.passages] == list(range(1, len(found.passages) + 1))
    scores = [p.score for p in found.passages]
    assert scores == sorted(scores, reverse=True)
    assert len({p.passage.id for p in found.passages}) == len(found.passages)


def test_both_sections_are_searched_and_named_rightly(found: Retrieval) -> None:
    assert {p.section for p in found.passages} == set(Section)
    for scored in found.passages:
        assert found.source(scored.passage.source_id).section is scored.section
        assert scored.dense or scored.lexical


def test_the_newer_version_comes_before_the_older(found: Retrieval) -> None:
    order = [p.passage.source_id for p in found.passages]
    newer, older = "acr-2022-soft-tissue-masses", "acr-2017-soft-tissue-masses"
    assert found.superseded_by(older) == newer
    assert order.index(newer) < order.index(older)


def test_nothing_retracted_is_found(found: Retrieval) -> None:
    assert not any(found.source(p.passage.source_id).retracted for p in found.passages)


@pytest.mark.parametrize("question", ["?!", "the of and", "zzzz qqqq"])
def test_a_query_without_words_still_returns(starter_session: Session, question: str) -> None:
    again = starter_session.assistant.retriever.retrieve(understand(question))
    assert -1 <= again.lowest_cosine <= again.best_cosine <= 1


def test_the_best_passages_are_kept_and_the_best_one_of_further_sources(found: Retrieval) -> None:
    first, rest = found.passages[:PASSAGES], found.passages[PASSAGES:]
    sources = [p.passage.source_id for p in first]
    assert len(first) == PASSAGES
    assert rest
    for scored in rest:
        assert scored.passage.source_id not in sources
        sources.append(scored.passage.source_id)
    assert len(set(sources)) <= max(SOURCES, len({p.passage.source_id for p in first}))
    assert set(found.entries) == set(sources)


def test_bounds_are_those_of_all_that_was_found(found: Retrieval) -> None:
    cosines = [p.dense.score for p in found.passages if p.dense]
    assert found.best_cosine == max(cosines)
    assert found.lowest_cosine < min(cosines)
