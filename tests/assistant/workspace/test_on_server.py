"""A workspace on PostgreSQL: the server stops and returns, another program's tables are there."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from postgres_server import PostgresServer, own_postgres, shared_server
from workspaces import READER, open_desk

from assistant.workspace import schema
from assistant.workspace.model import ArticleQuery
from assistant.workspace.opening import open_database
from corpus.errors import WorkspaceError
from corpus.servers import parse_database

__all__ = ["own_postgres"]


def test_a_server_that_stops_is_named_and_goes_on_when_it_is_back(
    own_postgres: PostgresServer, tmp_path: Path
) -> None:
    desk = open_desk(tmp_path, own_postgres.url(own_postgres.new_database()))
    approved = desk.approved()
    own_postgres.stop("immediate")
    for use in (
        lambda: desk.workspace.articles.open(approved.id, READER),
        lambda: desk.workspace.conversations.start(READER),
        lambda: desk.workspace.articles.search(ArticleQuery(words="gout"), READER),
    ):
        with pytest.raises(WorkspaceError, match=r"does not answer .*: start the server") as told:
            use()
        assert "\n" not in str(told.value)
    own_postgres.start()
    assert desk.workspace.articles.open(approved.id, READER) == approved
    desk.approved()
    report = desk.workspace.trail.verify()
    assert (report.records, report.broken) == (6, None)
    desk.close()


def test_the_migrations_make_the_tables_that_the_program_uses() -> None:
    server = shared_server()
    place = parse_database("GALEN_WORKSPACE_URL", server.url(server.new_database()))
    database = open_database(place)
    with database.reading() as connection:
        context = MigrationContext.configure(connection)
        assert context.get_current_revision() == schema.REVISION
        assert compare_metadata(context, schema.metadata) == []
    database.close()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE galen_workspace.alembic_version SET version_num = 'r9999'", "newer Galen"),
        ("DROP TABLE galen_workspace.alembic_version", "is not a Galen workspace"),
    ],
)
def test_tables_that_are_not_its_own_are_left_alone(statement: str, said: str) -> None:
    server = shared_server()
    name = server.new_database()
    place = parse_database("GALEN_WORKSPACE_URL", server.url(name))
    open_database(place).close()
    server.sql(statement, name)
    with pytest.raises(WorkspaceError, match=said):
        open_database(place)


def test_a_database_of_another_encoding_is_refused() -> None:
    server = shared_server()
    name = server.new_database("template0 ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'")
    place = parse_database("GALEN_WORKSPACE_URL", server.url(name))
    with pytest.raises(WorkspaceError, match="UTF8"):
        open_database(place)
