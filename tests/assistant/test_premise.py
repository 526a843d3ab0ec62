"""A false premise is corrected first; a question that takes nothing for granted is left alone."""

from __future__ import annotations

import pytest

from assistant.answer import Answer, Verdict
from assistant.denial import denies
from assistant.leads import CORRECTION, is_true, lead_of
from assistant.premise import Premise, correct, presupposed
from assistant.query import understand
from assistant.selection import Selection
from corpus.records import Entry
from tests.assistant.statements import found, source, statement
from ui.session import Session

VERTIGO = source("aao-2017-bppv", "Vertigo")
ADVICE = statement("Vertigo is diagnosed by the positional test.", VERTIGO, score=10)
DENIAL = statement("Imaging should not be done in vertigo.", VERTIGO, score=9)
FAR_OFF = statement("Imaging should not be done in vertigo.", VERTIGO, score=5)
OTHER = statement("Antibiotics should not be given for croup.", VERTIGO, score=9)


@pytest.mark.parametrize(
    ("question", "premise"),
    [
        ("Since antibiotics cure croup, should I give one?", Premise.ASSERTED),
        ("Everyone bitten needs a test, right?", Premise.ASSERTED),
        ("How many injections are recommended for the hip?", Premise.IMPLIED),
        ("Which imaging protocol is recommended in vertigo?", Premise.IMPLIED),
        ("Should I give antibiotics for croup?", Premise.NONE),
        ("Why is imaging not recommended in vertigo?", Premise.NONE),
        ("How soon can I stop the drug?", Premise.NONE),
        ("LEAP showed. Until which birthday?", Premise.ASSERTED),
        ("ACCORD proved that below 6% is best, so should I?", Premise.ASSERTED),
        ("CT shows a nodule of 7 mm. Next test?", Premise.NONE),
        ("A mass, confirmed by biopsy. Which treatment?", Premise.NONE),
        ("My mother says no nuts until three. Which age?", Premise.ASSERTED),
        ("Her daughter says she was out for a minute. CT?", Premise.NONE),
        ("Vertigo", Premise.NONE),
    ],
)
def test_what_is_taken_for_granted(question: str, premise: Premise) -> None:
    assert presupposed(question) is premise


@pytest.mark.parametrize(
    ("text", "strength", "negative"),
    [
        ("Imaging should not be done.", None, True),
        ("Calcium does not lower potassium.", None, True),
        ("The trial showed no survival benefit.", None, True),
        ("Screening in men.", "I statement", True),
        ("Low-dose aspirin.", "Strong against", True),
        ("Give calcium at once.", None, False),
        ("Offer food early; testing is not required.", None, False),
        ("When ultrasound does not help, MRI is next.", None, False),
        ("Contrast should no longer be withheld.", None, False),
        ("Dabigatran rather than warfarin is advised.", None, False),
    ],
)
def test_a_denial_is_of_the_main_clause(text: str, strength: str | None, negative: bool) -> None:
    assert denies(text, strength) is negative


def corrected_first(question: str, *others: object) -> str:
    best_first = [ADVICE, *(o for o in others if hasattr(o, "source"))]
    before = Selection(ADVICE, tuple(best_first[1:]), ())
    after = correct(understand(question), best_first, before, found(best_first)).selection
    assert set(map(id, after.everything())) == set(map(id, before.everything()))
    assert after.bottom_line is not None
    return after.bottom_line.text


ASKED = "Which imaging protocol is recommended in vertigo?"


def test_a_denial_close_by_goes_first_and_nothing_is_lost() -> None:
    assert corrected_first(ASKED, DENIAL) == DENIAL.text


@pytest.mark.parametrize("other", [FAR_OFF, OTHER])
def test_neither_a_far_denial_nor_one_of_something_else(other: object) -> None:
    assert corrected_first(ASKED, other) == ADVICE.text


def test_an_open_question_keeps_its_first_statement() -> None:
    assert corrected_first("Is imaging done in vertigo?", DENIAL) == ADVICE.text


def test_the_lead_is_true_only_of_a_denial_in_force() -> None:
    now, older = (Entry(VERTIGO, by, "", 1, "") for by in (None, "aao-2024-bppv"))
    assert lead_of(now, corrects=True) == CORRECTION
    assert is_true(CORRECTION, now, DENIAL.text, None)
    assert not is_true(CORRECTION, now, ADVICE.text, None)
    assert not is_true(CORRECTION, older, DENIAL.text, None)
    assert lead_of(older, corrects=True) == lead_of(older)
    assert is_true(None, now, ADVICE.text, None)
    assert not is_true(None, older, ADVICE.text, None)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How many hyaluronic acid injections are recommended for hip osteoarthritis?", "against"),
        ("Since sleep hygiene cures chronic insomnia, which rules come first?", "not be used"),
    ],
)
def test_the_correction_is_led_in_and_verified(
    starter_session: Session, question: str, words: str
) -> None:
    answer: Answer = starter_session.assistant.ask(question)
    assert answer.bottom_line is not None
    assert words in answer.bottom_line.text
    assert answer.bottom_line.lead == CORRECTION
    assert answer.bottom_line.checks["lead"] is Verdict.PASS


def test_no_other_statement_has_the_lead(starter_session: Session) -> None:
    answer = starter_session.assistant.ask("Does sleep hygiene help in chronic insomnia?")
    assert all(s.lead != CORRECTION for s in answer.statements())
