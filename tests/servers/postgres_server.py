"""A real PostgreSQL server for tests: one a process, with a database of its own for each test.

It listens on a port of this machine, trusts everybody but the user "ward", and may be stopped,
killed and started again. PostgreSQL refuses to run as root, so it then runs as another user.
"""

from __future__ import annotations

import atexit
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from functools import cache
from pathlib import Path

import pytest

from corpus.catalog import Catalog
from corpus.servers import parse_database

PROGRAMS = "/usr/lib/postgresql/*/bin"
USERS = ("postgres", "nobody")
PASSWORD = "s3cret-of-ward"
ACCESS = """\
local all all trust
host all ward 127.0.0.1/32 scram-sha-256
host all all 127.0.0.1/32 trust
"""
# Tests kill the program, not the machine: what it has written is safe without waiting for a disk.
CONFIGURATION = """\
fsync = off
full_page_writes = off
autovacuum = off
max_connections = 60
shared_buffers = 16MB
logging_collector = off
"""


class PostgresServer:
    """Started when made."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="galen-postgres-", dir="/tmp"))
        self._data = self._folder / "data"
        self._user = next((u for u in USERS if _exists(u)), None) if os.getuid() == 0 else None
        if self._user is not None:
            shutil.chown(self._folder, self._user)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._run(
            "initdb", "-A", "trust", "-U", "galen", "-E", "UTF8", "--no-sync", str(self._data)
        )
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(CONFIGURATION)
        (self._data / "pg_hba.conf").write_text(ACCESS)
        self._number = itertools.count()
        self.start()

    def url(self, database: str, user: str = "galen", password: str = "") -> str:
        secret = f":{password}" if password else ""
        return f"postgresql+psycopg://{user}{secret}@127.0.0.1:{self.port}/{database}"

    def new_database(self, template: str = "template0") -> str:
        """The name of a database that nobody else uses."""
        name = f"d{next(self._number)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def sql(self, statement: str, database: str = "postgres") -> list[str]:
        """Rows that a statement gives, each as text."""
        address = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "galen", "-d", database)
        told = self._run("psql", "-X", "-A", "-t", "-q", "-c", statement, *address)
        return told.splitlines()

    def start(self) -> None:
        places = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories={self._folder}"
        started = ("-l", str(self._folder / "log"), "-w", "-o", f"-p {self.port} {places}")
        self._run("pg_ctl", "-D", str(self._data), *started, "start")

    def stop(self, how: str = "fast") -> None:
        """ "fast" ends every connection in order; "immediate" is as a crash."""
        self._run("pg_ctl", "-D", str(self._data), "-m", how, "-w", "stop")

    def close(self) -> None:
        subprocess.run(
            self._command("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop"),
            capture_output=True,
            check=False,
            cwd="/",
        )
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> str:
        done = subprocess.run(
            self._command(program, *arguments),
            stdout=subprocess.PIPE if program == "psql" else subprocess.DEVNULL,
            stderr=subprocess.PIPE if program == "psql" else subprocess.DEVNULL,
            text=True,
            check=False,
            cwd="/",
        )
        assert done.returncode == 0, f"{program} {arguments}: {done.stderr}"
        return done.stdout or ""

    def _command(self, program: str, *arguments: str) -> list[str]:
        command = [str(self._programs / program), *arguments]
        if self._user is None or program == "psql":
            return command
        as_user = ("--reuid", self._user, "--regid", self._user, "--clear-groups")
        return ["setpriv", *as_user, *command]


def _exists(user: str) -> bool:
    try:
        return pwd.getpwnam(user).pw_uid > 0
    except KeyError:
        return False


def programs() -> Path | None:
    """The folder of the newest PostgreSQL that is installed."""
    found = sorted(Path("/").glob(f"{PROGRAMS[1:]}/initdb"), key=lambda p: p.parts[-3])
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


@cache
def shared_server() -> PostgresServer:
    """The server of this test process."""
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL server is installed here (Debian: apt install postgresql)")
    pytest.importorskip("psycopg", reason="the postgres extra is not installed")
    server = PostgresServer(folder)
    atexit.register(server.close)
    return server


@pytest.fixture(scope="session")
def postgres() -> PostgresServer:
    """Imported by the conftest.py of the folders whose tests use it."""
    return shared_server()


@pytest.fixture
def own_postgres() -> Iterator[PostgresServer]:
    """A server that the test may stop."""
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL server is installed here (Debian: apt install postgresql)")
    pytest.importorskip("psycopg", reason="the postgres extra is not installed")
    server = PostgresServer(folder)
    yield server
    server.close()


def new_library_url() -> str:
    """Of a database with the tables of an empty library, that nobody else uses."""
    server = shared_server()
    return server.url(server.new_database(_empty_library()))


@cache
def _empty_library() -> str:
    server = shared_server()
    name = server.new_database()
    place = parse_database("GALEN_LIBRARY_URL", server.url(name))
    Catalog.open(place, writable=True, migrating=nullcontext()).close()
    return name
