"""The matcher of procedures, by cases made by hand, and over the archive where it is at hand."""

from __future__ import annotations

import pytest

from evals.public.procedures import (
    Contrast,
    Rating,
    advises,
    advises_exactly,
    name_of,
    rated_row,
    rejects,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("US knee", "Ultrasound of the knee"),
        ("US knee", "sonography knee"),
        ("X-ray wrist", "Radiographs of the wrist"),
        ("X-ray wrist", "plain radiography wrist"),
        ("MRI elbow without contrast", "MRI elbow without IV contrast"),
        ("MRI elbow without and with contrast", "magnetic resonance imaging of the elbow with and"
         " without intravenous contrast"),
        ("CT chest with contrast", "Contrast-enhanced computed tomography of the chest"),
        ("CT chest without contrast", "noncontrast CT chest"),
        ("MRA neck without contrast", "MR angiography of the neck without IV contrast"),
        ("US area of interest", "ultrasound"),
    ],
)  # fmt: skip
def test_one_procedure_has_many_names(one: str, other: str) -> None:
    assert name_of(one) == name_of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CT chest with contrast", "CT chest without contrast"),
        ("CT chest with contrast", "CT chest without and with contrast"),
        ("CT chest", "CT chest with contrast"),
        ("CT chest", "CTA chest"),
        ("MRI pelvis", "MRA pelvis"),
        ("MRI hip", "MRI knee"),
        ("US pelvis transvaginal", "US pelvis transabdominal"),
        ("20 Gy/5 fractions", "40 Gy/20 fractions"),
        ("Mastectomy with node staging", "Mastectomy without node staging"),
        ("Eight weeks, then RT", "Eight weeks, no RT"),
        ("Surgery then chemotherapy", "Chemotherapy then surgery"),
    ],
)
def test_others_are_not_the_same(one: str, other: str) -> None:
    assert name_of(one) != name_of(other)


def test_us_is_a_test_and_us_is_not() -> None:
    assert name_of("US hip").stems > name_of("hip").stems
    assert name_of("tells us about the hip").stems.isdisjoint(name_of("US").stems)


@pytest.mark.parametrize("contrast", Contrast)
def test_the_use_of_contrast_is_told(contrast: Contrast) -> None:
    for test in ("CT head", "MRI of the orbit"):
        for medium in ("contrast", "IV contrast", "intravenous contrast"):
            name = name_of(f"{test} {contrast} {medium}")
            assert name.contrast is contrast
            assert name.stems == name_of(test).stems


OLD = "Sore Widgets. Adult with a sore widget. Radiographs normal. Next study. {}: rating {} ({})"
NEW = "Adult with a sore widget. First study. {}: {}"


@pytest.mark.parametrize("rating", Rating)
@pytest.mark.parametrize(
    "procedure", ["MRI widget without contrast", "3-D CRT", "50.4 Gy/1.8 Gy", "US widget (any)"]
)
def test_a_row_rates_the_procedure_before_its_rating(procedure: str, rating: Rating) -> None:
    old = rated_row(OLD.format(procedure, 5, rating.value) + "; Comments: MRI is an alternative.")
    new = rated_row(NEW.format(procedure, rating.value.title()))
    for row in (old, new):
        assert row is not None
        assert (row.procedure, row.rating) == (procedure, rating)


def test_prose_is_no_row() -> None:
    assert rated_row("Ultrasound is an appropriate first test of a sore widget.") is None


def test_a_scenario_names_nothing() -> None:
    row = OLD.format("MRI widget without contrast", 8, "usually appropriate")
    assert advises(row, "MRI widget without contrast")
    assert not advises(row, "X-ray widget")
    assert not advises(row + "; Comments: CT widget is an alternative.", "CT widget")


@pytest.mark.parametrize("rating", Rating)
def test_a_row_advises_unless_it_says_usually_not_appropriate(rating: Rating) -> None:
    row = NEW.format("US widget", rating.value.title())
    assert advises(row, "US widget") is (rating is not Rating.NOT_APPROPRIATE)
    assert rejects(row) is (rating is Rating.NOT_APPROPRIATE)


def test_a_passage_of_rows_is_read_row_by_row() -> None:
    wrong = NEW.format("CT widget", "Usually Not Appropriate")
    right = NEW.format("US widget", "Usually Appropriate")
    passage = f"{wrong}\n\n{right}"
    assert advises(passage, "US widget")
    assert not advises(passage, "CT widget")
    assert rejects(wrong)
    assert not rejects(passage)


@pytest.mark.parametrize(
    ("text", "advised"),
    [
        ("Ultrasound of the widget is the first test.", True),
        ("The first test is sonography. It shows the widget.", False),
        ("Ultrasound of the widget is not recommended.", False),
        ("Avoid ultrasound of the widget.", False),
        ("The doctor tells us about the widget.", False),
        ("CT of the widget is the first test.", False),
        ("CT is next when ultrasound leaves the widget open.", False),
        ("When a widget is felt, ultrasound is the first test.", True),
        ("Ultrasound of the widget is the first test if it is felt.", True),
    ],
)
def test_prose_advises_what_one_sentence_names_and_does_not_deny(text: str, advised: bool) -> None:
    assert advises(text, "US widget") is advised


def test_prose_may_leave_contrast_open_but_not_for_the_exact_name() -> None:
    said, asked = "MRI of the widget is the next test.", "MRI widget without contrast"
    assert advises(said, asked)
    assert not advises_exactly(said, asked)
    for contrast in ("without contrast", "without IV contrast"):
        assert advises_exactly(f"MRI of the widget {contrast} is the next test.", asked)
    assert not advises("MRI of the widget with contrast is the next test.", asked)


def test_an_empty_name_is_advised_by_nothing() -> None:
    assert not advises("Anything at all.", "of the")
