"""Words: the same word in another spelling, case or form has the same stem."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.text.words import STOP_WORDS, american, content_stems, fold, stem, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anaemia", "anemia"),
        ("oedema", "edema"),
        ("tumours", "tumor"),
        ("haemorrhage", "hemorrhages"),
        ("diarrhoea", "diarrhea"),
        ("paediatric", "pediatric"),
        ("ischaemic", "ischemic"),
        ("hypoglycaemia", "hypoglycemia"),
        ("randomised", "randomized"),
        ("imaging", "imaged"),
        ("infections", "infection"),
        ("crohn's", "crohn"),
    ],
)
def test_one_word_in_two_forms_has_one_stem(one: str, other: str) -> None:
    assert stem(one) == stem(other)


def test_american_spelling_is_kept_as_it_is() -> None:
    assert american("anemia") == american("anaemia") == "anemia"


def test_words_are_folded_and_numbers_whole() -> None:
    assert words("Ménière’s disease, 2.4 mg") == ["meniere's", "disease", "2.4", "mg"]


def test_content_stems_leave_out_stop_words_and_keep_repeats() -> None:
    assert content_stems("The pain of the pain") == [stem("pain")] * 2
    assert not STOP_WORDS.intersection(content_stems("what should I do with it"))


@given(st.text(max_size=60))
def test_folding_is_idempotent_and_words_come_from_it(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert words(fold(text)) == words(text)
    assert all(word in fold(text) for word in words(text))


@pytest.mark.parametrize("piece", ["a", "a'", "a.", " ", "\u0301", "1."])
def test_long_text_is_read_in_linear_time(piece: str) -> None:
    assert len(words(piece * (100_000 // len(piece)))) <= 100_000
