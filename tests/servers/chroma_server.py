"""A real Chroma server for tests: one that many libraries share, or one that may be stopped."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PATIENCE_S = 60.0


class ChromaServer:
    """Started when made. What it holds outlives `stop`, as on a disk."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="galen-chroma-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = str(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self._port}"
        self.start()

    def start(self) -> None:
        program = Path(sys.executable).with_name("chroma")
        place = ("--path", str(self._folder), "--host", "127.0.0.1", "--port", self._port)
        self._process = subprocess.Popen(
            [program, "run", *place],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"RUST_LOG": "off"},
        )
        end = time.monotonic() + PATIENCE_S
        while not self._answers():
            assert self._process.poll() is None, "chroma run has ended"
            assert time.monotonic() < end, "chroma run does not answer"
            time.sleep(0.05)

    def stop(self) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def forget(self) -> None:
        """Lose everything, as on a disk that was exchanged."""
        self.stop()
        shutil.rmtree(self._folder)
        self.start()

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/api/v2/heartbeat", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False


@cache
def shared_chroma() -> ChromaServer:
    """The server of this test process, for tests that leave it running."""
    server = ChromaServer()
    atexit.register(server.close)
    return server


@pytest.fixture
def own_chroma() -> Iterator[ChromaServer]:
    """A server that the test may stop."""
    server = ChromaServer()
    yield server
    server.close()
