"""The library: catalog and indexes stay equal, whoever dies, whatever the model."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from chroma_server import shared_chroma
from hashing_embedder import HashingEmbedder
from postgres_server import new_library_url
from texts import source_text

from corpus import manifest
from corpus.errors import IndexBroken, LibraryBusy, LibraryError, LibraryReadOnly, UnknownSource
from corpus.folding import Folding
from corpus.library import Library
from corpus.model import PutStatus, Section, SourceKind, SourceText, Span
from corpus.records import QueryTerm
from corpus.settings import Settings

Open = Callable[..., Library]

EAGER = Folding(passages=1)
"""Makes a segment of every change."""

of_files = pytest.mark.parametrize("open_library", ["files"], indirect=True)
"""For tests that work on the files of the catalog."""
own_vectors = pytest.mark.parametrize("open_library", ["files", "postgresql"], indirect=True)
"""For tests that work on the folders of the vectors."""

TEXTS = [
    source_text("gout", "Colchicine treats gout flares.", "Allopurinol lowers urate."),
    source_text("mass", "Ultrasound first for a palpable mass.\nThen magnetic resonance imaging."),
    source_text("trial", "Colchicine was given to 200 patients.", kind=SourceKind.RCT),
]


@pytest.fixture(params=["files", "postgresql", "servers"])
def open_library(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Open]:
    """Opens one library: all in files, its catalog on a server, or its vectors too."""
    opened: list[Library] = []
    library_url = None if request.param == "files" else new_library_url()
    chroma_url = shared_chroma().url if request.param == "servers" else None

    def open_one(
        embedder: HashingEmbedder | None = None, folding: Folding | None = None
    ) -> Library:
        servers = {"library_url": library_url, "chroma_url": chroma_url}
        settings = Settings(home=tmp_path / "home", **servers)
        opened.append(Library.open(settings, embedder or HashingEmbedder(), folding))
        return opened[-1]

    yield open_one
    for library in opened:
        library.close()


@pytest.fixture
def library(open_library: Open) -> Library:
    library = open_library()
    for _ in library.put_many(TEXTS):
        pass
    return library


def found(library: Library, words: str, section: Section = Section.GUIDELINES) -> tuple[str, str]:
    """The best source by meaning and by words, "" for none."""
    hits = library.search(words, [QueryTerm(w) for w in words.split()], section=section, k=5)
    dense, lexical = (
        next(iter(library.passages([hit.passage_id for hit in hits_of[:1]]).values()), None)
        for hits_of in (hits.dense, hits.lexical)
    )
    return dense.source_id if dense else "", lexical.source_id if lexical else ""


def is_sound(library: Library) -> bool:
    return library.pending() is None and library.verify() == []


def test_what_was_put_is_found_in_its_section(library: Library) -> None:
    assert found(library, "palpable mass") == ("mass", "mass")
    assert found(library, "colchicine") == ("gout", "gout")
    assert found(library, "colchicine", Section.RESEARCH) == ("trial", "trial")
    assert library.passage_count == 4
    assert library.document_frequency("colchicine") == 2
    assert is_sound(library)


def test_hits_are_ranked_from_one_best_first(library: Library) -> None:
    terms = [QueryTerm("colchicine"), QueryTerm("gout")]
    hits = library.search("colchicine for gout", terms, section=Section.GUIDELINES, k=3)
    for ranked in (hits.dense, hits.lexical):
        assert [hit.rank for hit in ranked] == [*range(1, len(ranked) + 1)]
        assert [hit.score for hit in ranked] == sorted((h.score for h in ranked), reverse=True)
    assert len(hits.dense) == 3
    vector = library.embed("colchicine for gout")
    assert library.search_vector(vector, terms, section=Section.GUIDELINES, k=3) == hits


def test_an_empty_library_answers_with_nothing(open_library: Open) -> None:
    library = open_library()
    assert found(library, "anything") == ("", "")
    assert (library.passage_count, library.document_frequency("mass")) == (0, 0)
    assert library.version == "r0-000000"
    assert is_sound(library)
    assert [*library.catch_up()] == []


def test_ingesting_twice_is_ingesting_once(open_library: Open) -> None:
    embedder = HashingEmbedder()
    library = open_library(embedder)
    assert [o.status for o in library.put_many(TEXTS)] == [PutStatus.ADDED] * 3
    version, embedded, entries = library.version, embedder.embedded, library.entries()
    assert [o.status for o in library.put_many(TEXTS)] == [PutStatus.UNCHANGED] * 3
    assert (library.version, embedder.embedded, library.entries()) == (version, embedded, entries)
    assert len(library.log(10)) == 3


def test_the_version_depends_on_what_happened_only(library: Library, tmp_path: Path) -> None:
    other = Library.open(Settings(home=tmp_path / "other"), HashingEmbedder())
    for text in TEXTS:
        other.put(text)
    assert other.version == library.version
    other.put(source_text("more", "More."))
    assert other.version != library.version
    other.close()


def test_identical_passages_are_embedded_once(open_library: Open) -> None:
    embedder = HashingEmbedder()
    library = open_library(embedder)
    library.put(source_text("a", "Same text.", title="Same"))
    library.put(source_text("b", "Same text.", title="Same"))
    assert embedder.embedded == 1
    library.remove("a")
    library.put(source_text("a", "Same text.", title="Same"))
    assert embedder.embedded == 1
    assert is_sound(library)


def test_an_update_is_found_by_its_new_text_only(library: Library) -> None:
    library.put(source_text("gout", "Febuxostat instead."))
    assert found(library, "febuxostat") == ("gout", "gout")
    assert found(library, "allopurinol")[1] == ""
    assert library.quote("gout", Span(0, 10), TEXTS[0].sha256) == "Colchicine"
    assert is_sound(library)


def test_a_new_title_is_searched_though_no_passage_changed(library: Library) -> None:
    library.put(replace(TEXTS[0], source=replace(TEXTS[0].source, title="Podagra")))
    assert found(library, "podagra")[1] == "gout"
    assert is_sound(library)


def test_a_source_that_changes_its_kind_changes_its_section(library: Library) -> None:
    library.put(replace(TEXTS[2], source=replace(TEXTS[2].source, kind=SourceKind.GUIDELINE)))
    assert found(library, "colchicine", Section.RESEARCH) == ("", "")
    assert found(library, "200 patients") == ("trial", "trial")
    assert is_sound(library)


def test_a_removed_source_is_not_found(library: Library) -> None:
    library.remove("mass")
    assert found(library, "palpable mass")[1] == ""
    assert "mass" not in library.entries()
    assert is_sound(library)
    with pytest.raises(UnknownSource, match="galen sources"):
        library.remove("mass")


def test_a_retracted_source_is_kept_and_not_found(library: Library) -> None:
    outcome = library.put(replace(TEXTS[2], source=replace(TEXTS[2].source, retracted=True)))
    assert outcome.status is PutStatus.RETRACTED
    assert library.entries(["trial"])["trial"].source.retracted
    assert found(library, "colchicine", Section.RESEARCH) == ("", "")
    assert is_sound(library)
    library.put(TEXTS[2])
    assert found(library, "colchicine", Section.RESEARCH) == ("trial", "trial")
    assert is_sound(library)


def test_one_bad_source_does_not_stop_the_others(open_library: Open) -> None:
    library = open_library()
    bad = replace(TEXTS[1], text="another text")
    statuses = [outcome.status for outcome in library.put_many([TEXTS[0], bad, TEXTS[2]])]
    assert statuses == [PutStatus.ADDED, PutStatus.FAILED, PutStatus.ADDED]
    assert set(library.entries()) == {"gout", "trial"}


def test_putting_can_stop_early(open_library: Open) -> None:
    library = open_library()
    putting = library.put_many(TEXTS)
    next(putting)
    putting.close()
    assert set(library.entries()) == {"gout"}
    assert found(library, "colchicine") == ("gout", "gout")
    assert is_sound(library)


def test_a_source_of_many_windows_is_put_whole(open_library: Open) -> None:
    library = open_library()
    long = source_text("long", *(f"Passage number {n}." for n in range(150)))
    outcomes = [*library.put_many([TEXTS[0], long, TEXTS[1]])]
    assert [outcome.passages for outcome in outcomes] == [2, 150, 1]
    assert library.passage_count == 153
    assert is_sound(library)


def test_reopening_finds_the_same(library: Library, open_library: Open) -> None:
    terms = [QueryTerm("colchicine")]
    before = library.search("colchicine", terms, section=Section.GUIDELINES, k=5)
    library.close()
    again = open_library()
    assert again.pending() is None
    assert again.search("colchicine", terms, section=Section.GUIDELINES, k=5) == before


def test_another_model_rebuilds_and_answers(library: Library, open_library: Open) -> None:
    library.close()
    other = open_library(HashingEmbedder("other", dimension=128))
    pending = other.pending()
    assert pending is not None
    assert "built for hashing, now other" in pending.reason
    assert pending.passages == 4
    with pytest.raises(IndexBroken, match="galen doctor"):
        found(other, "colchicine")
    assert [*other.catch_up()][-1].done == 4
    assert found(other, "palpable mass") == ("mass", "mass")
    assert is_sound(other)


def test_going_back_to_a_model_embeds_nothing_again(library: Library, open_library: Open) -> None:
    library.close()
    other = open_library(HashingEmbedder("other", dimension=128))
    assert [*other.catch_up()]
    other.close()
    first = HashingEmbedder()
    back = open_library(first)
    assert [*back.catch_up()]
    assert first.embedded == 0
    assert is_sound(back)


# -- Faults


def edit(library: Library, statement: str) -> None:
    """Run a statement of another program."""
    with library._catalog._store.writing() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        ("UPDATE passages SET text = 'Other.' WHERE source_id = 'mass'", "offsets"),
        ("UPDATE passages SET start = start + 1 WHERE source_id = 'mass'", "offsets"),
        ("UPDATE sentences SET \"end\" = 9999 WHERE source_id = 'mass'", "offsets"),
        ("UPDATE editions SET text = text || ' More.' WHERE source_id = 'mass'", "text changed"),
        ("DELETE FROM passages WHERE source_id = 'mass'", "passages"),
        ("DELETE FROM passages WHERE source_id = 'mass'", "unknown to the catalog"),
        ("DELETE FROM embeddings", "missing embeddings"),
    ],
)
def test_verify_finds_faults_of_the_catalog(library: Library, fault: str, what: str) -> None:
    assert library.verify() == []
    edit(library, fault)
    assert any(problem.what.startswith(what) for problem in library.verify())


def claim_to_be_up_to_date(library: Library, index: Path) -> None:
    """Let an index say that it holds the catalog's last change."""
    with sqlite3.connect(library.folder / "catalog.sqlite") as connection:
        last = "SELECT sequence, hash FROM changes ORDER BY sequence DESC LIMIT 1"
        change, change_hash = connection.execute(last).fetchone()
    connection.close()
    published = manifest.read(index)
    assert published is not None
    manifest.write(index, replace(published, change=change, change_hash=change_hash))


