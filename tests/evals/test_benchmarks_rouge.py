"""ROUGE-2 and ROUGE-SU4 against values worked out by hand, and their invariants."""

from __future__ import annotations

from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.public.rouge import SKIP, bigrams, rouge_2, rouge_su4, skip_bigrams_and_words

TEXTS = st.lists(st.sampled_from("aspirin dose is low high the".split()), max_size=12).map(" ".join)


def test_the_pairs_of_four_words() -> None:
    words = "police killed the gunman".split()
    pairs = skip_bigrams_and_words(words)
    assert sum(len(unit) == 2 for unit in pairs) == comb(4, 2)
    assert pairs["police", "gunman"] == 1
    assert sum(len(unit) == 1 for unit in pairs) == 4


def test_no_pair_skips_more_than_four_words() -> None:
    words = list("abcdefgh")
    pairs = [unit for unit in skip_bigrams_and_words(words) if len(unit) == 2]
    assert ("a", "f") in pairs
    assert ("a", "g") not in pairs
    assert all(words.index(b) - words.index(a) <= SKIP + 1 for a, b in pairs)


def test_rouge_2_by_hand() -> None:
    # Bigrams the-cat, cat-sat and the-cat, cat-ran: one of two on each side.
    assert rouge_2("The cat sat", ["the cat ran"]) == pytest.approx(0.5)


def test_rouge_su4_by_hand() -> None:
    # Pairs: the-cat, the-sat, cat-sat and the-cat, the-ran, cat-ran share one; words share two.
    # (1 + 2) of 6 on each side.
    assert rouge_su4("the cat sat", ["the cat ran"]) == pytest.approx(0.5)


def test_counts_are_clipped() -> None:
    # Four bigrams a-a against one: P 1/4, R 1.
    assert rouge_2("a a a a a", ["a a"]) == pytest.approx(2 * 0.25 / 1.25)


def test_of_several_references_the_best_counts() -> None:
    assert rouge_2("a b c", ["x y z", "a b c"]) == 1.0


@pytest.mark.parametrize("score", [rouge_2, rouge_su4])
def test_nothing_scores_nothing(score: object) -> None:
    assert callable(score)
    assert score("", ["a b"]) == score("a b", [""]) == score("", [""]) == score("a b", []) == 0.0


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_scores_lie_between_nothing_and_all_and_are_symmetric(one: str, other: str) -> None:
    for score in (rouge_2, rouge_su4):
        assert 0.0 <= score(one, [other]) <= 1.0
        assert score(one, [other]) == score(other, [one])


@settings(deadline=None)
@given(TEXTS.filter(lambda text: len(text.split()) > 1))
def test_a_text_is_all_of_itself_whatever_its_case_and_marks(text: str) -> None:
    for score in (rouge_2, rouge_su4):
        assert score(text.upper() + "!", [text]) == 1.0


@settings(deadline=None)
@given(TEXTS)
def test_there_is_one_bigram_fewer_than_words(text: str) -> None:
    words = text.split()
    assert bigrams(words).total() == max(0, len(words) - 1)
