"""JATS articles: what becomes of each part; on real articles that no word is lost."""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from corpus.errors import SourceError
from corpus.model import EditorialNoticeKind, SourceKind, TextOrigin
from ingest.chunking import chunk
from ingest.document import Block, BlockKind, Document, RawDocument
from ingest.readers import jats, read, records_of, xml_records

SAMPLES = Path(__file__).parents[4] / "shared" / "data" / "format-samples" / "jats"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"{SAMPLES} is not there")

IDS = {"pmid": "123", "pmc": "456", "doi": "10.1000/gout.1"}
META = """<title-group><article-title>Colchicine for <italic>gout</italic></article-title>
<subtitle>a trial</subtitle></title-group>
<contrib-group><contrib contrib-type="author"><name><surname>O'Byrne</surname>
<given-names>Paul M</given-names></name></contrib>
<contrib contrib-type="author"><collab>Gout Group<contrib-group><contrib><name>
<surname>Member</surname></name></contrib></contrib-group></collab></contrib>
<contrib contrib-type="editor"><name><surname>Editor</surname></name></contrib></contrib-group>
<pub-date pub-type="epub"><day>7</day><month>3</month><year>2019</year></pub-date>
<pub-date pub-type="ppub"><month>5</month><year>2019</year></pub-date>
<pub-date pub-type="pmc-release"><year>2021</year></pub-date>
<permissions><copyright-statement>© 2019 ACME</copyright-statement>
<license xmlns:xlink="http://www.w3.org/1999/xlink"
 xlink:href="https://creativecommons.org/licenses/by/4.0/"><license-p>Open access.</license-p>
</license></permissions><kwd-group><kwd>gout</kwd><kwd>colchicine</kwd></kwd-group>"""
MML = 'xmlns:mml="http://www.w3.org/1998/Math/MathML"'


def article(body: str = "<p>It works.</p>", **parts: str) -> bytes:
    """An article in our own words. Parts: `meta` in place of META, `more` after it, `back`, ..."""
    ids = parts.get("ids") or "".join(
        f'<article-id pub-id-type="{name}">{value}</article-id>' for name, value in IDS.items()
    )
    return (
        '<!DOCTYPE article PUBLIC "-//NLM//DTD JATS v1.3//EN" "JATS-archivearticle1-3.dtd">'
        f'<article article-type="{parts.get("type", "research-article")}"><front><journal-meta>'
        '<journal-id journal-id-type="iso-abbrev">J. Gout</journal-id></journal-meta>'
        f"<article-meta>{ids}{parts.get('meta', META)}{parts.get('more', '')}</article-meta>"
        f"</front><body>{body}</body><back>{parts.get('back', '')}</back></article>"
    ).encode()


def document(body: str = "<p>It works.</p>", **parts: str) -> Document:
    return jats.read(RawDocument(article(body, **parts), "/in/a.xml", "a.xml"), SourceKind.OTHER)


def said(blocks: tuple[Block, ...]) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, block.text) for block in blocks]


def text_of(body: str) -> str:
    (block,) = document(f"<p>{body}</p>").blocks
    return block.text


def test_what_an_article_says_of_itself() -> None:
    source = document().source
    assert (source.id, source.pmid, source.doi) == ("pmid-123", "123", "10.1000/gout.1")
    assert source.title == "Colchicine for gout: a trial"
    assert source.authors == ("O'Byrne PM", "Gout Group")
    assert (source.journal, source.published) == ("J. Gout", "2019-05")
    assert source.licence == "https://creativecommons.org/licenses/by/4.0/ Open access."
    assert source.url == "https://pmc.ncbi.nlm.nih.gov/articles/PMC456/"
    assert source.topics == ("gout", "colchicine")
    assert source.text_origin is TextOrigin.PUBLISHER


@pytest.mark.parametrize(
    ("ids", "id_"),
    [
        ('<article-id pub-id-type="pmcid">PMC456</article-id>', "pmc-456"),
        ('<article-id pub-id-type="doi">10.1000/A_b</article-id>', "doi-10-1000-a-b"),
    ],
)
def test_the_best_identifier_names_the_source(ids: str, id_: str) -> None:
    assert document(ids=ids).source.id == id_


