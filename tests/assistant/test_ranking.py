"""Coverage and scores: more of the question in a sentence never counts less."""

from __future__ import annotations

import pytest

from assistant.query import understand
from assistant.ranking import WEIGHTS, Ranking
from corpus.text.words import content_stems
from ui.session import Session

NOTHING: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def ranking(starter_session: Session) -> Ranking:
    return Ranking(understand("Which antibiotic for acute sinusitis?"), starter_session.library)


def test_coverage_grows_with_the_words_that_are_there(ranking: Ranking) -> None:
    shares = [
        ranking.coverage(frozenset(content_stems(text)), NOTHING)
        for text in ("", "antibiotic", "antibiotic sinusitis", "antibiotic for acute sinusitis")
    ]
    assert shares == sorted(set(shares))
    assert 0.0 == shares[0] < shares[-1] <= 1.0


def test_words_around_count_less_than_words_inside(ranking: Ranking) -> None:
    word = frozenset(content_stems("sinusitis"))
    assert 0 < ranking.coverage(NOTHING, word) < ranking.coverage(word, NOTHING)
    assert ranking.coverage(word, word) == ranking.coverage(word, NOTHING)


def test_a_question_without_words_covers_nothing(starter_session: Session) -> None:
    empty = Ranking(understand("the of"), starter_session.library)
    assert empty.coverage(frozenset(content_stems("sinusitis")), NOTHING) == 0.0


@pytest.mark.parametrize("name", sorted(WEIGHTS))
def test_a_score_moves_with_the_sign_of_its_weight(ranking: Ranking, name: str) -> None:
    moved = ranking.score({name: 1.0}) - ranking.score({name: 0.0})
    assert (moved > 0) == (WEIGHTS[name] > 0)
