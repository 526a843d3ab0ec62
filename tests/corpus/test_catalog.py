"""The catalog: what is put can be read, whatever it holds; currency; files that cannot be used."""

from __future__ import annotations

import random
import sqlite3
import unicodedata
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from itertools import count, permutations
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from texts import source_text

from corpus.catalog import Catalog, postgres
from corpus.catalog.opening import open_engine
from corpus.catalog.schema import metadata
from corpus.catalog.stores import SCHEMA
from corpus.catalog.supersession import Version, current_versions, is_later
from corpus.errors import LibraryError, LibraryReadOnly, UnknownSource
from corpus.model import (
    EditorialNotice,
    EditorialNoticeKind,
    PutStatus,
    Sentence,
    Source,
    SourceKind,
    SourceText,
    Span,
    TextOrigin,
    Verification,
)
from corpus.records import PutOutcome, Standing
from corpus.servers import DatabaseServer, Place


def open_catalog(path: Place, *, writable: bool = True) -> Catalog:
    return Catalog.open(path, writable=writable, migrating=nullcontext())


def put(catalog: Catalog, text: SourceText) -> PutOutcome:
    return catalog.judge(text) or catalog.put(text, "model", {})


@pytest.fixture(scope="module")
def shared(shared_place: Place) -> Iterator[Catalog]:
    catalog = open_catalog(shared_place)
    yield catalog
    catalog.close()


@pytest.fixture
def catalog(catalog_place: Place) -> Iterator[Catalog]:
    catalog = open_catalog(catalog_place)
    yield catalog
    catalog.close()


CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\n")
LINES = (
    st.text(CHARACTERS | st.sampled_from("e\u0301\U0001f9ea≥µ\u0323"), min_size=1, max_size=40)
    .map(lambda line: unicodedata.normalize("NFC", line))
    .filter(lambda line: line.strip() == line)
)
OPTIONAL = st.none() | LINES
NUMBERS = count()
LISTS = st.lists(LINES, max_size=3).map(tuple)
DATES = st.none() | st.sampled_from(["2019", "2019-03", "2019-03-31", "2023-01-02"])
SOURCES = st.builds(
    Source,
    id=LINES,
    kind=st.sampled_from(SourceKind),
    title=LINES,
    family=LINES,
    organization=OPTIONAL,
    authors=LISTS,
    journal=OPTIONAL,
    published=DATES,
    version=OPTIONAL,
    doi=st.none(),
    pmid=st.none(),
    url=OPTIONAL,
    licence=OPTIONAL,
    population=OPTIONAL,
    topics=LISTS,
    supersedes=LISTS,
    retracted=st.booleans(),
    text_origin=st.sampled_from(TextOrigin),
    verification=st.sampled_from(Verification),
    checked=DATES,
    revised=DATES,
    notices=st.lists(
        st.builds(EditorialNotice, st.sampled_from(EditorialNoticeKind), LINES, OPTIONAL, OPTIONAL),
        max_size=2,
        unique=True,
    ).map(tuple),
)


@st.composite
def texts(draw: st.DrawFn) -> SourceText:
    paragraphs = draw(st.lists(LINES, min_size=1, max_size=4))
    # Each is a paper of its own: of one paper the better text would be kept.
    source = draw(SOURCES)
    source = replace(source, id=f"{source.id}-{next(NUMBERS)}")
    text = source_text(source, *paragraphs, ingest_key=draw(OPTIONAL))
    if not unicodedata.is_normalized("NFC", text.text):
        return source_text(text.source, "A passage.")
    sentences = [
        replace(
            sentence,
            heading=draw(LISTS),
            strength=draw(OPTIONAL),
            lead_ins=draw(st.sampled_from([(), (sentence.span,), (Span(0, 1), sentence.span)])),
            item=draw(st.booleans()),
            page=draw(st.none() | st.integers(0, 5000)),
        )
        for sentence in text.sentences
    ]
    return replace(text, sentences=tuple(sentences))


@given(text=texts(), cut=st.tuples(st.integers(0, 60), st.integers(0, 60)))
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_what_is_put_is_read_back_in_every_field(
    shared: Catalog, text: SourceText, cut: tuple[int, int]
) -> None:
    put(shared, text)
    assert shared.source_text(text.source.id) == text
    span = Span(*sorted(min(end, len(text.text)) for end in cut))
    assert shared.quote(text.source.id, span) == span.of(text.text)
    for passage in text.passages:
        assert shared.passages([passage.id]) == {passage.id: passage}
        inside = tuple(text.sentences_in(passage))
        assert shared.sentences([passage.id]) == {passage.id: inside}


