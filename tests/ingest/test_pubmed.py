"""PubMed records: what becomes of each part, what is refused, and real samples where present."""

from __future__ import annotations

import io
from collections.abc import Iterator
from html import escape
from itertools import islice, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.model import (
    EditorialNotice,
    EditorialNoticeKind,
    Source,
    SourceKind,
    TextOrigin,
)
from ingest.chunking import chunk
from ingest.document import BlockKind, Document, RawDocument
from ingest.readers import pubmed, xml_records, xml_splitting

SAMPLES = Path(__file__).parents[3] / "shared" / "data" / "format-samples" / "pubmed-xml"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"{SAMPLES} is not there")

DOCTYPE = '<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle//EN" "https://x/y.dtd">'
DEFAULTS = {
    "pmid": "123",
    "model": "Print",
    "date": "<PubDate><Year>2020</Year><Month>Mar</Month></PubDate>",
    "title": "Colchicine for gout.",
    "abstract": "<Abstract><AbstractText>It works.</AbstractText></Abstract>",
    "authors": "",
    "types": "Journal Article",
    "article": "",
    "citation": "",
    "data": "",
}


def record(**parts: str) -> str:
    """A record in our own words; `types` are separated by semicolons."""
    p = DEFAULTS | parts
    types = "".join(f"<PublicationType>{t}</PublicationType>" for t in p["types"].split("; "))
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE"><PMID Version="1">{p["pmid"]}</PMID>'
        f'<Article PubModel="{p["model"]}"><Journal><JournalIssue>{p["date"]}</JournalIssue>'
        "<Title>The journal of gout</Title><ISOAbbreviation>J Gout</ISOAbbreviation></Journal>"
        f"<ArticleTitle>{p['title']}</ArticleTitle>{p['abstract']}"
        f"<AuthorList>{p['authors']}</AuthorList>"
        f"<PublicationTypeList>{types}</PublicationTypeList>{p['article']}</Article>"
        f"{p['citation']}</MedlineCitation><PubmedData>{p['data']}</PubmedData></PubmedArticle>"
    )


def article_set(*found: str) -> bytes:
    content = "\n".join(found)
    head = f'<?xml version="1.0" encoding="utf-8"?>\n{DOCTYPE}'
    return f"{head}\n<PubmedArticleSet>\n{content}\n</PubmedArticleSet>\n".encode()


def split(data: bytes) -> Iterator[RawDocument]:
    return pubmed.records(io.BytesIO(data), "/in/set.xml", "set.xml")


def document(kind: SourceKind = SourceKind.OTHER, **parts: str) -> Document:
    (raw,) = split(article_set(record(**parts)))
    return pubmed.read(raw, kind)


def source(**parts: str) -> Source:
    return document(**parts).source


def title(marked_up: str) -> str:
    return source(title=marked_up).title


def blocks(abstract: str, citation: str = "") -> list[tuple[str, str]]:
    found = document(abstract=abstract, citation=citation).blocks
    return [(block.kind.value, block.text) for block in found]


# -- A set taken apart


def test_each_record_is_a_document_of_its_own() -> None:
    found = list(split(article_set(record(pmid="1"), record(pmid="22"))))
    assert [(raw.location, raw.name) for raw in found] == [
        ("/in/set.xml#pmid:1", "set.xml"),
        ("/in/set.xml#pmid:22", "set.xml"),
    ]
    assert [pubmed.read(raw, SourceKind.OTHER).source.id for raw in found] == ["pmid-1", "pmid-22"]


def test_a_record_keeps_its_bytes_whatever_stands_around_it() -> None:
    """So that a record of another release of the set is recognised as unchanged."""
    alone = [raw.data for raw in split(article_set(record()))]
    among = [raw.data for raw in split(article_set(record(pmid="9"), "<!-- x -->", record()))]
    assert alone == among[1:]


def test_each_deleted_record_withdraws_its_source() -> None:
    deleted = '<DeleteCitation>\n<PMID Version="1">5</PMID>\n<PMID>6</PMID></DeleteCitation>'
    found = list(split(article_set(record(), deleted)))
    assert [raw.location for raw in found[1:]] == [f"/in/set.xml#deleted:{n}" for n in (5, 6)]
    read = [pubmed.read(raw, SourceKind.OTHER) for raw in found]
    assert [document.withdrawn for document in read] == [False, True, True]
    assert [document.source.id for document in read] == ["pmid-123", "pmid-5", "pmid-6"]


def test_an_empty_set_has_no_records() -> None:
    assert list(split(article_set())) == []


