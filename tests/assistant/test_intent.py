"""What a question wants, and whether a sentence is of that kind."""

from __future__ import annotations

import pytest

from assistant.intent import met, of_complaint, of_research, wants


def names(question: str) -> set[str]:
    return {intent.name for intent in wants(question)}


@pytest.mark.parametrize(
    ("question", "name", "good", "poor"),
    [
        ("What dose of colchicine?", "dose", "Give colchicine 1 mg.", "Colchicine helps."),
        ("What dose of calcium?", "dose", "Give 30 mL.", "Potassium of 6.5 mmol/L is severe."),
        ("Should I check vitamin D?", "test", "Testing is not advised.", "Give vitamin D."),
        ("How long should it be given?", "duration", "Give it for 5 days.", "Give it by mouth."),
        ("How is it taken?", "way of taking", "Take it at bedtime.", "It is taken by adults."),
        ("How often is it done?", "frequency", "It is done every 3 years.", "It is done."),
        ("How accurate is it?", "result", "Sensitivity was 94%.", "It is a scan."),
        ("At what threshold?", "threshold", "Start below 70 mg/dL.", "Start early."),
        ("Croup: what do we give?", "treatment", "One dose is given.", "Most are not admitted."),
    ],
)
def test_a_want_is_met_by_its_kind_of_sentence(
    question: str, name: str, good: str, poor: str
) -> None:
    assert name in names(question)
    asked = tuple(intent for intent in wants(question) if intent.name == name)
    assert met(asked, good) == 1.0
    assert met(asked, poor) == 0.0


def test_the_share_met_is_between_none_and_all() -> None:
    asked = wants("What dose, how long, how often, and who should get it?")
    assert met((), "anything") == 0.0
    assert 0.0 < met(asked, "Give 5 mg.") < met(asked, "Adults get 5 mg daily for 3 days.") <= 1


def test_research_is_asked_for_results_and_not_for_advice() -> None:
    asked = {intent.name for intent in of_research(wants("Who should get it first?"))}
    assert asked == {"result"}


def test_what_is_only_told_looks_for_what_to_do() -> None:
    assert {intent.name for intent in of_complaint()} == {"first choice", "treatment"}
