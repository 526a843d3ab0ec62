"""Several homes on one PostgreSQL library: each builds its indexes, and finds what others put."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from chroma_server import ChromaServer, shared_chroma
from hashing_embedder import HashingEmbedder
from postgres_server import PostgresServer, new_library_url, shared_server
from reader_process import ReaderProcess, Seen
from texts import source_text

from corpus.errors import (
    GalenError,
    IndexBroken,
    LibraryBusy,
    LibraryError,
    LibraryReadOnly,
)
from corpus.folding import Folding
from corpus.library import Library
from corpus.library_folder import writer_lock
from corpus.model import PutStatus, Section, SourceText
from corpus.records import QueryTerm
from corpus.settings import Settings

Machine = Callable[..., Library]
FOLDING = Folding(passages=20, ratio=2)
PATIENCE_S = 60.0


def text(name: str, passages: int = 3, word: str = "gout") -> SourceText:
    return source_text(name, *(f"Passage {n} of {name} on {word}." for n in range(passages)))


@pytest.fixture(params=["own vectors", "shared vectors"])
def machine(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machine]:
    """Opens the library as another machine does: with a home of its own."""
    monkeypatch.setenv("GALEN_LIBRARY_URL", new_library_url())
    if request.param == "shared vectors":
        monkeypatch.setenv("GALEN_CHROMA_URL", shared_chroma().url)
    yield from machines(tmp_path)


def machines(folder: Path) -> Iterator[Machine]:
    """Of the servers that GALEN_ variables name."""
    opened: list[Library] = []

    def open_one(
        name: str, embedder: HashingEmbedder | None = None, folding: Folding = FOLDING
    ) -> Library:
        settings = Settings(home=folder / name)
        opened.append(Library.open(settings, embedder or HashingEmbedder(), folding))
        return opened[-1]

    yield open_one
    for library in opened:
        library.close()


def found(library: Library, word: str) -> Seen:
    hits = [library.search(word, [QueryTerm(word)], section=s, k=500) for s in Section]
    dense = {hit.passage_id.split(":")[0] for both in hits for hit in both.dense}
    lexical = {hit.passage_id.split(":")[0] for both in hits for hit in both.lexical}
    return Seen(frozenset(dense), frozenset(lexical), 1)


def comes_to_find(library: Library, word: str, sources: set[str]) -> None:
    """By its words, and by meaning, which finds all there is."""
    eventually_finds(library, word, sources)
    assert found(library, word).dense == sources


def eventually_finds(library: Library, word: str, sources: set[str]) -> None:
    end = time.monotonic() + PATIENCE_S
    while (seen := found(library, word)).lexical != sources:
        assert time.monotonic() < end, f"never found; at last: {seen}"
        time.sleep(0.05)


def caught_up(library: Library) -> Library:
    for _ in library.catch_up():
        pass
    return library


def test_a_reader_elsewhere_sees_additions_updates_and_removals(
    machine: Machine, tmp_path: Path
) -> None:
    library = machine("writer")
    with ReaderProcess(tmp_path / "reader", "gout") as reader:
        for n in range(5):  # enough for several segments
            library.put(text(f"s{n}", passages=9))
            reader.sees(lambda seen, n=n: f"s{n}" in seen.dense and f"s{n}" in seen.lexical)
        library.remove("s3")
        reader.sees(lambda seen: "s3" not in seen.dense and "s3" not in seen.lexical)
        library.put(text("s4", word="fever"))
        reader.sees(lambda seen: "s4" not in seen.lexical and "s4" in seen.dense)
        assert reader.seen().dense == {"s0", "s1", "s2", "s4"}
    assert library.verify() == []


def test_machines_that_write_in_turn_hold_the_same(machine: Machine) -> None:
    libraries = [machine(name) for name in ("one", "two", "three")]
    for n in range(12):
        status = libraries[n % 3].put(text(f"s{n}", passages=5)).status
        assert status is PutStatus.ADDED
    assert libraries[0].put(text("s1", passages=5)).status is PutStatus.UNCHANGED
    for library in libraries:
        comes_to_find(library, "gout", {f"s{n}" for n in range(12)})
        assert library.verify() == []
    assert len({library.version for library in libraries}) == 1


def test_of_two_machines_one_writes_and_the_other_is_refused_at_once(machine: Machine) -> None:
    one, two = machine("one"), machine("two")
    putting = one.put_many([text("a"), text("b")])
    next(putting)
    for writing in (lambda: two.put(text("c")), lambda: two.remove("a")):
        with pytest.raises(
            LibraryBusy, match=r"another process is writing to postgresql://.*again"
        ):
            writing()
    comes_to_find(two, "gout", {"a"})
    putting.close()
    assert two.put(text("c")).status is PutStatus.ADDED


def test_a_machine_that_comes_late_embeds_nothing(machine: Machine) -> None:
    library = machine("writer")
    for n in range(6):
        library.put(text(f"s{n}", passages=9))
    embedder = HashingEmbedder()
    late = machine("late", embedder)
    pending = late.pending()
    assert pending is not None
    assert pending.reason == "the index is not built yet"
    caught_up(late)
    assert late.pending() is None
    assert found(late, "gout") == found(library, "gout")
    assert embedder.embedded == len(list(Section))  # the two questions of `found`, once a section
    assert late.verify() == []


def test_the_counter_decides_and_not_the_clock(machine: Machine) -> None:
    """What the clock of a writer said an hour ahead of that of the next."""
    one, two = machine("one"), machine("two")
    one.put(text("before"))
    comes_to_find(two, "gout", {"before"})
    with one._catalog._store.writing() as connection:
        for table, column in (("changes", "at"), ("sources", "added_at"), ("editions", "added_at")):
            connection.exec_driver_sql(f"UPDATE {table} SET {column} = '2099-01-01T00:00:00.000Z'")
    one.put(text("after"))
    comes_to_find(two, "gout", {"before", "after"})
    two.put(text("before", word="gout and fever"))
    eventually_finds(one, "fever", {"before"})
    assert [entry.source_id for entry in one.log(3)] == ["before", "after", "before"]


KILLED = """
import sys
from itertools import count
from pathlib import Path
from hashing_embedder import HashingEmbedder
from test_machines import FOLDING, text
from corpus.library import Library
from corpus.settings import Settings

