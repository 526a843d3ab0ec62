"""Measures how long after its commit a change is seen by another process that has the library open.

    python -m tests.long.freshness --sources 100

One forked process ingests, updates and removes, with a model that takes its time; another searches
all the while, and must not fail. Exit code 1 if anything took longer than two seconds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "corpus"))

import numpy as np
from hashing_embedder import HashingEmbedder
from numpy.typing import NDArray
from texts import source_text

from corpus.library import Library
from corpus.model import Section, SourceText
from corpus.records import Hit, QueryTerm
from corpus.settings import Settings
from tests.long import forked
from tests.long.forked import Ended, Tell

LIMIT_S = 2.0
SECONDS_A_TEXT = 0.01
PASSAGES = 12
END = "end"


class SlowEmbedder(HashingEmbedder):
    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        time.sleep(SECONDS_A_TEXT * len(texts))
        return super().embed(texts)


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """`what` became so for a list ("dense", "lexical") or in the catalog, by the system's clock."""

    at: float
    where: str
    what: str

    @classmethod
    def heard(cls, line: str) -> Event:
        at, where, what = line.split(" ", 2)
        return cls(float(at), where, what)


def text(number: int, version: int) -> SourceText:
    """Each passage ends with the version."""
    words = [f"Passage {n} of s{number} in version {version}." for n in range(PASSAGES)]
    return source_text(f"s{number}", *words, title=f"Version {version}")


def write(home: Path, sources: int, tell: Tell) -> None:
    library = Library.open(Settings(home=home), SlowEmbedder())
    for version, numbers in ((1, range(sources)), (2, range(0, sources, 3))):
        waiting = iter(numbers)
        for outcome in library.put_many(text(number, version) for number in numbers):
            tell(f"{time.monotonic()} catalog s{next(waiting)} is {version}")
            assert outcome.passages == PASSAGES
    for number in range(1, sources, 7):
        library.remove(f"s{number}")
        tell(f"{time.monotonic()} catalog s{number} is gone")
    library.close()
    time.sleep(2 * LIMIT_S)
    (home / END).touch()


def read(home: Path, tell: Tell) -> None:
    """Search everything all the time; tell what has changed since the time before."""
    library = Library.open(Settings(home=home), HashingEmbedder())
    vector, known = library.embed("passage"), dict[str, dict[str, str]]()
    while not (home / END).exists():
        hits = library.search_vector(
            vector, [QueryTerm("passage")], section=Section.GUIDELINES, k=100_000
        )
        for name, found in (("dense", hits.dense), ("lexical", hits.lexical)):
            now, before = versions(library, found), known.get(name, {})
            for source_id in now.keys() | before.keys():
                version = now.get(source_id, "gone")
                if version != before.get(source_id, "gone"):
                    tell(f"{time.monotonic()} {name} {source_id} is {version}")
            known[name] = now
    library.close()


def versions(library: Library, hits: Sequence[Hit]) -> dict[str, str]:
    passages = library.passages(hit.passage_id for hit in hits).values()
    return {p.source_id: p.text.rsplit(" ", 1)[1].rstrip(".") for p in passages}


def delays(written: Ended, seen: Ended) -> Iterator[tuple[float, Event]]:
    """How long each change took to be seen by each list; infinite if it never was."""
    events = [Event.heard(line) for line in seen.lines]
    for line in written.lines:
        change = Event.heard(line)
        for where in ("dense", "lexical"):
            times = [e.at for e in events if e.where == where and e.what == change.what]
            yield min(times, default=float("inf")) - change.at, change


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=100)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(2) as waiting:
        home = Path(folder)
        started = [
            forked.start(partial(read, home)),
            forked.start(partial(write, home, wanted.sources)),
        ]
        seen, written = waiting.map(forked.wait, started)
    assert seen.status == written.status == 0, (seen, written)
    slowest = sorted(delays(written, seen), reverse=True)
    taken = [delay for delay, _ in slowest]
    sys.stdout.write(
        f"{len(written.lines)} changes, seen after {np.median(taken):.2f} s (median), "
        f"{taken[0]:.2f} s at the latest ({slowest[0][1].what})\n"
    )
    return int(taken[0] > LIMIT_S)


if __name__ == "__main__":
    sys.exit(main())
