"""The checks on pairs from clinical knowledge: a swapped dose, a lost exception, another limit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from assistant.answer import Verdict
from assistant.support import check_text, holds


class Tried(NamedTuple):
    """A span as a guideline or a trial might print it, with texts that say it and that do not."""

    span: str
    faithful: tuple[str, ...]
    wrong: tuple[str, ...]


class Labelled(NamedTuple):
    """A text shown with a label, and whether the label is printed with what it is from."""

    text: str
    span: str
    label: str | None
    own: bool


def lines(name: str) -> list[str]:
    return (Path(__file__).parent / name).read_text("utf-8").splitlines()


TRIED = [Tried(**json.loads(line)) for line in lines("support_pairs.jsonl")]
LABELLED = [Labelled(**json.loads(line)) for line in lines("support_labels.jsonl")]
FAITHFUL = [(each.span, text) for each in TRIED for text in each.faithful]
WRONG = [(each.span, text) for each in TRIED for text in each.wrong]


@pytest.mark.parametrize(("span", "text"), FAITHFUL)
def test_a_faithful_rewording_holds(span: str, text: str) -> None:
    checks = check_text(text, span)
    assert holds(checks), checks


@pytest.mark.parametrize(("span", "text"), WRONG)
def test_a_text_with_one_fault_does_not_hold(span: str, text: str) -> None:
    assert not holds(check_text(text, span))


@pytest.mark.parametrize("each", TRIED, ids=lambda each: each.span[:40])
def test_the_span_itself_holds(each: Tried) -> None:
    assert holds(check_text(each.span, each.span))


@pytest.mark.parametrize(("text", "span", "label", "own"), LABELLED)
def test_a_label_must_be_printed_with_the_sentence(
    text: str, span: str, label: str | None, own: bool
) -> None:
    verdict = check_text(text, span, label)["strength"]
    assert (verdict is not Verdict.FAIL) == own


def test_an_opening_answer_is_no_denial_of_its_own() -> None:
    span = "Oral antivirals alone should not be prescribed for Bell's palsy."
    assert holds(check_text(f"No: {span}", span))
    assert not holds(check_text(f"No: {span.replace('not ', '')}", span))


def test_enough_is_tried() -> None:
    assert len(TRIED) >= 20
    assert len(WRONG) >= 100
    assert len(FAITHFUL) >= 30
