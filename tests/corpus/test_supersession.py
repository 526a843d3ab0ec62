"""The newer version leads: over real pairs, in any order, and in every odd case of dates."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from guideline_pairs import VERSIONS, Guideline
from hashing_embedder import HashingEmbedder
from hypothesis import given
from hypothesis import strategies as st
from texts import source_text

from corpus.catalog import Catalog
from corpus.catalog.opening import MIGRATIONS, open_engine
from corpus.catalog.supersession import Version, current_versions, family_names
from corpus.library import Library
from corpus.model import PutStatus, Source, SourceKind, SourceText
from corpus.records import Entry, PutOutcome, QueryTerm
from corpus.servers import Place
from corpus.settings import Settings

# Every other pair that their titles link and whose years differ.
PAIRS = [
    pair
    for pair in VERSIONS
    if pair[0].family == pair[1].family is not None and pair[0].year < pair[1].year
][::2]


def text_of(guideline: Guideline, number: int) -> SourceText:
    source_id = f"{'old' if guideline is PAIRS[number][0] else 'new'}-{number}"
    source = Source(
        source_id,
        SourceKind.GUIDELINE,
        guideline.title,
        family=source_id,
        organization=guideline.body,
        published=str(guideline.year),
    )
    return source_text(source, f"In {guideline.year} the {source_id} advice was to wait.")


@dataclass(frozen=True, slots=True)
class History:
    """What a library said after all pairs were put, and after the newer ones were removed."""

    outcomes: dict[str, PutOutcome]
    entries: dict[str, Entry]
    found: frozenset[str]
    without_newer: dict[str, Entry]


@pytest.fixture(scope="module", params=["older first", "newer first"])
def history(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> History:
    home = tmp_path_factory.mktemp("pairs")
    library = Library.open(Settings(home=home), HashingEmbedder())
    step = 1 if request.param == "older first" else -1
    texts = [text_of(g, number) for number, pair in enumerate(PAIRS) for g in pair[::step]]
    outcomes = {outcome.source_id: outcome for outcome in library.put_many(texts)}
    entries = library.entries()
    hits = library.search("advice", [QueryTerm("advice")], section=texts[0].source.section, k=500)
    passages = library.passages(hit.passage_id for hit in hits.lexical)
    for number in range(len(PAIRS)):
        library.remove(f"new-{number}")
    without = library.entries()
    library.close()
    found = frozenset(passage.source_id for passage in passages.values())
    return History(outcomes, entries, found, without)


@pytest.mark.parametrize("number", range(len(PAIRS)), ids=lambda n: PAIRS[n][0].title[:50])
def test_the_newer_of_two_versions_leads(history: History, number: int) -> None:
    older, newer = history.entries[f"old-{number}"], history.entries[f"new-{number}"]
    assert (older.superseded_by, newer.superseded_by) == (f"new-{number}", None)
    assert older.source.family == newer.source.family
    assert {older.source.id, newer.source.id} <= history.found
    statuses = {history.outcomes[entry.source.id].status for entry in (older, newer)}
    assert statuses <= {PutStatus.ADDED, PutStatus.SUPERSEDED}
    again = history.without_newer[f"old-{number}"]
    assert again.superseded_by is None
    assert f"new-{number}" not in history.without_newer


def test_enough_pairs_are_real_versions_and_nothing_else_is_linked(history: History) -> None:
    assert len(PAIRS) >= 20
    linked = {entry.source.family for entry in history.entries.values()}
    assert len(linked) == len(PAIRS)


# -- Odd cases, on versions alone


def version(
    id: str,
    published: str | None = None,
    *,
    key: str | None = "body: topic",
    supersedes: tuple[str, ...] = (),
    retracted: bool = False,
    family: str = "",
    as_of: str | None = None,
) -> Version:
    return Version(id, family or id, published, frozenset(supersedes), retracted, key, as_of)


def test_a_chain_ends_at_the_newest() -> None:
    versions = [version("a", "2013"), version("b", "2016-05"), version("c", "2022")]
    assert current_versions(versions) == {"a": "c", "b": "c", "c": None}


def test_two_records_of_one_edition_stand_side_by_side_and_are_superseded_together() -> None:
    archive, digest = version("archive", "2016-11-03"), version("digest", "2016", family="f")
    assert current_versions([archive, digest]) == {"archive": None, "digest": None}
    newer = version("newer", "2022", key="body: renamed", family="f")
    expected = {"archive": "newer", "digest": "newer", "newer": None}
    assert current_versions([archive, digest, newer]) == expected


def test_what_supersedes_one_record_supersedes_the_others_that_are_no_later() -> None:
    archive, digest = version("archive", "2014-02"), version("digest", "2014")
    named = version("named", "2018", key="body: other", supersedes=("digest",))
    expected = {"archive": "named", "digest": "named", "named": None}
    assert current_versions([archive, digest, named]) == expected
    later, undated = version("later", "2019"), version("undated")
    current = current_versions([archive, digest, named, later, undated])
    assert (current["later"], current["undated"], current["named"]) == (None, None, None)


def test_without_a_date_nothing_is_claimed() -> None:
    undated = version("undated")
    assert current_versions([undated, version("dated", "2022")]) == {"undated": None, "dated": None}
    assert current_versions([undated, version("other")]) == {"undated": None, "other": None}


def test_a_text_as_of_a_day_is_superseded_by_what_came_later_and_supersedes_nothing() -> None:
    listed = version("listed", as_of="2021-03-15")
    dates = {"before": "2016", "same": "2021", "after": "2021-05-18", "long after": "2024"}
    for name, published in dates.items():
        current = current_versions([listed, version(name, published)])
        assert current == {"listed": name if "after" in name else None, name: None}


def test_a_retracted_version_supersedes_nothing_and_can_be_superseded() -> None:
    versions = [version("a", "2013"), version("b", "2016"), version("c", "2022", retracted=True)]
    assert current_versions(versions) == {"a": "b", "b": None, "c": None}
    retracted = [version("a", "2013", retracted=True), version("b", "2016")]
    assert current_versions(retracted) == {"a": "b", "b": None}


def test_sources_without_a_family_key_are_linked_by_their_family_alone() -> None:
    one = version("one", "2013", key=None, family="f")
    other = version("other", "2022", key=None, family="g")
    assert current_versions([one, other]) == {"one": None, "other": None}
    assert family_names([one, other]) == {"one": "f", "other": "g"}


def test_a_family_is_called_what_its_newest_version_calls_it() -> None:
    versions = [
        version("a", "2013", family="by-archive"),
        version("b", "2022", family="by-digest"),
        version("c", "2023", family="withdrawn", retracted=True),
    ]
    for order in permutations(versions):
        assert family_names(order) == dict.fromkeys("abc", "by-digest")


VERSION_LISTS = st.lists(
    st.builds(
        Version,
        id=st.sampled_from("abcdefgh"),
        family=st.sampled_from("FGHI"),
        published=st.none() | st.sampled_from(["2015", "2015-06", "2019", "2021-02-03"]),
        supersedes=st.frozensets(st.sampled_from("abcdefgh"), max_size=2),
        retracted=st.booleans(),
        family_key=st.none() | st.sampled_from("xyzFG"),
        as_of=st.none() | st.just("2020-01-01"),
    ),
    unique_by=lambda v: v.id,
    max_size=8,
)


@given(VERSION_LISTS)
def test_the_order_of_versions_never_matters(versions: list[Version]) -> None:
    shuffled = sorted(versions, key=lambda v: v.id, reverse=True)
    assert current_versions(versions) == current_versions(shuffled)
    assert family_names(versions) == family_names(shuffled)


@given(VERSION_LISTS)
def test_nothing_is_superseded_by_itself_the_retracted_or_the_unknown(
    versions: list[Version],
) -> None:
    standing = {v.id for v in versions if not v.retracted}
    for old, new in current_versions(versions).items():
        assert new is None or (new != old and new in standing)


# -- In the catalog


def put_all(catalog: Catalog, *texts: SourceText) -> dict[str, str | None]:
    for text in texts:
        assert catalog.judge(text) is None
        catalog.put(text, "model", {})
    return {id: entry.superseded_by for id, entry in catalog.entries().items()}


@pytest.fixture
def catalog(catalog_place: Place) -> Iterator[Catalog]:
    catalog = Catalog.open(catalog_place, writable=True, migrating=nullcontext())
    yield catalog
    catalog.close()


def titled(id: str, published: str | None, **changes: str) -> SourceText:
    changes = {"organization": "Acme College", "title": "Management of gout"} | changes
    return source_text(id, f"Text of {id}.", published=published, **changes)


def test_a_changed_title_leaves_and_joins_a_family(catalog: Catalog) -> None:
    old, new = titled("old", "2013"), titled("new", "2020")
    assert put_all(catalog, old, new) == {"old": "new", "new": None}
    other = titled("new", "2020", title="Management of pseudogout")
    assert put_all(catalog, other) == {"old": None, "new": None}
    assert put_all(catalog, new) == {"old": "new", "new": None}
    stated = titled("new", "2020", family="acme-gout-in-children")
    assert put_all(catalog, stated) == {"old": None, "new": None}


def test_the_years_of_versions_that_meet_only_in_a_third_are_compared(catalog: Catalog) -> None:
    """Its title links a record to one digest, whose id links that to the next."""
    archive = titled("archive-1", "2016")
    digest = titled("acme-2016-gout", "2016", family="acme-gout")
    newer = titled("acme-2022-gout", "2022", family="acme-gout", title="Gout and pseudogout")
    assert put_all(catalog, newer, archive)["archive-1"] is None
    assert put_all(catalog, digest)["archive-1"] == "acme-2022-gout"
    assert {entry.source.family for entry in catalog.entries().values()} == {"acme-gout"}
    catalog.remove("acme-2016-gout")
    assert catalog.entries()["archive-1"].superseded_by is None
    assert catalog.entries()["archive-1"].source.family == "archive-1"


def test_a_list_as_of_a_day_is_superseded_by_a_later_statement(catalog: Catalog) -> None:
    listed = titled("listed", None, version="2021-03-15")
    older, newer = titled("older", "2016"), titled("newer", "2024")
    assert put_all(catalog, listed, older) == {"listed": None, "older": None}
    assert put_all(catalog, newer) == {"listed": "newer", "older": "newer", "newer": None}


def test_a_library_of_the_first_schema_gets_its_families(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    _first_schema(path)
    with sqlite3.connect(path) as connection:
        for id, year in (("old", "2013"), ("new", "2020")):
            row = {"id": id, "family": id, "published": year} | _REST_OF_A_ROW
            names, marks = ", ".join(row), ", ".join("?" * len(row))
            connection.execute(f"insert into sources ({names}) values ({marks})", [*row.values()])
    connection.close()
    catalog = Catalog.open(path, writable=True, migrating=nullcontext())
    entries = catalog.entries()
    catalog.close()
    assert {id: entry.superseded_by for id, entry in entries.items()} == {"old": "new", "new": None}
    assert {entry.source.family for entry in entries.values()} == {"new"}


_REST_OF_A_ROW = {
    "kind": "guideline", "title": "Management of gout", "organization": "Acme", "authors": "[]",
    "topics": "[]", "supersedes": "[]", "retracted": 0, "text_origin": "publisher",
    "verification": "primary", "status": "active", "sha256": "", "digest": "", "passage_count": 0,
    "added_at": "",
}  # fmt: skip


def _first_schema(path: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    engine = open_engine(path, writable=True)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "r0001")
    engine.dispose()
