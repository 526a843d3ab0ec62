"""How long new processes take: `galen --help`, and a first answer."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import GalenError
from evals.benchmarks.figures import Figure, Target, spread

EXAMPLE = "What is the best imaging modality for a superficial lump on the lower back?"
_HELP = ("--help",)
_ASK = ("ask", EXAMPLE)


def cold_starts(home: Path, repeat: int) -> Iterator[Figure]:
    """Both commands in turn, in processes of their own with the library of this home.

    Files are in the system's cache: the first answer of all is not counted.
    """
    _run(home, _ASK)
    times = [(_run(home, _HELP), _run(home, _ASK)) for _ in range(repeat)]
    helps, answers = zip(*times, strict=True)
    yield spread("galen --help, cold process", "ms", helps, Target(300))
    yield spread("first answer, cold process", "ms", answers, Target(3000))


def _run(home: Path, arguments: tuple[str, ...]) -> float:
    """Milliseconds from start to end."""
    command = [sys.executable, "-c", "from ui.cli import main; main()", *arguments]
    begun = time.perf_counter()
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "GALEN_HOME": str(home)}
    )
    took = (time.perf_counter() - begun) * 1000
    if done.returncode:
        said = done.stderr.strip().rpartition("\n")[2] or f"exit code {done.returncode}"
        raise GalenError(f"`galen {arguments[0]}` failed in a new process ({said}): run it alone")
    return took
