"""A model that corrupts half of what it copies: none of that is shown, and all of the rest."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest
from corrupting import KINDS, Corruptor, Measured, measure

from evals.gold import bundled_gold, load_gold
from ui.session import Session

CORRUPTED = 60


def questions() -> Iterator[str]:
    """Of each of the bundled files some, so that every field of medicine has its turn."""
    for path in bundled_gold("core"):
        yield from (gold.question for gold in load_gold([path])[::9])


@pytest.fixture(scope="module")
def measured(starter_session: Session) -> Measured:
    return measure(starter_session, questions(), CORRUPTED)


def test_no_corrupted_statement_is_shown(measured: Measured) -> None:
    assert measured.corrupted >= CORRUPTED
    assert not measured.faults


def test_faithful_statements_are_shown(measured: Measured) -> None:
    assert measured.sent[""] >= CORRUPTED
    assert measured.faithful_share >= 0.97, measured.withheld


def test_many_kinds_of_corruption_were_tried(measured: Measured) -> None:
    assert sum(measured.sent[kind] > 0 for kind in KINDS) >= 18


def test_the_double_does_corrupt() -> None:
    corruptor = Corruptor(Random(3))
    assert not corruptor.sent
    assert {"drug", "negation added", "wrong id", "strength in words"} <= set(KINDS)
