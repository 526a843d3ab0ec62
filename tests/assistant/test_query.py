"""A question becomes search terms: its own words count most, short forms are written out."""

from __future__ import annotations

import pytest

from assistant.query import asking_sentences, lay_words, short_forms, understand
from corpus.text.words import stem


def test_own_words_outweigh_what_they_stand_for() -> None:
    query = understand("Which anticoagulant for AF?")
    weights = {term.text: term.weight for term in query.terms}
    assert weights["anticoagulant"] > weights["atrial"] > 0
    assert "fibrillation" in weights
    assert "atrial fibrillation" in query.text
    assert not set(query.own) & set(query.widened)


def test_a_word_in_lower_case_is_no_short_form() -> None:
    assert "American" not in understand("aspirin or as needed?").text


@pytest.mark.parametrize("question", ["", "the of and", "?!", "in (a) AND b OR *", "AF " * 500])
def test_any_text_is_understood(question: str) -> None:
    query = understand(question)
    assert query.question == question
    assert len({term.text for term in query.terms}) == len(query.terms)


def test_the_same_question_gives_the_same_query() -> None:
    question = "Is DOAC or VKA better for AF in CKD?"
    assert understand(question) == understand(question)


def test_the_lists_hold_no_empty_entries() -> None:
    for listed in (short_forms(), lay_words()):
        assert listed
        assert all(key.strip() and value.strip() for key, value in listed.items())


def test_what_the_vocabulary_explains_is_known() -> None:
    query = understand("Which anticoagulant for AF?")
    assert query.explains("AF")
    assert not query.explains("anticoagulant")


@pytest.mark.parametrize(
    ("question", "added"),
    [
        ("Dose of Eliquis?", "apixaban"),
        ("HRS-AKI rx?", "hepatorenal syndrome"),
        ("starting predisone", "prednisone"),
        ("My legs hurt when walking", "claudication"),
        ("eGFR 25, contrast CT tomorrow", "iodinated"),
        ("Had a fit last night", "seizure"),
        ("Which systolic target after a stroke?", "treatment goal"),
    ],
)
def test_brands_joined_short_forms_slips_and_lay_words_are_understood(
    question: str, added: str
) -> None:
    assert added in understand(question).text


@pytest.mark.parametrize("question", ["Is it even needed?", "What did SPRINT show?", "A fit man"])
def test_a_word_is_not_taken_for_a_name_that_it_is_near(question: str) -> None:
    assert understand(question).text == question


def test_what_is_absent_is_known_by_its_right_spelling_and_not_searched() -> None:
    query = understand("Fatty liver, no cirrosis. Surveillance?")
    assert {stem("cirrosis"), stem("cirrhosis")} <= query.absent
    assert "cirrhosis" not in query.text


@pytest.mark.parametrize(
    ("question", "asking"),
    [
        ("Systolic target: ESC against AHA?", ["Systolic target: ESC against AHA?"]),
        ("Fell on the hip: which scan?", ["which scan?"]),
        ("Gout again. Target: ACR vs EULAR?", ["Target: ACR vs EULAR?"]),
    ],
)
def test_what_is_compared_is_asked_with_what_stands_before_the_colon(
    question: str, asking: list[str]
) -> None:
    assert asking_sentences(question) == asking


@pytest.mark.parametrize("question", ["The rash keeps coming back", "It came back: now what?"])
def test_what_comes_back_is_no_back(question: str) -> None:
    assert stem("back") not in understand(question).own
    assert stem("back") in understand("My back pain came back").own
