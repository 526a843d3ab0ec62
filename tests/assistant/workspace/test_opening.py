"""The database survives what happens to files: kills, full disks, other versions, damage."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from workspaces import READER, Desk, open_desk

from assistant.workspace import schema
from assistant.workspace.database import reporting
from assistant.workspace.model import ArticleQuery
from assistant.workspace.opening import open_database
from corpus.errors import WorkspaceBusy, WorkspaceError

ROOT = Path(__file__).resolve().parents[3]
PATHS = [str(ROOT / part) for part in (".", "tests/assistant", "tests/corpus")]


def child(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", f"import sys\nsys.path[:0] = {PATHS!r}\n{code}", *arguments],
        stdout=subprocess.PIPE,
        text=True,
    )


def sql(desk: Desk, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(desk.database)) as connection, connection:
        return connection.execute(statement).fetchall()


@pytest.fixture
def desk(desk_of_files: Desk) -> Desk:
    return desk_of_files


# Schema


def test_the_migrations_make_the_tables_that_the_program_uses(tmp_path: Path) -> None:
    database = open_database(tmp_path)
    with database.reading() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == schema.REVISION
        assert compare_metadata(context, schema.metadata) == []
    database.close()


def test_the_database_is_for_its_owners_eyes(tmp_path: Path) -> None:
    open_database(tmp_path / "workspace").close()
    assert (tmp_path / "workspace").stat().st_mode & 0o077 == 0


def test_many_may_make_the_same_new_database_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        for database in [*pool.map(lambda _: open_database(tmp_path), range(4))]:
            with database.reading() as connection:
                assert connection.execute(schema.articles.select()).all() == []
            database.close()


def test_a_newer_schema_is_left_alone(desk: Desk) -> None:
    desk.saved()
    sql(desk, "UPDATE alembic_version SET version_num = 'r9999'")
    before = desk.database.read_bytes()
    with pytest.raises(WorkspaceError, match=r"newer Galen \(schema r9999\): update Galen"):
        open_database(desk.database.parent)
    assert desk.database.read_bytes() == before


@pytest.mark.parametrize("content", [b"not a database at all, but text" * 100, b"\x00" * 8192])
def test_a_file_that_is_no_database_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "workspace.sqlite"
    file.write_bytes(content)
    with pytest.raises(WorkspaceError, match="damaged") as raised:
        open_database(tmp_path)
    assert str(file) in str(raised.value)
    assert file.read_bytes() == content


def test_somebody_elses_database_is_not_touched(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "workspace.sqlite")) as connection, connection:
        connection.execute("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(WorkspaceError, match="is not a Galen workspace"):
        open_database(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    with pytest.raises(WorkspaceError, match="cannot be written"):
        open_database(tmp_path / "file" / "workspace")


# Failures while it is used

WRITERS = """
import os
from pathlib import Path
from workspaces import READER, open_desk
from assistant.workspace.model import Thumb
for _ in range(int(sys.argv[2])):
    if os.fork() == 0:
        desk = open_desk(Path(sys.argv[1]))
        while True:
            article = desk.under_review()
            desk.workspace.feedback.give(article.id, READER, Thumb.UP, 0, "Good.")
            os.write(1, f"{os.getpid()} {article.id} {article.version}\\n".encode())
"""


def test_a_process_that_is_killed_loses_nothing_that_was_saved(desk: Desk) -> None:
    """Ten writers of one file, killed one after the other in the middle of their work."""
    writers, killed, acknowledged = 10, set[int](), {}
    nursery = child(WRITERS, str(desk.home), str(writers))
    with nursery:
        assert nursery.stdout is not None
        for line in nursery.stdout:  # ends when the last writer is dead
            writer, article_id, version = line.split()
            acknowledged[article_id] = int(version)
            if int(writer) not in killed and len(acknowledged) % 2:
                os.kill(int(writer), signal.SIGKILL)
                killed.add(int(writer))
    assert len(killed) == writers
    again = open_desk(desk.home)
    for article_id, version in acknowledged.items():
        assert again.workspace.articles.open(article_id, READER).version == version
        assert len(again.workspace.feedback.mine(article_id, READER)) == 1
    assert again.workspace.trail.verify().broken is None
    listed = again.workspace.articles.search(ArticleQuery(words="colchicine"), READER).total
    again.close()
    assert sql(desk, "SELECT count(*) FROM articles") == [(listed,)]
    assert sql(desk, "PRAGMA integrity_check") == [("ok",)]
    assert sql(desk, "PRAGMA foreign_key_check") == []


FULL = """
import resource
from pathlib import Path
from workspaces import open_desk
from corpus.errors import WorkspaceError
desk = open_desk(Path(sys.argv[1]))
print(desk.saved().id)
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, most))
try:
    while True:
        print(desk.saved().id)
except WorkspaceError as error:
    print(error)
resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
print(desk.saved().id)
"""


def test_a_full_disk_is_told_and_loses_nothing(desk: Desk) -> None:
    """A limit on the size of files stands in for the disk: SQLite meets it in the same way."""
    *saved, told, last = child(FULL, str(desk.home)).communicate()[0].splitlines()
    assert "nothing was saved" in told
    assert "free space" in told
    assert len(saved) > 1
    opened = [desk.workspace.articles.open(article_id, READER) for article_id in (*saved, last)]
    assert sql(desk, "SELECT count(*) FROM articles") == [(len(opened),)]
    assert sql(desk, "PRAGMA integrity_check") == [("ok",)]


def reported(desk: Desk, *statements: str) -> None:
    """Run statements of another program as the workspace runs its own."""
    engine = create_engine(f"sqlite:///{desk.database}", connect_args={"timeout": 0})
    try:
        with reporting(desk.database), engine.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)
    finally:
        engine.dispose()


def test_what_sqlite_says_of_a_full_disk_is_understood(desk: Desk) -> None:
    filling = "INSERT INTO alembic_version VALUES (hex(zeroblob(100000)))"
    with pytest.raises(WorkspaceError, match=r"disk .* is full, nothing was saved"):
        reported(desk, "PRAGMA max_page_count = 1", filling)


def test_a_writer_that_does_not_let_go_is_told(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.database)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(WorkspaceBusy, match="in use by another process"):
            reported(desk, "BEGIN IMMEDIATE")


def test_a_copy_of_the_files_is_a_backup(desk: Desk, tmp_path: Path) -> None:
    article = desk.approved()
    shutil.copytree(desk.home, tmp_path / "copy")
    copy = open_desk(tmp_path / "copy")
    assert copy.workspace.articles.open(article.id, READER) == article
    assert copy.workspace.trail.verify() == desk.workspace.trail.verify()
    copy.close()
