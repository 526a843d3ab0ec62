"""Where what to do is looked for, advice against other things and definitions do not lead."""

from __future__ import annotations

import pytest

from assistant.counsel import Counsel
from assistant.query import understand
from corpus.model import Source, SourceKind

GUIDELINE = Source("a", SourceKind.GUIDELINE, "Gout", "a")
TRIAL = Source("b", SourceKind.RCT, "Gout", "b")
AGAINST = "Oral antivirals alone should not be prescribed for Bell's palsy."
DEFINES = "Hyponatraemia is a serum sodium below 135 mmol/L."


def missed(
    question: str,
    text: str,
    strength: str | None = None,
    of: Source = GUIDELINE,
    *,
    is_row: bool = False,
) -> set[str]:
    found = Counsel(understand(question)).missed(of, strength, text, is_row=is_row)
    return {name for name, value in found.items() if value}


@pytest.mark.parametrize(
    "question",
    ["Bell's palsy treatment", "How do you treat Bell's palsy?", "acute Bell's palsy, day 2"],
)
def test_advice_against_what_was_not_named_is_marked(question: str) -> None:
    assert missed(question, AGAINST) == {"against other"}
    order = "Do not order routine laboratory tests in Bell's palsy."
    assert missed(question, order) == {"against other"}


@pytest.mark.parametrize(
    "question",
    [
        "Do antivirals help in Bell's palsy?",
        "Which antiviral treats Bell's palsy?",
        "Which drugs should be avoided in Bell's palsy, antivirals?",
        "Is treatment of Bell's palsy needed?",
    ],
)
def test_advice_against_what_was_named_or_asked_about_is_not(question: str) -> None:
    assert missed(question, AGAINST) == set()


def test_what_a_study_did_not_find_is_no_advice() -> None:
    assert missed("Bell's palsy treatment", AGAINST, of=TRIAL) == set()


def test_a_label_against_is_marked_where_something_is_looked_for() -> None:
    text = "Plain radiography is not a first test for microhematuria."
    label = "Usually not appropriate"
    assert missed("Which imaging for microhematuria?", text, label) == {"graded against"}
    assert missed("Is radiography appropriate in microhematuria?", text, label) == set()


@pytest.mark.parametrize(
    ("question", "label", "is_asked_for"),
    [
        ("Variceal bleeding. Which imaging is usually appropriate?", "Usually appropriate", True),
        ("Which imaging is usually appropriate?", "Rating 8 (usually appropriate)", True),
        ("No effusion, able to walk. Which test should I order?", "Usually appropriate", True),
        ("Fall on the knee. What first imaging study?", "Usually appropriate, rating 9", True),
        ("Stage II. How should this be treated?", "Usually appropriate", True),
        ("Which test should I order?", "May be appropriate", False),
        ("Which test should I order?", "Usually not appropriate", False),
        ("Which tests should be avoided?", "Usually appropriate", False),
        ("Which features should worry me, and how fast is the scan?", "Usually appropriate", False),
        ("Is CT needed?", "Usually appropriate", False),
        ("Which test should I order?", None, False),
    ],
)
def test_which_of_several_looks_for_the_first_choice(
    question: str, label: str | None, *, is_asked_for: bool
) -> None:
    assert Counsel(understand(question)).is_asked_for(label, is_row=True) is is_asked_for


def test_outside_of_scenarios_the_answer_may_be_that_none_is_needed() -> None:
    question, label = "No red flags. Which imaging?", "Usually not appropriate"
    assert not Counsel(understand(question)).is_asked_for("Usually appropriate", is_row=False)
    assert missed(question, "No imaging is appropriate.", label) == set()
    named = Counsel(understand("Which imaging is usually appropriate?"))
    assert named.is_asked_for("Usually appropriate", is_row=False)


def test_what_is_looked_for_may_be_asked_behind_a_history() -> None:
    text, label = "MRI: rating 2", "Rating 2 (usually not appropriate)"
    for question in ("Able to walk. Which test should I order?", "Pain or pus. How is it treated?"):
        assert missed(question, text, label, is_row=True) == {"graded against"}
    assert missed("Fall. Able to walk. Is MRI needed?", text, label, is_row=True) == set()


def test_a_definition_is_marked_unless_it_is_asked_for_or_labelled() -> None:
    assert missed("How fast is sodium corrected in hyponatraemia?", DEFINES) == {"defines"}
    assert missed("What is hyponatraemia?", DEFINES) == set()
    assert missed("Below which threshold is it hyponatraemia?", DEFINES) == set()
    assert missed("How fast is sodium corrected in hyponatraemia?", DEFINES, "Strong") == set()
    first = "Oral iron is the first treatment of iron deficiency."
    assert missed("How fast is sodium corrected?", first) == set()