library = Library.open(Settings(home=Path(sys.argv[1])), HashingEmbedder(), FOLDING)
for outcome in library.put_many(text(f"k{n}", 4) for n in count(int(sys.argv[2]))):
    print(outcome.source_id, flush=True)
"""


def test_a_writer_that_is_killed_leaves_what_it_committed_and_no_lock(
    machine: Machine, tmp_path: Path
) -> None:
    library, acknowledged = machine("survivor"), set[str]()
    paths = [str(Path(__file__).parents[2] / p) for p in (".", "tests/corpus", "tests/servers")]
    code = f"import sys\nsys.path[:0] = {paths!r}\n{KILLED}"
    for number in range(2):
        command = [sys.executable, "-c", code, str(tmp_path / "killed"), str(100 * number)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            acknowledged |= {writer.stdout.readline().strip() for _ in range(7 + 4 * number)}
            writer.kill()
            acknowledged |= {line.strip() for line in writer.stdout if line.endswith("\n")}
        eventually(lambda n=number: library.put(text(f"s{n}")))
        acknowledged.add(f"s{number}")
    held = set(library.entries())
    assert acknowledged <= held
    assert len(held - acknowledged) <= 2  # committed, and killed before it could say so
    comes_to_find(library, "gout", held)
    assert library.verify() == []
    assert caught_up(machine("killed")).verify() == []


def eventually(attempt: Callable[[], object]) -> None:
    """The server notices the end of a process when it next looks, and gives back its lock."""
    for left in count(600, -1):
        try:
            attempt()
        except LibraryBusy:
            assert left, "the lock was never released"
            time.sleep(0.05)
        else:
            return


def test_a_writer_that_lost_its_lock_commits_nothing_more(machine: Machine) -> None:
    one, two = machine("one"), machine("two")
    putting = one.put_many([text("a"), text("b", 70), text("d")])
    next(putting)
    shared_server().sql(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
    )
    eventually(lambda: two.put(text("c")))
    with pytest.raises(LibraryError, match=r"try again|run it again"):
        for _ in putting:
            pass
    assert set(two.entries()) == {"a", "c"}
    assert one.put(text("b")).status is PutStatus.ADDED


def test_a_home_that_can_follow_no_longer_says_so(machine: Machine) -> None:
    """Rather than answer from what it held last."""
    one, two = machine("one"), machine("two")
    one.put(text("a"))
    comes_to_find(two, "gout", {"a"})
    lock = two.folder / "writer.lock"
    lock.unlink(missing_ok=True)
    lock.mkdir()
    one.put(text("b"))
    with pytest.raises(LibraryReadOnly, match="cannot be written"):
        eventually_finds(two, "gout", {"b"})
    lock.rmdir()
    comes_to_find(two, "gout", {"a", "b"})


# -- Vectors that are shared


@pytest.fixture
def sharing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    monkeypatch.setenv("GALEN_LIBRARY_URL", new_library_url())
    monkeypatch.setenv("GALEN_CHROMA_URL", shared_chroma().url)
    yield from machines(tmp_path)


def collections_of(library: Library) -> set[str]:
    owner = library._catalog.publications.owner("vectors")
    return {*library._dense._publication._client.names(f"galen-{owner}-")}


def test_collections_that_nothing_names_are_dropped(sharing: Machine) -> None:
    library = sharing("one")
    for n in range(40):
        library.put(text(f"s{n}", passages=7))
    published = library._dense._publication.current()
    assert published is not None
    held = {f"{segment.folder}-guidelines" for segment in published.segments}
    kept = collections_of(library)
    assert held <= kept
    assert len(kept) <= 6  # of thirteen: these, and what the last publication replaced
    for _ in library.rebuild():
        pass
    for _ in library.rebuild():
        pass
    assert len(collections_of(library)) == 2


def test_libraries_and_copies_of_one_do_not_take_each_others_vectors(
    sharing: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy of the database, as of a restored backup, beside the original."""
    original, server = sharing("one"), shared_server()
    for n in range(8):
        original.put(text(f"s{n}", passages=7))
    before, wanted = collections_of(original), found(original, "gout")
    original.close()
    place = original._catalog.place
    copy_url = server.url(server.new_database(place.database))
    monkeypatch.setenv("GALEN_LIBRARY_URL", copy_url)
    embedder = HashingEmbedder()
    copy = caught_up(sharing("copy", embedder))
    for _ in range(2):
        for _ in copy.rebuild():
            pass
        copy.put(text("more", passages=30))
        copy.remove("more")
    assert embedder.embedded == 30
    assert found(copy, "gout") == wanted
    assert not collections_of(copy) & before
    monkeypatch.setenv("GALEN_LIBRARY_URL", server.url(place.database))
    again = sharing("one")
    assert again.pending() is None
    assert (collections_of(again), found(again, "gout")) == (before, wanted)


