"""What several test files share: a private home for each test, and one real starter library."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.embedding import open_embedder
from corpus.library import Library
from corpus.settings import load_settings
from ingest.connectors import starter
from ingest.pipeline import Intake, ingest
from ui.session import Session


@pytest.fixture(autouse=True)
def private_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No test reads or writes the home of the person who runs it."""
    home = tmp_path / "home"
    monkeypatch.setenv("GALEN_HOME", str(home))
    return home


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Streamlit's AppTest leaves its script as `__main__`, which a spawned process would run."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


@pytest.fixture(scope="session")
def starter_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the whole starter library, made once with the real model. Read only, please.

    Where GALEN_TEST_STARTER names a home that has one, its vectors are taken over; all the rest is
    compared with the bundled digests as in any ingest.
    """
    home = tmp_path_factory.mktemp("starter")
    filled = os.environ.get("GALEN_TEST_STARTER")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GALEN_HOME", str(home))
        settings = load_settings()
        if filled:
            shutil.copytree(Path(filled) / "library", settings.library_path)
        embedder = open_embedder(settings)
        library = Library.open(settings, embedder)
        for _ in ingest(starter.candidates(), Intake(library, embedder.count_tokens)):
            pass
        for _ in library.anticipate(starter.LIST, starter.questions()):
            pass
        library.close()
    return home


@pytest.fixture(scope="session")
def starter_session(starter_home: Path) -> Iterator[Session]:
    """Settings, model, library and assistant over the starter library, as commands get them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GALEN_HOME", str(starter_home))
        settings = load_settings()
    embedder = open_embedder(settings)
    library = Library.open(settings, embedder)
    yield Session(settings, embedder, library)
    library.close()
