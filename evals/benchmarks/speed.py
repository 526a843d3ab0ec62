"""How long starts, retrieval and answers take, and how much memory the process holds.

`galen bench` prints these figures. Machines are noisy: compare figures of one run only.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from assistant.assistant import Assistant
from assistant.query import understand
from corpus.embedding import Embedder
from corpus.errors import GalenError

EXAMPLE = "What is the best imaging modality for a superficial lump on the lower back?"
_KIB_IN_MIB = 1024


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement: median and 95th percentile of `n` values in `unit`."""

    name: str
    unit: str
    p50: float
    p95: float
    n: int

    def line(self) -> str:
        return f"{self.name:<44} p50 {self.p50:9.1f}  p95 {self.p95:9.1f} {self.unit} (n={self.n})"

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


def cold_starts(repeat: int) -> Iterator[Figure]:
    """New processes with the library of this home: `galen --help`, and a first answer."""
    yield _figure("galen --help, cold process", "ms", _timed(repeat, ["--help"]))
    yield _figure("first answer, cold process", "ms", _timed(repeat, ["ask", EXAMPLE]))


def warm_answers(
    assistant: Assistant, embedder: Embedder, questions: Sequence[str]
) -> Iterator[Figure]:
    """Every question once, after one that warms up; stages as the answers report them."""
    assistant.ask(EXAMPLE)
    texts = [understand(question).text for question in questions]
    embed = [_milliseconds(partial(embedder.embed, [text])) for text in texts]
    answers = [assistant.ask(question).timings_ms for question in questions]
    yield _figure("embed a question", "ms", embed)
    for stage in ("retrieve", "compose", "verify", "total"):
        name = "whole answer" if stage == "total" else f"answer: {stage}"
        yield _figure(name, "ms", [timings[stage] for timings in answers])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIB_IN_MIB
    yield Figure("peak memory of this process", "MiB", peak, peak, 1)


def _timed(repeat: int, arguments: list[str]) -> list[float]:
    return [_milliseconds(partial(_start, arguments)) for _ in range(repeat)]


def _start(arguments: list[str]) -> None:
    command = [sys.executable, "-c", "from ui.cli import main; main()", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        said = done.stderr.strip().rpartition("\n")[2] or f"exit code {done.returncode}"
        raise GalenError(f"`galen {arguments[0]}` failed in a new process ({said}): run it alone")


def _milliseconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _figure(name: str, unit: str, values: Sequence[float]) -> Figure:
    ordered = sorted(values)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]
    return Figure(name, unit, statistics.median(ordered), p95, len(ordered))
