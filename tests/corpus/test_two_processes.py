"""A process that reads while another writes: it sees each change, and never fails in between."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder
from reader_process import HERE, ReaderProcess, Seen
from texts import source_text

from corpus.errors import LibraryBusy
from corpus.folding import Folding
from corpus.library import Library
from corpus.model import Section, SourceText
from corpus.records import QueryTerm
from corpus.settings import Settings


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    library = Library.open(Settings(home=home), HashingEmbedder(), Folding(passages=30, ratio=2))
    yield library
    library.close()


def text(name: str, passages: int = 3, word: str = "gout") -> SourceText:
    return source_text(name, *(f"Passage {n} of {name} on {word}." for n in range(passages)))


def both(condition: Callable[[frozenset[str]], bool]) -> Callable[[Seen], bool]:
    return lambda seen: condition(seen.dense) and condition(seen.lexical)


def test_a_reader_sees_additions_updates_and_removals(home: Path, library: Library) -> None:
    with ReaderProcess(home, "gout") as reader:
        for n in range(8):  # enough for several segments
            library.put(text(f"s{n}", passages=7))
            reader.sees(both(lambda found, n=n: f"s{n}" in found))
        library.remove("s3")
        reader.sees(both(lambda found: "s3" not in found))
        library.put(text("s4", word="fever"))
        reader.sees(lambda seen: "s4" not in seen.lexical and "s4" in seen.dense)
        before = reader.seen()
        assert before.dense == {f"s{n}" for n in range(8)} - {"s3"}
        for _ in library.rebuild():
            during = reader.seen()
            assert (during.dense, during.lexical) == (before.dense, before.lexical)
        assert reader.seen().dense == before.dense
    assert library.verify() == []


WRITER = """
import sys
from pathlib import Path
from hashing_embedder import HashingEmbedder
from test_two_processes import text
from corpus.library import Library
from corpus.settings import Settings


class SlowEmbedder(HashingEmbedder):
    # Goes on with the second batch when it is told to.
    def embed(self, texts):
        if self.embedded:
            print("embedding", flush=True)
            sys.stdin.readline()
        return super().embed(texts)


library = Library.open(Settings(home=Path(sys.argv[1])), SlowEmbedder())
for outcome in library.put_many([text("first", 70), text("second", 150)]):
    pass
library.close()
"""


@contextmanager
def writer_process(home: Path) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(home)],
        cwd=HERE.parents[1],
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        process.communicate()
    assert process.returncode == 0


def test_a_reader_sees_what_a_long_ingest_has_committed_so_far(
    home: Path, library: Library
) -> None:
    with ReaderProcess(home, "gout") as reader, writer_process(home) as writer:
        assert writer.stdout is not None
        assert writer.stdin is not None
        assert writer.stdout.readline() == "embedding\n"
        reader.sees(both(lambda found: found == {"first"}))
        with pytest.raises(LibraryBusy, match="another process"):
            library.put(text("third"))
        writer.stdin.write("go on\n")
        writer.stdin.flush()
        reader.sees(both(lambda found: found == {"first", "second"}))


def test_nobody_writes_while_the_indexes_are_built_again(home: Path, library: Library) -> None:
    for _ in library.put_many(text(f"s{n}", 20) for n in range(3)):
        pass
    other = Library.open(Settings(home=home), HashingEmbedder())
    rebuilding = library.rebuild()
    next(rebuilding)
    with pytest.raises(LibraryBusy, match="try again"):
        other.put(text("new"))
    with pytest.raises(LibraryBusy):
        next(iter(other.rebuild()))
    hits = other.search("s1", [QueryTerm("s1")], section=Section.GUIDELINES, k=20)
    assert len(hits.dense) == len(hits.lexical) == 20
    for _ in rebuilding:
        pass
    other.put(text("new"))
    assert other.verify() == []
    other.close()


def test_threads_ask_while_another_puts(library: Library) -> None:
    library.put(text("first", 40))
    stop, failed = threading.Event(), []

    def ask() -> None:
        while not stop.is_set():
            hits = library.search("gout", [QueryTerm("gout")], section=Section.GUIDELINES, k=9)
            if len(hits.dense) != 9 or len(hits.lexical) != 9:
                failed.append(hits)

    asking = [threading.Thread(target=ask) for _ in range(2)]
    for thread in asking:
        thread.start()
    for n in range(4):
        library.put(text(f"s{n}", 20))
        library.put(text("first", 30 + n))
    stop.set()
    for thread in asking:
        thread.join()
    assert failed == []
    assert library.verify() == []
