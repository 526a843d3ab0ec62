"""The workers of a Ray cluster as a `Team`, over a child process that is part of the cluster.

Entry points open it; nothing starts before the first document that needs work. Of ray it knows only
whether it is installed.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from corpus.errors import ClusterError, MissingExtra
from corpus.servers import HERE, RayCluster
from ingest.cluster.jobs import (
    Connected,
    Given,
    Job,
    Likeness,
    Message,
    Opened,
    Plan,
    Refused,
    Report,
)
from ingest.cluster.worker import Worker, program

if TYPE_CHECKING:
    from corpus.embedding import Embedder
    from corpus.settings import Settings

Met = TypeVar("Met", Connected, Opened)

JOBS_OF_A_WORKER = 3
"""Jobs on their way for each: what it does, what waits for it, and one that waits for any."""
ANSWER_S = 5.0
"""How long an address may take to answer."""
CONNECT_S = 90.0
"""How long it may take to start a cluster, or to join one."""
OPEN_S = 180.0
"""How long the first worker may take to be ready; the child gives up before that."""
END_S = 20.0
"""How long a cluster of this machine may take to end."""
_SHOWN = 200
_LONGEST = 24
"""Characters before the name of a folder: Ray adds 75, and a socket's path has 107 at most."""


def likeness_of(settings: Settings, embedder: Embedder) -> Likeness:
    """What workers must be like, to make what this process would make."""
    model, precision = settings.embedding_model, settings.embedding_precision
    return Likeness(program(), model, precision, embedder.fingerprint)


@dataclass(slots=True)
class _Line:
    """The child, and what it is asked at the moment."""

    connection: Connection
    process: subprocess.Popen[bytes]
    folder: Path
    workers: int = 0
    under_way: int = 0


