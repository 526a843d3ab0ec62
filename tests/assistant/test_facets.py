"""What is asked side by side, and which bodies a question names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.facets import facets, names_body
from tests.assistant.statements import source

ESC = source("esc-2024-hypertension", "Hypertension", organization="European Society of Cardiology")
ENDOCRINE = source("endocrine-2024-vitamin-d", "Vitamin D", organization="Endocrine Society")
BOTH = source(
    "aha-acc-2025-hypertension",
    "Hypertension",
    organization="American Heart Association and American College of Cardiology",
)


@pytest.mark.parametrize(
    "question",
    [
        "What is the first test for a lump on the back?",
        "A man of 60 with diabetes, hypertension and gout. Which drug?",
        "Should I screen?",
        "",
    ],
)
def test_one_thing_asked_has_no_facets(question: str) -> None:
    assert facets(question) == ()


def test_each_facet_has_the_stems_that_stand_in_it_alone() -> None:
    question = "Excision margins please: low-risk BCC, low-risk SCC, and melanoma."
    assert [set(facet) for facet in facets(question)] == [{"bcc"}, {"scc"}, {"melanoma"}]


def test_a_long_enumeration_is_a_case_history_and_no_list_of_wishes() -> None:
    assert facets("Fever, cough, rash, vomiting, headache and a stiff neck, which test?") == ()


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Systolic target: ESC 2024 against AHA/ACC 2025?", (True, False, True)),
        ("Does the Endocrine Society advise a vitamin D test?", (False, True, False)),
        ("Is an endocrine cause likely?", (False, False, False)),
        ("Which target for blood pressure?", (False, False, False)),
        ("Is an escalating dose safe?", (False, False, False)),
    ],
)
def test_a_body_is_named_by_initials_or_name(question: str, named: tuple[bool, ...]) -> None:
    assert tuple(names_body(question, body) for body in (ESC, ENDOCRINE, BOTH)) == named


def test_a_source_without_a_body_is_named_by_nobody() -> None:
    assert not names_body("What does the ESC say?", replace(ESC, organization=None))
