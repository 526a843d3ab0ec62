"""Citations in MEDLINE text, Europe PMC JSON, RIS and BibTeX: the same article from each of them.

There is no real reply of Europe PMC at hand: its form is taken from the documentation.
"""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.model import EditorialNoticeKind, SourceKind, TextOrigin, Verification
from ingest.connectors.files import candidates
from ingest.document import BlockKind, Document, RawDocument
from ingest.readers import bibtex, europepmc, medline, read, records_of, ris
from ingest.readers.latex import plain
from ingest.readers.names import initialled

SAMPLES = Path(__file__).parents[4] / "shared" / "data" / "format-samples" / "medline-text"

NBIB = """PMID- 123
OWN - NLM
LR  - 20240209
DP  - 2020 Mar 9
TI  - Colchicine for gout flares: a randomized
      trial.
LID - 10.1000/gout.1 [doi]
AB  - AIM: To see whether it works. RESULTS: It worked in 5 of
      6 people.
CI  - (c) 2020 ACME.
FAU - Müller, Hans-Peter
AU  - Müller HP
CN  - Gout Group
PT  - Journal Article
PT  - Randomized Controlled Trial
TA  - J Gout
MH  - Humans
MH  - Adult
MH  - Toes/pathology
MH  - Gout/*drug therapy
OT  - flare
PMC - PMC456
EIN - J Gout. 2021;3:12. PMID: 99
"""

EUROPE = {
    "id": "123",
    "source": "MED",
    "pmid": "123",
    "pmcid": "PMC456",
    "doi": "10.1000/gout.1",
    "title": "Colchicine for gout flares: a randomized trial.",
    "authorList": {"author": [{"fullName": "Müller HP"}, {"collectiveName": "Gout Group"}]},
    "journalInfo": {
        "printPublicationDate": "2020-03-09",
        "journal": {"isoabbreviation": "J Gout", "title": "Journal of gout"},
    },
    "pubTypeList": {"pubType": ["Journal Article", "Randomized Controlled Trial"]},
    "meshHeadingList": {
        "meshHeading": [
            {"descriptorName": "Toes", "majorTopic_YN": "N"},
            {"descriptorName": "Gout", "majorTopic_YN": "Y"},
        ]
    },
    "keywordList": {"keyword": ["flare"]},
    "abstractText": "<h4>Aim</h4>To see whether it works.<h4>Results</h4>It worked in 5 of 6 people"
    " with 10<sup>9</sup> crystals &amp; more.",
    "dateOfRevision": "2024-02-09",
    "license": "cc by",
    "commentCorrectionList": {
        "commentCorrection": [
            {"id": "99", "source": "MED", "type": "Erratum in", "reference": "J Gout. 2021;3:12"}
        ]
    },
}

RIS = """TY  - JOUR
AU  - Müller, Hans-Peter
AU  - Gout Group
TI  - Colchicine for gout flares: a randomized trial
T2  - J Gout
AB  - AIM: To see whether it works. RESULTS: It worked in 5 of
6 people.
DA  - 2020/03/09
DO  - https://doi.org/10.1000/gout.1
AN  - 123
DB  - PubMed
KW  - flare
ER  -
"""

BIBTEX = r"""@string{jg = "J Gout"}
@article{mueller2020,
  title = {Colchicine for {Gout} flares: a randomized trial},
  author = {M{\"u}ller, Hans-Peter and {Gout Group}},
  journal = jg, year = 2020, month = mar, doi = {10.1000/gout.1}, pmid = {123},
  abstract = {AIM: To see whether it works. RESULTS: It worked in 5\% of 10$^{9}$ people.},
  keywords = {flare, toes},
}
"""


def documents(name: str, data: bytes) -> list[Document]:
    records = records_of(name, data)
    assert records is not None
    found = records(io.BytesIO(data), f"/in/{name}", name)
    return [read(raw, SourceKind.OTHER) for raw in found]


def reply(*results: Any) -> bytes:
    return json.dumps({"hitCount": len(results), "resultList": {"result": results}}).encode()


FORMS = {
    "a.nbib": NBIB.encode(),
    "a.json": reply(EUROPE),
    "a.ris": RIS.encode(),
    "a.bib": BIBTEX.encode(),
}


