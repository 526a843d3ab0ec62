"""What the indexes follow: the sources that changed since, and which states a catalog ever had."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st
from texts import source_text

from corpus.catalog import Catalog
from corpus.catalog.following import Changed, Head
from corpus.following import windows
from corpus.servers import Place


@pytest.fixture
def catalog(catalog_place: Place) -> Iterator[Catalog]:
    catalog = Catalog.open(catalog_place, writable=True, migrating=nullcontext())
    yield catalog
    catalog.close()


def test_changes_come_in_order_of_the_last_one_of_each_source(catalog: Catalog) -> None:
    assert catalog.changed_after(0) == []
    for text in (
        source_text("a", "One.", "Two."),
        source_text("b", "Three."),
        source_text("c", "Four."),
        source_text("a", "Five."),
    ):
        catalog.put(text, "model", {})
    catalog.remove("b")
    assert catalog.changed_after(0) == [
        Changed("c", sequence=3, first=3, passages=1),
        Changed("a", sequence=4, first=1, passages=1),
        Changed("b", sequence=5, first=2, passages=0),
    ]
    assert [changed.source_id for changed in catalog.changed_after(3)] == ["a", "b"]
    assert [changed.work for changed in catalog.changed_after(3)] == [1, 1]
    assert catalog.changed_after(5) == []


def test_a_catalog_knows_its_own_states(catalog: Catalog) -> None:
    states = [catalog.head()]
    for name in "abc":
        catalog.put(source_text(name, "One."), "model", {})
        states.append(catalog.head())
    assert all(catalog.is_at(state) for state in states)
    assert not catalog.is_at(Head(2, states[3].hash))
    assert not catalog.is_at(Head(4, states[3].hash))


@given(st.lists(st.integers(0, 30), max_size=30), st.integers(1, 40))
def test_windows_hold_all_in_order_and_enough_work(passages: list[int], least: int) -> None:
    changed = [Changed(f"s{n}", n, n, count) for n, count in enumerate(passages)]
    found = [*windows(changed, least)]
    assert [each for window in found for each in window] == changed
    for window in found[:-1]:
        assert sum(each.work for each in window) >= least
        assert sum(each.work for each in window[:-1]) < least
