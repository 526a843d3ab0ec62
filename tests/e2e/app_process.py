"""`galen ui` in a process of its own, on a free port of this machine."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError

from command_line import ROOT, variables

PROGRAM = (sys.executable, "-c", "from ui.cli import main; main()")
PATIENCE_S = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_app(home: Path, port: int | None = None) -> Iterator[str]:
    """The address of an app over this home, ready to be opened."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    with (home / "ui.log").open("wb") as log:
        app = subprocess.Popen(
            [*PROGRAM, "ui", "--port", str(port)],
            env=variables(home, {}),
            cwd=ROOT,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(app, address, home / "ui.log")
            yield address
        finally:
            app.terminate()
            app.wait(30)


def _wait(app: subprocess.Popen[bytes], address: str, log: Path) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        assert app.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1):
                return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    raise AssertionError(f"galen ui did not start: {log.read_text()}")
