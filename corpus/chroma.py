"""Chroma: where vectors stand, embedded in a folder or on a server. The only importer of chromadb.

`corpus.vectors` reads and writes them, `segment_folders` and `segment_collections` choose.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Literal, TypeVar

import chromadb
import httpx
from chromadb.api import ClientAPI
from chromadb.api.collection_configuration import (
    CreateCollectionConfiguration,
    CreateHNSWConfiguration,
)
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError, error_types

from corpus.errors import IndexBroken, LibraryError
from corpus.model import Section
from corpus.servers import VectorServer

Answer = TypeVar("Answer")

DISTANCE: Literal["cosine"] = "cosine"
# Neighbours looked at in a search. With 400, the nearest 100 of 32,000 vectors are the exact ones
# (recall 0.999). Costs about 1 ms over 200 (recall 0.994).
EF_SEARCH = 400
EF_CONSTRUCTION = 200
# What is written goes to the graph's files at once. By default up to 999 vectors would stay in a
# log, to be put into the graph again at every opening, and into its files while they are read.
SYNC_THRESHOLD = 1
LAYOUT_VERSION = 2
"""Part of the index's fingerprint; a new number rebuilds every index."""
CONNECT_S = 5.0
ANSWER_S = 60.0
"""How long a vector server may take to be connected to, and to answer."""


class Folder:
    """Embedded Chroma, which has the folder to itself."""

    def __init__(self, folder: Path) -> None:
        self.where = str(folder)
        self._client: ClientAPI | None = None

    def client(self) -> ClientAPI:
        if self._client is None:
            settings = ChromaSettings(anonymized_telemetry=False)
            try:
                self._client = chromadb.PersistentClient(self.where, settings=settings)
            except (ValueError, AttributeError) as error:
                # What Chroma raises for some damaged files, and on the second attempt for any.
                raise _broken(self.where, error) from error
        return self._client

    def collection(self, section: Section) -> Collection:
        # An existing collection keeps its own configuration, whatever is passed here: a change of
        # it must change LAYOUT_VERSION. None keeps Chroma from attaching, and downloading, an
        # embedding model of its own.
        return self.client().get_or_create_collection(
            section.value,
            configuration=_configuration(sync_threshold=SYNC_THRESHOLD, batch_size=SYNC_THRESHOLD),
            embedding_function=None,
        )

    def most_at_once(self) -> int:
        return self.client().get_max_batch_size()

    @contextmanager
    def reporting(self) -> Iterator[None]:
        try:
            yield
        except (ChromaError, OSError) as error:
            raise _broken(self.where, error) from error

    def close(self) -> None:
        if self._client is not None:
            self._client.close()  # type: ignore[attr-defined]  # the declared interface lacks it
        self._client = None


class Served:
    """Collections of a server. What is read is never made, so that a lost one is noticed."""

    def __init__(self, client: VectorClient, names: Mapping[Section, str], *, making: bool) -> None:
        self.where = client.where
        self._client = client
        self._names = names
        self._making = making

    def collection(self, section: Section) -> Collection:
        client, name = self._client.connected(), self._names[section]
        if not self._making:
            return client.get_collection(name, embedding_function=None)
        return client.create_collection(
            name, configuration=_configuration(), embedding_function=None
        )

    def most_at_once(self) -> int:
        return self._client.connected().get_max_batch_size()

    def reporting(self) -> AbstractContextManager[None]:
        return self._client.reporting()

    def close(self) -> None:
        """The connection is shared."""


