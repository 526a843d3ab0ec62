"""What happens to a source after it was put: better texts, revisions, notices, withdrawal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder
from texts import source_text

from corpus.catalog import Catalog
from corpus.errors import UnknownSource
from corpus.library import Library
from corpus.model import (
    EditorialNotice,
    EditorialNoticeKind,
    PutStatus,
    Report,
    Section,
    Source,
    SourceKind,
    SourceText,
    TextOrigin,
    Verification,
)
from corpus.records import PutOutcome, QueryTerm
from corpus.servers import Place
from corpus.settings import Settings

RETRACTION, CONCERN = EditorialNoticeKind.RETRACTION, EditorialNoticeKind.CONCERN
CORRECTION = EditorialNoticeKind.CORRECTION
ERRATUM = EditorialNotice(CORRECTION, "J Gout. 2021;3:12", "99")
ABSTRACT = TextOrigin.ABSTRACT


def put(catalog: Catalog, text: SourceText) -> PutOutcome:
    return catalog.judge(text) or catalog.put(text, "model", {})


@pytest.fixture
def catalog(catalog_place: Place) -> Iterator[Catalog]:
    catalog = Catalog.open(catalog_place, writable=True, migrating=nullcontext())
    yield catalog
    catalog.close()


def research(id_: str, *paragraphs: str, **changes: object) -> SourceText:
    source = Source(id_, SourceKind.OTHER, "Colchicine for gout", family=id_)
    return source_text(source, *paragraphs, **changes)


PUBMED = research(
    "pmid-5", "It works.", pmid="5", doi="10.1000/g", text_origin=ABSTRACT,
    topics=("Gout",), kind=SourceKind.RCT, notices=(ERRATUM,), revised="2024-02-09",
)  # fmt: skip
JATS = research("pmid-5", "It works in full.", pmid="5", doi="10.1000/G", licence="CC BY")
JATS_BY_DOI = research("doi-10-1000-g", "It works in full.", doi="10.1000/G", licence="CC BY")
RIS = research(
    "doi-10-1000-g", "It works.", doi="10.1000/g", text_origin=ABSTRACT,
    verification=Verification.SECONDARY,
)  # fmt: skip


# -- One paper from several places


@pytest.mark.parametrize("full", [JATS, JATS_BY_DOI], ids=["same id", "other id"])
@pytest.mark.parametrize("order", [*permutations(range(3))], ids=str)
def test_the_best_text_of_a_paper_is_kept_in_any_order(
    catalog: Catalog, order: tuple[int, ...], full: SourceText
) -> None:
    for n in order:
        put(catalog, (PUBMED, full, RIS)[n])
    ((id_, entry),) = catalog.entries().items()
    assert id_ == full.source.id
    assert catalog.source_text(id_).text == "It works in full."
    source = entry.source
    assert (source.kind, source.topics) == (SourceKind.RCT, ("Gout",))
    assert source.notices == (ERRATUM,)
    assert source.licence == "CC BY"
    assert catalog.indexed_ids()[Section.RESEARCH] == {full.passages[0].id}


@pytest.mark.parametrize("order", [*permutations(range(3))], ids=str)
def test_putting_all_again_changes_nothing(catalog: Catalog, order: tuple[int, ...]) -> None:
    texts = [(PUBMED, JATS, RIS)[n] for n in order]
    for text in texts:
        put(catalog, text)
    head, entries = catalog.head(), catalog.entries()
    for text in texts:
        assert put(catalog, text).status in (PutStatus.UNCHANGED, PutStatus.DUPLICATE)
    assert (catalog.head(), catalog.entries()) == (head, entries)


def test_the_outcome_says_which_text_is_kept(catalog: Catalog) -> None:
    put(catalog, PUBMED)
    better = put(catalog, JATS)
    assert (better.status, better.source_id) == (PutStatus.UPDATED, "pmid-5")
    assert better.detail == "its full text in place of the abstract"
    worse = put(catalog, RIS)
    assert worse.status is PutStatus.DUPLICATE
    assert worse.detail.startswith("already in the library as pmid-5 (full text)")
    assert len(catalog.editions("pmid-5")) == 2


def test_another_id_takes_the_place_of_the_worse_text(catalog: Catalog) -> None:
    put(catalog, PUBMED)
    assert put(catalog, JATS_BY_DOI).status is PutStatus.UPDATED
    assert [(e.what, e.source_id) for e in catalog.log(2)] == [
        ("updated", "doi-10-1000-g"),
        ("removed", "pmid-5"),
    ]
    assert catalog.quote("pmid-5", PUBMED.sentences[0].span, PUBMED.sha256) == "It works."


def test_a_summary_gives_way_to_the_publishers_text_alone(catalog: Catalog) -> None:
    digest = research("acme", "We say.", doi="10.1000/g", text_origin=TextOrigin.DIGEST)
    put(catalog, digest)
    assert put(catalog, PUBMED).status is PutStatus.DUPLICATE
    copied = replace(JATS.source, verification=Verification.SECONDARY)
    assert put(catalog, replace(JATS, source=copied)).status is PutStatus.DUPLICATE
    assert put(catalog, JATS).status is PutStatus.UPDATED
    assert set(catalog.entries()) == {"pmid-5"}


def test_a_digest_and_a_licence_take_nothing_from_other_records(catalog: Catalog) -> None:
    digest = research("acme", "We say.", doi="10.1000/g", text_origin=TextOrigin.DIGEST)
    put(catalog, digest)
    put(catalog, PUBMED)
    held = catalog.entries()["acme"].source
    assert (held.pmid, held.topics, held.notices) == (None, (), (ERRATUM,))
    put(catalog, research("pmid-6", "Other.", pmid="6"))
    licensed = research("pmid-6", "Other.", pmid="6", text_origin=ABSTRACT, licence="(c) ACME")
    put(catalog, licensed)
    assert catalog.entries()["pmid-6"].source.licence is None


def test_a_guideline_moves_to_its_section_when_its_kind_becomes_known(catalog: Catalog) -> None:
    put(catalog, JATS)
    guideline = replace(PUBMED, source=replace(PUBMED.source, kind=SourceKind.GUIDELINE))
    put(catalog, guideline)
    assert catalog.indexed_ids()[Section.GUIDELINES] == {JATS.passages[0].id}
    assert catalog.retired_after(1) == [JATS.passages[0].id]


# -- Revisions and withdrawal


def revised(text: str, day: str | None, **changes: object) -> SourceText:
    return research("pmid-5", text, pmid="5", text_origin=ABSTRACT, revised=day, **changes)


def test_an_older_state_of_a_record_does_not_replace_a_later_one(catalog: Catalog) -> None:
    put(catalog, revised("New.", "2024-02-09"))
    older = put(catalog, revised("Old.", "2023-01-01"))
    assert (older.status, older.detail) == (
        PutStatus.UNCHANGED,
        "the library holds a later state of it, revised 2024-02-09",
    )
    assert catalog.source_text("pmid-5").text == "New."
    assert put(catalog, revised("Newest.", "2024-03-01")).status is PutStatus.UPDATED
    assert put(catalog, revised("Undated.", None)).status is PutStatus.UPDATED


def test_a_revision_that_changes_no_word_is_no_update(catalog: Catalog) -> None:
    put(catalog, revised("Same.", "2024-02-09"))
    assert put(catalog, revised("Same.", "2024-03-01", ingest_key="k")).status is (
        PutStatus.UNCHANGED
    )
    assert put(catalog, revised("Old.", "2024-02-20")).status is PutStatus.UNCHANGED
    assert catalog.source_text("pmid-5").text == "Same."


def test_a_day_to_come_keeps_out_nothing(catalog: Catalog) -> None:
    put(catalog, revised("From the future.", "2999-01-01"))
    assert put(catalog, revised("Now.", "2024-02-09")).status is PutStatus.UPDATED
    assert catalog.source_text("pmid-5").text == "Now."


def deletion() -> SourceText:
    source = Source("pmid-5", SourceKind.OTHER, "deleted", family="pmid-5", text_origin=ABSTRACT)
    return SourceText(source, "", (), (), withdrawn=True)


def test_a_deleted_record_is_taken_out_and_stays_out(catalog: Catalog) -> None:
    assert put(catalog, deletion()).status is PutStatus.UNCHANGED
    put(catalog, revised("Wrong.", "2024-02-09"))
    outcome = put(catalog, deletion())
    assert (outcome.status, outcome.source_id) == (PutStatus.REMOVED, "pmid-5")
    assert catalog.entries() == {}
    assert not any(catalog.indexed_ids().values())
    again = put(catalog, revised("Wrong.", "2024-02-09"))
    assert again.status is PutStatus.UNCHANGED
    assert "deleted" in again.detail
    assert put(catalog, deletion()).status is PutStatus.UNCHANGED
    assert put(catalog, revised("Right.", "2025-01-01")).status is PutStatus.ADDED


def test_a_deleted_citation_does_not_take_out_the_full_text(catalog: Catalog) -> None:
    put(catalog, JATS)
    assert put(catalog, deletion()).status is PutStatus.UNCHANGED
    assert set(catalog.entries()) == {"pmid-5"}


def test_the_full_text_may_come_after_the_deletion(catalog: Catalog) -> None:
    put(catalog, PUBMED)
    put(catalog, deletion())
    assert put(catalog, JATS).status is PutStatus.ADDED


# -- Notices


def notice_on(kind: EditorialNoticeKind, reference: str = "J Gout. 2022", **of: str) -> Report:
    return Report(EditorialNotice(kind, reference), **of)


def telling(id_: str, *reports: Report) -> SourceText:
    """A notice without text of its own, as PubMed holds them."""
    return replace(research(id_, pmid="77", text_origin=ABSTRACT), reports=reports)


@pytest.mark.parametrize("first", [True, False], ids=["notice first", "paper first"])
@pytest.mark.parametrize("of", [{"pmid": "5"}, {"doi": "10.1000/G"}, {"source_id": "pmid-5"}])
def test_a_notice_marks_the_paper_whichever_comes_first(
    catalog: Catalog, of: dict[str, str], *, first: bool
) -> None:
    told = telling("pmid-77", notice_on(RETRACTION, **of), notice_on(CONCERN, **of))
    for text in (told, PUBMED) if first else (PUBMED, told):
        put(catalog, text)
    source = catalog.entries()["pmid-5"].source
    assert source.retracted
    assert [notice.kind for notice in source.notices] == [CORRECTION, RETRACTION, CONCERN]
    assert not any(catalog.indexed_ids().values())
    head = catalog.head()
    assert put(catalog, told).status is PutStatus.NO_TEXT
    assert catalog.head() == head


def test_what_an_abstract_says_of_a_held_full_text_is_kept(catalog: Catalog) -> None:
    put(catalog, JATS)
    retracted = replace(PUBMED, source=replace(PUBMED.source, retracted=True))
    assert put(catalog, retracted).status is PutStatus.RETRACTED
    assert catalog.entries()["pmid-5"].source.retracted
    other = replace(JATS, text=JATS.text)
    assert put(catalog, replace(other, ingest_key="new")).status is PutStatus.UNCHANGED
    assert catalog.entries()["pmid-5"].source.retracted


def test_a_list_holds_until_it_is_read_again(catalog: Catalog) -> None:
    put(catalog, PUBMED)
    listed = [notice_on(RETRACTION, "false data", pmid="5"), notice_on(CONCERN, pmid="6")]
    assert catalog.report("list", listed) == ["pmid-5"]
    assert catalog.entries()["pmid-5"].source.retracted
    assert catalog.report("list", listed) == []
    put(catalog, research("pmid-6", "Other.", pmid="6"))
    assert catalog.entries()["pmid-6"].source.notices[0].kind is CONCERN
    assert sorted(catalog.report("list", [])) == ["pmid-5", "pmid-6"]
    assert not catalog.entries()["pmid-5"].source.retracted
    assert catalog.entries()["pmid-6"].source.notices == ()


def test_a_retraction_can_be_cleared_but_not_a_papers_own(catalog: Catalog) -> None:
    put(catalog, PUBMED)
    catalog.report("somebody", [notice_on(RETRACTION, pmid="5")])
    catalog.clear_retraction("pmid-5", "me")
    assert not catalog.entries()["pmid-5"].source.retracted
    assert catalog.indexed_ids()[Section.RESEARCH] == {PUBMED.passages[0].id}
    put(catalog, research("own", "Text.", retracted=True))
    catalog.clear_retraction("own", "me")
    assert catalog.entries()["own"].source.retracted
    with pytest.raises(UnknownSource):
        catalog.clear_retraction("nobody", "me")


def test_a_retraction_makes_the_older_version_current_again(catalog: Catalog) -> None:
    put(catalog, source_text("old", "Old.", family="f", published="2017"))
    put(catalog, source_text("new", "New.", family="f", published="2022", pmid="5"))
    assert catalog.entries()["old"].superseded_by == "new"
    catalog.report("list", [notice_on(RETRACTION, pmid="5")])
    assert catalog.entries()["old"].superseded_by is None


def test_a_retracted_source_is_found_again_once_that_is_cleared(tmp_path: Path) -> None:
    library = Library.open(Settings(home=tmp_path), HashingEmbedder())

    def found() -> set[str]:
        term = [QueryTerm("works")]
        hits = library.search("It works.", term, section=Section.RESEARCH, k=5)
        return {hit.passage_id for hit in (*hits.dense, *hits.lexical)}

    library.report("list", [notice_on(RETRACTION, pmid="5")])
    library.put(PUBMED)
    assert found() == set()
    library.clear_retraction("pmid-5", "me")
    assert found() == {PUBMED.passages[0].id}
    assert library.verify() == []
    library.report("list", [notice_on(RETRACTION, pmid="5")])
    assert found() == set()
    library.close()


def test_a_library_of_before_keeps_its_retractions(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    catalog = Catalog.open(path, writable=True, migrating=nullcontext())
    put(catalog, PUBMED)
    catalog.close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE sources SET retraction = 'pmid-77'")
        for table in ("reports", "publications", "anticipated", "anticipated_lists"):
            connection.execute(f"DROP TABLE {table}")
        for column in ("revised", "notices", "reported"):
            connection.execute(f"ALTER TABLE sources DROP COLUMN {column}")
        connection.execute("UPDATE alembic_version SET version_num = 'r0002'")
    connection.close()
    catalog = Catalog.open(path, writable=True, migrating=nullcontext())
    assert catalog.entries()["pmid-5"].source.retracted
    catalog.remove("pmid-5")
    assert put(catalog, PUBMED).status is PutStatus.RETRACTED
    catalog.close()