def test_records_are_drawn_one_at_a_time() -> None:
    """The first record is there before the last one was read."""
    data = io.BytesIO(article_set(*(record(pmid=str(n)) for n in range(1, 2000))))
    next(pubmed.records(data, "/in/set.xml", "set.xml"))
    assert data.tell() < len(data.getvalue()) / 10


def test_a_record_that_was_read_is_let_go() -> None:
    data = io.BytesIO(article_set(*(record(pmid=str(n)) for n in range(1, 9))))
    found = xml_records.elements(data, pubmed.RECORDS, "/in/set.xml")
    held = [element for element in found if len(element)]
    assert len(held) == 8
    assert all(len(element) == 0 for element in held)


@given(cut=st.floats(0, 1, exclude_max=True))
def test_a_broken_off_set_gives_the_records_before_the_fault(cut: float) -> None:
    data = article_set(*(record(pmid=str(n)) for n in range(1, 6))).rstrip()
    kept = data[: int(cut * len(data))]
    whole = kept.count(b"</PubmedArticle>")
    found = split(kept)
    before = [raw.location for raw in islice(found, whole)]
    assert before == [f"/in/set.xml#pmid:{n}" for n in range(1, whole + 1)]
    with pytest.raises(SourceError, match=r"^/in/set.xml: not well-formed XML"):
        next(found)


@pytest.mark.parametrize("stray", ["words", "<Other/>", "<PubmedArticlf>", "</Other>", "&x;"])
def test_nothing_between_records_is_lost_in_silence(stray: str) -> None:
    found = split(article_set(record(pmid="1"), stray, record(pmid="2")))
    assert next(found).location.endswith("pmid:1")
    with pytest.raises(SourceError, match=r"not well-formed XML: at byte \d+ .* no record"):
        next(found)


def test_a_second_set_in_one_file_is_not_lost_in_silence() -> None:
    found = split(article_set(record(pmid="1")) + article_set(record(pmid="2")))
    assert next(found).location.endswith("pmid:1")
    with pytest.raises(SourceError, match="not well-formed XML"):
        next(found)
    assert len(list(split(article_set(record()) + b"<!-- made today -->\n"))) == 1


