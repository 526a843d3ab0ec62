"""Opens the catalog's SQLite file: pragmas, schema revision, migrations, and errors in words.

Called by `Catalog.open`. Alembic is imported only where a migration has to run, since it is slow
to import.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event, inspect, text
from sqlalchemy.exc import DBAPIError

from corpus.catalog.currency import name_families_anew
from corpus.catalog.schema import EARLIER, REVISION
from corpus.errors import LibraryBusy, LibraryError, LibraryReadOnly
from corpus.servers import Place

MIGRATIONS = Path(__file__).parent.parent / "migrations"
LOCK_WAIT_S = 30.0
"""How long SQLite waits for another process to finish its (short) transaction."""


def open_engine(path: Path, *, writable: bool) -> Engine:
    """An engine on the file, which is created if it is missing and `writable`."""
    address = path.resolve().as_uri() + ("" if writable else _read_only_mode(path))

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(
            address, uri=True, timeout=LOCK_WAIT_S, isolation_level=None, check_same_thread=False
        )

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool)
    event.listen(engine, "connect", _set_up_writable if writable else _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _read_only_mode(path: Path) -> str:
    # Without its log, a database in WAL mode opens in a folder that cannot be written only if
    # SQLite is told that nothing changes it; with the log present, that would lose its content.
    log = path.with_name(path.name + "-wal")
    return "?mode=ro" if log.exists() else "?mode=ro&immutable=1"


def _set_up(connection: sqlite3.Connection, _: Any) -> None:
    connection.execute("PRAGMA foreign_keys = ON")


def _set_up_writable(connection: sqlite3.Connection, _: Any) -> None:
    _set_up(connection, _)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: Connection) -> None:
    # The driver begins transactions only before some statements, and never before DDL; with its
    # own handling switched off (isolation_level), this makes every transaction whole.
    connection.exec_driver_sql("BEGIN")


def stored_revision(engine: Engine) -> str | None:
    """The schema revision of the database, None where it holds no tables yet."""
    with engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
        if "alembic_version" in tables:
            found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return str(found) if found else "unknown"
        return "unknown" if tables else None


def require_readable(path: Place, revision: str | None) -> bool:
    """Whether the database has the current schema; False where it can be migrated to it."""
    if revision == REVISION:
        return True
    if revision is None or revision in EARLIER:
        return False
    if revision == "unknown":
        raise LibraryError(
            f"{path} is not a Galen library: move it away, or set {setting_of(path)}"
        )
    raise LibraryError(f"{path} was written by a newer Galen (schema {revision}): update Galen")


def setting_of(place: Place) -> str:
    return "GALEN_HOME" if isinstance(place, Path) else place.setting


def migrate(connection: Connection) -> None:
    """Bring the database to the current schema and today's families, in one transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    name_families_anew(connection)


@contextmanager
def reporting(path: Path) -> Iterator[None]:
    """Turn what the database and the operating system report into one line that helps."""
    try:
        yield
    except DBAPIError as error:
        raise _in_words(path, str(error.orig)) from error


def _in_words(path: Path, reason: str) -> LibraryError:
    if "not a database" in reason or "malformed" in reason:
        return LibraryError(
            f"{path} is damaged ({reason}): restore it from a backup, "
            "or move it away and ingest the sources again"
        )
    if "readonly" in reason or "unable to open" in reason:
        return read_only(path)
    if "locked" in reason:
        return LibraryBusy(f"{path} is in use by another process: try again when it has finished")
    if "full" in reason:
        return LibraryError(f"the disk that holds {path} is full: free some space and run it again")
    if "I/O" in reason:
        return LibraryError(
            f"{path}: {reason}: check the disk and its free space, and run it again"
        )
    return LibraryError(f"{path} cannot be used ({reason}): run galen doctor")


def read_only(path: Path) -> LibraryReadOnly:
    return LibraryReadOnly(f"{path} cannot be written: change its permissions or set GALEN_HOME")


def is_writable(folder: Path) -> bool:
    """Whether files can be made in the folder; follows read-only mounts too."""
    return os.access(folder, os.W_OK | os.X_OK)