def test_lost_and_damaged_collections_are_noticed_and_built_again(sharing: Machine) -> None:
    embedder = HashingEmbedder()
    one, two = sharing("one"), sharing("two", embedder)
    for n in range(8):
        one.put(text(f"s{n}", passages=7))
    caught_up(two)
    wanted = found(two, "gout")
    client = two._dense._publication._client
    for damage in (client.drop, lambda name: lose_some(client, name)):
        for name in collections_of(two):
            damage(name)
        with pytest.raises(IndexBroken, match="galen doctor"):
            found(sharing("three"), "gout")
        embedded = embedder.embedded
        assert two._dense.damage() is not None
        for _ in two.rebuild():
            pass
        assert embedder.embedded == embedded
        assert found(two, "gout") == found(one, "gout") == wanted
        assert two.verify() == []


def test_a_rebuild_waits_for_whoever_publishes_in_the_home_for_a_moment(machine: Machine) -> None:
    library = machine("home")
    library.put(text("s1"))
    with ThreadPoolExecutor() as pool:
        with writer_lock(library.folder, PATIENCE_S):  # as a follower holds it
            rebuilt = pool.submit(lambda: [*library.rebuild()])
            with pytest.raises(TimeoutError):
                rebuilt.result(0.2)
        assert rebuilt.result(PATIENCE_S)
    assert found(library, "gout").dense == {"s1"}


def lose_some(client: object, name: str) -> None:
    collection = client.connected().get_collection(name, embedding_function=None)
    collection.delete(ids=collection.get(limit=3, include=[])["ids"])


def test_a_library_in_a_file_may_keep_its_vectors_on_a_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALEN_CHROMA_URL", shared_chroma().url)
    for machine in machines(tmp_path):
        library = machine("home")
        for n in range(8):
            library.put(text(f"s{n}", passages=7))
        assert not (library.folder / "vectors").exists()
        before, wanted = collections_of(library), found(library, "gout")
        shutil.copytree(tmp_path / "home", tmp_path / "copy")
        copy = machine("copy")
        assert copy.pending() is not None  # the collections are the original's
        assert found(caught_up(copy), "gout") == found(library, "gout") == wanted
        assert copy.verify() == library.verify() == []
        assert not collections_of(copy) & before