@of_files
@pytest.mark.parametrize(("index", "folder"), [("vector", "vectors"), ("lexical", "lexicon")])
def test_verify_finds_what_an_index_lacks(open_library: Open, index: str, folder: str) -> None:
    library = open_library(None, EAGER)
    library.put(TEXTS[0])
    shutil.copytree(library.folder / folder, library.folder / "earlier")
    library.put(TEXTS[1])
    library.close()
    shutil.rmtree(library.folder / folder)
    (library.folder / "earlier").rename(library.folder / folder)
    claim_to_be_up_to_date(library, library.folder / folder)
    library = open_library(None, EAGER)
    assert library.pending() is None
    (problem,) = library.verify()
    assert problem.what == f"missing from the {index} index"
    assert TEXTS[1].passages[0].id in problem.detail
    assert [*library.rebuild()][-1].done == 6
    assert library.verify() == []
    assert found(library, "palpable mass") == ("mass", "mass")


def test_rebuilding_embeds_nothing(open_library: Open) -> None:
    embedder = HashingEmbedder()
    library = open_library(embedder)
    library.put(TEXTS[0])
    embedded = embedder.embedded
    assert [*library.rebuild()]
    assert embedder.embedded == embedded
    assert is_sound(library)


@own_vectors
def test_lost_indexes_are_pending_and_come_back(library: Library, open_library: Open) -> None:
    library.close()
    shutil.rmtree(library.folder / "vectors")
    shutil.rmtree(library.folder / "lexicon")
    again = open_library()
    assert again.pending() is not None
    assert [*again.catch_up()]
    assert found(again, "colchicine") == ("gout", "gout")
    assert is_sound(again)


