"""The ledger of a place: what counts as received, across runs, crashes and lost libraries."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.model import PutStatus
from corpus.records import PutOutcome
from ingest.connectors.ledger import Ledger, Ledgers

NOT_MODIFIED = frozenset[str]()


class Shelf:
    """A library that holds what it is told to."""

    def __init__(self, *ids: str) -> None:
        self.ids = {*ids}

    def __call__(self, ids: Collection[str]) -> Collection[str]:
        return self.ids.intersection(ids)


def ledgers(folder: Path, shelf: Shelf, versions: str = "1") -> Ledgers:
    return Ledgers(folder / "received", versions, shelf)


def put(ledger: Ledger, key: str, status: PutStatus = PutStatus.ADDED) -> None:
    ledger.settle(key)(PutOutcome(f"pmid-{key}", status, 1))


def current(ledger: Ledger, *keys: str, modified: Collection[str] = NOT_MODIFIED) -> set[str]:
    return {*ledger.still_current(keys, modified)}


def test_a_finished_run_counts_until_something_is_modified(tmp_path: Path) -> None:
    books = ledgers(tmp_path, Shelf("pmid-1", "pmid-2"))
    ledger = books.of("pubmed:gout")
    assert ledger.current_since is None
    ledger.begin("2026-01-01")
    put(ledger, "1")
    ledger.finish()
    put(ledger, "2")  # the last outcomes are known after the last document was drawn
    again = books.of("pubmed:gout")
    assert again.current_since == "2026-01-01"
    assert current(again, "1", "2", "3", modified={"2"}) == {"1"}
    assert current(books.of("pubmed:asthma"), "1") == set()


def test_an_interrupted_run_goes_on(tmp_path: Path) -> None:
    books = ledgers(tmp_path, Shelf("pmid-1", "pmid-2"))
    ledger = books.of("pubmed:gout")
    ledger.begin("2026-01-01")
    put(ledger, "1")
    ledger.finish()
    ledger = books.of("pubmed:gout")
    ledger.begin("2026-03-01")
    put(ledger, "2")
    again = books.of("pubmed:gout")
    assert again.interrupted
    # 1 was modified and not fetched before the run stopped; 2 was.
    assert current(again, "1", "2", modified={"1", "2"}) == {"2"}
    again.begin("2026-03-05")
    again.finish()
    assert books.of("pubmed:gout").current_since == "2026-03-01"


@pytest.mark.parametrize("status", [PutStatus.FAILED, PutStatus.QUARANTINED])
def test_what_may_end_otherwise_is_asked_for_again(status: PutStatus, tmp_path: Path) -> None:
    ledger = ledgers(tmp_path, Shelf("pmid-1")).of("pubmed:gout")
    ledger.begin("2026-01-01")
    put(ledger, "1", status)
    assert current(ledger, "1") == set()


def test_what_the_library_lost_does_not_count(tmp_path: Path) -> None:
    shelf = Shelf("pmid-1")
    ledger = ledgers(tmp_path, shelf).of("pubmed:gout")
    ledger.begin("2026-01-01")
    put(ledger, "1")
    put(ledger, "2")
    put(ledger, "3", PutStatus.NO_TEXT)
    assert current(ledger, "1", "2", "3") == {"1", "3"}
    shelf.ids.clear()
    assert current(ledger, "1", "2", "3") == {"3"}


def test_other_readers_ask_for_everything_again(tmp_path: Path) -> None:
    shelf = Shelf("pmid-1")
    ledger = ledgers(tmp_path, shelf).of("pubmed:gout")
    ledger.begin("2026-01-01")
    put(ledger, "1")
    ledger.finish()
    later = ledgers(tmp_path, shelf, "2").of("pubmed:gout")
    assert (later.current_since, later.interrupted, current(later, "1")) == (None, False, set())
    later.begin("2026-02-01")
    put(later, "1")
    assert current(ledgers(tmp_path, shelf, "2").of("pubmed:gout"), "1") == {"1"}
    assert current(ledgers(tmp_path, shelf).of("pubmed:gout"), "1") == set()


def test_a_ledger_of_files_needs_no_runs_and_forgets(tmp_path: Path) -> None:
    books = ledgers(tmp_path, Shelf("pmid-a.md"))
    put(books.of_files("folder"), "a.md")
    assert [d.key for d in books.of_files("folder").all()] == ["a.md"]
    books.of_files("folder").forget("a.md")
    assert books.of_files("folder").all() == ()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 400), st.binary(max_size=20))
def test_a_ledger_that_was_cut_loses_at_most_what_was_cut(
    tmp_path_factory: pytest.TempPathFactory, kept: int, rubbish: bytes
) -> None:
    folder = tmp_path_factory.mktemp("ledger")
    keys = [str(n) for n in range(6)]
    books = ledgers(folder, Shelf(*(f"pmid-{key}" for key in keys)))
    ledger = books.of("pubmed:gout")
    ledger.begin("2026-01-01")
    for key in keys:
        put(ledger, key)
    (file,) = (folder / "received").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:kept] + rubbish.replace(b"\n", b""))
    cut = books.of("pubmed:gout")
    assert current(cut, *keys) <= {*keys}
    cut.begin("2026-01-01")
    put(cut, "5")
    again = books.of("pubmed:gout")
    assert "5" in current(again, *keys)
    assert current(cut, *keys) == current(again, *keys)
