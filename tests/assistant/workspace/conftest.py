"""A private workspace for each test, copied from one that is made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from workspaces import Desk, open_desk


@pytest.fixture(scope="session")
def fresh_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("desk")
    open_desk(home).close()
    return home


@pytest.fixture
def desk(private_home: Path, fresh_home: Path) -> Iterator[Desk]:
    shutil.copytree(fresh_home, private_home)
    desk = open_desk(private_home)
    yield desk
    desk.close()
