"""The same facts for every reader: only plain words, disclaimer and name differ, by one rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import (
    Answer,
    Citation,
    EvidenceState,
    Reference,
    Statement,
    StatementGroup,
)
from assistant.glosses import MOST_A_STATEMENT, for_reader, glosses, has_glosses
from assistant.plain_words import vocabulary
from assistant.readers import READERS, ReaderProfile
from evals.gold import bundled_gold, load_gold
from ui.pages.ask import EXAMPLES
from ui.session import Session

PATIENT, STUDENT, NURSE, CLINICIAN = (
    READERS[name] for name in ("patient", "student", "nurse", "clinician")
)
CLOTS = "In adults with suspected DVT, a D-dimer test comes before ultrasound."
TRIAL = "Apixaban lowered major bleeding (hazard ratio 0.69, 95% CI 0.60-0.80)."


def terms(text: str, profile: ReaderProfile, strength: str | None = None, **more: Any) -> list[str]:
    return [gloss.term for gloss in glosses(text, strength, profile, **more)]


def facts(answer: Answer) -> dict[str, Any]:
    """The wire form without what a reader may change, and without what differs at each asking."""
    wire = answer.to_json()
    for name in ("reader", "disclaimer", "id", "timings_ms"):
        del wire[name]
    sections = (*wire["guidelines"], *wire["research"])
    said = [statement for group in sections for statement in group["statements"]]
    for statement in (*said, *filter(None, [wire["bottom_line"]])):
        del statement["glosses"]
    return wire


@pytest.fixture(scope="module")
def asked(starter_session: Session) -> list[Answer]:
    """What clinicians are told, of the examples and of gold questions of every kind."""
    gold = [each.question for each in load_gold(bundled_gold("core"))[::40]]
    return [starter_session.assistant.ask(question) for question in (*EXAMPLES, *gold)]


def test_every_reader_is_told_the_same_facts(asked: list[Answer], starter_session: Session) -> None:
    """Whether the question is asked again or the answer laid out again, which is one."""
    for answer in asked[: len(EXAMPLES)]:
        for name, profile in READERS.items():
            told = starter_session.assistant.ask(
                answer.question, reader_name=name, question_id=answer.id
            )
            assert facts(told) == facts(answer)
            assert (told.reader, told.disclaimer) == (name, profile.disclaimer)
            again = for_reader(answer, profile)
            assert replace(told, timings_ms={}) == replace(again, timings_ms={})


def test_readers_can_change_in_any_order(asked: list[Answer]) -> None:
    for answer in asked:
        for first in READERS.values():
            for then in READERS.values():
                assert for_reader(for_reader(answer, first), then) == for_reader(answer, then)
        assert for_reader(answer, CLINICIAN) == answer


def test_real_answers_are_explained_once_and_in_their_own_words(asked: list[Answer]) -> None:
    for answer in asked:
        for profile in READERS.values():
            check_glosses(for_reader(answer, profile), profile)
    explained = [each for each in asked if has_glosses(for_reader(each, PATIENT))]
    assert len(explained) == sum(each.bottom_line is not None for each in asked)
    assert not any(has_glosses(each) for each in asked)


def check_glosses(answer: Answer, profile: ReaderProfile) -> None:
    told = []
    explains = {t.plain for t in vocabulary().terms if t.kind in profile.layout.explains}
    for statement in answer.statements():
        assert len(statement.glosses) <= MOST_A_STATEMENT
        at = [statement.text.find(gloss.term) for gloss in statement.glosses]
        for gloss, place in zip(statement.glosses, at, strict=True):
            assert place >= 0 or gloss.term in (statement.strength or "")
            assert gloss.plain in explains
        told += [gloss.plain for gloss in statement.glosses]
    assert len(told) == len(set(told))


def _statements() -> st.SearchStrategy[Statement]:
    names = sorted({name for term in vocabulary().terms for name in term.names})
    some = st.lists(st.sampled_from(names) | st.text(max_size=12), max_size=8)
    return st.builds(
        Statement,
        text=some.map(" ".join),
        strength=st.none() | st.sampled_from(names),
        citations=st.just((Citation(1),)),
    )


def _answers() -> st.SearchStrategy[Answer]:
    group = st.builds(StatementGroup, st.text(max_size=9), st.lists(_statements()).map(tuple))
    reference = Reference(
        number=1,
        source_id="acc-2020",
        kind="guideline",
        family="acc",
        title="A guideline",
        organization="American College of Cardiology",
        authors=(),
        journal=None,
        year=2020,
        doi=None,
        pmid=None,
        url=None,
        text_origin="publisher",
        verification="primary",
        superseded_by=None,
        quotes=(),
    )
    return st.builds(
        Answer,
        id=st.just("a"),
        question=st.just("q"),
        searched_for=st.just("q"),
        reader=st.sampled_from(sorted(READERS)),
        state=st.just(EvidenceState.FULL),
        bottom_line=st.none() | _statements(),
        guidelines=st.lists(group, max_size=2).map(tuple),
        research=st.lists(group, max_size=2).map(tuple),
        references=st.just((reference,)),
    )


@settings(max_examples=40, deadline=None)
@given(_answers())
def test_any_answer_keeps_its_facts(answer: Answer) -> None:
    for profile in READERS.values():
        told = for_reader(answer, profile)
        assert facts(told) == facts(answer)
        assert for_reader(told, profile) == told
        check_glosses(told, profile)


def test_each_reader_gets_the_kinds_that_they_read_by() -> None:
    assert terms(CLOTS, PATIENT) == ["DVT", "D-dimer", "ultrasound"]
    assert terms(CLOTS, STUDENT) == ["DVT"]
    assert terms(CLOTS, NURSE) == terms(CLOTS, CLINICIAN) == []
    assert terms(TRIAL, NURSE) == terms(TRIAL, STUDENT) == ["hazard ratio", "CI"]
    assert terms("Lower the HbA1c and follow the eGFR.", NURSE) == ["eGFR"]
    assert terms("Rest.", NURSE, "Conditional recommendation") == ["Conditional recommendation"]
    assert terms(TRIAL, CLINICIAN, "Strong") == []


def test_terms_come_in_the_order_of_reading_and_the_strength_has_a_place() -> None:
    text = "Ultrasound, MRI, biopsy and colonoscopy are used."
    assert terms(text, PATIENT) == ["Ultrasound", "MRI", "biopsy"]
    assert terms(text, PATIENT, "Usually appropriate") == [
        "Ultrasound",
        "MRI",
        "Usually appropriate",
    ]
    both = "Strong recommendation, low-certainty evidence"
    assert terms("Rest.", PATIENT, both) == both.split(", ")


def test_what_was_told_is_not_told_again_and_the_rest_follows() -> None:
    text = "Ultrasound, MRI, biopsy and colonoscopy are used."
    first = glosses(text, None, PATIENT)
    told = {gloss.plain for gloss in first}
    assert terms(text, PATIENT, told=told) == ["colonoscopy"]
    assert terms("An ultrasonography", PATIENT, told=told) == []


@pytest.mark.parametrize(
    "text",
    [
        "After deep vein thrombosis (DVT), walk.",
        "DVT, that is deep-vein thrombosis, is found.",
        "The Danish Vascular Trial (DVT) found nothing.",
    ],
)
def test_a_short_form_that_the_text_writes_out_is_not_explained(text: str) -> None:
    assert "DVT" not in terms(text, PATIENT)


def test_a_grade_is_explained_by_its_own_body() -> None:
    ours = glosses("Rest.", "Class I, Level B", NURSE, body="European Society of Cardiology")
    assert [gloss.term for gloss in ours] == ["Class I", "Level B"]
    assert glosses("Rest.", "Class I, Level B", NURSE, body="A society") == ()