def test_records_are_cut_wherever_the_stream_breaks() -> None:
    whole = article_set(*(record(pmid=str(n)) for n in range(1, 6)))
    wanted = list(split(whole))

    class Dribbling(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(7 if size is None or size < 0 else min(size, 7))

    assert list(pubmed.records(Dribbling(whole), "/in/set.xml", "set.xml")) == wanted


def test_a_damaged_record_spoils_itself_alone() -> None:
    broken = record(pmid="2").replace("</Article>", "</Artucle>")
    nul = record(pmid="3", title="Gout\0.")
    first, second, third, fourth = split(
        article_set(record(pmid="1"), broken, nul, record(pmid="4"))
    )
    for raw in (second, third):
        with pytest.raises(SourceError, match="not well-formed"):
            pubmed.read(raw, SourceKind.OTHER)
    read = [pubmed.read(raw, SourceKind.OTHER).source.id for raw in (first, fourth)]
    assert read == ["pmid-1", "pmid-4"]


def test_a_record_without_an_end_is_refused_before_it_fills_the_memory() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"<x></x>" * (size // 7 + 1)

    opening = io.BytesIO(article_set().partition(b"</")[0] + b"<PubmedArticle>")
    endless = Endless()

    class Joined(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            return opening.read(size) or endless.read(size)

    with pytest.raises(SourceError, match="a record of more than 16 MB"):
        next(pubmed.records(Joined(), "/in/set.xml", "set.xml"))  # type: ignore[arg-type]
    assert endless.given < 2 * xml_splitting.LARGEST_RECORD


def test_bytes_of_another_encoding_are_refused_and_a_declared_one_is_read() -> None:
    text = article_set(record(title="Lévy bodies")).decode()
    (wrong,) = split(text.encode("latin-1"))
    with pytest.raises(SourceError, match="not well-formed"):
        pubmed.read(wrong, SourceKind.OTHER)
    latin = text.replace('encoding="utf-8"', 'encoding="iso-8859-1"').encode("latin-1")
    read = [pubmed.read(raw, SourceKind.OTHER) for raw in (*split(latin), *split(text.encode()))]
    assert read[0] == read[1]
    wide = text.replace('encoding="utf-8"', 'encoding="utf-16"').encode("utf-16")
    assert [pubmed.read(raw, SourceKind.OTHER) for raw in split(wide)] == read[:1]


def bomb(use: str) -> bytes:
    names = "abcdefghijklmnop"
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names)
    )
    doctype = f"<!DOCTYPE PubmedArticleSet [{entities}]>"
    content = record(title=use)
    return f"{doctype}<PubmedArticleSet>{content}</PubmedArticleSet>".encode()


@pytest.mark.parametrize(
    "data",
    [
        bomb("&p;"),
        bomb("harmless"),
        bomb('<i class="&p;">x</i>'),
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        + f"<PubmedArticleSet>{record(title='&x;')}</PubmedArticleSet>".encode(),
    ],
    ids=["bomb", "declared only", "in an attribute", "a file"],
)
def test_entities_of_its_own_are_refused_before_they_grow(data: bytes) -> None:
    """Expanded, the bomb would hold 2 * 10^15 characters: this test would not end."""
    with pytest.raises(SourceError, match=r"entit|not well-formed"):
        list(split(data))
    with pytest.raises(SourceError, match=r"entit|not well-formed"):
        pubmed.read(RawDocument(data, "/in/a.xml", "a.xml"), SourceKind.OTHER)


def test_an_entity_that_nobody_defined_spoils_its_record_alone() -> None:
    data = article_set(record(pmid="1", title="A&nbsp;B"), record(pmid="2"))
    first, second = split(data)
    with pytest.raises(SourceError, match="nbsp"):
        pubmed.read(first, SourceKind.OTHER)
    assert pubmed.read(second, SourceKind.OTHER).source.id == "pmid-2"
    alone = RawDocument(article_set(record(title="A&nbsp;B")), "/in/a.xml", "a.xml")
    with pytest.raises(SourceError, match="nbsp"):
        pubmed.read(alone, SourceKind.OTHER)


@pytest.mark.parametrize("content", ["", record(pmid="1") + record(pmid="2")])
def test_reading_wants_one_record(content: str) -> None:
    raw = RawDocument(f"<PubmedArticleSet>{content}</PubmedArticleSet>".encode(), "/in/a", "a.xml")
    with pytest.raises(SourceError, match=r"holds [02] PubMed records where one is read"):
        pubmed.read(raw, SourceKind.OTHER)


@pytest.mark.parametrize("pmid", ["", "0", "12a", "1234567890"])
def test_a_record_without_a_valid_number_is_refused(pmid: str) -> None:
    (raw,) = split(article_set(record(pmid=pmid)))
    assert raw.location == "/in/set.xml#record:1"
    with pytest.raises(SourceError, match="no valid PMID"):
        pubmed.read(raw, SourceKind.OTHER)


# -- The source


def test_what_a_record_says_of_itself() -> None:
    ids = (
        '<ReferenceList><Reference><ArticleIdList><ArticleId IdType="doi">10.9999/other</ArticleId>'
        '</ArticleIdList></Reference></ReferenceList><ArticleIdList><ArticleId IdType="pubmed">123'
        '</ArticleId><ArticleId IdType="doi">10.1000/gout</ArticleId></ArticleIdList>'
    )
    read = source(
        data=ids,
        authors="<Author><LastName>Abc</LastName><ForeName>Dora E</ForeName><Initials>DE</Initials>"
        "</Author>",
        types="Journal Article; Randomized Controlled Trial",
        abstract="<Abstract><AbstractText>Yes.</AbstractText><CopyrightInformation>© ACME 2020."
        "</CopyrightInformation></Abstract>",
        citation="<KeywordList><Keyword>urate</Keyword></KeywordList>",
    )
    assert read == Source(
        id="pmid-123", kind=SourceKind.RCT, title="Colchicine for gout", family="pmid-123",
        authors=("Abc DE",), journal="J Gout", published="2020-03", doi="10.1000/gout", pmid="123",
        url="https://pubmed.ncbi.nlm.nih.gov/123/", licence="© ACME 2020.", topics=("urate",),
        text_origin=TextOrigin.ABSTRACT,
    )  # fmt: skip


def test_authors_are_persons_and_groups_and_wrong_spellings_are_left_out() -> None:
    authors = (
        '<Author ValidYN="Y"><LastName>King</LastName><Initials>ML</Initials><Suffix>Jr</Suffix>'
        '</Author><Author ValidYN="N"><LastName>Kign</LastName><Initials>ML</Initials></Author>'
        "<Author><CollectiveName>ACME Study\n Group</CollectiveName></Author>"
        "<Author><LastName>Plato</LastName></Author>"
    )
    assert source(authors=authors).authors == ("King ML Jr", "ACME Study Group", "Plato")


def test_the_group_that_signs_a_guideline_is_its_body() -> None:
    authors = (
        "<Author><LastName>Abc</LastName><Initials>D</Initials></Author>"
        "<Author><CollectiveName>ACME Task Force.</CollectiveName></Author>"
    )
    guideline = source(authors=authors, types="Practice Guideline")
    assert guideline.organization == "ACME Task Force"
    assert source(authors=authors, types="Journal Article").organization is None


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("Gout and urate.", "Gout and urate"),
        ("Is it gout?", "Is it gout?"),
        ("The <i>TERT</i> gene in\n gout.", "The TERT gene in gout"),
        ("[Colchicine for gout].", "Colchicine for gout"),
        ("[Colchicine for gout.]", "Colchicine for gout"),
        ("Above 10<sup>9</sup>/L.", "Above 10⁹/L"),
        ("Below 10<sup>-6</sup> mol.", "Below 10⁻⁶ mol"),
        ("About 10<sup>5.2</sup> and x<sup>n</sup>.", "About 10^5.2 and xⁿ"),
        ("CD4<sup>+</sup> and <sup>99m</sup>Tc and 1<sup>st</sup>.", "CD4⁺ and ⁹⁹mTc and 1st"),
        ("<sup>13</sup>C at 5<sub>2</sub> in H<sub>2</sub>O.", "¹³C at 5₂ in H2O"),
        ("A β\n\t\t<sub>2</sub>-agonist.", "A β2-agonist"),
        ("Vitamin D <sub>3</sub>.", "Vitamin D 3"),
        ("P &lt; 0.05 &amp; more.", "P < 0.05 & more"),
        ("A<!-- no --> b.", "A b"),
    ],
)
def test_titles_are_plain_words(printed: str, plain: str) -> None:
    assert title(printed) == plain