def test_an_article_without_an_identifier_or_a_title_is_refused() -> None:
    with pytest.raises(SourceError, match="lacks a PMID, a PMC number and a DOI"):
        document(ids='<article-id pub-id-type="pmid">x</article-id>')
    with pytest.raises(SourceError, match="lacks a title"):
        document(meta="<title-group/>")


@pytest.mark.parametrize(
    ("kind", "subject", "found"),
    [
        ("research-article", "Randomised Controlled Trial", SourceKind.RCT),
        ("systematic-review", "", SourceKind.SYSTEMATIC_REVIEW),
        ("review-article", "", SourceKind.NARRATIVE_REVIEW),
        ("case-report", "", SourceKind.CASE_SERIES),
        ("correction", "", SourceKind.OTHER),
        ("research-article", "Practice Guideline", SourceKind.GUIDELINE),
        ("research-article", "Medicine", SourceKind.COHORT),
    ],
)
def test_the_kind_is_told_by_type_and_subject(kind: str, subject: str, found: SourceKind) -> None:
    group = f"<subj-group><subject>{subject}</subject></subj-group>"
    more = f"<article-categories>{group}</article-categories>"
    raw = RawDocument(article(type=kind, more=more), "/in/a.xml", "a.xml")
    assert jats.read(raw, SourceKind.COHORT).source.kind is found


def test_parts_lists_boxes_and_figures_keep_their_places() -> None:
    body = """<p>Opening.</p><sec><label>2</label><title>Methods</title>
    <p>Do not use in: <list list-type="bullet"><list-item><label>•</label><p>children;</p>
    <list list-type="order"><list-item><label>1.</label><p>newborns</p></list-item></list>
    </list-item><list-item><p>pregnancy.</p><p>Nor after.</p></list-item></list> Else use it.</p>
    <sec><title>Dose</title><p>One.</p></sec></sec>
    <boxed-text><label>Box 1</label><caption><title>Recommendations</title></caption>
    <p>Offer it.</p></boxed-text>
    <fig><label>Figure 1</label><caption><title>Flow.</title><p>n=5</p></caption><graphic/></fig>
    <def-list><def-item><term>CI</term><def><p>interval</p></def></def-item></def-list>"""
    assert said(document(body).blocks) == [
        ("paragraph", 1, "Opening."),
        ("heading", 1, "2 Methods"),
        ("paragraph", 1, "Do not use in:"),
        ("item", 1, "children;"),
        ("item", 2, "newborns"),
        ("item", 1, "pregnancy."),
        ("paragraph", 2, "Nor after."),
        ("paragraph", 1, "Else use it."),
        ("heading", 2, "Dose"),
        ("paragraph", 1, "One."),
        ("heading", 1, "Box 1. Recommendations"),
        ("paragraph", 1, "Offer it."),
        ("paragraph", 1, "Figure 1. Flow. n=5."),
        ("item", 1, "CI: interval"),
    ]
    cut = chunk(document(body), len)
    newborns = next(s for s in cut.sentences if s.span.of(cut.text) == "newborns")
    assert [span.of(cut.text) for span in newborns.lead_ins] == ["Do not use in:", "children;"]


def test_a_table_is_rows_with_its_caption_and_headers() -> None:
    body = """<table-wrap><label>Table 1</label><caption><p>Doses by weight</p></caption><table>
    <thead><tr><th rowspan="2">Drug</th><th colspan="2">Dose</th></tr>
    <tr><th>&lt;50 kg</th><th>≥50 kg</th></tr></thead><tbody>
    <tr><td>Colchicine<xref ref-type="table-fn">a</xref></td><td>0.5 mg</td><td>1 mg</td></tr>
    </tbody></table><table-wrap-foot><fn><label>a</label><p>Not with P-gp inhibitors.</p></fn>
    </table-wrap-foot></table-wrap>"""
    row, note = document(body).blocks
    assert row.kind is BlockKind.ROW
    assert row.text == (
        "Table 1. Doses by weight. Drug: Colchicine ᵃ; Dose, <50 kg: 0.5 mg; Dose, ≥50 kg: 1 mg"
    )
    assert (note.text, note.searched) == ("a Not with P-gp inhibitors.", False)


