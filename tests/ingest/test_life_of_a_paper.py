"""A paper through the pipeline: of several formats, revised, deleted, retracted; faulty files."""

from __future__ import annotations

import gzip
import random
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path

import pytest
from hashing_embedder import HashingEmbedder  # from the library's tests

from corpus.library import Library
from corpus.model import PutStatus, SourceKind
from corpus.records import PutOutcome
from corpus.settings import Settings
from ingest.connectors.files import candidates
from ingest.pipeline import Intake, ingest

PUBMED = """<PubmedArticle><MedlineCitation><PMID Version="1">{pmid}</PMID>
<DateRevised><Year>{year}</Year><Month>02</Month><Day>09</Day></DateRevised>
<Article><Journal><JournalIssue><PubDate><Year>2020</Year></PubDate></JournalIssue></Journal>
<ArticleTitle>Colchicine for gout.</ArticleTitle><Abstract><AbstractText>{text}</AbstractText>
</Abstract><PublicationTypeList><PublicationType>{type}</PublicationType></PublicationTypeList>
</Article>{links}</MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="doi">10.1000/gout.{pmid}</ArticleId></ArticleIdList></PubmedData>
</PubmedArticle>"""
LINK = """<CommentsCorrectionsList><CommentsCorrections RefType="{kind}"><RefSource>J Gout. 2022
</RefSource><PMID>{pmid}</PMID></CommentsCorrections></CommentsCorrectionsList>"""
JATS = """<article article-type="research-article"><front><journal-meta/><article-meta>
<article-id pub-id-type="pmid">5</article-id><article-id pub-id-type="doi">10.1000/GOUT.5
</article-id><title-group><article-title>Colchicine for gout</article-title></title-group>
<permissions><license><license-p>Open access.</license-p></license></permissions></article-meta>
</front><body><p>It works in full.</p></body></article>"""
RIS = """TY  - JOUR
TI  - Colchicine for gout
AB  - It works, says a list.
DO  - 10.1000/gout.5
ER  -
"""


def record(pmid: int = 5, text: str = "It works.", year: int = 2024, **parts: str) -> str:
    type_, links = parts.get("type", "Randomized Controlled Trial"), parts.get("links", "")
    return PUBMED.format(pmid=pmid, text=text, year=year, type=type_, links=links)


def pubmed_set(*records: str) -> bytes:
    content = "\n".join(records)
    return f'<?xml version="1.0"?><PubmedArticleSet>{content}</PubmedArticleSet>'.encode()


FORMS = {"a.xml": pubmed_set(record()), "a.nxml": JATS.encode(), "a.ris": RIS.encode()}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(Settings(home=tmp_path / "home"), HashingEmbedder())
    yield library
    library.close()


def take_in(library: Library, path: Path) -> list[PutOutcome]:
    intake = Intake(library, HashingEmbedder().count_tokens)
    return list(ingest(candidates(path), intake))


def statuses(outcomes: list[PutOutcome]) -> list[str]:
    return [outcome.status.value for outcome in outcomes]


@pytest.mark.parametrize("order", [*permutations(FORMS)], ids=" ".join)
def test_one_article_from_three_places_is_one_source(
    library: Library, tmp_path: Path, order: tuple[str, ...]
) -> None:
    for _ in range(2):
        for name in order:
            (tmp_path / name).write_bytes(FORMS[name])
            (outcome,) = take_in(library, tmp_path / name)
            assert outcome.status is not PutStatus.FAILED
    ((id_, entry),) = library.entries().items()
    assert id_ == "pmid-5"
    assert entry.source.kind is SourceKind.RCT
    assert entry.source.licence == "Open access."
    assert library.source_text("pmid-5").text == "It works in full."
    assert library.verify() == []


def test_update_files_revise_and_delete(library: Library, tmp_path: Path) -> None:
    deleted = "<DeleteCitation><PMID>7</PMID><PMID>9</PMID></DeleteCitation>"
    files = {
        "pubmed01.xml.gz": pubmed_set(record(5), record(6), record(7)),
        "pubmed02.xml.gz": pubmed_set(record(5, "It works better.", 2025), deleted),
    }
    for name, data in files.items():
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_bytes(gzip.compress(data))
    first = take_in(library, tmp_path / "in")
    assert statuses(first) == ["added", "added", "added", "updated", "removed", "unchanged"]
    assert [outcome.source_id for outcome in first][4:] == ["pmid-7", "pmid-9"]
    head = library.version
    again = take_in(library, tmp_path / "in")
    assert set(statuses(again)) == {"unchanged"}
    assert library.version == head
    assert set(library.entries()) == {"pmid-5", "pmid-6"}
    assert library.source_text("pmid-5").text == "It works better."


