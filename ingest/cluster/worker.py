"""What a worker of a cluster does: opens the model once, then reads documents and embeds texts.

A plain class; `ray_child` makes workers of it on the machines of a cluster, one for each core.
"""

from __future__ import annotations

import hashlib
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import GalenError
from ingest.cluster.jobs import Job, Likeness, Opened, Outcomes, ReadJob, Refused, Vectors
from ingest.preparing import prepare

if TYPE_CHECKING:
    from corpus.embedding import Embedder

_ROOT = Path(__file__).resolve().parents[2]
_PARTS = ("corpus", "ingest")
_CODE = frozenset({".py", ".yaml", ".txt"})


def program() -> str:
    """SHA-256 of the files of Galen that decide what is read and how it is cut."""
    digest = hashlib.sha256()
    for part in _PARTS:
        for file in sorted((_ROOT / part).rglob("*")):
            if file.suffix in _CODE:
                digest.update(f"{file.relative_to(_ROOT).as_posix()}\n".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()


class Worker:
    """One core's worth of work. Has no library: what it makes is judged and put elsewhere."""

    def __init__(self) -> None:
        self._embedder: Embedder | None = None

    def open(self, likeness: Likeness) -> Opened | Refused:
        """Make ready, if this machine would do exactly what the one that ingests does."""
        host = socket.gethostname()
        if program() != likeness.program:
            return Refused(f"{host} has another version of Galen: install the same one there")
        try:
            embedder = _embedder(likeness)
        except GalenError as error:
            return Refused(f"{host}: {error}")
        if embedder.fingerprint != likeness.model:
            return Refused(f"{host} has other weights of {likeness.name}: put the same there")
        self._embedder = embedder
        return Opened(host, os.getpid())

    def work(self, job: Job) -> Outcomes | Vectors:
        """The result of a job. Raises what reading or embedding raises here."""
        embedder = self._embedder
        assert embedder is not None, "open comes first"
        if isinstance(job, ReadJob):
            count = embedder.count_tokens
            return tuple(prepare(each, job.reading, count) for each in job.documents)
        from corpus.stored_embeddings import stored_form

        return stored_form(embedder, job.texts)


def _embedder(likeness: Likeness) -> Embedder:
    """The same model by this machine's own settings: where its files are may differ."""
    from corpus.embedding import open_embedder
    from corpus.settings import load_settings

    same = {"embedding_model": likeness.name, "embedding_precision": likeness.precision}
    return open_embedder(load_settings().model_copy(update=same | {"threads": 1}))
