"""Two arms of a result: whose each value is, which arm had less, and what may be said of it."""

from __future__ import annotations

import pytest

from assistant.support import check_text, holds
from assistant.support.arms import arms, bound, crossed
from assistant.support.converse import readings
from assistant.support.figures import plainly
from assistant.support.rates import sharing
from assistant.support.reading import read

SPAN = read("Relapse occurred in 12.0% with early and 18.0% with late surgery.")
LEVEL = read("Relapse was 12.0% with early and 13.0% with late surgery (RR 0.92, 95% CI 0.7-1.2).")


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Early surgery had 12.0% relapse, late surgery 18.0%.", True),
        ("Relapse: 18.0% (late) and 12.0% (early).", True),
        ("Early surgery led to less relapse than late surgery (12.0% versus 18.0%).", True),
        ("Compared with late surgery, early surgery had less relapse (12.0% versus 18.0%).", True),
        ("Early surgery had 18.0% relapse, late surgery 12.0%.", False),
        ("Late surgery led to more relapse than early surgery (12.0% versus 18.0%).", False),
        ("Compared with late surgery, early surgery had less relapse (18.0% versus 12.0%).", False),
        ("Early surgery had 12.0% relapse.", None),
    ],
)
def test_each_arm_keeps_its_own_value(text: str, own: bool | None) -> None:
    there = arms(SPAN)
    assert there is not None
    assert bound(read(text), there) is own
    assert crossed(read(text), SPAN) is (own is False)


@pytest.mark.parametrize(
    "text",
    [
        "Relapse was 12.0% with early surgery.",
        "Relapse was 12.0% with early, 18.0% with late and 20.0% with no surgery.",
        "Relapse was 12.0% with early and 12.0% with late surgery.",
    ],
)
def test_only_two_arms_with_two_values_are_arms(text: str) -> None:
    assert arms(read(text)) is None


def test_a_value_belongs_to_those_without_by_its_place() -> None:
    there = arms(read("Leaks occurred in 7.0% with and 11.0% without a drain."))
    assert there is not None
    assert bound(read("Leaks: 7.0% of those with a drain, 11.0% of those without."), there)
    assert bound(read("Leaks: 11.0% of those given one, 7.0% of those without."), there) is False


def test_no_difference_is_left_out_only_where_the_interval_holds_it() -> None:
    text = "There was no significant difference in relapse: 12.0% and 13.0%."
    assert "difference" not in plainly(text, LEVEL)
    assert plainly(text, SPAN) == text
    clear = read("Relapse was 12% with early and 19% with late surgery (RR 0.6, 95% CI 0.4-0.9).")
    assert plainly(text, clear) == text


def test_a_fall_from_one_arm_to_the_other_is_a_comparison() -> None:
    text = "Early surgery reduced relapse from 18.0% to 12.0%."
    assert plainly(text, SPAN) == "Early surgery reduced relapse 12.0% versus 18.0%."
    printed = read("Relapse fell from 18.0% to 12.0% with early surgery.")
    assert plainly(text, printed) == text


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("CT is less sensitive than MRI.", "MRI is more sensitive than CT."),
        ("In adults, IV care was longer than PO.", "In adults, PO was shorter than IV care."),
        (
            "Old age is no reason to withhold surgery.",
            "Do not withhold surgery because of old age.",
        ),
    ],
)
def test_what_is_said_the_other_way_round(text: str, other: str) -> None:
    assert list(readings(text)) == [other]


@pytest.mark.parametrize("text", ["CT is sensitive.", "Less than 5% of adults have it."])
def test_what_compares_nothing_has_no_other_way_round(text: str) -> None:
    assert not list(readings(text))


def test_rates_share_what_they_are_counted_by_only_in_their_order() -> None:
    span = read("Incidence was 9.1 and mortality 2.4 per 1,000 person-years.")
    each = "Incidence was {} per 1,000 person-years and mortality {} per 1,000 person-years."
    assert list(sharing(read(each.format("9.1", "2.4")), span))
    assert not list(sharing(read(each.format("2.4", "9.1")), span))
    dose = read("Give 40 mg or 1 mg/kg.")
    assert not list(sharing(read("Give 40 mg/kg or 1 mg/kg."), dose))


@pytest.mark.parametrize(
    ("text", "holding"),
    [
        ("Rivaroxaban caused more bleeding than aspirin (3.0% versus 1.0%).", True),
        ("Rivaroxaban caused less bleeding than aspirin (3.0% versus 1.0%).", False),
        ("Aspirin caused more bleeding than rivaroxaban (3.0% versus 1.0%).", False),
    ],
)
def test_a_drug_causes_what_a_comparison_of_shares_tells(text: str, holding: bool) -> None:
    span = "Bleeding was more common with rivaroxaban (3.0%) than with aspirin (1.0%)."
    assert holds(check_text(text, span)) is holding