@given(printed=st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=40))
def test_every_character_comes_through(printed: str) -> None:
    """Also invisible ones: normalising the text is chunking's part."""
    read = document(
        title=f"Of {escape(printed)} <i>x</i>",
        abstract=f"<Abstract><AbstractText>In {escape(printed)} x</AbstractText></Abstract>",
    )
    assert read.source.title == " ".join(f"Of {printed} x".split())
    assert read.blocks[0].text == " ".join(f"In {printed} x".split())


MATH = 'xmlns:mml="http://www.w3.org/1998/Math/MathML"'


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        ("<mml:msup>\n <mml:mn>10</mml:mn>\n <mml:mn>9</mml:mn>\n</mml:msup>", "10⁹"),
        ("<mml:msub><mml:mn>10</mml:mn><mml:mn>9</mml:mn></mml:msub>", "10₉"),
        ("<mml:mfrac><mml:mn>1</mml:mn><mml:mn>2</mml:mn></mml:mfrac>", "1/2"),
        (
            "<mml:mfrac><mml:mrow><mml:mi>a</mml:mi><mml:mo>+</mml:mo><mml:mi>b</mml:mi></mml:mrow>"
            "<mml:mn>2</mml:mn></mml:mfrac>",
            "(a+b)/2",
        ),
        (
            "<mml:msubsup><mml:mi>x</mml:mi><mml:mn>1</mml:mn><mml:mn>2</mml:mn></mml:msubsup>",
            "x1²",
        ),
        ("<mml:msqrt><mml:mn>2</mml:mn></mml:msqrt>", "√2"),
        (
            "<mml:semantics><mml:mn>7</mml:mn><mml:annotation>7 or so</mml:annotation>"
            "</mml:semantics>",
            "7",
        ),
    ],
)
def test_formulas_keep_their_meaning(formula: str, plain: str) -> None:
    assert title(f"Of <mml:math {MATH}>{formula}</mml:math> cells.") == f"Of {plain} cells"


@given(base=st.integers(0, 9), power=st.integers(0, 99))
def test_a_raised_number_never_joins_the_number_before_it(base: int, power: int) -> None:
    assert f"{base}{power}" not in title(f"x {base}<sup>{power}</sup> y {base}<sub>{power}</sub>")


def test_a_title_that_is_missing_is_not_invented() -> None:
    other = "<VernacularTitle>Gicht.</VernacularTitle>"
    assert source(title="[Not Available].", article=other).title == "Gicht"
    assert source(title="").title == "PubMed record 123 (without a title)"


def issue(medline_date: str) -> str:
    return f"<PubDate><MedlineDate>{medline_date}</MedlineDate></PubDate>"