def test_references_are_left_out_and_who_paid_is_not_searched() -> None:
    back = """<ack><p>We thank all.</p></ack><app-group><app><title>Appendix</title><p>More.</p>
    </app></app-group><ref-list><ref><mixed-citation>Abc. 2001.</mixed-citation></ref></ref-list>"""
    parts = (("Funding", "ACME paid."), ("Results", "R."))
    body = "".join(f"<sec><title>{title}</title><p>{text}</p></sec>" for title, text in parts)
    found = document(body, back=back).blocks
    assert "2001" not in " ".join(block.text for block in found)
    searched = {b.text: b.searched for b in found if b.kind is BlockKind.PARAGRAPH}
    assert searched == {"ACME paid.": False, "R.": True, "We thank all.": False, "More.": True}


def test_abstracts_come_first_each_under_its_name() -> None:
    more = """<abstract><sec><title>Aim</title><p>To see.</p></sec></abstract>
    <abstract abstract-type="summary"><p>Plain.</p></abstract>
    <abstract abstract-type="graphical"><p>Picture.</p></abstract>
    <abstract xml:lang="es"><p>Funciona.</p></abstract>"""
    assert said(document("<p>Text.</p>", more=more).blocks) == [
        ("heading", 1, "Abstract"),
        ("heading", 2, "Aim"),
        ("paragraph", 1, "To see."),
        ("heading", 1, "Summary"),
        ("paragraph", 1, "Plain."),
        ("paragraph", 1, "Text."),
    ]


def test_an_abstract_alone_is_quoted_as_one() -> None:
    read = document("", more="<abstract><p>It works.</p></abstract>")
    assert read.source.text_origin is TextOrigin.ABSTRACT


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("10<sup>9</sup> cells", "10⁹ cells"),
        ("CO<sub>2</sub> and FEV<sub>1</sub>", "CO2 and FEV1"),
        ('It works <sup><xref ref-type="bibr">1</xref>,<xref ref-type="bibr">2</xref></sup>.',
         "It works."),
        ('It works [<xref ref-type="bibr">1</xref>]-[<xref ref-type="bibr">3</xref>]. So.',
         "It works-. So."),
        ('It works (<xref ref-type="bibr">1</xref>, <xref ref-type="bibr">2</xref>) well',
         "It works well"),
        ('as <xref ref-type="bibr">Abc, 2001</xref> says', "as Abc, 2001 says"),
        ('see <xref ref-type="fig">Figure 1</xref>', "see Figure 1"),
        (f'<inline-formula><mml:math {MML}><mml:msup><mml:mi>r</mml:mi><mml:mn>2</mml:mn>'
         "</mml:msup><mml:mo>=</mml:mo><mml:mn>0.5</mml:mn></mml:math></inline-formula>", "r²=0.5"),
        ("<inline-formula><alternatives><tex-math>\\frac{1}{2}</tex-math>"
         f"<mml:math {MML}><mml:mfrac><mml:mn>1</mml:mn><mml:mn>2</mml:mn></mml:mfrac></mml:math>"
         "</alternatives></inline-formula> dose", "1/2 dose"),
        ("50.9<sup>cd</sup> but 2<sup>nd</sup>", "50.9 ᶜᵈ but 2nd"),
    ],
)  # fmt: skip
def test_marks_within_a_sentence_stay_readable(printed: str, plain: str) -> None:
    assert text_of(printed) == plain


@given(base=st.integers(0, 999), power=st.integers(0, 99))
def test_a_raised_number_never_joins_the_number_before_it(base: int, power: int) -> None:
    assert f"{base}{power}" not in text_of(f"in {base}<sup>{power}</sup> cells")


def related(kind: str, target: str = "10.1000/other", to: str = "doi") -> str:
    return (
        f'<related-article related-article-type="{kind}" ext-link-type="{to}"'
        f' xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{target}">J Gout 5:1'
        "</related-article>"
    )


