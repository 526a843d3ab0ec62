"""Ingest over a real Ray cluster of this machine, with worker processes that may be killed."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from fatal_worker import FatalWorker
from teams import KILLS, held, mixed

from corpus.embedding import Embedder, open_embedder
from corpus.errors import ClusterError, MissingExtra
from corpus.library import Library
from corpus.model import PutStatus
from corpus.servers import RayCluster
from corpus.settings import Settings
from ingest.cluster.crew import Crew, likeness_of
from ingest.cluster.jobs import Opened, Refused
from ingest.cluster.spreading import Spread
from ingest.cluster.worker import Worker
from ingest.connectors import starter
from ingest.connectors.files import candidates
from ingest.document import Candidate
from ingest.pipeline import Intake, ingest

needs_ray = pytest.mark.skipif(find_spec("ray") is None, reason="the extra `ray` is not installed")
EVERY = 12
"""Of the bundled sources every so many are taken: embedding them all would take a minute."""


@pytest.fixture(scope="module")
def own_settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(home=tmp_path_factory.mktemp("ray"))


@pytest.fixture(scope="module")
def embedder(own_settings: Settings) -> Embedder:
    return open_embedder(own_settings)


@pytest.fixture(scope="module")
def crew(own_settings: Settings, embedder: Embedder) -> Iterator[Crew]:
    """Two workers, for all tests of this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GALEN_HOME", str(own_settings.home))
        likeness = likeness_of(own_settings, embedder)
        with Crew(RayCluster("local", 2), likeness, str, FatalWorker) as crew:
            crew.start()
            yield crew


@pytest.fixture
def opened(tmp_path: Path, embedder: Embedder) -> Iterator[Callable[[str], Library]]:
    """Opens libraries of their own, by name."""
    libraries: list[Library] = []

    def open_one(name: str) -> Library:
        library = Library.open(Settings(home=tmp_path / name), embedder)
        libraries.append(library)
        return library

    yield open_one
    for library in libraries:
        library.close()


def assert_same(one: Library, other: Library) -> None:
    """The same rows. Of vectors the last bits depend on the texts that were embedded with them."""
    here, there = held(one.folder), held(other.folder)
    vectors = [
        {key: np.frombuffer(bytes_of(vector), "<f2") for _, key, vector in rows.pop("embeddings")}
        for rows in (here, there)
    ]
    assert here == there
    assert vectors[0].keys() == vectors[1].keys()
    for key, vector in vectors[0].items():
        np.testing.assert_allclose(vectors[1][key], vector, atol=1e-3)
    assert other.verify() == []


def bytes_of(value: object) -> bytes:
    assert isinstance(value, bytes)
    return value


def alone(library: Library, embedder: Embedder) -> Intake:
    return Intake(library, embedder.count_tokens)


def shared(library: Library, embedder: Embedder, crew: Crew) -> Intake:
    return replace(alone(library, embedder), preparing=Spread(crew))


def some_of_the_starter() -> list[Candidate]:
    return [*starter.candidates()][::EVERY]


@pytest.mark.ray
@needs_ray
def test_the_starter_is_as_without_a_cluster(
    opened: Callable[[str], Library], embedder: Embedder, crew: Crew
) -> None:
    one, other = opened("one"), opened("other")
    outcomes = [*ingest(some_of_the_starter(), alone(one, embedder))]
    assert [*ingest(some_of_the_starter(), shared(other, embedder, crew))] == outcomes
    assert {outcome.status for outcome in outcomes} == {PutStatus.ADDED}
    assert_same(one, other)


@pytest.mark.ray
@needs_ray
def test_a_folder_of_all_fates_is_as_without_a_cluster_also_if_a_worker_is_killed(
    tmp_path: Path, opened: Callable[[str], Library], embedder: Embedder, crew: Crew
) -> None:
    folder = mixed(tmp_path / "in", points=60)
    one, other = opened("one"), opened("other")
    expected = [*ingest(candidates(folder), alone(one, embedder))]
    before = len(crew.opened)
    running = ingest(candidates(folder), shared(other, embedder, crew))
    outcomes = [next(running)]
    os.kill(crew.opened[-1].pid, signal.SIGKILL)
    outcomes += running
    assert outcomes == expected
    assert_same(one, other)
    settled(crew, before + 1)


@pytest.mark.ray
@needs_ray
def test_a_document_that_kills_its_workers_fails_alone(
    tmp_path: Path, opened: Callable[[str], Library], embedder: Embedder, crew: Crew
) -> None:
    for n in range(8):
        (tmp_path / f"{n}.txt").write_text(f"Finding {n} is new.")
    (tmp_path / "3.txt").write_text(f"Alas, {KILLS}.")
    library = opened("one")
    outcomes = [*ingest(candidates(tmp_path), shared(library, embedder, crew))]
    failed = [outcome for outcome in outcomes if outcome.status is PutStatus.FAILED]
    assert [Path(outcome.source_id).name for outcome in failed] == ["3.txt"]
    assert "ended over it" in failed[0].detail
    assert len(library.entries()) == 7
    assert library.verify() == []


def settled(crew: Crew, workers: int) -> None:
    """Wait until so many workers have become ready in all."""
    while len(crew.opened) < workers:
        crew.reports(wait=False)


@pytest.mark.ray
@needs_ray
def test_a_cluster_that_is_gone_is_told(
    opened: Callable[[str], Library], own_settings: Settings, embedder: Embedder
) -> None:
    library = opened("one")
    found = some_of_the_starter()
    with Crew(RayCluster("local", 1), likeness_of(own_settings, embedder), str) as crew:
        crew.start()
        line = crew._line
        assert line is not None
        running = ingest(found, shared(library, embedder, crew))
        os.kill(line.process.pid, signal.SIGKILL)
        with pytest.raises(ClusterError, match="what was committed is kept"):
            list(running)
    assert not line.folder.exists()


@pytest.mark.ray
@needs_ray
@pytest.mark.parametrize("address", ["127.0.0.1:{}", "ray://127.0.0.1:{}"])
def test_an_address_where_no_cluster_is(
    own_settings: Settings, embedder: Embedder, address: str
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        where = address.format(probe.getsockname()[1])
    with (
        Crew(RayCluster(where), likeness_of(own_settings, embedder), str) as crew,
        pytest.raises(ClusterError, match=r"nothing answers there.*unset it"),
    ):
        crew.room()


@pytest.mark.skipif(find_spec("ray") is not None, reason="the extra `ray` is installed")
def test_without_the_extra_it_is_said_how_to_install_it(
    own_settings: Settings, embedder: Embedder
) -> None:
    crew = Crew(RayCluster("local"), likeness_of(own_settings, embedder), str)
    with pytest.raises(MissingExtra, match=r"pip install -e '\.\[ray\]'"):
        crew.room()


def test_a_worker_refuses_what_it_would_do_otherwise(
    own_settings: Settings, embedder: Embedder
) -> None:
    same = likeness_of(own_settings, embedder)
    assert isinstance(Worker().open(same), Opened)
    for other, told in (
        (replace(same, program="0" * 64), "another version of Galen"),
        (replace(same, model="other"), "other weights"),
        (replace(same, name="./nowhere"), "is not a folder"),
    ):
        refused = Worker().open(other)
        assert isinstance(refused, Refused)
        assert told in refused.reason