def test_a_database_that_was_emptied_is_not_followed(machine: Machine) -> None:
    library = machine("one")
    library.put(text("a"))
    library.close()
    place, server = library._catalog.place, shared_server()
    server.sql(f"DROP DATABASE {place.database} WITH (FORCE)")
    server.sql(f"CREATE DATABASE {place.database}")
    with pytest.raises(LibraryError, match=r"has lost its content: restore it from a backup"):
        machine("one")
    assert machine("two").version == "r0-000000"


# -- Servers that stop


@pytest.fixture
def stoppable(
    own_postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machine]:
    monkeypatch.setenv("GALEN_LIBRARY_URL", own_postgres.url(own_postgres.new_database()))
    yield from machines(tmp_path)


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_postgresql_stops_in_the_middle_of_an_ingest(
    stoppable: Machine, own_postgres: PostgresServer, how: str
) -> None:
    texts = [text(f"s{n}", passages=40) for n in range(6)]
    library, reader = stoppable("writer"), stoppable("reader")

    def arriving() -> Iterator[SourceText]:
        for n, each in enumerate(texts):
            if n == 4:
                own_postgres.stop(how)
            yield each

    done: list[str] = []
    with pytest.raises(LibraryError) as told:
        done.extend(outcome.source_id for outcome in library.put_many(arriving()))
    assert_helpful(told.value, "postgresql://127.0.0.1", "start the server", "is kept")
    own_postgres.start()
    held = set(library.entries())
    assert {"s0", "s1"} <= set(done) <= held < {t.source.id for t in texts}
    again = {o.source_id: o.status for o in library.put_many(texts)}
    assert {s for s, status in again.items() if status is PutStatus.UNCHANGED} == held
    assert len(library.log(100)) == 6  # nothing twice
    comes_to_find(reader, "gout", set(again))
    assert library.verify() == reader.verify() == []


def test_postgresql_stops_in_the_middle_of_questions(
    stoppable: Machine, own_postgres: PostgresServer
) -> None:
    writer, reader = stoppable("writer"), stoppable("reader")
    writer.put(text("before"))
    comes_to_find(reader, "gout", {"before"})
    own_postgres.stop("immediate")
    for ask in (
        lambda: found(reader, "gout"),
        lambda: reader.source_text("before"),
        lambda: reader.pending(),
    ):
        with pytest.raises(LibraryError) as told:
            ask()
        assert_helpful(told.value, "does not answer", "start the server")
    own_postgres.start()
    assert found(reader, "gout").lexical == {"before"}
    writer.put(text("after"))
    comes_to_find(reader, "gout", {"before", "after"})


def test_the_vector_server_stops_in_the_middle_of_an_ingest_and_of_questions(
    own_chroma: ChromaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALEN_LIBRARY_URL", new_library_url())
    monkeypatch.setenv("GALEN_CHROMA_URL", own_chroma.url)
    (open_machine,) = [machines(tmp_path)]
    machine = next(open_machine)
    library, reader = machine("writer"), machine("reader")
    texts = [text(f"s{n}", passages=9) for n in range(9)]
    for each in texts[:4]:
        library.put(each)
    comes_to_find(reader, "gout", {"s0", "s1", "s2", "s3"})

    def arriving() -> Iterator[SourceText]:
        own_chroma.stop()
        yield from texts[4:]

    with pytest.raises(LibraryError) as told:
        for _ in library.put_many(arriving()):
            pass
    assert_helpful(told.value, own_chroma.url, "does not answer", "GALEN_CHROMA_URL")
    for asking in (library, reader, machine("new")):
        with pytest.raises(LibraryError, match=r"vector server .* does not answer"):
            found(asking, "gout")  # never with words alone
    own_chroma.start()
    outcomes = [outcome.status for outcome in library.put_many(texts)]
    assert len(library.log(100)) == len(texts)
    assert outcomes.count(PutStatus.UNCHANGED) >= 4
    comes_to_find(reader, "gout", {t.source.id for t in texts})
    assert library.verify() == []
    for _ in open_machine:
        pass


def test_a_vector_server_that_is_something_else_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GALEN_LIBRARY_URL", new_library_url())
    monkeypatch.setenv("GALEN_CHROMA_URL", f"http://127.0.0.1:{shared_server().port}")
    for machine in machines(tmp_path):
        with pytest.raises(LibraryError) as told:
            machine("one").put(text("a"))
        assert_helpful(told.value, "does not answer", "GALEN_CHROMA_URL")


def assert_helpful(error: GalenError, *words: str) -> None:
    assert "\n" not in str(error)
    for word in words:
        assert word in str(error), error