class Crew:
    """A `Team`. `say` is told once who does the work. Close it; raises ClusterError, MissingExtra.

    `opened` are the workers that became ready so far, those that have ended included.
    """

    def __init__(
        self,
        cluster: RayCluster,
        likeness: Likeness,
        say: Callable[[str], object],
        worker: type[Worker] = Worker,
    ) -> None:
        self.opened: list[Opened] = []
        self._cluster = cluster
        self._likeness = likeness
        self._say = say
        self._worker = worker
        self._tickets = count(1)
        self._line: _Line | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- What a team can do

    def room(self) -> int:
        line = self._started()
        return line.workers * JOBS_OF_A_WORKER - line.under_way

    def size(self) -> int:
        return self._started().workers

    def give(self, job: Job) -> Given:
        line, given = self._started(), Given(next(self._tickets), job)
        try:
            line.connection.send(given)
        except OSError as error:
            raise self._gone() from error
        line.under_way += 1
        return given

    def reports(self, *, wait: bool) -> list[Report]:
        line = self._started()
        found: list[Report] = []
        while line.connection.poll(None if wait and not found else 0):
            message = self._received(line)
            if isinstance(message, Opened):
                self.opened.append(message)
            elif not isinstance(message, Connected | Refused):
                line.under_way -= 1
                found.append(message)
        return found

    # -- The child

    def start(self) -> Connected:
        """Join the cluster, and wait until a worker of it is ready."""
        _check_installed()
        self._check_answers()
        line = self._line = self._child()
        connected = self._next(line, CONNECT_S, Connected)
        line.workers = connected.workers
        taken = f"all of its {connected.cores} cores may be taken"
        self.opened.append(self._next(line, OPEN_S, Opened, taken))
        self._say(f"Ray cluster {self._cluster}: {connected.workers} workers")
        return connected

    def close(self) -> None:
        """End the child, and with it the workers; a cluster that was joined stays."""
        line, self._line = self._line, None
        if line is None:
            return
        line.connection.close()
        try:
            line.process.wait(END_S)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(line.process.pid, signal.SIGKILL)
            line.process.wait()
        shutil.rmtree(line.folder, ignore_errors=True)

    def _started(self) -> _Line:
        if self._line is None:
            self.start()
        assert self._line is not None
        return self._line

    def _child(self) -> _Line:
        """In a session of its own, so that Ctrl-C does not reach it: it ends with the line."""
        folder = _new_folder()
        ours, theirs = Pipe()
        # -P and a folder of its own: no file of the folder in use is taken for a module, by the
        # child or by workers, which get its path.
        command = [sys.executable, "-P", "-m", "ingest.cluster.ray_child", str(theirs.fileno())]
        with theirs, (folder / "child.log").open("wb") as log:
            process = subprocess.Popen(
                command,
                cwd=folder,
                env=self._environment(),
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        cluster = self._cluster
        plan = Plan(cluster.address, cluster.workers, self._likeness, self._worker, str(folder))
        ours.send(plan)
        return _Line(ours, process, folder)

    def _environment(self) -> dict[str, str]:
        """What Ray reads when it is imported."""
        path = os.pathsep.join(map(os.path.abspath, sys.path))
        own = {"PYTHONPATH": path, "RAY_USAGE_STATS_ENABLED": "0"}
        if self._cluster.address == HERE and "RAY_AUTH_MODE" not in os.environ:
            # A secret of this cluster alone, in no file.
            own |= {"RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(32)}
        return {"RAY_gcs_rpc_server_reconnect_timeout_s": "20"} | os.environ | own

    def _next(
        self, line: _Line, seconds: float, kind: type[Met], reason: str = "it does not answer"
    ) -> Met:
        if not line.connection.poll(seconds):
            self.close()
            raise ClusterError(self._unusable(f"{reason} ({seconds:.0f} s)"))
        message = self._received(line)
        assert isinstance(message, kind), message
        return message

    def _received(self, line: _Line) -> Message:
        try:
            message: Message = line.connection.recv()
        except (EOFError, OSError) as error:
            raise self._gone() from error
        if isinstance(message, Refused):
            raise self._gone(message.reason)
        return message

    def _gone(self, reason: str = "") -> ClusterError:
        assert self._line is not None
        begun, words = bool(self.opened), _last_words(self._line.folder)
        self.close()
        if not begun:
            return ClusterError(self._unusable(reason or f"it cannot be joined{words}"))
        why = f" ({reason})" if reason else ""
        return ClusterError(
            f"the Ray cluster {self._cluster} is gone{why}; what was committed is kept: run the"
            " same again when it is back, or unset GALEN_RAY_ADDRESS to go on without it"
        )

    def _unusable(self, reason: str) -> str:
        return (
            f"the Ray cluster {self._cluster} cannot be used: {reason.rstrip('.')}."
            " Correct that or GALEN_RAY_ADDRESS, or unset it to ingest without a cluster"
        )

    def _check_answers(self) -> None:
        """Ray itself would try for a minute, and end without a reason."""
        if self._cluster.server is None:
            return
        try:
            socket.create_connection(self._cluster.server, ANSWER_S).close()
        except OSError as error:
            reason = f"nothing answers there ({error.strerror or error})"
            raise ClusterError(self._unusable(reason)) from error


def _new_folder() -> Path:
    usual = tempfile.gettempdir()
    return Path(
        tempfile.mkdtemp(prefix="galen-ray-", dir=usual if len(usual) < _LONGEST else "/tmp")
    )


def _last_words(folder: Path) -> str:
    """What the child died of, if that is in its log: the last line, shortened."""
    try:
        lines = (folder / "child.log").read_text("utf-8", errors="replace").split("\n")
    except FileNotFoundError:  # it ended in order, and has removed its folder
        return ""
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f" ({last[:_SHOWN]})" if last else ""


def _check_installed() -> None:
    if find_spec("ray") is None:
        raise MissingExtra(
            "GALEN_RAY_ADDRESS needs Ray: run `pip install -e '.[ray]'` in Galen's folder,"
            " or unset it"
        )