def test_of_two_records_of_one_paper_in_a_file_the_later_stands(
    library: Library, tmp_path: Path
) -> None:
    file = tmp_path / "a.xml"
    file.write_bytes(pubmed_set(record(5, "First.", 2023), record(5, "Second.", 2024)))
    assert statuses(take_in(library, file)) == ["added", "updated"]
    file.write_bytes(pubmed_set(record(5, "Third.", 2025), record(5, "Fourth.", 2020)))
    assert statuses(take_in(library, file)) == ["updated", "unchanged"]
    assert library.source_text("pmid-5").text == "Third."


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_retraction_notice_takes_its_paper_out_of_the_search(
    library: Library, tmp_path: Path, order: tuple[int, int]
) -> None:
    notice = record(8, type="Retraction Notice", links=LINK.format(kind="RetractionOf", pmid=5))
    for n in order:
        (tmp_path / "a.xml").write_bytes(pubmed_set((record(5), notice)[n]))
        take_in(library, tmp_path / "a.xml")
    source = library.entries()["pmid-5"].source
    assert source.retracted
    assert [(n.kind.value, n.reference, n.pmid) for n in source.notices] == [
        ("retraction", "2020", "8")
    ]


# -- Faulty files


def packed(count: int) -> bytes:
    # Texts of their own, so that the file is not packed into a few blocks.
    words = random.Random(1)
    texts = (" ".join(f"{words.random():.12f}" for _ in range(200)) for _ in range(count))
    return gzip.compress(pubmed_set(*(record(n, text) for n, text in enumerate(texts, start=1))))


@pytest.mark.parametrize("share", [0.3, 0.7, 0.999])
def test_a_truncated_file_loads_what_stands_before(
    library: Library, tmp_path: Path, share: float
) -> None:
    data, file = packed(20), tmp_path / "a.xml.gz"
    file.write_bytes(data[: int(share * len(data))])
    outcomes = sorted(take_in(library, file), key=lambda outcome: outcome.status.value)
    assert statuses(outcomes)[:-1] == ["added"] * (len(outcomes) - 1)
    assert outcomes[-1].status is PutStatus.FAILED
    assert str(file) in outcomes[-1].detail
    assert "get it again" in outcomes[-1].detail
    assert len(library.entries()) == len(outcomes) - 1
    assert len(outcomes) > 20 * share - 5
    file.write_bytes(data)
    assert statuses(take_in(library, file)).count("added") == 20 - (len(outcomes) - 1)


def test_a_flipped_bit_is_told_and_loses_nothing_before_it(
    library: Library, tmp_path: Path
) -> None:
    data, file = bytearray(packed(20)), tmp_path / "a.xml.gz"
    data[len(data) // 2] ^= 0x10
    file.write_bytes(bytes(data))
    outcomes = take_in(library, file)
    failed = [outcome for outcome in outcomes if outcome.status is PutStatus.FAILED]
    assert failed
    assert all("\n" not in outcome.detail for outcome in failed)
    assert len(library.entries()) >= 5
    assert library.verify() == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (pubmed_set(), None),
        (b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">' + pubmed_set(record())[21:], "added"),
        (pubmed_set(record().replace('<PMID Version="1">5</PMID>', "")), "no valid PMID"),
        (pubmed_set(record(text="It w\0rks.")), "not well-formed"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]>' + pubmed_set(record(text="&a;"))[21:], "entities"),
        (b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
         + pubmed_set(record(text="&a;"))[21:], "entities"),
        (pubmed_set(record()).replace(b'"1.0"?>', b'"1.0" encoding="utf-16"?>'), "not well-formed"),
        (pubmed_set(record()).replace(b'"1.0"?>', b'"1.0" encoding="no-such"?>'), "encoding"),
        (pubmed_set("<Unknown/>"), "not well-formed"),
    ],
    ids=["empty", "unknown dtd", "no pmid", "nul", "entity", "external entity", "wrong encoding",
         "unknown encoding", "unknown record"],
)  # fmt: skip
def test_what_is_wrong_with_a_set_is_told(
    library: Library, tmp_path: Path, data: bytes, said: str | None
) -> None:
    (tmp_path / "a.xml").write_bytes(data)
    outcomes = take_in(library, tmp_path / "a.xml")
    if said in (None, "added"):
        assert statuses(outcomes) == ([said] if said else [])
        return
    (outcome,) = outcomes
    assert outcome.status is PutStatus.FAILED
    assert said is not None
    assert any(part in outcome.detail for part in said.split("|")), outcome.detail
    assert library.entries() == {}


def test_a_paper_of_next_century_supersedes_nothing(library: Library, tmp_path: Path) -> None:
    guideline = "---\nid: acme-{0}-gout\nkind: guideline\ntitle: Gout\nyear: {0}\nchecked: x\n---\n"
    for year in ("2020", "2099"):
        (tmp_path / f"{year}.md").write_text(guideline.format(year) + "- (Strong) Offer it.\n")
        take_in(library, tmp_path / f"{year}.md")
    assert library.entries()["acme-2020-gout"].superseded_by is None
    assert library.verify() == []