@own_vectors
def test_a_tail_that_has_grown_too_long_is_folded(library: Library, open_library: Open) -> None:
    library.close()
    embedder = HashingEmbedder()
    again = open_library(embedder, EAGER)
    pending = again.pending()
    assert pending is not None
    assert (pending.reason, pending.passages) == ("3 sources changed since", 4)
    assert [*again.catch_up()][-1].done == 4
    assert [*(again.folder / "vectors").glob("segment-*")]
    assert embedder.embedded == 0
    assert is_sound(again)


def test_lost_vectors_are_embedded_again_and_nothing_else_waits_for_it(
    library: Library, open_library: Open
) -> None:
    library.close()
    edit(library, "DELETE FROM embeddings")
    again = open_library()
    pending = again.pending()
    assert pending is not None
    assert pending.reason == "4 passages have no vector yet"
    assert found(again, "colchicine") == ("", "gout")
    assert [*again.catch_up()]
    assert found(again, "colchicine") == ("gout", "gout")
    assert is_sound(again)


@own_vectors
def test_an_earlier_state_of_the_indexes_follows_on(open_library: Open) -> None:
    library = open_library(None, EAGER)
    library.put(TEXTS[0])
    library.put(TEXTS[1])
    kept = library.folder.with_name("kept")
    shutil.copytree(library.folder, kept)
    library.put(source_text("gout", "Febuxostat instead."))
    library.remove("mass")
    library.put(TEXTS[2])
    library.close()
    for name in ("vectors", "lexicon"):
        shutil.rmtree(library.folder / name)
        shutil.copytree(kept / name, library.folder / name)
    again = open_library()
    pending = again.pending()
    assert pending is not None
    assert "3 sources changed" in pending.reason
    assert [*again.catch_up()]
    assert again.passage_count == 2
    assert found(again, "allopurinol")[1] == ""
    assert is_sound(again)