@pytest.mark.parametrize(
    ("date", "iso"),
    [
        (issue("1998 Dec-1999 Jan"), "1998-12"),
        (issue("2015 Nov-Dec"), "2015-11"),
        (issue("2004 Aug 16-31"), "2004-08-16"),
        (issue("2000 Spring"), "2000"),
        (issue("Winter 2001"), "2001"),
        (issue("1976-1977"), "1976"),
        (issue("undated"), None),
        ("<PubDate><Year>2018</Year><Month>5</Month><Day>7</Day></PubDate>", "2018-05-07"),
        ("<PubDate><Year>2018</Year><Month>Sept</Month></PubDate>", "2018-09"),
        ("<PubDate><Year>2018</Year><Month>02</Month><Day>31</Day></PubDate>", "2018-02"),
        ("<PubDate><Year>2018</Year><Season>Summer</Season></PubDate>", "2018"),
        ("<PubDate><Year>2018</Year><Month>13</Month></PubDate>", "2018"),
        ("", None),
    ],
)
def test_dates_are_as_precise_as_printed(date: str, iso: str | None) -> None:
    assert source(date=date).published == iso


def test_the_date_is_the_one_that_pubmed_cites() -> None:
    own = "<ArticleDate><Year>2016</Year><Month>10</Month><Day>21</Day></ArticleDate>"
    cited = {
        model: source(model=model, article=own).published
        for model in ("Print", "Print-Electronic", "Electronic", "Electronic-eCollection")
    }
    assert cited == {
        "Print": "2020-03",
        "Print-Electronic": "2020-03",
        "Electronic": "2016-10-21",
        "Electronic-eCollection": "2016-10-21",
    }
    assert source(article=own, date="").published == "2016-10-21"
    assert source(model="Electronic").published == "2020-03"


@pytest.mark.parametrize(
    ("ids", "located", "doi"),
    [
        ("10.1000/a(1)", "", "10.1000/a(1)"),
        ("", '<ELocationID EIdType="doi" ValidYN="Y">10.1000/b</ELocationID>', "10.1000/b"),
        ("", '<ELocationID EIdType="doi" ValidYN="N">10.1000/b</ELocationID>', None),
        ("", '<ELocationID EIdType="pii">10.1000/b</ELocationID>', None),
        ("S0140-6736", '<ELocationID EIdType="doi">10.1000/b</ELocationID>', "10.1000/b"),
        ("10.1000/a b", "", None),
    ],
)
def test_only_a_valid_doi_of_its_own_is_kept(ids: str, located: str, doi: str | None) -> None:
    data = f'<ArticleIdList><ArticleId IdType="doi">{ids}</ArticleId></ArticleIdList>'
    assert source(data=data, article=located).doi == doi


def test_headings_that_are_the_point_come_first_and_keywords_last() -> None:
    headings = (
        "<MeshHeadingList>"
        '<MeshHeading><DescriptorName MajorTopicYN="N">Humans</DescriptorName></MeshHeading>'
        '<MeshHeading><DescriptorName MajorTopicYN="N">Child</DescriptorName></MeshHeading>'
        '<MeshHeading><DescriptorName MajorTopicYN="N">Gout</DescriptorName>'
        '<QualifierName MajorTopicYN="Y">drug therapy</QualifierName></MeshHeading>'
        '<MeshHeading><DescriptorName MajorTopicYN="Y">Colchicine</DescriptorName></MeshHeading>'
        "</MeshHeadingList><KeywordList><Keyword>urate</Keyword><Keyword>Gout</Keyword>"
        "<Keyword>PM<sub>2.5</sub>.</Keyword></KeywordList>"
    )
    assert source(citation=headings).topics == ("Gout", "Colchicine", "Child", "urate", "PM2.5")


def link(kind: str, pmid: str = "99") -> str:
    return (
        f'<CommentsCorrectionsList><CommentsCorrections RefType="{kind}"><PMID>{pmid}</PMID>'
        "</CommentsCorrections></CommentsCorrectionsList>"
    )


def test_only_the_retracted_paper_itself_is_retracted() -> None:
    assert source(types="Journal Article; Retracted Publication").retracted
    assert source(citation=link("RetractionIn")).retracted
    for kind in ("RetractionOf", "PartialRetractionIn", "ErratumIn", "ExpressionOfConcernIn"):
        assert not source(citation=link(kind)).retracted
    assert not source(types="Retraction of Publication", citation=link("RetractionOf")).retracted


