"""Faults that the corrupting model found in the checker, a grade stated in words above all."""

from __future__ import annotations

import pytest

from assistant.answer import Verdict
from assistant.support import check_text, holds
from assistant.support.grading import as_printed
from corpus.text.quantities import quantities
from evals.mutation.rewordings import faithful

ADVICE = "The panel recommends ultrasound for a superficial lump."
RESERVED = "The panel conditionally recommends ultrasound for a superficial lump."
STRONG = "The panel strongly recommends ultrasound for a superficial lump."


@pytest.mark.parametrize(
    ("text", "span"),
    [
        (STRONG, ADVICE),
        (RESERVED, ADVICE),
        (ADVICE, RESERVED),
        (STRONG, RESERVED),
        ("The panel firmly recommends ultrasound for a superficial lump.", ADVICE),
        ("Ultrasound is a strong recommendation for a superficial lump.", ADVICE),
        ("Clearly, ultrasound is recommended for a superficial lump.", ADVICE),
        ("Ultrasound must be done for a superficial lump.", ADVICE),
        ("Most lumps are harmless (Strong).", "Most lumps are harmless."),
        ("Most lumps are harmless [Class 1, LOE A].", "Most lumps are harmless."),
        (
            "Cover is not strongly recommended at low risk; it is given when clearly indicated.",
            "Cover is not recommended at low risk; it is given when clearly indicated.",
        ),
    ],
)
def test_a_grade_that_is_not_printed_fails(text: str, span: str) -> None:
    assert check_text(text, span)["strength"] is Verdict.FAIL


@pytest.mark.parametrize(
    ("text", "span"),
    [
        (STRONG, STRONG),
        (RESERVED, RESERVED),
        (ADVICE, ADVICE),
        ("Ultrasound is recommended for a superficial lump.", STRONG),
        ("For a superficial lump, ultrasound is strongly recommended.", STRONG),
        (
            "Live vaccines must be avoided in pregnant women.",
            "Pregnant women should not receive live vaccines.",
        ),
    ],
)
def test_what_is_printed_may_be_said(text: str, span: str) -> None:
    assert holds(check_text(text, span))


def test_no_faithful_rewording_is_taken_for_another_grade() -> None:
    assert not [row.id for row in faithful() if not as_printed(row.text, row.span)]


def test_two_halves_of_one_sentence_are_not_judged_apart() -> None:
    """What the sentence does not bear out as a whole, it does not bear out in halves."""
    whole = (
        "The guideline replaced the old scores and their 10% cut-off by the new calculator and a"
        " 7.5% cut-off."
    )
    swapped = whole.replace("10%", "X%").replace("7.5%", "10%").replace("X%", "7.5%")
    for beside in ("", "\n\nNormal potassium should not stop screening."):
        assert not holds(check_text(swapped, whole + beside))


def test_nothing_of_one_unit_is_not_nothing_of_another() -> None:
    printed = "Palivizumab is not given to infants born at 29 weeks, 0 days or later."
    assert holds(check_text(printed, printed))
    assert not holds(check_text(printed.replace("0 days", "0 weeks"), printed))


def test_before_an_operation_is_not_after_it() -> None:
    printed = "Before surgery, transfusion is recommended in sickle cell anaemia."
    assert holds(check_text(printed.replace("Before surgery", "Preoperatively"), printed))
    assert not holds(check_text(printed.replace("Before", "After"), printed))


def test_a_comparator_before_the_next_number_is_not_the_last_numbers() -> None:
    values = quantities("a target below 120 mm Hg (intensive) or below 140 mm Hg (standard)")
    assert [(int(q.value), q.comparator) for q in values] == [(120, "<"), (140, "<")]
    (or_more,) = quantities("65 years (or older) or more")[:1]
    assert int(or_more.value) == 65
