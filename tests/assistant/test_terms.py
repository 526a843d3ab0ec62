"""The terms and parts of a question: what is asked about, and nothing that merely frames it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.query import understand
from assistant.terms import Term, names_of_drugs, parts


def terms(question: str) -> dict[str, Term]:
    return {term.printed: term for part in parts(understand(question)) for term in part.terms}


def test_daily_life_is_no_term_and_the_disease_is() -> None:
    said = terms("My husband has just been told today that he has Parkinson's, which tablet now?")
    assert set(said) == {"Parkinson's"}


def test_a_history_is_told_and_its_end_asks() -> None:
    said = terms("He takes lisinopril. Does spironolactone help?")
    assert not said["lisinopril"].asking
    assert said["spironolactone"].asking
    assert said["lisinopril"].is_drug


def test_a_name_of_several_words_is_one_term() -> None:
    said = terms("Which glove for carpal tunnel?")
    assert said["carpal tunnel"].is_subject
    assert "tunnel" not in said


def test_a_second_question_is_a_part_of_its_own() -> None:
    two = parts(understand("Which antibiotic for cellulitis, and what dose of fomepizole?"))
    assert ["cellulitis" in part.text for part in two] == [True, False]
    assert [t.printed for t in two[1].terms] == ["fomepizole"]


def test_a_short_form_stands_for_its_words() -> None:
    assert "fibril" in terms("Stroke risk in AF?")["AF"].stands_for


@pytest.mark.parametrize("question", ["", "hello there", "what?", "5 mg"])
def test_nothing_asked_has_no_terms(question: str) -> None:
    assert terms(question) == {}


@given(st.text(max_size=300))
def test_any_text_has_parts_whose_terms_are_printed_in_it(text: str) -> None:
    for part in parts(understand(text)):
        assert part.terms
        assert all(term.printed in text for term in part.terms)
        assert len({term.stems for term in part.terms}) == len(part.terms)


@pytest.mark.parametrize(
    ("question", "drug", "taken"),
    [
        ("acute gout on warfarin", "warfarin", True),
        ("Woman taking daily aspirin with a nosebleed, what to do?", "aspirin", True),
        ("68 years old, on apixaban. Microscopic haematuria, what next?", "apixaban", True),
        ("What is the effect on warfarin of amiodarone?", "warfarin", False),
        ("Potassium 5.9 on spironolactone. What to do with the drugs?", "spironolactone", False),
        ("When do I stop aspirin after a stent?", "aspirin", False),
        ("Can I drink alcohol on metronidazole?", "metronidazole", False),
    ],
)
def test_a_drug_that_somebody_is_on_is_told_from_one_that_is_asked_about(
    question: str, drug: str, taken: bool
) -> None:
    found = [t for part in parts(understand(question)) for t in part.terms if t.printed == drug]
    assert [term.is_taken for term in found] == [taken]


def test_only_drugs_are_taken() -> None:
    terms = [t for part in parts(understand("Lump on the lower back?")) for t in part.terms]
    assert terms
    assert not any(term.is_taken for term in terms)


def test_which_of_a_kind_looks_for_all_of_it_and_when_for_none() -> None:
    assert "amoxicillin" in names_of_drugs(understand("Which antibiotic for pneumonia?"))
    assert "dabigatran" in names_of_drugs(understand("What is the best oral anticoagulant?"))
    assert not names_of_drugs(understand("When is an anticoagulant indicated?"))
    assert names_of_drugs(understand("Which antibiotic after amoxicillin?")) == {"amoxicillin"}