class VectorClient:
    """A Chroma server, connected to when it is first needed. For several threads."""

    def __init__(self, server: VectorServer) -> None:
        self.where = str(server)
        self.failures = 0
        """How often it did not do what was asked: what was seen of it before may not hold."""
        self._server = server
        self._client: ClientAPI | None = None
        self._connecting = threading.Lock()

    def connected(self) -> ClientAPI:
        """Raises LibraryError where the server does not answer."""
        with self._connecting:
            if self._client is None:
                with self.reporting():
                    self._client = self._connect()
            return self._client

    def version(self) -> str:
        """The server's own. Raises LibraryError."""
        return self._ask(lambda client: client.get_version())

    def count(self, name: str) -> int | None:
        """How many vectors a collection holds, None where there is no such collection."""

        def held(client: ClientAPI) -> int | None:
            try:
                return client.get_collection(name, embedding_function=None).count()
            except NotFoundError:
                return None

        return self._ask(held)

    def names(self, prefix: str) -> list[str]:
        """The collections whose names begin so."""
        found = self._ask(lambda client: [each.name for each in client.list_collections()])
        return [name for name in found if name.startswith(prefix)]

    def drop(self, name: str) -> None:
        """Delete a collection; one that is not there is no fault."""

        def without(client: ClientAPI) -> None:
            with suppress(NotFoundError):
                client.delete_collection(name)

        self._ask(without)

    def drop_if_it_answers(self, names: Iterable[str]) -> None:
        """After a failure: whatever is left is dropped by the next that publishes."""
        with suppress(LibraryError):
            for name in names:
                self.drop(name)

    def close(self) -> None:
        if self._client is not None:
            for session in _sessions(self._client):
                session.close()
            self._client.close()  # type: ignore[attr-defined]  # the declared interface lacks it
        self._client = None

    @contextmanager
    def reporting(self) -> Iterator[None]:
        try:
            yield
        except (ChromaError, ValueError, OSError, httpx.HTTPError) as error:
            self.failures += 1
            raise self._in_words(error) from error

    def _in_words(self, error: Exception) -> LibraryError:
        if isinstance(error, NotFoundError):
            return IndexBroken(f"a collection on {self.where} is gone: run galen doctor")
        if isinstance(error, ChromaError):
            return _broken(self.where, error)
        said = str(error) or type(error).__name__
        return LibraryError(
            f"the vector server {self.where} does not answer ({said}): "
            "start it or check GALEN_CHROMA_URL and the network, then try again"
        )

    def _connect(self) -> ClientAPI:
        token = self._server.token
        headers = {"Authorization": f"Bearer {token.get_secret_value()}"} if token else {}
        client = chromadb.HttpClient(
            self.where,
            ssl=self.where.startswith("https:"),
            headers=headers,
            settings=ChromaSettings(anonymized_telemetry=False),
        )
        # Chroma would wait for ever, and raise what nobody can tell from a fault of the program.
        for session in _sessions(client):
            session.timeout = httpx.Timeout(ANSWER_S, connect=CONNECT_S)
            session.event_hooks = {"response": [_refuse]}
        return client

    def _ask(self, question: Callable[[ClientAPI], Answer]) -> Answer:
        client = self.connected()
        with self.reporting():
            return question(client)


def _sessions(client: ClientAPI) -> tuple[httpx.Client, httpx.Client]:
    """The client's connections, for which Chroma has no settings and which it leaves open."""
    admin = client._admin_client  # type: ignore[attr-defined]
    return client._server._session, admin._server._session  # type: ignore[attr-defined]


def _refuse(response: httpx.Response) -> None:
    """Raise OSError for what is no answer of Chroma's own, as of a proxy in between."""
    if response.is_error:
        response.read()
        if not any(f'"{name}"' in response.text for name in error_types):
            raise OSError(f"HTTP status {response.status_code}")


def _configuration(**chosen: int) -> CreateCollectionConfiguration:
    return CreateCollectionConfiguration(
        hnsw=CreateHNSWConfiguration(
            space=DISTANCE,
            ef_search=EF_SEARCH,
            ef_construction=EF_CONSTRUCTION,
            **chosen,  # type: ignore[typeddict-item]
        )
    )


def _broken(where: str, error: Exception) -> IndexBroken:
    return IndexBroken(f"the index in {where} cannot be used ({error}): run galen doctor")
