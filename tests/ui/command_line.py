"""Runs `galen`, in this process or in one of its own, and keeps what it said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-c", "from ui.cli import main; main()")


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def last_line(self) -> str:
        """The last thing said on stderr, after progress bars."""
        return self.err.replace("\r", "\n").strip().rpartition("\n")[2]

    def refused(self, code: int, *words: str) -> None:
        """Nothing on stdout, one line on stderr that holds these words, and this exit code."""
        assert (self.code, self.out) == (code, ""), self
        assert self.err.startswith("galen: "), self
        assert self.err.count("\n") == 1, self
        for word in words:
            assert word in self.err, self


Galen = Callable[..., Ran]


def spawn(*arguments: str | bytes, home: Path, **environment: str) -> Ran:
    """`galen` in a process of its own."""
    done = subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        env=variables(home, environment),
        cwd=ROOT,
        timeout=120,
    )
    return Ran(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode())


def start(*arguments: str, home: Path) -> subprocess.Popen[bytes]:
    """`galen` in a process of its own that is not waited for."""
    return subprocess.Popen(
        [*PROGRAM, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=variables(home, {}),
        cwd=ROOT,
    )


def variables(home: Path, more: Mapping[str, str]) -> dict[str, str]:
    # Unbuffered, Python drops what a short write left over, and no one hears of a broken pipe.
    return {**os.environ, "PYTHONUNBUFFERED": "", "GALEN_HOME": str(home), **more}


def write_lines(path: Path, lines: Sequence[object]) -> Path:
    """One line each; text and bytes as they are, anything else as JSON."""
    written = [
        line
        if isinstance(line, bytes)
        else (line if isinstance(line, str) else json.dumps(line)).encode()
        for line in lines
    ]
    path.write_bytes(b"".join(line + b"\n" for line in written))
    return path


def read_lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]
