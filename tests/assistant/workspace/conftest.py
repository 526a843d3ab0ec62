"""A private workspace for each test, in files and on PostgreSQL, copied from one made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from postgres_server import shared_server
from workspaces import Desk, open_desk


@pytest.fixture(scope="session")
def fresh_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("desk")
    open_desk(home).close()
    return home


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, private_home: Path, fresh_home: Path) -> Iterator[Desk]:
    """Tests that work on the files themselves use `desk_of_files`."""
    if request.param == "sqlite":
        shutil.copytree(fresh_home, private_home)
        desk = open_desk(private_home)
    else:
        server = shared_server()
        desk = open_desk(private_home, server.url(server.new_database(_template(fresh_home))))
    yield desk
    desk.close()


@pytest.fixture
def desk_of_files(private_home: Path, fresh_home: Path) -> Iterator[Desk]:
    shutil.copytree(fresh_home, private_home)
    desk = open_desk(private_home)
    yield desk
    desk.close()


@cache
def _template(home: Path) -> str:
    """A database that is copied for each test."""
    server = shared_server()
    name = server.new_database()
    open_desk(home, server.url(name)).close()
    return name
