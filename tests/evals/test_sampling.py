"""Choosing documents to measure on: the same ones every time, from everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import SourceError
from evals.benchmarks.sampling import candidates, even_order, survey
from ingest.connectors import files
from ingest.document import Candidate, RawDocument

MOST = 20


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(MOST):
        (tmp_path / f"{number:02}.md").write_text(f"# Source {number}\n\nText.\n", "utf-8")
    return tmp_path


@given(st.integers(0, 3000))
def test_every_index_comes_once(count: int) -> None:
    assert sorted(even_order(count)) == list(range(count))


@given(st.integers(50, 3000), st.integers(5, 40))
def test_the_first_few_leave_no_wide_gap(count: int, few: int) -> None:
    chosen = sorted(islice(even_order(count), few))
    gaps = [b - a for a, b in zip(chosen, [*chosen[1:], chosen[0] + count], strict=True)]
    assert max(gaps) <= 4 * count / few + 4


def test_as_many_as_asked_are_kept_and_all_are_counted(folder: Path) -> None:
    found = survey(lambda: files.candidates(folder), 7)
    assert (len(found.documents), found.found, found.unreadable) == (7, MOST, 0)
    assert found.reading_s > 0
    again = survey(lambda: files.candidates(folder), 7)
    assert again.documents == found.documents
    assert survey(lambda: files.candidates(folder), 3).documents == found.documents[:3]
    assert found.first(3).documents == found.documents[:3]
    assert len(survey(lambda: files.candidates(folder), 1000).documents) == MOST


def test_what_cannot_be_read_is_counted_and_left_out(folder: Path) -> None:
    def broken() -> RawDocument:
        raise SourceError("no such file: check the path")

    def places() -> Iterator[Candidate]:
        yield from files.candidates(folder)
        yield Candidate("broken", broken)

    found = survey(places, 1000)
    assert (len(found.documents), found.found, found.unreadable) == (MOST, MOST + 1, 1)


def test_documents_come_back_as_they_were_fetched(folder: Path) -> None:
    found = survey(lambda: files.candidates(folder), 5)
    again = [candidate.fetch() for candidate in candidates(found.documents)]
    assert tuple(again) == found.documents
    assert [c.location for c in candidates(found.documents)] == [d.location for d in again]