def test_what_was_published_on_a_paper_is_kept_with_its_reference() -> None:
    links = "".join(
        f'<CommentsCorrections RefType="{kind}"><RefSource>J Gout. 2021;3:{n}. doi: 10.1000/g{n}.'
        f"</RefSource><PMID>{n}</PMID></CommentsCorrections>"
        for n, kind in enumerate(
            ("ErratumIn", "ExpressionOfConcernIn", "CommentIn", "UpdateIn", "PartialRetractionIn"),
            start=1,
        )
    )
    read = source(citation=f"<CommentsCorrectionsList>{links}</CommentsCorrectionsList>")
    assert [(notice.kind.value, notice.pmid, notice.doi) for notice in read.notices] == [
        ("correction", "1", "10.1000/g1"),
        ("expression-of-concern", "2", "10.1000/g2"),
        ("update", "4", "10.1000/g4"),
        ("partial-retraction", "5", "10.1000/g5"),
    ]
    assert read.notices[0].reference == "J Gout. 2021;3:1. doi: 10.1000/g1"
    assert not read.retracted


def test_a_notice_reports_on_the_paper_that_it_is_about() -> None:
    read = document(types="Retraction Notice", citation=link("RetractionOf", "77"), abstract="")
    (report,) = read.reports
    assert (report.notice.kind, report.pmid) == (EditorialNoticeKind.RETRACTION, "77")
    assert report.notice == EditorialNotice(
        EditorialNoticeKind.RETRACTION, "J Gout. 2020-03", "123", None
    )
    assert read.source.notices == ()
    assert document(citation=link("RetractionIn")).reports == ()


def test_when_a_record_was_revised_is_known() -> None:
    revised = "<DateRevised><Year>2024</Year><Month>02</Month><Day>09</Day></DateRevised>"
    assert source(citation=revised).revised == "2024-02-09"
    assert source().revised is None


def test_an_update_supersedes_what_it_updates() -> None:
    assert source(citation=link("UpdateOf")).supersedes == ("pmid-99",)
    assert source(citation=link("UpdateOf", "")).supersedes == ()
    assert source(citation=link("UpdateIn")).supersedes == ()


def test_the_versions_of_a_cochrane_review_are_one_family() -> None:
    def review(doi: str) -> Source:
        data = f'<ArticleIdList><ArticleId IdType="doi">{doi}</ArticleId></ArticleIdList>'
        return source(data=data)

    first, second = review("10.1002/14651858.CD001234"), review("10.1002/14651858.CD001234.pub2")
    assert first.family == second.family == "cochrane-cd001234"
    assert (first.version, second.version) == (None, "pub2")
    assert review("10.1002/14651858.CD009999.pub2").family != first.family


def test_the_given_kind_is_for_records_that_do_not_tell() -> None:
    assert document(SourceKind.COHORT).source.kind is SourceKind.COHORT
    assert document(SourceKind.COHORT, types="Editorial").source.kind is SourceKind.OTHER
    told = document(SourceKind.COHORT, types="Case Reports").source.kind
    assert told is SourceKind.CASE_SERIES


# -- The abstract


def test_labels_are_headings_and_unlabelled_parts_have_none() -> None:
    assert blocks(
        '<Abstract><AbstractText Label="AIM" NlmCategory="OBJECTIVE">To see.</AbstractText>'
        '<AbstractText Label="UNLABELLED" NlmCategory="UNASSIGNED">We saw.</AbstractText>'
        "<AbstractText>All saw.</AbstractText>"
        '<AbstractText Label="RESULTS &amp; MORE"><b>Seen</b> it.</AbstractText>'
        '<AbstractText Label="EMPTY"/></Abstract>'
    ) == [
        ("heading", "AIM"),
        ("paragraph", "To see."),
        ("heading", "Abstract"),
        ("paragraph", "We saw."),
        ("paragraph", "All saw."),
        ("heading", "RESULTS & MORE"),
        ("paragraph", "Seen it."),
    ]
    assert blocks("<Abstract><AbstractText>We saw.</AbstractText></Abstract>") == [
        ("paragraph", "We saw.")
    ]


def test_labels_within_a_running_text_part_it() -> None:
    running = "Gout hurts. METHODS: We asked. RESULTS AND DISCUSSION: CI: 1 to 2. CONCLUSION: Ask."
    assert blocks(f"<Abstract><AbstractText>{running}</AbstractText></Abstract>") == [
        ("paragraph", "Gout hurts."),
        ("heading", "METHODS"),
        ("paragraph", "We asked."),
        ("heading", "RESULTS AND DISCUSSION"),
        ("paragraph", "CI: 1 to 2."),
        ("heading", "CONCLUSION"),
        ("paragraph", "Ask."),
    ]
    alone = "<Abstract><AbstractText>We asked. CONCLUSION: Ask.</AbstractText></Abstract>"
    assert blocks(alone) == [("paragraph", "We asked. CONCLUSION: Ask.")]


