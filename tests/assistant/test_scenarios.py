"""Of the variants of one source only those that fit the question are offered."""

from __future__ import annotations

import pytest

from assistant.evidence import Candidate
from assistant.query import understand
from assistant.scenarios import in_fitting_scenarios
from corpus.model import Passage, Sentence, Source, SourceKind, Span

TENDER = "Variant 1: Fall on the knee, focal tenderness. First study."
ABLE = "Table: Variant 2: Fall on the knee, able to walk. First study."
WHOLE = "Fall on the knee, able to walk: which first study?"
NEARLY = "Fall on the knee, able to walk: which imaging?"


def candidate(
    source_id: str,
    *heading: str,
    text: str = "X-ray knee: usually appropriate",
    body: str | None = None,
    holds: float = 0.0,
    **features: float,
) -> Candidate:
    source = Source(source_id, SourceKind.GUIDELINE, "Knee", family=source_id, organization=body)
    span = Span(0, len(text))
    passage = Passage(Passage.make_id(source_id, 0, text), source_id, 0, span, text, heading)
    return Candidate(
        source, passage, Sentence(span, heading), (span,), (text,), frozenset(), holds, features, 0
    )


def fitting(
    question: str, *candidates: Candidate, replaced: dict[str, str] | None = None
) -> list[Candidate]:
    return in_fitting_scenarios(understand(question), candidates, (replaced or {}).get)


def kept(question: str, *candidates: Candidate) -> list[str]:
    return [c.sentence.heading[-1] for c in fitting(question, *candidates)]


def test_the_variant_that_is_asked_for_is_kept_alone() -> None:
    rows = candidate("a", "Advice", TENDER), candidate("a", "Advice", ABLE)
    assert kept("Fall on the knee, able to walk: which first study?", *rows) == [ABLE]
    assert kept("First study of the knee with focal tenderness after a fall", *rows) == [TENDER]


def test_variants_that_fit_alike_are_all_kept() -> None:
    assert len(kept("Knee pain?", candidate("a", TENDER), candidate("a", ABLE))) == 2


def test_another_source_and_what_is_no_variant_are_left_alone() -> None:
    rows = candidate("a", ABLE), candidate("b", TENDER), candidate("a", "Advice")
    assert len(kept("Which imaging of a knee?", *rows)) == 3


def test_where_nearly_the_very_variant_is_told_those_of_other_sources_are_held_to_it() -> None:
    rows = candidate("a", ABLE), candidate("b", TENDER), candidate("a", "Advice")
    assert kept(NEARLY, *rows) == [ABLE, "Advice"]


def test_beside_it_prose_on_another_case_is_left_out() -> None:
    row = candidate("a", ABLE)
    case = candidate("a", "Advice", text="When an infection is suspected, MRI is appropriate.")
    general = candidate("a", "Advice", text="X-rays are cheap.")
    elsewhere = candidate("b", "Advice", text="When an infection is suspected, aspirate.")
    every = (row, case, general, elsewhere)
    assert fitting(NEARLY, *every) == [row, general, elsewhere]
    assert len(fitting("Which imaging of a knee?", *every)) == 4


def test_what_points_at_a_case_that_nobody_sees_is_left_out_too() -> None:
    row = candidate("a", ABLE)
    unseen = candidate("a", "Advice", text="The first study in this scenario is MRI.")
    assert fitting(NEARLY, row, unseen) == [row]


def test_other_criteria_of_the_same_body_are_held_to_the_case_as_well() -> None:
    row = candidate("a", ABLE, body="College")
    other = candidate("b", "Advice", text="When an infection is seen, MRI is next.", body="College")
    same = candidate("b", "Advice", text="After a fall on the knee, take x-rays.", body="College")
    assert fitting(NEARLY, row, other, same) == [row, same]


def test_where_the_very_variant_is_told_its_rows_are_what_its_body_says() -> None:
    row = candidate("a", ABLE, body="College")
    prose = candidate("a", "Advice", text="MRI, CT and US are all useful for the knee.")
    criteria = candidate("b", "Advice", text="MRI is useful.", body="College")
    another = candidate("c", "Advice", text="X-rays are taken.", body="Society")
    every = (row, prose, criteria, another)
    assert fitting(WHOLE, *every) == [row, another]
    assert fitting(WHOLE, *every, replaced={"a": "b"}) == [row, criteria, another]


def test_where_the_rows_turn_all_down_prose_stays_that_says_why() -> None:
    against = candidate("a", ABLE, text="MRI knee: usually not appropriate", body="College")
    useful = candidate("a", "Advice", text="MRI is popular.", body="College", holds=0.5)
    why = candidate("a", "Advice", text="There is little role for MRI.", body="College", holds=0.5)
    aside = candidate("a", "Advice", text="Trials have not been done.", body="College", holds=0.1)
    assert fitting(WHOLE, against, useful, why, aside) == [against, why]
    assert fitting("Which imaging?", useful, aside) == [useful, aside]


@pytest.mark.parametrize("feature", ["denied case", "opposite"])
def test_beside_the_very_variant_nobody_speaks_of_others(feature: str) -> None:
    row = candidate("a", ABLE, body="College")
    other = candidate("b", "Advice", text="With effusion, MRI.", body="Society", **{feature: 1.0})
    assert fitting(WHOLE, row, other) == [row]
    assert fitting(NEARLY, row, other) == [row]
    assert fitting("Which imaging of a knee?", row, other) == [row, other]


def test_bounds_are_part_of_what_is_told() -> None:
    younger = candidate("a", "Variant 1: Diffuse breast pain. Age <40.")
    older = candidate("a", "Variant 2: Diffuse breast pain. Age ≥40.")
    assert fitting("Diffuse breast pain, age <40: what imaging?", younger, older) == [younger]


def test_a_variant_that_is_told_in_full_stands_alone() -> None:
    full = candidate("a", "Variant 1: Conductive hearing loss.")
    more = candidate("a", "Variant 2: Mixed conductive hearing loss.")
    question = "Conductive hearing loss: what imaging?"
    assert fitting(question, full, more) == [full]
    assert len(kept("Hearing loss: what imaging?", full, more)) == 2


def test_a_rating_of_no_case_is_left_out() -> None:
    bare = candidate("a", "Advice", text="Noncontrast MRA is also usually appropriate.")
    case = candidate("a", "Advice", text="MRA is usually appropriate for a bruit.")
    assert fitting("Knee pain?", bare, case) == [case]