def test_the_fields_of_a_doi_and_a_pmid_are_kept_as_given(catalog: Catalog) -> None:
    text = source_text("a", "One.", doi="10.1/ABC", pmid="77")
    put(catalog, text)
    assert catalog.entries()["a"].source == text.source


def test_putting_twice_changes_nothing(catalog: Catalog) -> None:
    text = source_text("a", "One.", "Two.")
    assert put(catalog, text) == PutOutcome("a", PutStatus.ADDED, 2)
    head = catalog.head()
    assert put(catalog, text) == PutOutcome("a", PutStatus.UNCHANGED, 2)
    assert catalog.head() == head
    assert len(catalog.log(10)) == 1


def test_a_new_ingest_key_is_remembered_without_a_change(catalog: Catalog) -> None:
    put(catalog, source_text("a", "One.", ingest_key="first"))
    head = catalog.head()
    assert put(catalog, source_text("a", "One.", ingest_key="second")).status is PutStatus.UNCHANGED
    assert (catalog.knows("first"), catalog.knows("second")) == (None, "a")
    assert catalog.head() == head


@pytest.mark.parametrize(
    "changed",
    [
        source_text("a", "Other."),
        source_text("a", "One.", title="Other"),
        source_text("a", "One.", topics=("b",)),
        replace(source_text("a", "One."), sentences=(Sentence(Span(0, 4), strength="1A"),)),
        replace(source_text("a", "One."), sentences=()),
    ],
)
def test_any_change_is_an_update(catalog: Catalog, changed: SourceText) -> None:
    put(catalog, source_text("a", "One."))
    before = catalog.head()
    assert put(catalog, changed).status is PutStatus.UPDATED
    assert catalog.head().version != before.version
    assert catalog.source_text("a") == changed


def test_an_update_keeps_the_older_text_readable(catalog: Catalog) -> None:
    old, new = source_text("a", "Old text."), source_text("a", "New text.")
    put(catalog, old)
    put(catalog, new)
    assert set(catalog.editions("a")) == {old.sha256, new.sha256}
    assert catalog.quote("a", Span(0, 3)) == "New"
    assert catalog.quote("a", Span(0, 3), old.sha256) == "Old"
    assert catalog.passages([old.passages[0].id]) == {}
    assert catalog.retired_after(1) == [old.passages[0].id]


def test_a_removed_source_is_gone_but_what_was_quoted_stays(catalog: Catalog) -> None:
    text = source_text("a", "One.", ingest_key="key")
    put(catalog, text)
    catalog.remove("a")
    assert catalog.entries() == {}
    assert catalog.knows("key") is None
    assert catalog.passages([text.passages[0].id]) == {}
    assert catalog.quote("a", Span(0, 3), text.sha256) == "One"
    with pytest.raises(UnknownSource):
        catalog.source_text("a")
    with pytest.raises(UnknownSource):
        catalog.remove("a")
    assert put(catalog, text).status is PutStatus.ADDED
    assert catalog.source_text("a") == text


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [({"doi": "10.1/X"}, {"doi": "10.1/x"}), ({"pmid": "5"}, {"pmid": "5", "doi": "10.2/y"})],
)
def test_the_same_paper_under_another_id_is_not_stored(
    catalog: Catalog, mine: dict[str, str], theirs: dict[str, str]
) -> None:
    put(catalog, source_text("a", "One.", **mine))
    outcome = put(catalog, source_text("b", "Two.", **theirs))
    assert outcome.status is PutStatus.DUPLICATE
    assert "a" in outcome.detail
    assert set(catalog.entries()) == {"a"}
    catalog.remove("a")
    assert put(catalog, source_text("b", "Two.", **theirs)).status is PutStatus.ADDED


