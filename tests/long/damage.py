"""Damages the indexes of a library in every way, and looks at whether that is noticed and repaired.

    python -m tests.long.damage --rounds 1000

Each round takes a fresh copy of a library, damages one thing, and opens it in a forked process,
which must not crash, must say that something is wrong before it answers, must repair it without
embedding anything, and must then find every passage.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "corpus"))

from hashing_embedder import HashingEmbedder

from corpus import manifest
from corpus.errors import IndexBroken
from corpus.folding import Folding
from corpus.model import Section
from corpus.records import QueryTerm
from tests.long import forked
from tests.long.forked import Tell
from tests.long.kills import every_passage_is_found, open_library, text_of

HELD = {f"s{n}": 1 + n for n in range(7)}
FOLDING = Folding(passages=6, ratio=1)
INDEXES = ("vectors", "lexicon")

Damage = Callable[[Path, random.Random], None]
"""What it does to the library's folder."""


@dataclass(frozen=True, slots=True)
class Case:
    """`noticed`: whether it must be said before anything is answered."""

    name: str
    damage: Damage
    noticed: bool = True


def make(home: Path, held: dict[str, int], tell: Tell) -> None:
    """A library of two segments, with outdated passages, and a tail."""
    library = open_library(home, HashingEmbedder(), FOLDING)
    last = max(held)
    for texts in (
        [text_of(source_id, version + (source_id == last)) for source_id, version in held.items()],
        [text_of(last, held[last])],
        [text_of("s30", 1)],
    ):
        assert len([*library.put_many(texts)]) == len(texts)
    library.remove("s30")
    library.close()
    published = manifest.read(library.folder / "vectors")
    assert published is not None
    assert len(published.segments) > 1
    assert any(segment.outdated for segment in published.segments)


# -- To one file


def delete(path: Path, rng: random.Random) -> None:
    path.unlink()


def empty(path: Path, rng: random.Random) -> None:
    os.truncate(path, 0)


def truncate(path: Path, rng: random.Random) -> None:
    os.truncate(path, rng.randrange(path.stat().st_size))


def lengthen(path: Path, rng: random.Random) -> None:
    with path.open("ab") as file:
        file.write(rng.randbytes(rng.randint(1, 5000)))


def overwrite(path: Path, rng: random.Random) -> None:
    path.write_bytes(rng.randbytes(rng.randint(1, 5000)))


def flip(path: Path, rng: random.Random) -> None:
    """One bit, in a file that keeps its size and times."""
    status = path.stat()
    position = rng.randrange(status.st_size)
    with path.open("r+b") as file:
        file.seek(position)
        (byte,) = file.read(1)
        file.seek(position)
        file.write(bytes([byte ^ 1 << rng.randrange(8)]))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


TO_A_FILE = (delete, empty, truncate, lengthen, overwrite, flip)


def of_files(folder: Path) -> Iterator[Case]:
    for path in sorted(file for index in INDEXES for file in _published(folder / index)):
        for damage in TO_A_FILE:
            if path.stat().st_size or damage not in (empty, truncate, flip):
                own = path.relative_to(folder)
                yield Case(f"{damage.__name__} {own}", partial(_to_file, own, damage))


def _to_file(own: Path, damage: Damage, folder: Path, rng: random.Random) -> None:
    damage(folder / own, rng)


def _published(index: Path) -> Iterator[Path]:
    published = manifest.read(index)
    assert published is not None
    yield index / manifest.CURRENT
    for segment in published.segments:
        yield from (index / segment.folder / file.path for file in segment.files)


# -- To a folder


def of_folders(other: Path) -> Iterator[Case]:
    for index in INDEXES:
        yield Case(f"no {index}", partial(_each, [index], shutil.rmtree))
        yield Case(f"{index} emptied", partial(_each, [index], _emptied))
        yield Case(f"{index} is a file", partial(_each, [index], _made_a_file))
        yield Case(f"{index}: no segments", partial(_each, [index], _without_segments))
        yield Case(f"{index}: CURRENT is a folder", partial(_each, [index], _current_a_folder))
        yield Case(f"{index} of another library", partial(_replaced, other, index, "*"))
        yield Case(f"{index}: another's CURRENT", partial(_replaced, other, index, "CURRENT"))
        yield Case(f"{index}: strange files", partial(_each, [index], _strangers), noticed=False)
    yield Case("no indexes", partial(_each, INDEXES, shutil.rmtree))