def test_a_correction_reports_on_what_it_corrects() -> None:
    (report,) = document(type="correction", more=related("corrected-article")).reports
    assert report.doi == "10.1000/other"
    assert report.notice.kind is EditorialNoticeKind.CORRECTION
    assert report.notice.reference == "J. Gout. 2019-05"
    assert report.notice.pmid == "123"
    by_pmid = document(more=related("retracted-article", "77", "pmid")).reports
    assert [report.pmid for report in by_pmid] == ["77"]


def test_a_corrected_article_knows_its_correction() -> None:
    (notice,) = document(more=related("correction-forward")).source.notices
    assert (notice.kind.value, notice.reference) == ("correction", "J Gout 5:1")
    assert document(more=related("companion")).source.notices == ()


def split(data: bytes) -> Iterator[RawDocument]:
    records = records_of("a.nxml", data)
    assert records is not None
    return records(io.BytesIO(data), "/in/a.nxml", "a.nxml")


def test_an_article_set_is_taken_apart() -> None:
    own = article().partition(b">")[2]
    set_ = b"<pmc-articleset>" + own + b'<Reply error="x"/>' + own + b"</pmc-articleset>"
    found = list(split(set_))
    assert [raw.location for raw in found] == ["/in/a.nxml#pmc:456"] * 2
    assert read(found[0], SourceKind.OTHER).source.id == "pmid-123"
    with pytest.raises(SourceError, match="holds no article"):
        list(split(b"<pmc-articleset><Reply/></pmc-articleset>"))


def test_a_set_without_an_end_is_refused_before_it_fills_the_memory() -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            first = b"" if self.given else b"<pmc-articleset><article>"
            data = first + b"<p>" + b"x" * 2**20 + b"</p>"
            self.given += len(data)
            return data

    endless = Endless()
    with pytest.raises(SourceError, match="more than 64 MB"):
        next(jats.records(endless, "/in/a.nxml", "a.nxml"))  # type: ignore[arg-type]
    assert endless.given < 2 * xml_records.LARGEST_ELEMENT


@pytest.mark.parametrize(
    "data",
    [
        article()[:-50],
        article().replace(b"</article>", b"&undefined;</article>"),
        article().replace(b"It works.", b"It w\xffrks."),
        article().replace(b"It works.", b"It w\0rks."),
        b'<!DOCTYPE article [<!ENTITY x SYSTEM "file:///etc/passwd">]><article>&x;</article>',
        b"<article/>",
    ],
)
def test_faults_are_told_in_one_line(data: bytes) -> None:
    with pytest.raises(SourceError) as caught:
        read(RawDocument(data, "/in/a.xml", "a.xml"), SourceKind.OTHER)
    assert "/in/a.xml" in str(caught.value)
    assert "\n" not in str(caught.value)


@given(place=st.integers(0, 3000), flip=st.integers(1, 255))
def test_a_flipped_byte_never_ends_in_anything_but_a_source_error(place: int, flip: int) -> None:
    data = bytearray(article("<sec><title>T</title><p>10<sup>9</sup> cells</p></sec>"))
    data[place % len(data)] ^= flip
    said = ""
    try:
        jats.read(RawDocument(bytes(data), "/in/a.xml", "a.xml"), SourceKind.OTHER)
    except SourceError as error:
        said = str(error)
    assert "\n" not in said


# -- Real articles


WORD = re.compile(r"[^\W_]+")
REFERENCE = re.compile(r"[\s\d,;–—-]*\d[\s\d,;–—-]*[a-z]?\s*")
PARTS = frozenset("p title td th label caption sec break fn tr xref abstract".split())


def words_in(text: str) -> Iterator[str]:
    return (word.lower() for word in WORD.findall(unicodedata.normalize("NFKC", text)))


def plain_walk(element: etree._Element) -> Iterator[str]:
    """All words of an element but numbers of references, without the reader's code."""
    number = element.get("ref-type") == "bibr" and REFERENCE.fullmatch("".join(element.itertext()))
    if element.tag in ("ref-list", "object-id", "tex-math") or number:
        return
    gap = " " if element.tag in PARTS else ""
    yield gap + (element.text or "")
    for child in element:
        if isinstance(child.tag, str):
            yield from plain_walk(child)
        yield child.tail or ""
    yield gap


