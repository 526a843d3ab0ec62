"""What is demanded by form must be given: a dose of that drug, a price, a number in that unit."""

from __future__ import annotations

import pytest

from assistant.query import understand
from assistant.sufficiency.demands import unmet
from assistant.terms import parts
from tests.assistant.statements import source, statement

SOURCE = source("x-2020", "Croup", published="2020")
NAMED = statement("Dexamethasone is the drug of choice in croup.", SOURCE)
DOSED = statement("Dexamethasone 0.6 mg/kg is given once in croup.", SOURCE)
OTHER = statement("Budesonide 2 mg is nebulised in croup.", SOURCE)


def demanded(question: str, *shown: object) -> list[str]:
    statements = [s for s in shown if hasattr(s, "source")]
    return [d for part in parts(understand(question)) for d in unmet(part, statements)]


def test_a_dose_must_be_of_the_drug_asked_about() -> None:
    question = "What dose of dexamethasone in croup?"
    assert demanded(question, NAMED) == ["a dose of dexamethasone"]
    assert demanded(question, NAMED, OTHER) == ["a dose of dexamethasone"]
    assert demanded(question, NAMED, DOSED) == []


def test_a_share_of_people_and_another_drug_of_the_source_are_no_dose() -> None:
    question = "What dose of epinephrine in croup?"
    share = statement("About 90% of children respond to one dose of epinephrine.", SOURCE)
    other = statement("Dexamethasone 0.6 mg/kg is given in croup.", source("x-2020", "Epinephrine"))
    bare = statement("Give 0.5 mL/kg.", source("x-2021", "Epinephrine in croup"))
    strong = statement("Epinephrine 1% solution is nebulised.", SOURCE)
    assert demanded(question, share, other) == ["a dose of epinephrine"]
    assert demanded(question, bare) == demanded(question, strong) == []


@pytest.mark.parametrize(
    ("question", "met"),
    [
        ("Can I drive after croup?", "Driving is safe after croup."),
        ("When may he fly after croup?", "Flights are safe after croup."),
        ("How is croup inherited?", "Croup is not genetic."),
        ("How is croup transmitted?", "Croup is spread by droplets."),
        ("What are the symptoms of croup?", "Croup presents with a barking cough."),
        ("How does dexamethasone work?", "Dexamethasone acts on inflammation."),
        ("What is the prognosis of croup?", "Deaths from croup are rare."),
    ],
)
def test_what_guidelines_seldom_treat_of_is_demanded(question: str, met: str) -> None:
    assert len(demanded(question, NAMED)) == 1
    assert demanded(question, statement(met, SOURCE)) == []


def test_two_drugs_that_are_to_go_together_need_a_statement_on_both() -> None:
    question = "Can colchicine be given with clarithromycin?"
    one = statement("Colchicine is given in gout.", source("x-2020", "Colchicine"))
    both = statement("Colchicine must not be given with clarithromycin.", SOURCE)
    assert demanded(question, one) == ["colchicine and clarithromycin taken together"]
    assert demanded(question, one, both) == []
    assert demanded("Colchicine or clarithromycin in gout?", one) == []


def test_stopping_a_drug_needs_a_statement_on_stopping_it() -> None:
    start = statement("A statin is started at 40 to 75 years for 10-year risk.", SOURCE)
    other = statement("Aspirin should be stopped at 75.", SOURCE)
    stop = statement("A statin may be stopped at the end of life.", SOURCE)
    question = "Can I stop the statin at 84?"
    assert demanded(question, start, other) == ["stopping statin"]
    assert demanded(question, start, stop) == []
    assert demanded("When may the statin be stopped?", start) == ["stopping statin"]
    assert demanded("Can a statin stop strokes?", start) == []
    assert demanded("Which statin?", start) == []


def test_treatment_alone_needs_a_leading_source_that_treats() -> None:
    found_by = statement("CT finds most stones.", SOURCE)
    elsewhere = statement("Diuretics treat oedema.", source("y-2020", "Oedema"))
    treated = statement("Small stones need no surgery.", SOURCE)
    named = statement("Tamsulosin helps stones to pass.", SOURCE)
    question = "How are kidney stones treated?"
    assert demanded(question, found_by, elsewhere) == ["its treatment"]
    assert demanded(question, found_by, treated) == demanded(question, found_by, named) == []
    assert demanded("How are kidney stones imaged and treated?", found_by) == []


def test_what_only_prevents_treats_no_attack() -> None:
    prevents = statement("Topiramate is first-line for migraine prevention.", SOURCE)
    treats = statement("Triptans are first-line for a migraine.", SOURCE)
    question = "What drug for a migraine attack?"
    assert demanded(question, prevents) == ["treatment other than prevention"]
    assert demanded(question, prevents, treats) == []
    assert demanded("What drug to prevent a migraine attack?", prevents) == []


def test_a_vaccine_asked_about_is_not_answered_by_what_those_who_had_it_need() -> None:
    after = statement("Those vaccinated against HPV are screened as others are.", SOURCE)
    given = statement("HPV vaccination is recommended to 26 years.", SOURCE)
    assert demanded("HPV vaccine at 30?", after) == ["vaccination"]
    assert demanded("HPV vaccine at 30?", after, given) == []
    other = statement("Adults should have the pneumococcal vaccine.", SOURCE)
    assert demanded("HPV vaccine at 30?", other) == ["vaccination"]


def test_a_value_told_is_spoken_of() -> None:
    assert demanded("Croup, CrCl 20: how much dexamethasone?", DOSED) == [
        "advice for the eGFR that you told"
    ]


def test_a_driver_and_a_flight_told_of_demand_nothing() -> None:
    assert demanded("A lorry driver with croup: what first?", NAMED) == []
    assert demanded("Croup after a long-haul flight: what first?", NAMED) == []


def test_no_dose_is_demanded_where_none_is_asked_for() -> None:
    assert demanded("Does dexamethasone help in croup?", NAMED) == []
    assert demanded("What dose in croup?", NAMED) == []


@pytest.mark.parametrize(
    "question",
    [
        "What does dexamethasone cost?",
        "Is dexamethasone covered by insurance?",
        "What is the half-life of dexamethasone?",
        "What is the pathophysiology of croup?",
        "Which CPT code for croup?",
        "How many days off school with croup?",
        "What did the 2031 croup guideline change?",
        "How many mmol of dexamethasone?",
    ],
)
def test_what_the_sources_do_not_treat_of_is_named_once(question: str) -> None:
    assert len(demanded(question, DOSED)) == 1


def test_a_demand_is_met_by_words_on_it() -> None:
    priced = statement("The cost of dexamethasone is low.", SOURCE)
    assert demanded("What does dexamethasone cost?", priced) == []
    assert demanded("What did the 2020 croup guideline change?", DOSED) == []