@pytest.mark.parametrize("name", FORMS)
def test_every_form_tells_of_the_same_article(name: str) -> None:
    (found,) = documents(name, FORMS[name])
    source = found.source
    assert (source.id, source.pmid, source.doi) == ("pmid-123", "123", "10.1000/gout.1")
    assert source.title.lower() == "colchicine for gout flares: a randomized trial"
    assert source.authors == ("Müller HP", "Gout Group")
    assert source.journal == "J Gout"
    assert source.published is not None
    assert source.published.startswith("2020-03")
    assert source.kind is SourceKind.RCT
    assert source.text_origin is TextOrigin.ABSTRACT
    assert "flare" in source.topics
    headings = [b.text.upper() for b in found.blocks if b.kind is BlockKind.HEADING]
    assert headings == ["AIM", "RESULTS"]
    assert found.blocks[1].text == "To see whether it works."


def test_a_copy_of_a_citation_is_a_third_partys() -> None:
    origins = {name: documents(name, data)[0].source.verification for name, data in FORMS.items()}
    assert origins == {
        "a.nbib": Verification.PRIMARY,
        "a.json": Verification.PRIMARY,
        "a.ris": Verification.SECONDARY,
        "a.bib": Verification.SECONDARY,
    }


@pytest.mark.parametrize("name", ["a.nbib", "a.json"])
def test_corrections_and_revisions_are_told(name: str) -> None:
    source = documents(name, FORMS[name])[0].source
    assert source.revised == "2024-02-09"
    (notice,) = source.notices
    assert (notice.kind, notice.pmid) == (EditorialNoticeKind.CORRECTION, "99")
    assert notice.reference == "J Gout. 2021;3:12"
    assert source.topics[:2] == ("Gout", "Toes")


def test_numbers_and_markup_stay_readable() -> None:
    (europe,), (bib,) = documents("a.json", FORMS["a.json"]), documents("a.bib", FORMS["a.bib"])
    assert "10⁹ crystals & more" in europe.blocks[-1].text
    assert "5% of 10⁹ people" in bib.blocks[-1].text


def test_a_record_without_an_abstract_has_no_text() -> None:
    bare = {name: value for name, value in EUROPE.items() if name != "abstractText"}
    lines = [x for x in RIS.splitlines() if not x.startswith(("AB", "6 people"))]
    forms = {
        "a.nbib": NBIB.replace("AB  -", "AB1 -").encode(),
        "a.json": reply(bare),
        "a.ris": "\n".join(lines).encode(),
        "a.bib": BIBTEX.replace("abstract", "note").encode(),
    }
    for name, data in forms.items():
        (found,) = documents(name, data)
        assert found.blocks == ()


def test_a_file_of_several_records_gives_each() -> None:
    assert [d.source.id for d in documents("a.nbib", f"{NBIB}\n{NBIB}".encode())] == [
        "pmid-123",
        "pmid-123",
    ]
    other = RIS.replace("123", "124").replace("gout.1", "gout.2")
    assert [d.source.id for d in documents("a.ris", f"{RIS}\n{other}".encode())] == [
        "pmid-123",
        "pmid-124",
    ]
    preprint = {"id": "PPR1", "source": "PPR", "title": "Early", "doi": "10.1000/p"}
    assert [d.source.id for d in documents("a.json", reply(EUROPE, preprint))] == [
        "pmid-123",
        "doi-10-1000-p",
    ]


def test_the_retracted_and_what_retracts() -> None:
    retracted = NBIB.replace("EIN -", "RIN -")
    notice = NBIB.replace("EIN -", "ROF -").replace("PMID- 123", "PMID- 99")
    assert documents("a.nbib", retracted.encode())[0].source.retracted
    (told,) = documents("a.nbib", notice.encode())[0].reports
    assert (told.pmid, told.notice.kind) == ("99", EditorialNoticeKind.RETRACTION)
    links = {"commentCorrection": [{"id": "99", "source": "MED", "type": "Retraction in"}]}
    europe = {**EUROPE, "commentCorrectionList": links}
    assert documents("a.json", reply(europe))[0].source.retracted