def test_a_retraction_reported_under_another_id_holds(catalog: Catalog) -> None:
    text = source_text("a", "One.", pmid="5")
    put(catalog, text)
    outcome = put(catalog, source_text("b", pmid="5", retracted=True))
    assert (outcome.source_id, outcome.status) == ("a", PutStatus.RETRACTED)
    assert catalog.entries()["a"].source.retracted
    assert put(catalog, text).status is PutStatus.UNCHANGED
    catalog.remove("a")
    assert put(catalog, text).status is PutStatus.RETRACTED
    assert not any(catalog.indexed_ids().values())


def test_standings_say_what_the_entries_say(catalog: Catalog) -> None:
    put(catalog, source_text("old", "Old.", published="2017", family="f"))
    put(catalog, source_text("new", "New.", published="2022-05", family="f"))
    put(catalog, source_text("undated", "Undated.", retracted=True))
    put(catalog, source_text("reported", "Reported.", pmid="5"))
    put(catalog, source_text("report", pmid="5", retracted=True))
    entries = catalog.entries()
    assert catalog.standings([*entries, "unknown"]) == {
        name: Standing(each.source.year, each.superseded_by, each.source.retracted)
        for name, each in entries.items()
    }
    assert catalog.standings(["old"])["old"].superseded_by == "new"
    assert catalog.standings(["reported"])["reported"].retracted


def test_a_source_without_passages_is_not_stored(catalog: Catalog) -> None:
    assert put(catalog, source_text("a")).status is PutStatus.NO_TEXT
    assert catalog.entries() == {}


@pytest.mark.parametrize(
    "broken",
    [
        source_text("a", "Two\0parts."),
        source_text("a", "e\u0301"),
        source_text("a", "One.", title="half \ud800"),
        replace(source_text("a", "One. Two."), text="One, Two."),
        replace(source_text("a", "One."), sentences=(Sentence(Span(2, 9)),)),
        replace(source_text("a", "One."), source=source_text("b").source),
    ],
)
def test_offsets_that_lead_nowhere_are_refused(catalog: Catalog, broken: SourceText) -> None:
    outcome = put(catalog, broken)
    assert outcome.status is PutStatus.FAILED
    assert outcome.detail
    assert catalog.head().sequence == 0


def test_embeddings_are_kept_by_model_and_text(catalog: Catalog) -> None:
    catalog.add_vectors("m", {"h1": b"1", "h2": b"2"})
    catalog.add_vectors("m", {"h1": b"other"})
    assert catalog.vectors("m", ["h1", "h2", "h3"]) == {"h1": b"1", "h2": b"2"}
    assert catalog.vectors("n", ["h1"]) == {}


# -- Currency


def superseded(catalog: Catalog) -> dict[str, str | None]:
    return {id: entry.superseded_by for id, entry in catalog.entries().items()}


def test_chains_end_at_the_newest_in_any_order_of_arrival(tmp_path: Path) -> None:
    versions = [
        source_text("a", "1.", family="f", published="2015"),
        source_text("b", "2.", family="f", published="2019-02"),
        source_text("c", "3.", family="other", published="2023", supersedes=("b",)),
    ]
    for number, order in enumerate(permutations(versions)):
        catalog = open_catalog(tmp_path / f"{number}.sqlite")
        outcomes = {text.source.id: put(catalog, text).status for text in order}
        assert superseded(catalog) == {"a": "c", "b": "c", "c": None}
        assert outcomes[order[0].source.id] is PutStatus.ADDED
        assert outcomes["c"] is PutStatus.ADDED
        catalog.close()


def test_an_older_version_that_comes_late_is_superseded_at_once(catalog: Catalog) -> None:
    put(catalog, source_text("new", "1.", family="f", published="2020"))
    old = put(catalog, source_text("old", "2.", family="f", published="2010"))
    assert old.status is PutStatus.SUPERSEDED
    assert "new" in old.detail


def test_removing_retracting_or_moving_the_newer_makes_the_older_current(catalog: Catalog) -> None:
    new = source_text("new", "1.", family="f", published="2020")
    put(catalog, source_text("old", "2.", family="f", published="2010"))
    put(catalog, new)
    assert superseded(catalog)["old"] == "new"
    put(catalog, replace(new, source=replace(new.source, retracted=True)))
    assert superseded(catalog)["old"] is None
    put(catalog, new)
    assert superseded(catalog)["old"] == "new"
    put(catalog, replace(new, source=replace(new.source, family="g")))
    assert superseded(catalog)["old"] is None
    put(catalog, new)
    catalog.remove("new")
    assert superseded(catalog) == {"old": None}


