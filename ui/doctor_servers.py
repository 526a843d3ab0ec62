"""What `galen doctor` checks of servers: databases of library and workspace, vectors, a cluster.

A server is named by host and database, never with a user or a password.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from corpus.errors import GalenError, LibraryError, MissingExtra
from corpus.servers import HERE
from ui.doctor_checks import Finding, Status

if TYPE_CHECKING:
    from corpus.catalog.postgres import Wording
    from corpus.servers import DatabaseServer
    from corpus.settings import Settings


def catalog(server: DatabaseServer) -> Finding:
    """The library's database: whether it answers, its version, the revision of its tables."""
    from corpus.catalog.schema import EARLIER, REVISION
    from corpus.catalog.stores import SCHEMA, WORDING

    return _database("catalog", server, SCHEMA, WORDING, REVISION, EARLIER)


def others(settings: Settings) -> Iterator[Finding]:
    """The servers that are configured besides the library's."""
    from assistant.workspace.schema import EARLIER, REVISION
    from assistant.workspace.server_store import SCHEMA, WORDING

    if settings.workspace_url is not None:
        server = settings.workspace_url
        yield _database("workspace", server, SCHEMA, WORDING, REVISION, EARLIER)
    if settings.vector_server is not None:
        yield _vectors(settings)
    if settings.ray_cluster is not None:
        yield _cluster(settings)


def _database(
    check: str,
    server: DatabaseServer,
    schema: str,
    wording: Wording,
    revision: str,
    earlier: frozenset[str],
) -> Finding:
    from corpus.catalog import postgres

    try:
        state = postgres.examine(server, schema, wording)
    except (GalenError, MissingExtra) as error:
        return Finding(check, Status.PROBLEM, str(error))
    told = f"{server} answers, PostgreSQL {state.version}, {state.size / 1e6:.0f} MB"
    if state.revision is None:
        return Finding(check, Status.OK, f"{told}; it holds no {check} yet")
    if state.revision in earlier:
        moved = f"{told}; its tables are moved from {state.revision} to {revision}"
        return Finding(check, Status.REPAIRED, moved)
    return Finding(check, Status.OK, f"{told}, schema {state.revision}")


def _vectors(settings: Settings) -> Finding:
    from corpus.chroma import VectorClient

    server = settings.vector_server
    assert server is not None
    client = VectorClient(server)
    try:
        version = client.version()
    except LibraryError as error:
        return Finding("vectors", Status.PROBLEM, str(error))
    finally:
        client.close()
    return Finding("vectors", Status.OK, f"{server} answers, Chroma {version}")


def _cluster(settings: Settings) -> Finding:
    """Whether the Ray cluster answers, and a worker of it would do what this machine does."""
    from dataclasses import replace

    from corpus.embedding import open_embedder
    from ingest.cluster.crew import Crew, likeness_of

    cluster = settings.ray_cluster
    assert cluster is not None
    try:
        likeness = likeness_of(settings, open_embedder(settings))
        with Crew(replace(cluster, workers=1), likeness, str) as crew:
            cores = crew.start().cores
    except GalenError as error:
        return Finding("ray", Status.PROBLEM, str(error))
    started = "can be started" if cluster.address == HERE else f"answers, {cores} cores"
    return Finding("ray", Status.OK, f"{cluster} {started}; a worker was ready for work")
