"""How things hang together: joints, opposites, counts, contrast, modality, effects, clauses.

Each span stands with texts that say it in other words and with texts that differ in one relation.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from assistant.support import check_text, contrast, effects, holds, joints, opposites, parts
from assistant.support.reading import read
from assistant.support.vocabulary import opposites as listed_opposites


class Tried(NamedTuple):
    """A span, what says the same, and what does not."""

    span: str
    faithful: tuple[str, ...]
    wrong: tuple[str, ...]


JOINTS = Tried(
    "Aspirin, clopidogrel or ticagrelor is recommended after a stroke.",
    (
        "After a stroke, ticagrelor, aspirin or clopidogrel is recommended.",
        "Any of aspirin, clopidogrel and ticagrelor is recommended after a stroke.",
    ),
    (
        "Aspirin, clopidogrel and ticagrelor are recommended after a stroke.",
        "Aspirin and clopidogrel are recommended after a stroke.",
        "All of aspirin, clopidogrel and ticagrelor are recommended after a stroke.",
        "Aspirin plus clopidogrel is recommended after a stroke.",
    ),
)
BOTH = Tried(
    "Pain and fever should both be treated; either ibuprofen or acetaminophen may be given.",
    ("Both fever and pain should be treated; acetaminophen or ibuprofen may be given.",),
    (
        "Pain or fever should be treated; either ibuprofen or acetaminophen may be given.",
        "Pain and fever should both be treated; ibuprofen and acetaminophen may both be given.",
    ),
)
COUNTS = Tried(
    "Asthma control is poor with two of four criteria; two second-line drugs in one inhaler help.",
    ("With two of the four criteria asthma control is poor; two second-line drugs in one inhaler"
     " help.",),
    (
        "Asthma control is poor with all four criteria; two second-line drugs in one inhaler help.",
        "Asthma control is poor with one of four criteria; two second-line drugs in one inhaler"
        " help.",
        "Asthma control is poor with two of four criteria; three second-line drugs in one inhaler"
        " help.",
        "Asthma control is poor with two of four criteria; two second-line drugs in two inhalers"
        " help.",
    ),
)  # fmt: skip
TIMING = Tried(
    "Alendronate is taken 30 minutes before breakfast, and blood is drawn before surgery.",
    ("Take alendronate 30 minutes before breakfast; before surgery, draw blood.",),
    (
        "Alendronate is taken 30 minutes after breakfast, and blood is drawn before surgery.",
        "Alendronate is taken with breakfast, and blood is drawn before surgery.",
        "Alendronate is taken 30 minutes before bedtime, and blood is drawn before surgery.",
        "Alendronate is taken 30 minutes before breakfast, and blood is drawn during surgery.",
    ),
)
QUALIFIERS = Tried(
    "Heart failure with reduced ejection fraction in outpatients needs oral drugs for the left"
    " ventricle.",
    ("Outpatients with heart failure and reduced ejection fraction need oral drugs for the left"
     " ventricle.",),
    (
        "Heart failure with raised ejection fraction in outpatients needs oral drugs for the left"
        " ventricle.",
        "Heart failure with reduced ejection fraction in inpatients needs oral drugs for the left"
        " ventricle.",
        "Heart failure with reduced ejection fraction in outpatients needs oral drugs for the right"
        " ventricle.",
        "Heart failure with reduced ejection fraction in outpatients needs intravenous drugs for"
        " the left ventricle.",
    ),
)  # fmt: skip
DEGREES = Tried(
    "Mild asthma is treated with budesonide; severe asthma is treated with omalizumab.",
    ("Treat mild asthma with budesonide; treat severe asthma with omalizumab.",),
    (
        "Severe asthma is treated with budesonide; mild asthma is treated with omalizumab.",
        "Mild asthma is treated with omalizumab; severe asthma is treated with budesonide.",
    ),
)
CONTRAST = Tried(
    "CT of the chest without contrast is the next test for a lung nodule.",
    ("For a lung nodule the next test is noncontrast CT of the chest.",),
    (
        "CT of the chest with contrast is the next test for a lung nodule.",
        "CT of the chest without and with contrast is the next test for a lung nodule.",
        "PET/CT of the chest without contrast is the next test for a lung nodule.",
    ),
)
SURE = Tried(
    "Vitamin D is suggested in older adults because it may prevent falls.",
    ("In older adults vitamin D is suggested, because it might prevent falls.",),
    (
        "Vitamin D is suggested in older adults because it prevents falls.",
        "Vitamin D is required in older adults because it may prevent falls.",
    ),
)
LEVEL = Tried(
    "Edoxaban was noninferior to warfarin for recurrent thrombosis.",
    ("For recurrent thrombosis edoxaban was not inferior to warfarin.",),
    (
        "Edoxaban was superior to warfarin for recurrent thrombosis.",
        "Edoxaban was equivalent to warfarin for recurrent thrombosis.",
    ),
)
NEED = Tried(
    "Routine imaging should not be done in acute low back pain.",
    ("Do not image acute low back pain routinely.",),
    ("Routine imaging need not be done in acute low back pain.",),
)
LINKED = Tried(
    "Early antibiotics are associated with asthma.",
    ("Asthma is associated with early antibiotics.",),
    ("Early antibiotics cause asthma.", "Early antibiotics lead to asthma."),
)
EFFECT = Tried(
    "Clarithromycin raises the level of simvastatin.",
    ("The level of simvastatin is raised by clarithromycin.",),
    (
        "Simvastatin raises the level of clarithromycin.",
        "The level of clarithromycin is raised by simvastatin.",
    ),
)
EXCEPTIONS = Tried(
    "Apixaban is preferred over warfarin, except with a mechanical valve or mitral stenosis.",
    ("Apixaban is preferred over warfarin except in mitral stenosis or with a mechanical valve.",),
    (
        "Apixaban is preferred over warfarin, except with mitral stenosis.",
        "Apixaban is preferred over warfarin.",
    ),
)
WHOM = Tried(
    "Selected high-risk patients with left-sided pain can be treated at home.",
    ("Treatment at home is possible for selected high-risk patients with left-sided pain.",),
    (
        "Selected patients with left-sided pain can be treated at home.",
        "High-risk patients with left-sided pain can be treated at home.",
        "Selected high-risk patients with pain can be treated at home.",
    ),
)
TURNS = Tried(
    "Use amoxicillin for mild infection, and vancomycin for severe infection.",
    ("For severe infection use vancomycin; for mild infection use amoxicillin.",),
    (
        "For severe infection use amoxicillin; for mild infection use vancomycin.",
        "In mild infection vancomycin is used, in severe infection amoxicillin.",
    ),
)
FORCES = Tried(
    "Screening is recommended every 2 years from 50 to 74 and may be offered every 3 years from 40"
    " to 49.",
    ("From 40 to 49 screening may be offered every 3 years; from 50 to 74 it is recommended every"
     " 2 years.",),
    ("Screening may be offered every 2 years from 50 to 74 and is recommended every 3 years from 40"
     " to 49.",),
)  # fmt: skip
LEVELS = Tried(
    "For hypertensive adults a target below 130 lowered events, with more hypotension.",
    faithful=("A target below 130 lowered events in hypertensive adults, with more hypotension.",),
    wrong=("For hypertensive adults a target below 130 lowered events, with more hypertension.",),
)
TRIED = [
    JOINTS, BOTH, COUNTS, TIMING, QUALIFIERS, DEGREES, CONTRAST, SURE, LEVEL, NEED, LINKED, EFFECT,
    EXCEPTIONS, WHOM, TURNS, FORCES, LEVELS,
]  # fmt: skip


@pytest.mark.parametrize(("span", "text"), [(t.span, text) for t in TRIED for text in t.faithful])
def test_the_same_relation_in_other_words_holds(span: str, text: str) -> None:
    checks = check_text(text, span)
    assert holds(checks), checks


@pytest.mark.parametrize(("span", "text"), [(t.span, text) for t in TRIED for text in t.wrong])
def test_another_relation_does_not_hold(span: str, text: str) -> None:
    assert not holds(check_text(text, span))


@pytest.mark.parametrize("tried", TRIED, ids=lambda tried: tried.span[:30])
def test_the_span_itself_holds(tried: Tried) -> None:
    assert holds(check_text(tried.span, tried.span))


def test_and_says_what_or_does_of_what_is_denied_or_only_an_option() -> None:
    for one, other in (
        ("Do not give aspirin or ibuprofen.", "Do not give aspirin and ibuprofen."),
        ("Options are aspirin and ibuprofen.", "Options are aspirin or ibuprofen."),
        ("Screen for anaemia and for those with fever.", "Screen for anaemia or for those with"),
    ):
        assert not joints.otherwise(read(one), read(other))
        assert not joints.otherwise(read(other), read(one))


def test_a_list_within_a_list_keeps_its_own_joint() -> None:
    span = read("Look for pain, lipase or amylase above the limit, and typical imaging.")
    assert not joints.otherwise(
        read("Look for pain, typical imaging, and amylase or lipase above the limit."), span
    )
    assert joints.otherwise(read("Look for pain, lipase and amylase above the limit."), span)


def test_an_opposite_counts_only_where_it_stands_by_the_same_word() -> None:
    span = read("Treat before surgery, and again after discharge.")
    assert not opposites.exchanged(read("After discharge, and before surgery, treat."), span)
    assert opposites.exchanged(read("Treat after surgery, and again before discharge."), span)
    elliptic = read("Treat before and after surgery.")
    assert not opposites.exchanged(read("Treat after surgery."), elliptic)


def test_no_word_is_its_own_opposite() -> None:
    groups = listed_opposites()
    assert len(groups) >= 40
    for group in groups:
        assert len(group) > 1
        assert all(len(member) for member in group)
        assert sum(map(len, group)) == len(frozenset().union(*group))


def test_every_protocol_of_contrast_must_be_printed() -> None:
    either = read("CT with or without contrast, and MRI without and with contrast, may be used.")
    assert contrast.kept(read("MRI without and with contrast may be used."), either)
    assert not contrast.kept(read("MRI without contrast may be used."), either)
    assert contrast.kept(read("CT may be used."), either)


def test_an_effect_is_turned_round_by_by_and_by_nothing_else() -> None:
    span = read("Rifampin lowers warfarin levels in adults.")
    assert not effects.exchanged(read("Warfarin levels are lowered by rifampin."), span)
    assert not effects.exchanged(read("Rifampin lowered the warfarin level by 50%."), span)
    assert effects.exchanged(read("Warfarin lowers rifampin levels in adults."), span)


def test_facts_may_change_places_with_their_clause_only() -> None:
    span = read("Stop apixaban 2 days before surgery; restart heparin 3 days after discharge.")
    whole = read("Restart heparin 3 days after discharge; stop apixaban 2 days before surgery.")
    mixed = read("Restart apixaban 3 days after discharge; stop heparin 2 days before surgery.")
    assert not parts.mixed(whole, span)
    assert parts.mixed(mixed, span)