def test_currency_does_not_depend_on_the_order_of_puts_and_removals(tmp_path: Path) -> None:
    for seed in range(4):
        rng = random.Random(seed)
        catalog = open_catalog(tmp_path / f"{seed}.sqlite")
        for _ in range(40):
            number = rng.randrange(6)
            if f"s{number}" in catalog.entries() and rng.random() < 0.3:
                catalog.remove(f"s{number}")
                continue
            older = tuple(f"s{i}" for i in range(6) if i != number and rng.random() < 0.15)
            published, family = str(2000 + rng.randrange(4)), rng.choice("fgh")
            put(
                catalog,
                source_text(
                    f"s{number}", "x.", family=family, published=published, supersedes=older
                ),
            )
        sources = [entry.source for entry in catalog.entries().values()]
        expected = current_versions(
            Version(s.id, s.family, s.published, frozenset(s.supersedes), s.retracted)
            for s in sources
        )
        assert superseded(catalog) == expected
        catalog.close()


def test_a_circle_is_decided_by_date_and_has_one_current_version() -> None:
    one = Version("one", "f", "2020", frozenset({"two"}), False)
    two = Version("two", "g", "2021", frozenset({"one"}), False)
    assert current_versions([one, two]) == {"one": "two", "two": None}


def test_a_coarse_date_is_not_older_than_a_finer_one_of_the_same_year() -> None:
    assert not is_later("2023-05", "2023")
    assert not is_later("2023", "2023-05")
    assert is_later("2023-05", "2023-04-30")
    assert not is_later("2023", None)


def test_what_not_every_database_takes_is_no_source(catalog: Catalog) -> None:
    whole = source_text("a", "One.", title=r"Backslash \\u0000 and \\\\u0000")
    assert put(catalog, whole).status is PutStatus.ADDED
    assert catalog.source_text("a") == whole
    for title in ("NUL \0", "NUL after a backslash \\\0", "half \ud800"):
        broken = replace(whole, source=replace(whole.source, id="b", title=title))
        outcome = put(catalog, replace(broken, passages=()))
        assert outcome.status is PutStatus.FAILED
        assert "the text or its description holds" in outcome.detail
    assert set(catalog.entries()) == {"a"}


# -- Files


def test_the_migrations_make_the_tables_that_the_program_uses(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    open_catalog(path).close()
    engine = open_engine(path, writable=True)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_the_migrations_make_the_same_tables_on_a_server(own_place: DatabaseServer) -> None:
    open_catalog(own_place).close()
    engine = postgres.open_engine(own_place, SCHEMA)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        collations = connection.exec_driver_sql(
            "SELECT count(*) FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND collation_name IS DISTINCT FROM 'C'"
            " AND data_type IN ('text', 'character varying')"
        )
        assert collations.scalar() == 0
    engine.dispose()


def test_a_catalog_of_a_newer_galen_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    open_catalog(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'r9999'")
    connection.close()
    with pytest.raises(LibraryError, match="update Galen"):
        open_catalog(path)


def test_a_file_that_is_no_database_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(b"not a database at all" * 300)
    with pytest.raises(LibraryError) as caught:
        open_catalog(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == b"not a database at all" * 300


def test_a_truncated_file_is_named_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    whole = open_catalog(path)
    put(whole, source_text("a", *("A long passage. " * 50 + str(n) for n in range(40))))
    whole.close()
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])
    with pytest.raises(LibraryError, match=r"damaged.*backup"):
        open_catalog(path)
    assert path.read_bytes() == content[: len(content) // 2]


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    with pytest.raises(LibraryError, match="not a Galen library"):
        open_catalog(path)


def test_a_missing_catalog_is_not_created_where_nothing_may_be_written(tmp_path: Path) -> None:
    with pytest.raises(LibraryReadOnly):
        open_catalog(tmp_path / "catalog.sqlite", writable=False)
    assert list(tmp_path.iterdir()) == []


def test_a_read_only_catalog_reads_and_does_not_write(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    text = source_text("a", "One.")
    writer = open_catalog(path)
    put(writer, text)
    writer.close()
    reader = open_catalog(path, writable=False)
    assert reader.source_text("a") == text
    with pytest.raises(LibraryReadOnly):
        reader.remove("a")
    reader.close()