@own_vectors
def test_an_index_of_the_layout_before_is_built_anew(library: Library, open_library: Open) -> None:
    library.close()
    for name in ("vectors", "lexicon"):
        folder = library.folder / name
        shutil.rmtree(folder)
        (folder / "store-1").mkdir(parents=True)
        (folder / "store-1" / "chroma.sqlite3").write_bytes(b"old")
        (folder / "followed.json").write_text('{"change": 3}', "utf-8")
    embedder = HashingEmbedder()
    again = open_library(embedder)
    assert [*again.catch_up()]
    assert is_sound(again)
    assert embedder.embedded == 0
    assert not [*library.folder.glob("*/store-1")]
    assert not [*library.folder.glob("*/followed.json")]


@of_files
def test_a_lost_catalog_is_not_mistaken_for_an_empty_one(
    library: Library, open_library: Open
) -> None:
    library.close()
    (library.folder / "catalog.sqlite").unlink()
    with pytest.raises(LibraryError, match="backup"):
        open_library()


@of_files
def test_a_damaged_catalog_is_named(library: Library, open_library: Open) -> None:
    library.close()
    (library.folder / "catalog.sqlite").write_bytes(b"x" * 9000)
    with pytest.raises(LibraryError, match=r"catalog\.sqlite is damaged"):
        open_library()


# -- Other processes


