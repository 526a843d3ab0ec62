"""The vocabulary of plain words: short, without numbers, and each term found as itself alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import assistant
from assistant.plain_words import Term, TermKind, vocabulary

FILE = Path(assistant.__file__).parent / "vocabulary" / "plain_words.yaml"
EXPLAINED = [term for term in vocabulary().terms if term.plain]
IN_TEXT = [term for term in EXPLAINED if not term.is_label]
LONGEST = 18
LEFT_OUT = ("MS", "CP", "AS", "US", "ED", "IV", "OR", "SC", "PT", "SD", "MD")
"""Short forms that stand for too many things."""


def explained(text: str, **how: object) -> dict[str, str]:
    """What is found in a text, with its plain words."""
    found = vocabulary().found(text, **how)  # type: ignore[arg-type]
    return {each.said: each.term.plain for each in found}


def in_company(name: str, term: Term) -> str:
    """The name with one of the words that must stand beside it, if any must."""
    return f"{name}, {term.companions[0]}." if term.companions else f"{name}."


def test_the_list_is_a_draft_and_long_enough() -> None:
    assert FILE.read_text("utf-8").startswith("# Draft, not clinically reviewed.")
    assert len(IN_TEXT) >= 350
    assert {term.kind for term in IN_TEXT} == set(TermKind)


def test_plain_words_are_few_and_hold_no_number() -> None:
    headings = vocabulary().headings.values()
    for plain in (*(term.plain for term in EXPLAINED), *headings):
        assert 1 <= len(plain.split()) <= LONGEST, plain
        assert not re.search(r"\d|;|%|\.$", plain), plain
        assert plain == plain.strip()


def test_no_two_terms_are_told_in_the_same_words() -> None:
    """What was told is known by its words: a second term would never be explained."""
    told = [term.plain for term in IN_TEXT]
    assert len(told) == len(set(told))


def test_no_term_explains_itself_by_itself() -> None:
    for term in EXPLAINED:
        if not term.long_form or "(" not in term.plain:
            for name in term.names:
                assert not re.search(rf"\b{re.escape(name)}\b", term.plain), (name, term.plain)


def test_each_name_is_found_as_it_stands() -> None:
    for term in EXPLAINED:
        for name in term.names:
            how = {"is_label": term.is_label, "body": "".join(term.bodies[:1])}
            found = [*vocabulary().found(in_company(name, term), **how)]  # type: ignore[arg-type]
            assert (found[0].said, found[0].term) == (name, term), name


def test_a_term_is_not_found_inside_another_word() -> None:
    for term in EXPLAINED:
        for name in term.names:
            for text in (f"un{name}", f"{name}ish", f"pre-{name}", f"{name}x"):
                found = vocabulary().found(in_company(text, term), is_label=term.is_label)
                assert name not in [each.said for each in found], text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Two biopsies were taken.", "biopsies"),
        ("Stenoses and diagnoses", None),
        ("aortic stenoses", "aortic stenoses"),
        ("Randomized controlled trials", "Randomized controlled trials"),
        ("deep-vein thromboses", "deep-vein thromboses"),
        ("Ischaemic strokes", "Ischaemic strokes"),
        ("ischemic stroke", "ischemic stroke"),
        ("A meta\N{NON-BREAKING HYPHEN}analysis", "meta\N{NON-BREAKING HYPHEN}analysis"),
        ("NSAIDs help.", "NSAIDs"),
        ("CT-guided drainage", "CT"),
        ("MRI/CT", "CT"),
        ("the statin's effect", "statin's"),
        ("an open-\nlabel trial", "open-\nlabel"),
    ],
)
def test_spelling_and_number_do_not_matter(text: str, said: str | None) -> None:
    found = explained(text)
    assert (said in found) if said else "diagnoses" not in found


def test_the_longest_term_is_taken() -> None:
    assert [*explained("A sensitivity analysis agreed.")] == ["sensitivity analysis"]
    assert [*explained("very low-certainty evidence")] == ["very low-certainty evidence"]
    assert [*explained("CT pulmonary angiography")] == ["CT pulmonary angiography"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Send urine for culture and sensitivity.", "sensitivity"),
        ("Sensitivity to light and a stiff neck, with high specificity.", "Sensitivity"),
        ("The median nerve is compressed at the wrist.", "median"),
        ("A modified intention-to-treat analysis was used.", "intention-to-treat"),
        ("Pre-eclampsia was excluded.", "eclampsia"),
        ("Antihypertensive drugs and hypotension", "hypertension"),
        ("Anti-inflammatory drugs", "inflammatory"),
        ("Nonmalignant disease", "malignant"),
        ("Avoid succinylcholine in malignant hyperthermia.", "malignant"),
        ("Chronic graft-versus-host disease of the skin", "graft"),
        ("A corneal graft after surgery", "graft"),
        ("Plasma cells and plasma exchange", "plasma"),
        ("Serum sickness", "Serum"),
        ("HR was 110 beats a minute and RR 24.", "HR"),
        ("HR was 110 beats a minute and RR 24.", "RR"),
        ("Insert PE tubes in the ears.", "PE"),
        ("RA pressure was 12 mmHg.", "RA"),
        ("MI was used to support change in drinking.", "MI"),
        ("A HIT rate and a FIT patient", "HIT"),
        ("A HIT rate and a FIT patient", "FIT"),
        ("Do NOT put a CAP on it; MAP the area.", "CAP"),
        ("Do NOT put a CAP on it; MAP the area.", "MAP"),
        ("PET owners at home", "PET"),
        ("Drain by hit and map, then fit all.", "fit"),
        ("ACS recommends yearly mammograms.", "ACS"),
        ("Obesity (Class III) and oesophagitis (Grade B)", "Class III"),
        ("Strong pulses and weak reflexes", "Strong"),
        ("Consider referral; an option is rest.", "Consider"),
        ("Rest may be appropriate for an hour.", "may be appropriate"),
        ("Elective nodal irradiation was given.", "Elective"),
        ("Distal margins were wide.", "Distal"),
        ("The reliever of pain", "reliever"),
        ("Ambulatory surgery center", "Ambulatory"),
        ("Insulin resistance", "Insulin"),
        ("Infant formula", "Infant"),
        ("The placebo effect", "placebo"),
        ("Heterogeneity of tumours", "Heterogeneity"),
        ("Non-specific and non-benign lumps", "benign"),
        ("Prospective payment by Medicare", "Prospective"),
    ],
)
def test_a_word_in_another_sense_is_not_explained(text: str, word: str) -> None:
    assert word not in explained(text)


def test_short_forms_of_many_things_are_left_out() -> None:
    names = {name for term in vocabulary().terms for name in term.names}
    assert names.isdisjoint(LEFT_OUT)


def test_short_forms_are_matched_as_written() -> None:
    short = [name for term in IN_TEXT for name in term.names if name.isupper() and len(name) > 1]
    assert len(short) > 100
    for name in short:
        assert name.lower() not in explained(name.lower()), name


def test_a_grade_means_what_its_own_body_says() -> None:
    task_force, academy = "US Preventive Services Task Force", "American Academy of Pediatrics"
    by_body = [
        explained("Grade B", is_label=True, body=body).get("Grade B")
        for body in (task_force, academy, "Another body", "")
    ]
    assert by_body[0] != by_body[1]
    assert None not in by_body[:2]
    assert by_body[2:] == [None, None]
    assert explained("Grade B", body=task_force) == {}
