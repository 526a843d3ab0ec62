"""USPSTF recommendations in JSON: grades on the right sentences only, and the real file."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Iterator
from html import escape
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import SourceError
from corpus.families import family
from corpus.model import Sentence, Source, SourceKind, SourceText, Verification
from ingest.chunking import chunk
from ingest.document import Block, BlockKind, RawDocument
from ingest.readers import uspstf

SAMPLE = Path(__file__).parents[3] / "shared/data/uspstf-json/working-guidlines.json.gz"
needs_sample = pytest.mark.skipif(not SAMPLE.is_file(), reason=f"{SAMPLE} is not there")
LABELS = {"A": "Grade A", "B": "Grade B", "C": "Grade C", "D": "Grade D", "I": "I statement"}
SITE = "http://x/y#citation"


def record(**fields: Any) -> dict[str, Any]:
    return {
        "id": 7,
        "title": "Gout: Screening -- Women aged 21 to 30 years",
        "grade": "B",
        "gradeVer": 1,
        "sex": "female",
        "ageRange": [21, 30],
        "text": "The USPSTF recommends screening for gout.",
        "riskName": "None",
        "tool": ["9"],
    } | fields


def file_of(*found: dict[str, Any]) -> bytes:
    return json.dumps({"specificRecommendations": found, "grades": {}}, indent=1).encode()


def split(data: bytes) -> Iterator[RawDocument]:
    return uspstf.records(io.BytesIO(data), "/in/a.json", "a.json")


def blocks(**fields: Any) -> tuple[Block, ...]:
    (raw,) = split(file_of(record(**fields)))
    return uspstf.read(raw, SourceKind.OTHER).blocks


def source(**fields: Any) -> Source:
    (raw,) = split(file_of(record(**fields)))
    return uspstf.read(raw, SourceKind.OTHER).source


def graded(**fields: Any) -> dict[str, str | None]:
    return {b.text: b.strength for b in blocks(**fields) if b.kind is not BlockKind.HEADING}


# -- A file taken apart


def test_each_record_is_a_document_with_its_own_bytes() -> None:
    first, second = record(id=1, title="Gicht: Prüfung -- Ältere"), record(id=1905)
    found = list(split(file_of(first, second)))
    assert [(raw.location, raw.name) for raw in found] == [
        ("/in/a.json#uspstf:1", "a.json"),
        ("/in/a.json#uspstf:1905", "a.json"),
    ]
    assert [json.loads(raw.data) for raw in found] == [first, second]
    assert list(split(file_of(record(id=3), second)))[1].data == found[1].data


def test_a_file_with_no_records_has_none() -> None:
    assert list(split(file_of())) == []


@given(cut=st.floats(0, 1))
def test_a_broken_off_file_gives_the_records_before_the_fault(cut: float) -> None:
    whole = file_of(*(record(id=n) for n in range(5)))
    data = whole[: int(cut * whole.rindex(b"]"))]
    found = split(data)
    complete = data.count(b"\n  }")
    before = [raw.location for raw in islice(found, complete)]
    assert before == [f"/in/a.json#uspstf:{n}" for n in range(complete)]
    with pytest.raises(SourceError, match=r"^/in/a\.json: (?:not valid JSON in|holds no list)"):
        next(found)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{}", "holds no list of specificRecommendations"),
        (
            b'{"specificRecommendations": [1, 2',
            "not valid JSON in the record that begins at line 1",
        ),
        (b'{"specificRecommendations": [{"id": ' + b"[" * 100_000, "not valid JSON"),
        ('{"é": 1}'.encode("latin-1"), "is not text in UTF-8"),
    ],
    ids=["other", "broken off", "deep", "latin"],
)
def test_what_is_no_such_file_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        list(split(data))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"grade": "E"}, "grade"),
        ({"grade": None}, "grade"),
        ({"text": " "}, "text"),
        ({"title": ""}, "title"),
        ({"id": "x"}, "id"),
        ({"ageRange": [1]}, "ageRange"),
    ],
)
def test_a_wrong_record_is_refused_by_its_field(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(SourceError, match=rf"not a USPSTF recommendation \({message}"):
        blocks(**fields)


# -- The source


def test_what_a_record_says_of_itself_and_no_date() -> None:
    assert source() == Source(
        id="uspstf-rec7", kind=SourceKind.GUIDELINE,
        title="Gout: Screening -- Women aged 21 to 30 years",
        family=family(uspstf.ORGANIZATION, "Gout: Screening -- Women aged 21 to 30 years") or "",
        organization="U.S. Preventive Services Task Force (USPSTF)",
        population="Women aged 21 to 30 years", topics=("Gout: Screening",),
        verification=Verification.SECONDARY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("title", "sex", "ages", "population"),
    [
        ("Gout", "female", [21, 30], "women aged 21 to 30 years"),
        ("Gout", "men and women", [18, 100], "persons aged 18 years or older"),
        ("Gout", "male", [70, 99], "men aged 70 years or older"),
        ("Gout", "men and women", [0, 5], "persons up to 5 years of age"),
        ("Gout", "men and women", [0, 100], "persons"),
        ("Gout", "", [0, 999], None),
        ("Gout", "", None, None),
        ("Gout -- Smokers ", "male", [40, 75], "Smokers (filed under: men aged 40 to 75 years)"),
        ("Gout -- Men aged 40 to 75 years", "male", [40, 75], "Men aged 40 to 75 years"),
        ("Gout -- Smokers", "", None, "Smokers"),
    ],
)
def test_the_population_is_as_the_data_say(
    title: str, sex: str, ages: list[int] | None, population: str | None
) -> None:
    assert source(title=title, sex=sex, ageRange=ages).population == population


# -- Grades


@pytest.mark.parametrize(
    ("grade", "text"),
    [
        ("A", "The USPSTF strongly recommends screening for gout."),
        ("B", "The USPSTF recommends screening for gout."),
        ("C", "The USPSTF recommends that clinicians selectively offer screening."),
        ("C", "The decision to screen should be an individual one."),
        ("C", "Clinicians may choose to offer screening."),
        ("D", "The USPSTF recommends against screening for gout."),
        ("I", "The USPSTF concludes that the current evidence is insufficient to assess benefits."),
        ("I", "The current evidence is insufficient to assess the balance of benefits."),
    ],
)
def test_the_grade_is_that_of_the_recommendation(grade: str, text: str) -> None:
    assert graded(grade=grade, text=text) == {text: LABELS[grade]}


@pytest.mark.parametrize(
    ("grade", "text"),
    [
        ("A", "The USPSTF recommends against screening for gout."),
        ("B", "Gout is common."),
        ("D", "The USPSTF recommends screening for gout."),
        ("I", "The USPSTF recommends that clinicians direct patients elsewhere."),
        ("I", "There is insufficient evidence in mice."),
    ],
)
def test_in_doubt_there_is_no_grade(grade: str, text: str) -> None:
    assert graded(grade=grade, text=text) == {text: None}


def test_the_grade_goes_to_no_other_sentence_and_no_other_text() -> None:
    again = "The USPSTF recommends asking twice."
    assert graded(
        grade="A",
        text="The USPSTF recommends screening. The USPSTF recommends asking. Gout hurts."
        f"<br><br> <br>{again} See the Practice Considerations section for more.",
        servFreq="<p>The USPSTF recommends screening yearly.</p>",
        riskText="The USPSTF recommends caution.",
    ) == {
        "The USPSTF recommends screening. The USPSTF recommends asking.": "Grade A",
        "Gout hurts.": None,
        again: None,
        "See the Practice Considerations section for more.": None,
        "The USPSTF recommends screening yearly.": None,
        "The USPSTF recommends caution.": None,
    }


def test_pointers_to_other_sections_and_repetitions_are_not_searched() -> None:
    found = blocks(
        text="The USPSTF recommends screening for gout.\r<br>See the Table for more.<br>"
        "Literature scans conducted in 2020 found nothing.",
        servFreq="<p>screening for gout.</p><p>Go to the Clinical Considerations section.</p>"
        "<p>Screen yearly.</p>",
    )
    searched = [b.text for b in found if b.searched and b.kind is not BlockKind.HEADING]
    assert searched == ["The USPSTF recommends screening for gout.", "Screen yearly."]


# -- HTML


def test_html_becomes_headings_paragraphs_and_items() -> None:
    found = blocks(
        text="The USPSTF recommends screening:<br><br>•   Women with gout.<br>\tMen.<br>"
        "Considerations for Implementation<br>Ask &ge;2&nbsp;times.",
        riskText="<h2>Risk Factors</h2>\r\n<p>Some <strong>have</strong> it:</p><ul>\r\n<li>Beer"
        "</li>\r\n<li>Wine</li></ul><p>1.Meat<br>2.Fish</p>",
    )
    assert [(b.kind.value, b.text) for b in found] == [
        ("heading", "Recommendation"),
        ("paragraph", "The USPSTF recommends screening:"),
        ("item", "Women with gout."),
        ("paragraph", "Men."),
        ("heading", "Considerations for Implementation"),
        ("paragraph", "Ask ≥2 times."),
        ("heading", "Risk information"),
        ("heading", "Risk Factors"),
        ("paragraph", "Some have it:"),
        ("item", "Beer"),
        ("item", "Wine"),
        ("item", "Meat"),
        ("item", "Fish"),
    ]


@pytest.mark.parametrize(
    ("html", "plain"),
    [
        (f'Gout hurts.<a href="{SITE}1">1</a>&nbsp;It does.', "Gout hurts. It does."),
        (f'Gout hurts.<a href="{SITE}1">1</a>It does.', "Gout hurts. It does."),
        (f'It hurts<a href="{SITE}1">1</a>, <a href="{SITE}2">12</a>).', "It hurts)."),
        (f'It hurts.<sup><a href="{SITE}1"><span>6</span></a></sup>', "It hurts."),
        (
            f'Gout.<sup><a href="{SITE}1">7</a></sup><sup>,&nbsp;</sup><sup><a href="{SITE}2">8</a>'
            "</sup> It hurts.",
            "Gout. It hurts.",
        ),
        (f'It hurts.<a href="{SITE}4">4</a>,&nbsp;5', "It hurts."),
        (f'Of 9,<a href="{SITE}4">4</a> 5 had it.', "Of 9, 5 had it."),
        ("It hurts.3 It does in men,7,8 too.", "It hurts. It does in men, too."),
        ("At 10<sup>9</sup>/L or 1,000 mg, BMI 2.5 kg/m<sup>2</sup>.",
         "At 10⁹/L or 1,000 mg, BMI 2.5 kg/m²."),
        ('See <a href="http://x/z">the tool</a>.', "See the tool."),
        ("P &lt; 5 &amp; x", "P < 5 & x"),
        ("Of < i>GOUT1/2</i> and 3 < 5 i>4.", "Of GOUT1/2 and 3 < 5 i>4."),
    ],
)  # fmt: skip
def test_numbers_of_references_go_and_all_others_stay(html: str, plain: str) -> None:
    *_, last = blocks(riskText=html)
    assert last.text == plain


@given(printed=st.text(st.characters(categories=("L", "M", "Sc", "So", "Zs")), max_size=40))
def test_every_letter_and_sign_comes_through(printed: str) -> None:
    found = blocks(riskText=f"<p>Of {escape(printed)} &lt; &#8805; \ue000x</p>")
    said = " ".join(b.text for b in found[-1:])
    assert said == " ".join(f"Of {printed} < ≥ x".split())


@pytest.mark.parametrize("html", ["", " ", "<p>&nbsp;</p>", "<br><br>"])
def test_an_empty_text_has_no_section(html: str) -> None:
    assert [b.text for b in blocks(servFreq=html) if b.kind is BlockKind.HEADING] == [
        "Recommendation"
    ]


# -- The real file


@pytest.fixture(scope="module")
def real() -> dict[int, tuple[dict[str, Any], SourceText]]:
    with gzip.open(SAMPLE) as stream:
        raws = list(uspstf.records(stream, str(SAMPLE), SAMPLE.name))
    found = {}
    for raw in raws:
        fields = json.loads(raw.data)
        document = uspstf.read(raw, SourceKind.OTHER)
        found[fields["id"]] = fields, chunk(document, lambda text: len(text.split()))
    return found


def labelled(text: SourceText) -> list[Sentence]:
    return [sentence for sentence in text.sentences if sentence.strength]


@needs_sample
def test_every_real_record_is_read_and_has_its_own_id(
    real: dict[int, tuple[dict[str, Any], SourceText]],
) -> None:
    assert len(real) == 137
    assert len({text.source.id for _, text in real.values()}) == 137
    assert all(text.source.published is None for _, text in real.values())


@needs_sample
def test_every_real_recommendation_has_its_printed_grade_on_its_own_sentences_alone(
    real: dict[int, tuple[dict[str, Any], SourceText]],
) -> None:
    against = 0
    for fields, text in real.values():
        found = labelled(text)
        assert found, fields["id"]
        for sentence in found:
            words = sentence.span.of(text.text)
            assert sentence.strength == LABELS[fields["grade"]]
            assert sentence.heading == ("Recommendation",)
            assert ("against" in words.lower().split()) == (fields["grade"] == "D"), words
            assert ("insufficient" in words) == (fields["grade"] == "I"), words
            against += fields["grade"] == "D"
    assert against == 22


@needs_sample
def test_no_words_of_the_real_recommendations_are_lost(
    real: dict[int, tuple[dict[str, Any], SourceText]],
) -> None:
    for fields, text in real.values():
        plain = fields["text"].replace("<br>", " ").replace("•", " ")
        kept = " ".join(text.text.replace("\n- ", "\n").split())
        assert " ".join(plain.split()) in kept.replace("Recommendation ", "", 1), fields["id"]
        for mark in ("\ue000", "&nbsp;", "#citation", "<br", "<p", "</"):
            assert mark not in text.text


@needs_sample
@pytest.mark.parametrize(
    ("number", "grade", "population"),
    [
        (426, "Grade A", "Women aged 21 to 30 years"),
        (518, "Grade B", "Men aged 65 to 75 years who have ever smoked"),
        (332, "Grade C", "Adults aged 76 to 85 years"),
        (342, "Grade C", None),
        (321, "Grade D", "Asymptomatic adults (filed under: persons aged 18 years or older)"),
        (325, "I statement", None),
        (1908, "I statement", "All adults (filed under: persons aged 18 years or older)"),
    ],
)
def test_facts_of_the_real_file(
    real: dict[int, tuple[dict[str, Any], SourceText]],
    number: int,
    grade: str,
    population: str | None,
) -> None:
    """Checked by eye against the file."""
    _, text = real[number]
    assert next(sentence.strength for sentence in labelled(text)) == grade
    assert population in (None, text.source.population)
