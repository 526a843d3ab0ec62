"""Kills a process that changes a library, again and again, and looks at what is left.

    python -m tests.long.kills --runs 200

Each run continues with the same library: a forked process puts, updates, removes and rebuilds, is
killed (SIGKILL) at a random moment, and another process opens the library and compares it with
what the first one had reported as done.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "corpus"))

from hashing_embedder import HashingEmbedder
from texts import source_text

from corpus.folding import Folding
from corpus.library import Library
from corpus.model import Section, SourceKind, SourceText
from corpus.records import QueryTerm
from corpus.search_text import search_items
from corpus.settings import Settings
from tests.long import forked
from tests.long.forked import Tell

FOLDING = Folding(passages=30, ratio=3)
SOURCES = 16
TOPICS = ["gout", "mass", "fever"]
LONGEST_S = 0.6
"""A run is killed so long after its first step begins, at the latest."""


@dataclass
class Expected:
    """The version of each source that is held, and what the process said that it would do next."""

    held: dict[str, int] = field(default_factory=dict)
    announced: tuple[str, int] | None = None

    def hear(self, line: str) -> None:
        """ "next s3 7" announces version 7 of s3 (0: its removal), "done" says that it is there."""
        if line.startswith("next "):
            _, source_id, version = line.split()
            self.announced = source_id, int(version)
        elif line == "done":
            self.held, self.announced = self.after_announced(), None

    def after_announced(self) -> dict[str, int]:
        if self.announced is None:
            return self.held
        source_id, version = self.announced
        after = {**self.held, source_id: version}
        return {key: value for key, value in after.items() if value}


def text_of(source_id: str, version: int) -> SourceText:
    """Every version has a word of its own in each passage, and some keep passages."""
    rng = random.Random(f"{source_id} {version % 3}")
    paragraphs = [
        f"Passage {n} of {source_id}: {rng.choice(TOPICS)}, {word(source_id, n)}."
        for n in range(1 + (version + int(source_id[1:])) % 9)
    ]
    kind = SourceKind.GUIDELINE if int(source_id[1:]) % 2 else SourceKind.RCT
    return source_text(source_id, *paragraphs, title=f"Version {version}", kind=kind)


def word(source_id: str, number: int) -> str:
    return f"zq{source_id}p{number}"


def open_library(home: Path, embedder: HashingEmbedder, folding: Folding = FOLDING) -> Library:
    return Library.open(Settings(home=home), embedder, folding)


def change(home: Path, held: dict[str, int], seed: int, tell: Tell) -> None:
    """Put, update, remove and rebuild at random, until killed."""
    rng = random.Random(seed)
    library = open_library(home, HashingEmbedder())
    tell("begin")
    held = dict(held)
    for step in range(10_000):
        choice = rng.random()
        if choice < 0.12:
            for _ in library.rebuild():
                pass
        elif choice < 0.3 and held:
            source_id = rng.choice(sorted(held))
            tell(f"next {source_id} 0")
            library.remove(source_id)
            del held[source_id]
            tell("done")
        else:
            for source_id, version in put_some(library, rng, step, tell):
                held[source_id] = version


def put_some(
    library: Library, rng: random.Random, step: int, tell: Tell
) -> Iterator[tuple[str, int]]:
    names = rng.sample([f"s{n}" for n in range(SOURCES)], rng.randint(1, 6))
    version = 1 + step + rng.randint(0, 1000)
    tell(f"next {names[0]} {version}")
    for number, _ in enumerate(library.put_many(text_of(name, version) for name in names)):
        tell("done")
        yield names[number], version
        if number + 1 < len(names):
            tell(f"next {names[number + 1]} {version}")


def inspect(home: Path, expected: Expected, tell: Tell) -> None:
    """Open the library as any process would, and compare it with what should be there."""
    embedder = HashingEmbedder()
    library = open_library(home, embedder)
    for _ in library.catch_up():
        pass
    assert embedder.embedded == 0, f"{embedder.embedded} texts were embedded again"
    held = {
        source_id: int(entry.source.title.removeprefix("Version "))
        for source_id, entry in library.entries().items()
    }
    assert held in (expected.held, expected.after_announced()), f"{held} is not {expected}"
    assert library.verify() == [], library.verify()
    assert library.pending() is None
    every_passage_is_found(library, held)
    library.close()
    for source_id, version in held.items():
        tell(f"held {source_id} {version}")


def every_passage_is_found(library: Library, held: dict[str, int]) -> None:
    items = [
        item for name, version in held.items() for item in search_items(text_of(name, version))
    ]
    vectors = HashingEmbedder().embed([item.dense_text for item in items]) if items else []
    known = {item.passage.id for item in items}
    for item, vector in zip(items, vectors, strict=True):
        own = word(item.source.id, item.passage.ordinal)
        hits = library.search_vector(vector, [QueryTerm(own)], section=item.section, k=3)
        assert [hit.passage_id for hit in hits.lexical] == [item.passage.id], (own, hits.lexical)
        assert hits.dense[0].score > 0.999, (item.passage.id, hits.dense)
        assert {hit.passage_id for hit in hits.dense} <= known
    for section in Section:
        count = sum(item.section is section for item in items)
        everything = library.search("gout", [QueryTerm("passage")], section=section, k=1000)
        assert len(everything.dense) == len(everything.lexical) == count


def check(home: Path, runs: int, seed: int) -> Iterator[str]:
    """Yields what was wrong, one line or more a run, or an empty text."""
    rng = random.Random(seed)
    expected = Expected()
    for run in range(runs):
        delay, own_seed = rng.uniform(0.0, LONGEST_S), rng.randrange(1 << 30)
        held = dict(expected.held)
        changed = forked.run(
            lambda tell, h=held, s=own_seed: change(home, h, s, tell), kill=("begin", delay)
        )
        for line in changed.lines:
            expected.hear(line)
        found = forked.run(lambda tell, e=expected: inspect(home, e, tell))
        if changed.status != -9 or found.status != 0:
            yield f"run {run} (seed {seed}): {changed.status} {changed.lines[-1:]} {found}"
            return
        expected = Expected()
        for line in found.lines:
            _, source_id, version = line.split()
            expected.held[source_id] = int(version)
        yield ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder  # also for what killed processes leave behind
        survived = 0
        for wrong in check(Path(folder) / "home", wanted.runs, wanted.seed):
            if wrong:
                sys.stdout.write(f"{wrong}\n")
                return 1
            survived += 1
    sys.stdout.write(f"{survived} kills survived\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