def test_no_abstract_is_a_document_without_blocks() -> None:
    assert blocks("") == []
    assert blocks("<Abstract><AbstractText> </AbstractText></Abstract>") == []
    assert chunk(document(abstract=""), len).passages == ()


def test_abstracts_of_others_follow_in_english_alone() -> None:
    others = (
        '<OtherAbstract Type="Publisher" Language="spa"><AbstractText>Sí.</AbstractText>'
        '</OtherAbstract><OtherAbstract Type="plain-language-summary" Language="eng">'
        '<AbstractText Label="WHY?">It hurts.</AbstractText></OtherAbstract>'
    )
    own = "<Abstract><AbstractText>Yes.</AbstractText></Abstract>"
    assert blocks(own, others) == [
        ("paragraph", "Yes."),
        ("heading", "Plain language summary"),
        ("heading", "WHY?"),
        ("paragraph", "It hurts."),
    ]


@pytest.mark.parametrize(
    "notice",
    [
        "Copyright © 2020 ACME.",
        "© 2020 The Authors. Gout published by ACME.",
        "(PsycINFO Database Record (c) 2012 APA, all rights reserved).",
        "This article is protected by copyright. All rights reserved.",
    ],
)
def test_a_copyright_notice_is_nobodys_finding(notice: str) -> None:
    text = f"<Abstract><AbstractText>It works in 5 of 6. {notice}</AbstractText></Abstract>"
    read = document(abstract=text)
    assert [block.text for block in read.blocks] == ["It works in 5 of 6."]
    assert read.source.licence == notice


def test_a_part_may_be_nothing_but_a_notice() -> None:
    parts = "<AbstractText>It works.</AbstractText><AbstractText>© 2020 ACME.</AbstractText>"
    read = document(abstract=f"<Abstract>{parts}</Abstract>")
    assert [block.text for block in read.blocks] == ["It works."]
    assert read.source.licence == "© 2020 ACME."


def test_findings_on_copyright_stay() -> None:
    text = "Copyright laws were surveyed. We found (c) to be best."
    assert blocks(f"<Abstract><AbstractText>{text}</AbstractText></Abstract>") == [
        ("paragraph", text)
    ]


def test_a_sentence_that_was_cut_off_is_left_out() -> None:
    cut = "It works. It does not work in (ABSTRACT TRUNCATED AT 250 WORDS)"
    assert blocks(f"<Abstract><AbstractText>{cut}</AbstractText></Abstract>") == [
        ("paragraph", "It works.")
    ]
    whole = "It works. So it does.(ABSTRACT TRUNCATED)"
    assert blocks(f"<Abstract><AbstractText>{whole}</AbstractText></Abstract>") == [
        ("paragraph", "It works. So it does.")
    ]


def test_who_paid_and_where_it_is_registered_is_kept_but_not_searched() -> None:
    parts = ("RESULTS", "FUNDING", "TRIAL REGISTRATION")
    text = "".join(f'<AbstractText Label="{p}">Of {p}.</AbstractText>' for p in parts)
    read = document(abstract=f"<Abstract>{text}</Abstract>")
    said = {b.text: b.searched for b in read.blocks if b.kind is BlockKind.PARAGRAPH}
    assert said == {"Of RESULTS.": True, "Of FUNDING.": False, "Of TRIAL REGISTRATION.": False}


# -- Books


CHAPTER = """<PubmedBookArticle><BookDocument><PMID Version="1">456</PMID>
<ArticleIdList><ArticleId IdType="bookaccession">NBK1</ArticleId></ArticleIdList>
<Book><Publisher><PublisherName>ACME</PublisherName></Publisher><BookTitle book="g">Gout<sup>®</sup>
 Reviews</BookTitle><PubDate><Year>1993</Year></PubDate>
<AuthorList Type="editors"><Author><LastName>Editor</LastName><Initials>E</Initials></Author>
</AuthorList></Book><ArticleTitle book="g" part="p">Familial gout</ArticleTitle>
<AuthorList Type="authors"><Author><LastName>Abc</LastName><Initials>D</Initials></Author>
</AuthorList><PublicationType UI="D016454">Review</PublicationType>
<Abstract><AbstractText Label="CLINICAL CHARACTERISTICS">Toes hurt.</AbstractText>
<CopyrightInformation>© 1993 ACME.</CopyrightInformation></Abstract>{dates}
<KeywordList Owner="NLM"><Keyword>toes</Keyword></KeywordList></BookDocument>
<PubmedBookData><ArticleIdList><ArticleId IdType="pubmed">456</ArticleId></ArticleIdList>
</PubmedBookData></PubmedBookArticle>"""
CONTRIBUTED = "<ContributionDate><Year>2001</Year><Month>3</Month><Day>9</Day></ContributionDate>"
REVISED = "<DateRevised><Year>2022</Year><Month>06</Month><Day>2</Day></DateRevised>"