def test_a_second_writer_is_refused_and_reading_is_not(
    library: Library, open_library: Open
) -> None:
    other = open_library()
    putting = library.put_many([source_text("a", "New."), source_text("b", "New.")])
    next(putting)
    with pytest.raises(LibraryBusy, match="try again"):
        other.put(TEXTS[0])
    with pytest.raises(LibraryBusy):
        other.remove("gout")
    assert "a" in other.entries()
    assert found(other, "colchicine") == ("gout", "gout")
    putting.close()
    assert other.put(source_text("c", "New.")).status is PutStatus.ADDED


def test_a_home_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(LibraryReadOnly, match="GALEN_HOME"):
        Library.open(Settings(home=tmp_path / "file" / "home"), HashingEmbedder())


READER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from hashing_embedder import HashingEmbedder
from texts import source_text
from corpus.errors import LibraryReadOnly
from corpus.library import Library
from corpus.model import Section
from corpus.records import QueryTerm
from corpus.settings import Settings

home = Path(sys.argv[1])
try:
    (home / "probe").write_text("")
except OSError:
    library = Library.open(Settings(home=home), HashingEmbedder())
    terms = [QueryTerm("colchicine")]
    hits = library.search("colchicine", terms, section=Section.GUIDELINES, k=1)
    print(hits.dense[0].passage_id, hits.lexical[0].passage_id, library.pending())
    try:
        library.put(source_text("new", "New."))
    except LibraryReadOnly as error:
        print(error)
    library.close()
"""


@of_files
def test_a_read_only_home_is_searched_and_not_written(library: Library, tmp_path: Path) -> None:
    library.close()
    if shutil.which("unshare") is None:
        pytest.skip("needs unshare, to mount the home read-only")
    here = Path(__file__).parent
    home = tmp_path / "home"
    script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "${@:1}"'
    python = [sys.executable, "-c", READER, str(home), str(here)]
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "bash", "-c", script, home, *python],
        cwd=here.parent.parent,
        env=os.environ | {"PYTHONPATH": str(here.parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    if not done.stdout and "Traceback" not in done.stderr:
        pytest.skip("mounting is not permitted here")
    first = TEXTS[0].passages[0].id
    assert done.stdout.splitlines()[0] == f"{first} {first} None", done.stderr
    assert "cannot be written" in done.stdout.splitlines()[1]
    assert not (home / "probe").exists()


FILLING = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from hashing_embedder import HashingEmbedder
from texts import source_text
from corpus.errors import LibraryError
from corpus.library import Library
from corpus.settings import Settings

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
library = Library.open(Settings(home=Path(sys.argv[1])), HashingEmbedder())
library.put(source_text("first", "One."))
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
print("first", flush=True)
try:
    for n in range(60):
        text = source_text(f"s{n}", *(f"Finding {n} {i} " * 40 for i in range(20)))
        print(*(outcome.source_id for outcome in library.put_many([text])), flush=True)
except LibraryError as error:
    print(error)
"""


@of_files
def test_a_full_disk_is_one_line_and_loses_nothing(tmp_path: Path, open_library: Open) -> None:
    here = Path(__file__).parent
    done = subprocess.run(
        [sys.executable, "-c", FILLING, str(tmp_path / "home"), str(here)],
        cwd=here.parent.parent,
        env=os.environ | {"PYTHONPATH": str(here.parent.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    *put, message = done.stdout.splitlines()
    assert "run it again" in message or "galen doctor" in message
    library = open_library()
    assert set(put) <= set(library.entries())
    for _ in library.catch_up():
        pass
    assert is_sound(library)


def texts_with_lead_in() -> SourceText:
    text = source_text("list", "Do not prescribe:", "Ibuprofen.")
    lead, item = text.sentences
    return replace(text, sentences=(lead, replace(item, lead_ins=(lead.span,))))


def test_a_list_item_is_found_by_its_lead_in(open_library: Open) -> None:
    library = open_library()
    text = texts_with_lead_in()
    library.put(text)
    hits = library.search("prescribe", [QueryTerm("prescribe")], section=Section.GUIDELINES, k=5)
    assert {hit.passage_id for hit in hits.lexical} == {p.id for p in text.passages}