def real() -> dict[str, tuple[etree._Element, Document]]:
    found = {}
    for path in sorted(SAMPLES.iterdir()):
        raw = RawDocument(path.read_bytes(), str(path), path.name)
        root = etree.fromstring(raw.data, etree.XMLParser(load_dtd=False, no_network=True))
        own = root if root.tag == "article" else root.find("article")
        assert own is not None
        found[path.name] = own, read(raw, SourceKind.OTHER)
    return found


@needs_samples
def test_no_word_of_a_real_article_is_lost() -> None:
    for name, (root, read_) in real().items():
        parts = [*root.iterfind("front/article-meta/abstract")]
        parts += [p for n in ("body", "floats-group", "back") for p in root.iterfind(n)]
        wanted = Counter(words_in("".join(w for part in parts for w in plain_walk(part))))
        held = Counter(words_in(" ".join(block.text for block in read_.blocks)))
        lost = wanted - held
        assert sum(lost.values()) <= 0.003 * sum(wanted.values()), (name, lost)


@needs_samples
def test_the_facts_of_the_real_articles() -> None:
    """Checked by eye against the files."""
    facts = {
        name: (s.id, s.published, s.journal, s.doi, s.authors[:1], len(s.authors))
        for name, (_, d) in real().items()
        if (s := d.source)
    }
    assert facts == {
        "1471-2180-11-174.nxml": ("pmid-21810267", "2011-08-02", "BMC Microbiol",
                                  "10.1186/1471-2180-11-174", ("Dennehy JJ",), 2),
        "1472-6831-8-11.nxml": ("pmid-18405359", "2008-04-11", "BMC Oral Health",
                                "10.1186/1472-6831-8-11", ("van der Meulen MJ",), 4),
        "6605965a.nxml": ("pmid-21045829", "2010-11", "Br J Cancer", "10.1038/sj.bjc.6605965",
                          ("Tsilidis KK",), 46),
        "biopython-efetch_pmc.xml": ("pmid-34527728", "2021-09-13", "ERJ Open Res",
                                     "10.1183/23120541.50193-2021", (), 0),
        "ehp-116-1694.nxml": ("pmid-19079722", "2008-12", "Environ. Health Perspect",
                              "10.1289/ehp.11570", ("Lema SC",), 4),
        "mds526.nxml": ("pmid-23149571", "2013-03", "Ann. Oncol", "10.1093/annonc/mds526",
                        ("Lyratzopoulos G",), 7),
        "pntd.0002065.nxml": ("pmid-23469300", "2013-02-28", "PLoS Negl Trop Dis",
                              "10.1371/journal.pntd.0002065", ("Fafetine J",), 6),
        "pone.0000217.nxml": ("pmid-17299597", "2007-02-14", "PLoS ONE",
                              "10.1371/journal.pone.0000217", ("Tenaillon O",), 4),
        "pone.0046493.nxml": ("pmid-23029536", "2012-09-28", "PLoS ONE",
                              "10.1371/journal.pone.0046493", ("Delorme V",), 9),
    }  # fmt: skip


@needs_samples
def test_tables_and_raised_numbers_of_the_real_articles() -> None:
    found = {name: d for name, (_, d) in real().items()}
    for name, (root, read_) in real().items():
        rows = sum(
            sum(any(words_in("".join(cell.itertext()))) for cell in row) > 1
            for row in root.iterfind(".//tbody/tr")
        )
        blocks = [b for b in read_.blocks if b.kind is BlockKind.ROW]
        assert len(blocks) >= rows, (name, rows, len(blocks))
        assert all(b.text.startswith("Table ") for b in blocks if b.searched)
    cancer = " ".join(block.text for block in found["mds526.nxml"].blocks)
    assert "Men; Bladder*, Odds ratio (95% CI): Reference; Bladder*, Pᵃ: 0.065" in cancer
    lysis = " ".join(block.text for block in found["1471-2180-11-174.nxml"].blocks)
    assert "R² = " in lysis


@needs_samples
def test_the_real_correction_reports_on_the_article() -> None:
    (report,) = real()["biopython-efetch_pmc.xml"][1].reports
    assert report.doi == "10.1183/23120541.00193-2021"
    assert report.notice.kind is EditorialNoticeKind.CORRECTION
