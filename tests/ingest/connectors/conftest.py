"""What tests of the connectors share: small servers, a real library, a clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from europepmc_server import EuropePmc
from hashing_embedder import HashingEmbedder  # from the library's tests
from ncbi_server import Ncbi
from scripted_http import Server, serving
from slept_clock import Clock

from corpus.library import Library
from corpus.records import PutOutcome
from corpus.settings import Settings
from ingest.connectors import places
from ingest.connectors.ledger import Holds, Ledgers
from ingest.connectors.remote import Remote, open_remote
from ingest.pipeline import Intake, ingest
from ingest.preparing import READING_VERSION

Open = Callable[..., Remote]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(Settings(home=tmp_path / "home"), HashingEmbedder())
    yield library
    library.close()


@pytest.fixture
def intake(library: Library) -> Intake:
    return Intake(library, HashingEmbedder().count_tokens)


@pytest.fixture
def ncbi() -> Ncbi:
    return Ncbi()


@pytest.fixture
def europepmc() -> EuropePmc:
    return EuropePmc()


@pytest.fixture
def ncbi_server(ncbi: Ncbi) -> Iterator[Server]:
    with serving(ncbi) as server:
        yield server


@pytest.fixture
def europepmc_server(europepmc: EuropePmc) -> Iterator[Server]:
    with serving(europepmc) as server:
        yield server


@pytest.fixture
def said() -> list[str]:
    """What the connectors told."""
    return []


@pytest.fixture
def connect(
    tmp_path: Path, clock: Clock, said: list[str], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Remote]]:
    """Connectors by the settings that are given. A test without library holds whatever came."""
    holds: Holds = lambda ids: ids  # noqa: E731
    if "library" in request.fixturenames:
        library: Library = request.getfixturevalue("library")
        holds = library.standings
    opened: list[Remote] = []

    def connect(*, limit: int | None = None, **settings: object) -> Remote:
        given = Settings(home=tmp_path / "home", **settings)  # type: ignore[arg-type]
        ledgers = Ledgers(tmp_path / "ledgers", READING_VERSION, holds)
        remote = open_remote(given, given.home, ledgers, said.append, limit, clock.timing)
        opened.append(remote)
        return replace(remote, eutils=replace(remote.eutils, batch=20))

    yield connect
    for remote in opened:
        remote.close()


@pytest.fixture
def bring(intake: Intake) -> Callable[[str, Remote], list[PutOutcome]]:
    """Ingest one place and tell what became of all that it held."""

    def bring(place: str, remote: Remote) -> list[PutOutcome]:
        return [*ingest(places.parse(place).candidates(remote), intake)]

    return bring
