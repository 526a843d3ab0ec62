"""Where library, workspace and vectors are if not in the home, and who helps to ingest. No I/O.

`Settings` makes these values; the catalog, the workspace, the vector index and ingest connect by
them.
Passwords and tokens are secrets: nothing here shows them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from pydantic import SecretStr

from corpus.chat_server import check_base_url

SCHEMES = ("postgresql+psycopg", "postgresql", "postgres")
DEFAULT_PORT = 5432
# What libpq takes besides host, user, password and database (PostgreSQL manual, 34.1.2).
OPTIONS = frozenset(
    {
        *("sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "channel_binding"),
        *("gssencmode", "passfile", "connect_timeout", "target_session_attrs"),
    }
)
_EXAMPLE = "postgresql+psycopg://galen:PASSWORD@db.hospital.example/galen"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseServer:
    """A database of a PostgreSQL server. `host` may be the folder of its socket.

    `setting` is what names it, for messages. `options` are libpq's, as sslmode.
    """

    setting: str
    host: str
    port: int
    database: str
    user: str | None = None
    password: SecretStr | None = field(default=None, repr=False)
    options: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        """As it may be shown: without user and password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"postgresql://{host}:{self.port}/{self.database}"

    @property
    def slug(self) -> str:
        """A name for a folder, of its own for each database."""
        shown = re.sub(r"[^A-Za-z0-9.]+", "-", f"{self.host}-{self.port}-{self.database}")
        return f"{shown.strip('-.')}-{hashlib.sha256(str(self).encode()).hexdigest()[:8]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class VectorServer:
    """A Chroma server that several machines use; `token` goes into its Authorization header."""

    url: str
    token: SecretStr | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return self.url


Place = Path | DatabaseServer
"""Where a database is: a file, or on a server."""


def parse_database(setting: str, text: str) -> DatabaseServer:
    """The server that a URL names. Raises ValueError, in words that hold no secret."""
    parts = urlsplit(text.strip())
    try:
        port = parts.port or DEFAULT_PORT
    except ValueError:
        raise ValueError("its port must be a number from 1 to 65535") from None
    database = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in SCHEMES or not database or "/" in database or parts.fragment:
        raise ValueError(f"it must be an address as in {_EXAMPLE}")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    host = unquote(parts.hostname or "") or options.pop("host", "")
    unknown = sorted(options.keys() - OPTIONS)
    if not host or unknown:
        told = f"it takes no {unknown[0]!r}" if unknown else "it must name a host"
        raise ValueError(f"{told}: write it as in {_EXAMPLE}?sslmode=verify-full")
    return DatabaseServer(
        setting=setting,
        host=host,
        port=port,
        database=database,
        user=unquote(parts.username) if parts.username else None,
        password=SecretStr(unquote(parts.password)) if parts.password else None,
        options=tuple(sorted(options.items())),
    )


HERE = "local"
"""The Ray address that starts a cluster of this machine alone."""
JOINED = "auto"
"""The Ray address that joins the cluster that this machine is part of."""
_RAY_ADDRESS = re.compile(r"(ray://)?([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]):([0-9]{1,5})")


@dataclass(frozen=True, slots=True)
class RayCluster:
    """A Ray cluster whose workers read and embed. `workers` 0: one for each of its cores."""

    address: str
    workers: int = 0

    @property
    def server(self) -> tuple[str, int] | None:
        """Host and port that must answer; None where the address names none."""
        named = _RAY_ADDRESS.fullmatch(self.address)
        return None if named is None else (named[2].strip("[]"), int(named[3]))

    def __str__(self) -> str:
        return self.address


def check_ray_address(text: str) -> str:
    """The address as Ray takes it. Raises ValueError."""
    address = text.strip()
    named = _RAY_ADDRESS.fullmatch(address)
    if address not in (HERE, JOINED) and (named is None or not 0 < int(named[3]) < 65_536):
        raise ValueError("it must be local, auto, HOST:PORT or ray://HOST:PORT")
    return address


def check_vector_url(text: str) -> str:
    """The address without a slash at its end. Raises ValueError, in words that hold no secret."""
    try:
        return check_base_url(text)
    except ValueError as error:
        said = str(error).replace("GALEN_LLM_API_KEY", "GALEN_CHROMA_TOKEN")
        raise ValueError(
            said.replace("https://llm.hospital.example/v1", "https://vectors.hospital.example:8000")
        ) from None
