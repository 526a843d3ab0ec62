"""Lets the disk run full while a library grows, frees some, and looks at whether anything is lost.

    python -m tests.long.full_disk --rounds 100

On a small file system in memory, mounted in a name space of its own: needs `unshare`, not root.
Each round leaves another amount of free space, so that another writer meets the end of it.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "corpus"))

from hashing_embedder import HashingEmbedder
from texts import source_text

from corpus.errors import LibraryError
from corpus.folding import Folding
from corpus.library import Library
from corpus.model import SourceText
from corpus.settings import Settings
from tests.long import forked
from tests.long.forked import Tell

SIZE_MB = 24
MOST_FREE = 5_000_000
BALLAST = "ballast"
NOT_PERMITTED = 77
"""Exit code where nothing can be mounted."""
MOUNT = 'mount -t tmpfs -o size="$1"m tmpfs "$0" || exit "$2"; exec "${@:3}"'


def text(number: int) -> SourceText:
    return source_text(f"s{number}", *(f"Finding {number} {n} " * 10 for n in range(20)))


def open_library(home: Path, embedder: HashingEmbedder) -> Library:
    return Library.open(Settings(home=home), embedder, Folding(passages=50, ratio=2))


def grow(mount: Path, free: int, tell: Tell) -> None:
    """Put sources until the disk is full, make space, and go on."""
    library = open_library(mount / "home", HashingEmbedder(dimension=512))
    library.put(text(0))
    tell("put s0")
    fill(mount, free)
    message = ""
    try:
        for number in range(1, 500):
            for outcome in library.put_many([text(2 * number - 1), text(2 * number)]):
                tell(f"put {outcome.source_id}")
    except LibraryError as error:
        message = str(error)
    assert message, "the disk never was full"
    assert "\n" not in message, message
    assert len(message) < 400, message
    assert "free some space" in message or "free space" in message, message
    tell(f"error {message}")
    (mount / BALLAST).unlink()
    library.put(text(1000))
    tell("put s1000")
    assert library.pending() is None
    assert library.verify() == [], library.verify()
    library.close()


def fill(mount: Path, free: int) -> None:
    """Leave that many bytes."""
    status = os.statvfs(mount)
    with (mount / BALLAST).open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, status.f_bavail * status.f_frsize - free)


def inspect(mount: Path, put: set[str], tell: Tell) -> None:
    embedder = HashingEmbedder(dimension=512)
    library = open_library(mount / "home", embedder)
    assert library.pending() is None
    assert put <= set(library.entries())
    assert library.verify() == [], library.verify()
    assert embedder.embedded == 0


def check(mount: Path, rounds: int, seed: int) -> Iterator[str]:
    """Yields the error that the full disk led to, for each round. Raises AssertionError."""
    rng = random.Random(seed)
    for _ in range(rounds):
        free = rng.randrange(MOST_FREE)
        grown = forked.run(partial(grow, mount, free))
        put = {line.removeprefix("put ") for line in grown.lines if line.startswith("put ")}
        assert grown.status == 0, (free, grown)
        found = forked.run(partial(inspect, mount, put))
        assert found.status == 0, (free, found)
        shutil.rmtree(mount / "home")
        yield next(line for line in grown.lines if line.startswith("error "))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--mount", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.mount is None:
        return in_name_space(sys.argv[1:])
    for error in check(wanted.mount, wanted.rounds, wanted.seed):
        sys.stdout.write(f"{error}\n")
    sys.stdout.write(f"{wanted.rounds} full disks survived\n")
    return 0


def in_name_space(arguments: list[str]) -> int:
    if shutil.which("unshare") is None:
        return NOT_PERMITTED
    with tempfile.TemporaryDirectory() as folder:
        mounting = ["bash", "-c", MOUNT, folder, str(SIZE_MB), str(NOT_PERMITTED)]
        again = [sys.executable, "-m", "tests.long.full_disk", *arguments, "--mount", folder]
        apart = ["unshare", "--user", "--map-root-user", "--mount"]
        return subprocess.run([*apart, *mounting, *again], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
