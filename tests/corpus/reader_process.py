"""A process that searches a library without a pause, and tells what it finds when it is asked.

Run as a script with a home; `ReaderProcess` is the other end of it.
"""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

HERE = Path(__file__).parent
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Seen:
    """Sources by the list that found them, and how many searches there were until then."""

    dense: frozenset[str]
    lexical: frozenset[str]
    searches: int


class ReaderProcess:
    """Searches for one word in all passages of both sections, until closed."""

    def __init__(self, home: Path, word: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(home), word],
            cwd=HERE.parents[1],
            env=os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])])},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.seen().searches > 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Fails where the process ever failed to answer."""
        self._process.communicate()
        assert error is not None or self._process.returncode == 0

    def seen(self) -> Seen:
        """What one whole search finds that begins now."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("?\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        return Seen(frozenset(told["dense"]), frozenset(told["lexical"]), told["searches"])

    def sees(self, condition: Callable[[Seen], bool]) -> Seen:
        """The first answer for which this holds; gives up after a minute."""
        end = time.monotonic() + PATIENCE_S
        while not condition(seen := self.seen()):
            assert time.monotonic() < end, f"never seen; at last: {seen}"
        return seen


def main() -> None:
    from hashing_embedder import HashingEmbedder

    from corpus.library import Library
    from corpus.model import Section
    from corpus.records import QueryTerm
    from corpus.settings import Settings

    home, word = sys.argv[1:]
    library = Library.open(Settings(home=Path(home)), HashingEmbedder())
    searches = 0
    while True:
        asked = select.select([sys.stdin], [], [], 0)[0]
        if asked and not sys.stdin.readline():
            break
        hits = [library.search(word, [QueryTerm(word)], section=s, k=5000) for s in Section]
        searches += 1
        dense = {hit.passage_id.split(":")[0] for both in hits for hit in both.dense}
        lexical = {hit.passage_id.split(":")[0] for both in hits for hit in both.lexical}
        if asked:
            told = {"dense": sorted(dense), "lexical": sorted(lexical), "searches": searches}
            print(json.dumps(told), flush=True)  # noqa: T201
    library.close()


if __name__ == "__main__":
    main()