def test_a_saved_search_is_known_by_its_content() -> None:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "pubmed-gout-set.txt")
        file.write_text(NBIB, "utf-8")
        file.with_name("plain.txt").write_text("PMID- is a tag.\n", "utf-8")
        found = [read(c.fetch(), SourceKind.OTHER).source.id for c in candidates(Path(folder))]
    assert found[1] == "pmid-123"
    assert found[0].startswith("plain-")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.nbib", b"PMID- x\nTI  - Gout\n", "no valid PMID"),
        ("a.nbib", NBIB.encode("latin-1"), "not text in UTF-8"),
        ("a.ris", b"Nothing here\n", "no RIS record"),
        ("a.ris", b"TY  - JOUR\nAB  - It works.\nER  -\n", "no title"),
        ("a.ris", RIS.encode("utf-16-le"), "UTF-8|no RIS record"),
        ("a.bib", b"Nothing here", "no entry"),
        ("a.bib", BIBTEX.encode() + b"@article{x, title={open", "cannot be read"),
        ("a.json", b'{"resultList": 5}', "no list of results"),
        ("a.json", b'{"resultList": {"result": [{"title": {"x": 1}}]}}', "not as Europe PMC"),
        ("a.json", b'{"resultList": {"result": [', "not valid JSON"),
        ("a.json", b'{"resultList": ' + b"[" * 99_999, "not valid JSON"),
    ],
)
def test_faults_are_told_in_one_line(name: str, data: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        documents(name, data)
    assert f"/in/{name}" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_fault_in_bibtex_leaves_the_other_entries() -> None:
    data = BIBTEX.encode() + b"@article{x, title={open\n"
    found = bibtex.records(io.BytesIO(data), "/in/a.bib", "a.bib")
    assert next(found).location == "/in/a.bib#mueller2020"
    with pytest.raises(SourceError, match="1 entries that cannot be read"):
        next(found)


def test_a_line_without_an_end_does_not_fill_the_memory() -> None:
    data = b"TY  - JOUR\nTI  - " + b"x" * (6 * 2**20)
    (raw,) = ris.records(io.BytesIO(data), "/in/a.ris", "a.ris")
    assert len(raw.data) < 5 * 2**20
    with pytest.raises(SourceError, match="no end"):
        ris.read(raw, SourceKind.OTHER)


@given(st.sampled_from([*FORMS]), st.integers(0, 2000), st.integers(1, 255))
def test_a_flipped_byte_never_ends_in_anything_but_a_source_error(
    name: str, place: int, flip: int
) -> None:
    data = bytearray(FORMS[name])
    data[place % len(data)] ^= flip
    form = {"a.nbib": medline, "a.json": europepmc, "a.ris": ris, "a.bib": bibtex}[name]
    said = ""
    try:
        for raw in form.records(io.BytesIO(bytes(data)), "/in/x", name):
            form.read(RawDocument(raw.data, raw.location, name), SourceKind.OTHER)
    except SourceError as error:
        said = str(error)
    assert "\n" not in said


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("O'Byrne, Paul M.", "O'Byrne PM"),
        ("van der Berg, Jean-Paul", "van der Berg JP"),
        ("Smith, J.B., Jr.", "Smith JB Jr"),
        ("King ML", "King ML"),
    ],
)
def test_names_are_written_as_pubmed_does(name: str, written: str) -> None:
    assert initialled(name) == written


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"{\'E}tude de l'{\oe}il", "Étude de l'œil"),
        (r"5\,mg \& 10\% of \alpha{}-agonists", "5 mg & 10% of α-agonists"),
        (r"H$_2$O and 10$^{-9}$~M", "H2O and 10⁻⁹ M"),
        (r"pages 1--2 in \emph{Gout}", "pages 1–2 in Gout"),
    ],
)
def test_tex_is_read_as_it_prints(tex: str, said: str) -> None:
    assert plain(tex) == said


@pytest.mark.skipif(not SAMPLES.is_dir(), reason=f"{SAMPLES} is not there")
def test_the_facts_of_the_real_samples() -> None:
    """Checked by eye against the files."""
    found = [read(c.fetch(), SourceKind.OTHER) for c in candidates(SAMPLES)]
    facts = [(d.source.id, d.source.published, d.source.doi, len(d.blocks)) for d in found]
    assert facts == [
        ("pmid-12230038", "2002-09", None, 1),
        ("pmid-16403221", "2006", "10.1186/1471-2105-7-10", 6),
        ("pmid-16377612", "2006-03-01", "10.1093/bioinformatics/btk021", 1),
        ("pmid-14871861", "2004-06-12", "10.1093/bioinformatics/bth078", 1),
        ("pmid-14630660", "2003-11-22", None, 1),
        ("pmid-23039619", "2012-10", "10.1118/1.4748329", 8),
    ]
    assert found[0].source.revised == "2004-11-17"
    assert found[0].source.topics[0] == "Computational Biology"
