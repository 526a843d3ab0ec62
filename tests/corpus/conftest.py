"""Where the catalogs of these tests are: in files, and in databases of a real PostgreSQL server."""

from __future__ import annotations

from pathlib import Path

import pytest
from chroma_server import own_chroma
from postgres_server import new_library_url, own_postgres, postgres, shared_server

from corpus.servers import DatabaseServer, Place, parse_database

__all__ = ["own_chroma", "own_postgres", "postgres"]


@pytest.fixture(params=["sqlite", "postgresql"])
def catalog_place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where no catalog is yet."""
    if request.param == "sqlite":
        return tmp_path / "catalog.sqlite"
    return parse_database("GALEN_LIBRARY_URL", new_library_url())


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shared_place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """`catalog_place` for all tests of a file."""
    if request.param == "sqlite":
        return tmp_path_factory.mktemp("shared") / "catalog.sqlite"
    return parse_database("GALEN_LIBRARY_URL", new_library_url())


@pytest.fixture
def own_place() -> DatabaseServer:
    """A database without tables."""
    server = shared_server()
    return parse_database("GALEN_LIBRARY_URL", server.url(server.new_database()))
