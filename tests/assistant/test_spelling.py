"""Typing errors: what is mended, and what must be left as it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.spelling import is_near, mended
from corpus.text.words import stem

LETTERS = st.text("abcdefgh", min_size=5, max_size=12)


@pytest.mark.parametrize(
    ("written", "meant"),
    [("predisone", "prednisone"), ("diverticulits", "diverticulitis"), ("warfrin", "warfarin")],
)
def test_a_typing_error_is_mended_to_the_listed_name(written: str, meant: str) -> None:
    assert mended(written) == meant


@pytest.mark.parametrize("word", ["prednisone", "antibiotics", "yesterday", "lump", "x12345"])
def test_what_is_known_or_short_or_no_word_is_left(word: str) -> None:
    assert mended(word) is None


def test_an_inflected_name_is_no_error() -> None:
    for word in ("statins", "colonoscopies", "ulcers"):
        name = mended(word)
        assert name is None or stem(name) != stem(word)


@given(LETTERS, LETTERS)
def test_nearness_goes_both_ways(one: str, other: str) -> None:
    assert is_near(one, other) == is_near(other, one)


@given(LETTERS, st.data())
def test_two_neighbours_exchanged_stay_near(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(word) - 2))
    exchanged = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert is_near(exchanged, word)


def test_of_four_letters_only_neighbours_exchanged_are_near() -> None:
    assert is_near("wiat", "wait")
    assert not is_near("pain", "pair")
    assert not is_near("wait", "wait")
