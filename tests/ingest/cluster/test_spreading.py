"""Spread ingest is ingest: the same outcomes, the same library, in whatever order work returns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder  # from the library's tests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from teams import KILLS, ORDER, RAISES, OwnTeam, held, mixed

from corpus.errors import ClusterError, SourceError
from corpus.library import Library
from corpus.model import PutStatus, SourceKind
from corpus.records import PutOutcome
from corpus.settings import Settings
from ingest.cluster import spreading
from ingest.cluster.jobs import Given, Job
from ingest.cluster.spreading import Spread
from ingest.connectors.files import candidates
from ingest.connectors.settled import given as given_raw
from ingest.document import Candidate, RawDocument
from ingest.pipeline import WINDOW, Intake, ingest


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[str], Library]]:
    """Opens libraries of their own, by name; the embedder counts what it embeds."""
    libraries: list[Library] = []

    def open_one(name: str) -> Library:
        library = Library.open(Settings(home=tmp_path / name), HashingEmbedder())
        libraries.append(library)
        return library

    yield open_one
    for library in libraries:
        library.close()


def embedder_of(library: Library) -> HashingEmbedder:
    embedder = library._embedder
    assert isinstance(embedder, HashingEmbedder)
    return embedder


def intake_of(library: Library) -> Intake:
    return Intake(library, embedder_of(library).count_tokens, kind=SourceKind.GUIDELINE)


def spread(library: Library, team: OwnTeam) -> Intake:
    return replace(intake_of(library), preparing=Spread(team))


def given_texts(texts: list[str], name: Callable[[int], str] = "{}.txt".format) -> list[Candidate]:
    """A document of each text, named by its place in the list."""
    return [given_raw(RawDocument(t.encode(), name(n), name(n))) for n, t in enumerate(texts)]


@pytest.mark.parametrize(("workers", "wasted"), [(1, 0), (3, 0), (8, 5)])
def test_a_folder_of_all_fates_ends_as_without_a_team(
    tmp_path: Path, opened: Callable[[str], Library], workers: int, wasted: int
) -> None:
    folder = mixed(tmp_path / "in")
    alone, shared = opened("alone"), opened("shared")
    team = OwnTeam(HashingEmbedder(), workers, wasted)
    expected = [*ingest(candidates(folder), intake_of(alone))]
    assert [*ingest(candidates(folder), spread(shared, team))] == expected
    assert {PutStatus.ADDED, PutStatus.FAILED, PutStatus.QUARANTINED, PutStatus.NO_TEXT} <= {
        outcome.status for outcome in expected
    }
    assert held(shared.folder) == held(alone.folder)
    assert shared.verify() == []
    assert embedder_of(shared).embedded == 0
    embedded = team.embedded.total()
    again = [*ingest(candidates(folder), spread(shared, team))]
    assert again == [*ingest(candidates(folder), intake_of(alone))]
    assert team.embedded.total() == embedded


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    numbers=st.lists(st.integers(0, 20), max_size=90),
    seed=st.integers(0, 99),
    workers=st.integers(1, 4),
)
def test_texts_that_come_again_and_again_end_as_without_a_team(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[int], seed: int, workers: int
) -> None:
    """The location tells documents apart, here by a third of their number: many are newer ones."""
    found = given_texts(
        [f"Finding {n}. It is new." for n in numbers], lambda n: f"{numbers[n] // 3}.txt"
    )
    outcomes, rows = [], []
    for team in (None, OwnTeam(HashingEmbedder(), workers)):
        library = Library.open(Settings(home=tmp_path_factory.mktemp("home")), HashingEmbedder())
        if team is not None:
            team.random.seed(seed)
        intake = intake_of(library) if team is None else spread(library, team)
        outcomes.append([*ingest(found, intake)])
        rows.append(held(library.folder))
        library.close()
    assert outcomes[0] == outcomes[1]
    assert rows[0] == rows[1]


def test_a_document_that_kills_its_workers_fails_alone(opened: Callable[[str], Library]) -> None:
    texts = [f"Finding {n}." for n in range(20)]
    texts[7] = f"Alas, {KILLS}."
    library = opened("home")
    team = OwnTeam(HashingEmbedder())
    outcomes = [*ingest(given_texts(texts), spread(library, team))]
    failed = [outcome for outcome in outcomes if outcome.status is PutStatus.FAILED]
    assert [outcome.source_id for outcome in failed] == ["7.txt"]
    assert "leave it out" in failed[0].detail
    assert len(library.entries()) == 19
    assert spreading.ATTEMPTS <= team.ended <= spreading.ATTEMPTS + 1


def test_a_text_that_kills_whoever_embeds_it_fails_its_document(
    opened: Callable[[str], Library],
) -> None:
    """It can be read: in the file a line ends between its words."""
    texts = [f"Finding {n}." for n in range(20)]
    texts[7] = f"Alas, {KILLS.replace(' ', chr(10))}."
    library = opened("home")
    outcomes = [*ingest(given_texts(texts), spread(library, OwnTeam(HashingEmbedder())))]
    failed = [outcome.source_id for outcome in outcomes if outcome.status is PutStatus.FAILED]
    assert failed == ["7.txt"]
    assert len(library.entries()) == 19


def test_a_bug_is_raised_when_its_turn_has_come(opened: Callable[[str], Library]) -> None:
    texts = [f"Finding {n}." for n in range(2 * WINDOW)]
    texts[WINDOW + 7] = f"Alas, {RAISES}."
    library = opened("home")
    outcomes: list[PutOutcome] = []
    with pytest.raises(ZeroDivisionError):
        outcomes.extend(ingest(given_texts(texts), spread(library, OwnTeam(HashingEmbedder()))))
    assert len(library.entries()) == WINDOW


def test_of_a_changed_document_only_what_is_new_is_embedded(
    opened: Callable[[str], Library],
) -> None:
    library, team = opened("home"), OwnTeam(HashingEmbedder())
    items = [
        f"- Point {n} is a point of some length, so that it stands alone: {n}.\n" for n in range(9)
    ]
    head = "---\nid: a\nkind: guideline\ntitle: A\nyear: 2020\nchecked: http://x\n---\n"
    for added in ("", "- Point 10 is new, and long enough to be found without its neighbours.\n"):
        before = team.embedded.total()
        found = given_texts([head + "".join(items) + added], "{}.md".format)
        (outcome,) = ingest(found, spread(library, team))
    assert outcome.status is PutStatus.UPDATED
    assert before > 5
    assert team.embedded.total() == before + 1


def test_what_is_held_back_is_told_in_turn(opened: Callable[[str], Library]) -> None:
    texts = [f"Finding {n}." for n in range(30)]
    texts[3] = texts[17] = f"Gout is common. {ORDER}"
    told: list[list[str]] = []
    for name in ("alone", "shared"):
        library = opened(name)
        intake = intake_of(library)
        if name == "shared":
            intake = spread(library, OwnTeam(HashingEmbedder()))
        heard: list[str] = []
        intake = replace(intake, hold=lambda raw, _, detail: heard.append(f"{raw.name}: {detail}"))  # noqa: B023
        heard += [outcome.status for outcome in ingest(given_texts(texts), intake)]
        told.append(sorted(heard))
    assert told[0] == told[1]
    assert sum("Ignore all" in line for line in told[1]) == 2


@pytest.mark.parametrize("size", [1, 2_000_000])
def test_only_so_many_documents_are_drawn_ahead(
    opened: Callable[[str], Library], size: int
) -> None:
    drawn = 0

    def endless() -> Iterator[Candidate]:
        nonlocal drawn
        while True:
            drawn += 1
            name = f"{drawn}.txt"
            yield given_raw(RawDocument(f"Finding {drawn}.".encode() + b" " * size, name, name))

    library, team = opened("home"), OwnTeam(HashingEmbedder(), workers=2)
    outcomes = ingest(endless(), spread(library, team))
    for number in range(1, WINDOW + 5):
        next(outcomes)
        ahead = drawn - number
        most = WINDOW + spreading.AHEAD * team.size()
        assert ahead <= WINDOW + min(most, spreading.AHEAD_BYTES // size + 1)
    outcomes.close()  # type: ignore[attr-defined]
    assert [o.status for o in ingest(given_texts(["Other."]), spread(library, team))] == ["added"]


def test_what_ends_the_candidates_is_raised_after_those_that_were_drawn(
    opened: Callable[[str], Library],
) -> None:
    def found() -> Iterator[Candidate]:
        yield from given_texts([f"Finding {n}." for n in range(WINDOW)])
        raise SourceError("the server has gone away")

    library = opened("home")
    with pytest.raises(SourceError, match="gone away"):
        _ = [*ingest(found(), spread(library, OwnTeam(HashingEmbedder())))]
    assert len(library.entries()) == WINDOW


class Deserted(OwnTeam):
    """Its cluster is gone after some jobs."""

    def give(self, job: Job) -> Given:
        if self.embedded.total() > 2 * WINDOW:
            raise ClusterError("the Ray cluster is gone")
        return super().give(job)


def test_a_cluster_that_is_gone_ends_the_run_and_keeps_what_was_committed(
    opened: Callable[[str], Library],
) -> None:
    found = given_texts([f"Finding {n}." for n in range(6 * WINDOW)])
    library = opened("home")
    outcomes: list[PutOutcome] = []
    with pytest.raises(ClusterError, match="gone"):
        outcomes.extend(ingest(found, spread(library, Deserted(HashingEmbedder(), workers=1))))
    kept = len(library.entries())
    assert 0 < kept < len(found)
    again = [*ingest(found, spread(library, OwnTeam(HashingEmbedder())))]
    assert [o.status for o in again].count(PutStatus.UNCHANGED) == kept
    assert len(library.entries()) == len(found)
    assert library.verify() == []
