"""PostgreSQL as the place of a database: connections, advisory locks, and errors in words.

The catalog's and the workspace's; the driver is loaded when the first engine is made.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from corpus.catalog.opening import stored_revision
from corpus.errors import GalenError, MissingExtra
from corpus.servers import DatabaseServer

CONNECTIONS = 8
"""Kept open for the threads of one process; as many again are made when all are in use."""
CONNECT_S = 5
"""How long a server may take to accept a connection."""
# A machine that vanishes without a word is noticed in half a minute, by the client and by the
# server, which then gives back the lock that it held.
_KEEPALIVE = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
_CLIENT = {**_KEEPALIVE, "tcp_user_timeout": 30_000, "connect_timeout": CONNECT_S}
_SESSION = {
    "timezone": "UTC",
    "client_encoding": "UTF8",
    "tcp_keepalives_idle": "10",
    "tcp_keepalives_interval": "5",
    "tcp_keepalives_count": "3",
    "client_connection_check_interval": "5s",
    "synchronous_commit": "on",  # what was said to be stored must outlive the server's crash
}
_LOCKS = 0x47414C45
"""Advisory locks of Galen begin with this number: "GALE"."""


class Lock(IntEnum):
    """What at most one process does at a time, in one database."""

    LIBRARY = 1
    WORKSPACE = 2


@dataclass(frozen=True, slots=True)
class Wording:
    """Which errors a database's faults become, and what they leave behind."""

    unusable: type[GalenError]
    busy: type[GalenError]
    read_only: type[GalenError]
    kept: str
    """Said of what a lost connection leaves: what was committed, or that nothing was saved."""


def open_engine(server: DatabaseServer, schema: str) -> Engine:
    """An engine on one schema of the database; connects when it is first used.

    Reading transactions see one state of the database. Raises MissingExtra.
    """
    if importlib.util.find_spec("psycopg") is None:
        raise MissingExtra(f"{server.setting} needs psycopg: pip install -e '.[postgres]'")
    session = " ".join(f"-c {k}={v}" for k, v in ({"search_path": schema} | _SESSION).items())
    return create_engine(
        URL.create(
            "postgresql+psycopg",
            username=server.user,
            password=server.password.get_secret_value() if server.password else None,
            port=server.port,
            database=server.database,
        ),
        # Not in the URL, where the folder of a socket could not stand.
        connect_args={"host": server.host, "options": session, "application_name": "galen"}
        | _CLIENT
        | dict(server.options),
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS,
        pool_pre_ping=True,  # after a restart of the server, its old connections are of no use
        hide_parameters=True,  # a traceback would show what somebody asked
    )


def reader(engine: Engine) -> Engine:
    """The engine for transactions that only read, each of one state of the database."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def require_utf8(connection: Connection, server: DatabaseServer, wording: Wording) -> None:
    """Raises what `wording` says where the database could not hold every text."""
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise wording.unusable(
            f"{server} is encoded as {encoding}: make a database with ENCODING 'UTF8'"
        )


@dataclass(frozen=True, slots=True)
class ServerState:
    """What a database tells of itself; `revision` is None where Galen has no tables in it."""

    version: str
    revision: str | None
    size: int


def examine(server: DatabaseServer, schema: str, wording: Wording) -> ServerState:
    """Look at a database without changing it. Raises what `wording` says, MissingExtra."""
    engine = open_engine(server, schema)
    try:
        with reporting(server, wording):
            revision = stored_revision(engine)
            with reader(engine).connect() as connection:
                require_utf8(connection, server, wording)
                version = connection.scalar(text("SHOW server_version"))
                size = connection.scalar(text("SELECT pg_database_size(current_database())"))
    finally:
        engine.dispose()
    return ServerState(str(version).split()[0], revision, int(size))


def begin_changes(connection: Connection, schema: str, lock: Lock, wait_s: float) -> None:
    """In a transaction that will migrate: make the schema, wait for whoever else does."""
    wait(connection, lock, wait_s)
    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {schema}"))


def compare_by_code_point(connection: Connection) -> None:
    """Let texts sort and compare as they do in SQLite and in Python, whatever the database's
    own rules are."""
    columns = connection.execute(
        text(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND collation_name IS NULL"
            " AND data_type IN ('text', 'character varying')"
        )
    )
    for table, column, kind in [*columns]:
        change = f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE {kind} COLLATE "C"'
        connection.execute(text(change))


def wait(connection: Connection, lock: Lock, wait_s: float) -> None:
    """Take a lock until the end of the transaction."""
    connection.execute(text(f"SET LOCAL lock_timeout = {int(wait_s * 1000)}"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:galen, :lock)"), _key(lock))
    connection.execute(text("SET LOCAL lock_timeout = 0"))


@contextmanager
def held(engine: Engine, lock: Lock) -> Iterator[Connection | None]:
    """A connection that holds a lock; None at once where another has it.

    The server releases it when the connection ends, however that comes about. So whatever needs
    the lock has to be done over this connection: without the one there is not the other.
    """
    with engine.connect() as connection:
        got = connection.scalar(text("SELECT pg_try_advisory_lock(:galen, :lock)"), _key(lock))
        connection.commit()
        if not got:
            yield None
            return
        try:
            yield connection
        finally:
            _release(connection, lock)


def _release(connection: Connection, lock: Lock) -> None:
    if connection.invalidated:
        return
    with suppress(DBAPIError):  # then the connection is lost, and the lock with it
        connection.rollback()
        connection.execute(text("SELECT pg_advisory_unlock(:galen, :lock)"), _key(lock))
        connection.commit()


def _key(lock: Lock) -> dict[str, int]:
    return {"galen": _LOCKS, "lock": lock.value}


@contextmanager
def reporting(server: DatabaseServer, wording: Wording) -> Iterator[None]:
    """Turn what the driver and the server report into one line that helps, without secrets."""
    try:
        yield
    except PoolTimeout as error:
        raise wording.busy(f"{server}: too many ask at once: try again") from error
    except DBAPIError as error:
        raise _in_words(server, wording, error) from error


def _in_words(server: DatabaseServer, wording: Wording, error: DBAPIError) -> GalenError:
    state = getattr(error.orig, "sqlstate", None) or ""
    said = _first_line(error)
    if state == "55P03":
        return wording.busy(f"{server} is in use by another process: try again")
    if state == "53300" or "too many clients" in said:
        return wording.busy(f"{server} takes no more connections: try again")
    if state in ("42501", "25006"):
        return wording.read_only(
            f"{server} may not be changed ({said}): grant it to the user in {server.setting}"
        )
    if state == "53100":
        return wording.unusable(f"the disk of {server} is full: free some space and run it again")
    if "FATAL" in said and state[:3] != "57P" and "the database system is" not in said:
        return wording.unusable(f"{server} refuses the connection ({said}): check {server.setting}")
    if _is_lost(error, state):
        return wording.unusable(
            f"{server} does not answer ({said}): start the server or check the network, then try "
            f"again; {wording.kept}"
        )
    return wording.unusable(f"{server} cannot be used ({said}): run galen doctor")


def _is_lost(error: DBAPIError, state: str) -> bool:
    return error.connection_invalidated or state[:2] in ("", "08") or state[:3] == "57P"


def _first_line(error: DBAPIError) -> str:
    """What the server or libpq says first; libpq names host and user, never a password."""
    told = getattr(getattr(error.orig, "diag", None), "message_primary", None) or str(error.orig)
    line = next(iter(told.strip().splitlines()), "")
    if "FATAL:" in line:
        return "FATAL: " + line.rpartition("FATAL:")[2].strip()
    return line.removeprefix("connection failed: ").strip()