def chapter(dates: str) -> Document:
    (raw,) = split(article_set(CHAPTER.format(dates=dates)))
    return pubmed.read(raw, SourceKind.OTHER)


def test_a_chapter_of_a_book() -> None:
    read = chapter(CONTRIBUTED)
    assert read.source == Source(
        id="pmid-456", kind=SourceKind.NARRATIVE_REVIEW, title="Familial gout", family="pmid-456",
        authors=("Abc D",), journal="Gout® Reviews", published="2001-03-09", pmid="456",
        url="https://pubmed.ncbi.nlm.nih.gov/456/", licence="© 1993 ACME.", topics=("toes",),
        text_origin=TextOrigin.ABSTRACT,
    )  # fmt: skip
    assert [b.text for b in read.blocks] == ["CLINICAL CHARACTERISTICS", "Toes hurt."]


def test_a_chapter_is_as_old_as_its_last_revision() -> None:
    assert chapter(CONTRIBUTED + REVISED).source.published == "2022-06-02"
    assert chapter("").source.published == "1993"


# -- Real samples


def samples() -> dict[str, Document]:
    found = {}
    for path in sorted(SAMPLES.glob("*.xml")):
        with path.open("rb") as stream:
            for raw in pubmed.records(stream, str(path), path.name):
                read = pubmed.read(raw, SourceKind.OTHER)
                found[read.source.id] = read
    return found


@needs_samples
def test_the_facts_of_the_real_samples() -> None:
    """Checked by eye against the files."""
    read = {id_: d.source for id_, d in samples().items()}
    facts = {
        id_: (s.kind.value, s.authors[0], len(s.authors), s.journal, s.published, s.doi)
        for id_, s in read.items()
    }
    assert facts == {
        "pmid-12091962": ("narrative-review", "Olivero JM", 1, "Soc Justice", "1990", None),
        "pmid-9997": ("other", "Strekas TC", 1, "Biochim Biophys Acta", "1976-09-28",
                      "10.1016/0005-2795(76)90109-4"),
        "pmid-11748933": ("other", "Taddei AR", 8, "Cryobiology", "2001-06",
                          "10.1006/cryo.2001.2328"),
        "pmid-11700088": ("other", "Casieri C", 6, "J Magn Reson", "2001-11",
                          "10.1006/jmre.2001.2429"),
        "pmid-27797938": ("case-control", "Bao Y", 22, "Gut", "2017-06",
                          "10.1136/gutjnl-2016-312510"),
        "pmid-28775130": ("other", "Lerro CC", 12, "Occup Environ Med", "2018-02",
                          "10.1136/oemed-2017-104431"),
        "pmid-30108519": ("other", "Garcia-Tabar I", 2, "Front Physiol", "2018-07-31",
                          "10.3389/fphys.2018.01034"),
        "pmid-29963580": ("other", "Guo F", 9, "J Med Imaging (Bellingham)", "2018-04",
                          "10.1117/1.JMI.5.2.026002"),
        "pmid-29768149": ("rct", "O'Byrne PM", 10, "N Engl J Med", "2018-05-17",
                          "10.1056/NEJMoa1715274"),
    }  # fmt: skip
    assert read["pmid-29963580"].authors[-1] == "Canadian Respiratory Research Network"
    assert read["pmid-29768149"].title == (
        "Inhaled Combined Budesonide-Formoterol as Needed in Mild Asthma"
    )
    assert read["pmid-29768149"].topics[:2] == ("Asthma", "Bronchodilator Agents")
    assert not any(s.retracted or s.supersedes for s in read.values())


@needs_samples
def test_the_abstracts_of_the_real_samples() -> None:
    read = samples()
    assert read["pmid-12091962"].blocks == ()
    headings = [b.text for b in read["pmid-29768149"].blocks if b.kind is BlockKind.HEADING]
    assert headings == ["BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS"]
    assert "fast-acting β2-agonist" in read["pmid-29768149"].blocks[1].text
    for document in read.values():
        text = chunk(document, lambda words: len(words.split()))
        assert "©" not in text.text
        assert "Copyright" not in text.text
        for sentence in text.sentences:
            assert any(p.span.holds(sentence.span) for p in text.passages)
