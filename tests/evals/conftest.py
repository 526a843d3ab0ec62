"""A library of a few digests with the real model, for what is measured on a library."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

from corpus.embedding import open_embedder
from corpus.library import Library
from corpus.settings import load_settings
from ingest.connectors import starter
from ingest.pipeline import Intake, ingest
from ui.session import Session

DIGESTS = 4


@pytest.fixture(scope="session")
def little_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a few of the starter sources. Read only, please."""
    home = tmp_path_factory.mktemp("little")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GALEN_HOME", str(home))
        settings = load_settings()
    embedder = open_embedder(settings)
    library = Library.open(settings, embedder)
    found = islice(starter.candidates(), DIGESTS)
    for _ in ingest(found, Intake(library, embedder.count_tokens)):
        pass
    library.close()
    return home


@pytest.fixture(scope="session")
def little_session(little_home: Path) -> Iterator[Session]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GALEN_HOME", str(little_home))
        settings = load_settings()
    embedder = open_embedder(settings)
    library = Library.open(settings, embedder)
    yield Session(settings, embedder, library)
    library.close()
