"""Opens the workspace's database: schema revision, migrations, errors in words.

Called by `Workspace.open`. Alembic is imported only where a migration has to run, since it is slow
to import.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from assistant.workspace.database import Database, cannot_write
from assistant.workspace.file_store import FileStore
from assistant.workspace.schema import EARLIER, REVISION
from assistant.workspace.server_store import ServerStore
from corpus.catalog.opening import setting_of, stored_revision
from corpus.errors import WorkspaceError
from corpus.servers import DatabaseServer, Place

MIGRATIONS = Path(__file__).parent / "migrations"
FILE = "workspace.sqlite"


def open_database(place: Place) -> Database:
    """The database in this folder or on this server, made or migrated where that is needed."""
    return _on_server(place) if isinstance(place, DatabaseServer) else _in_folder(place)


def _in_folder(folder: Path) -> Database:
    try:
        # Questions are in here: for nobody else's eyes.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(folder) from error
    store = FileStore(folder / FILE)
    with store.reporting():
        if _must_be_migrated(store.path, stored_revision(store.engine)):
            with store.writer.begin() as connection:
                _migrate(connection)
    return Database(store)


def _on_server(server: DatabaseServer) -> Database:
    store = ServerStore(server)
    try:
        with store.reporting():
            if _must_be_migrated(server, stored_revision(store.engine)):
                with store.migrating() as connection:
                    _migrate(connection)
    except WorkspaceError:
        store.engine.dispose()
        raise
    return Database(store)


def _must_be_migrated(place: Place, revision: str | None) -> bool:
    if revision == REVISION:
        return False
    if revision is None or revision in EARLIER:
        return True
    if revision == "unknown":
        raise WorkspaceError(
            f"{place} is not a Galen workspace: move it away, or set {setting_of(place)}"
        )
    raise WorkspaceError(f"{place} was written by a newer Galen (schema {revision}): update Galen")


def _migrate(connection: Connection) -> None:
    """Bring the database to the current schema in one transaction; another process waits for it."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