def _each(
    names: tuple[str, ...], damage: Callable[[Path], object], folder: Path, rng: random.Random
) -> None:
    for name in names:
        damage(folder / name)


def _emptied(index: Path) -> None:
    shutil.rmtree(index)
    index.mkdir()


def _made_a_file(index: Path) -> None:
    shutil.rmtree(index)
    index.write_bytes(b"?")


def _without_segments(index: Path) -> None:
    for segment in index.glob("segment-*"):
        shutil.rmtree(segment)


def _current_a_folder(index: Path) -> None:
    (index / manifest.CURRENT).unlink()
    (index / manifest.CURRENT).mkdir()


def _strangers(index: Path) -> None:
    (index / "segment-99-abc").mkdir()
    (index / "segment-99-abc" / "file").write_bytes(b"?")
    (index / "notes.txt").write_bytes(b"?")
    (index / manifest.TEMPORARY).write_bytes(b"?")


def _replaced(other: Path, index: str, pattern: str, folder: Path, rng: random.Random) -> None:
    for path in (other / index).glob(pattern):
        target = folder / index / path.name
        shutil.copytree(path, target) if path.is_dir() else shutil.copyfile(path, target)


# -- What must follow


def inspect(home: Path, case: Case, rng: random.Random, tell: Tell) -> None:
    """Damage a library nobody has open, then open it as any process would."""
    case.damage(home / "library", rng)
    embedder = HashingEmbedder()
    library = open_library(home, embedder, FOLDING)
    pending = library.pending()
    assert pending is not None or not case.noticed, "not noticed"
    with suppress(IndexBroken):  # or it answers rightly
        every_passage_is_found(library, HELD)
    embedded = embedder.embedded
    for _ in library.catch_up():
        pass
    assert embedder.embedded == embedded, "texts were embedded again"
    assert library.verify() == [], library.verify()
    library.close()
    reopened = open_library(home, embedder, FOLDING)
    assert reopened.pending() is None
    every_passage_is_found(reopened, HELD)


def inspect_open(home: Path, case: Case, rng: random.Random, tell: Tell) -> None:
    """Damage a library that this process has open and has searched."""
    library = open_library(home, HashingEmbedder(), FOLDING)
    library.search("gout", [QueryTerm("gout")], section=Section.GUIDELINES, k=3)
    case.damage(home / "library", rng)
    every_passage_is_found(library, HELD)
    library.put(text_of("s20", 1))
    library.close()
    reopened = open_library(home, HashingEmbedder(), FOLDING)
    for _ in reopened.catch_up():
        pass
    assert reopened.verify() == []
    every_passage_is_found(reopened, {**HELD, "s20": 1})


def cases(folder: Path, other: Path) -> list[tuple[Case, Callable[..., None]]]:
    closed = [*of_files(folder), *of_folders(other)]
    opened = [c for c in closed if c.name.startswith(("delete", "no", "vectors", "lexicon"))]
    return [*((case, inspect) for case in closed), *((case, inspect_open) for case in opened)]


def check(scratch: Path, rounds: int, seed: int) -> Iterator[str]:
    """Yields what was wrong, or an empty text, for each round."""
    rng = random.Random(seed)
    template, other = scratch / "template", scratch / "other"
    # Also these in forks: one that is forked from a process that has used Chroma may hang.
    for home, held in ((template, HELD), (other, {name: n + 1 for name, n in HELD.items()})):
        made = forked.run(partial(make, home, held))
        assert made.status == 0, made
    every = cases(template / "library", other / "library")
    for number in range(rounds):
        if number % len(every) == 0:
            rng.shuffle(every)
        case, inspection = every[number % len(every)]
        home, own = scratch / "home", random.Random(rng.randrange(1 << 30))
        shutil.copytree(template, home)
        ended = forked.run(partial(inspection, home, case, own))
        shutil.rmtree(home)
        told = "\n".join(ended.lines)
        yield f"{inspection.__name__}: {case.name}: {ended.status} {told}" if ended.status else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tempfile.tempdir = folder  # also for what crashed processes leave behind
        wrong = [w for w in check(Path(folder), wanted.rounds, wanted.seed) if w]
    sys.stdout.write("\n".join([*wrong, f"{wanted.rounds - len(wrong)} damages repaired"]) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
