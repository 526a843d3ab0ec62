"""NGC summaries: the source, headings, labels, tables, and what is not searched."""

from __future__ import annotations

import pytest
from summaries import document, said, summary, text

from corpus.errors import SourceError
from corpus.model import Source, SourceKind, Verification
from ingest.document import RawDocument
from ingest.readers import read

# -- The source


def test_every_field_of_the_source_is_mapped() -> None:
    source = document("<p>Offer ice.</p>").source
    assert source == Source(
        id="ngc-7", kind=SourceKind.GUIDELINE, title="Knee pain® in adults", family=source.family,
        organization="College of Knees (CoK)", authors=("Roe A", "Doe BC", "Panel on Knees"),
        journal="J Knee", published="2015-12-09", version="2015", pmid="123",
        url="http://knees.example/kp", licence="No copyright restrictions apply.",
        population="Adults with knee pain", topics=("Knee pain", "Gout", "Diagnosis"),
        verification=Verification.SECONDARY,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "published"),
    [
        ("2015", "2015"),
        ("2006 Dec (revised 2014)", "2014"),
        ("1995 Jan (revised 2014 Sep; addendum 2016 Feb 3)", "2016-02-03"),
        ("2013 Oct-Dec", "2013-10"),
        ("2014 (reaffirmed 2014 Mar)", "2014-03"),
        ("", None),
    ],
)
def test_the_latest_date_is_kept_as_precise_as_it_is_printed(
    printed: str, published: str | None
) -> None:
    assert document("<p>Offer ice.</p>", Date_Released=printed).source.published == published


@pytest.mark.parametrize(
    "citation",
    ["College of Knees. Knee pain. Reston: CoK; 2015. 4 p.", "Some words, and others. 2015."],
)
def test_authors_and_journals_are_not_guessed(citation: str) -> None:
    source = document("<p>Offer ice.</p>", **{"Bibliographic Source(s)": citation}).source
    assert (source.authors, source.journal, source.pmid, source.doi) == ((), None, None, None)


def test_a_guideline_developed_for_nice_is_that_of_nice() -> None:
    body = "National Institute for Health and Care Excellence (NICE)"
    fields = {
        "Bibliographic Source(s)": f"National Guideline Centre. Knees. London: {body}; 2015.",
        "Guideline Developer(s)": "National Guideline Centre - National Government Agency",
    }
    assert document("<p>Offer ice.</p>", **fields).source.organization == body


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<Version><Section/></Version>", "no summary of the National Guideline Clearinghouse"),
        (b"<Version><Section>", "not well-formed"),
        (b'<!DOCTYPE a [<!ENTITY e "x">]><Version a="&e;"/>', "entities of its own"),
        (b"<Other/>", "no reader for XML with the root 'Other'"),
    ],
)
def test_what_is_no_summary_is_refused_in_one_line(data: bytes, message: str) -> None:
    with pytest.raises(SourceError, match=message) as caught:
        read(RawDocument(data, "/in/a.xml", "a.xml"), SourceKind.OTHER)
    assert "\n" not in str(caught.value)


def test_nothing_outside_of_the_file_is_read() -> None:
    data = (
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + summary("<p>Offer ice.</p>").split(b"?>")[1]
    )
    source = read(RawDocument(data, "/in/a.xml", "ngc-1.xml"), SourceKind.OTHER).source
    assert source.title == "Knee pain® in adults"


# -- What is searched


def test_fields_on_limits_follow_the_recommendations() -> None:
    cut = text("<p>Offer ice.</p>", Contraindications="<ul><li>Frostbite</li></ul>",
               Potential_Benefits="<p>Less pain.</p>", Potential_Harms="<p>Not stated</p>",
               Qualifying_Statements="<p>This is no standard of care.</p>")  # fmt: skip
    headings = [s.heading for s in cut.sentences]
    assert headings == [("Major Recommendations",), ("Contraindications",), ("Potential Benefits",)]
    assert [lead.of(cut.text) for lead in cut.sentences[1].lead_ins] == ["Contraindications"]
    assert "Not stated" not in cut.text
    assert "standard of care" not in cut.text


DEFINITIONS = """
<p>Grades (A-C) are defined at the end of the "Major Recommendations" field.</p>
<p><strong>Pain</strong></p><p>Offer ice.</p>
<p><strong><u>Definitions</u></strong>:</p>
<p><strong>Strength of Recommendation</strong></p>
<table summary="Table: Grades"><tr><th>Grade</th><th>Meaning</th></tr>
<tr><td>A</td><td>Good evidence, should be done</td></tr></table>
<p><strong>Abbreviations</strong></p><ul><li>MRI, magnetic resonance imaging</li></ul>
{after}
"""


def test_explanations_of_grades_are_in_the_text_and_in_no_passage() -> None:
    cut = text(DEFINITIONS.format(after=""))
    assert [p.text for p in cut.passages] == ["Offer ice."]
    for words in ("defined at the end", "Good evidence, should be done", "magnetic resonance"):
        assert words in cut.text


def test_a_part_after_the_definitions_is_searched_again() -> None:
    after = "<p><strong><u>Surgery</u></strong></p><p>Refer early.</p>"
    assert [p.text for p in text(DEFINITIONS.format(after=after)).passages][1:] == ["Refer early."]


def test_definitions_of_diseases_are_searched() -> None:
    printed = "<p><strong>Definitions</strong></p><p>Gout is an arthritis by crystals.</p>"
    assert said(printed) == [("Gout is an arthritis by crystals.", None)]


# -- Headings


def test_emphasis_gives_the_levels_of_headings() -> None:
    cut = text(
        "<p><strong><u>Imaging</u></strong></p><p><strong>Plain films</strong></p>"
        "<p><em>Timing</em></p><p>Wait a day.</p><p><strong>MRI</strong></p><p>Wait two.</p>"
    )
    assert [s.heading[1:] for s in cut.sentences] == [
        ("Imaging", "Plain films", "Timing"),
        ("Imaging", "MRI"),
    ]


@pytest.mark.parametrize(
    "bold",
    [
        "Clinicians should offer exercise to all adults with knee pain.",
        "Do not offer arthroscopy to adults who have degenerative knee disease",
    ],
)
def test_a_bold_recommendation_is_a_sentence(bold: str) -> None:
    assert said(f"<p><strong>{bold}</strong></p><p>Refer.</p>")[0][0] == bold


@pytest.mark.parametrize("lead", ["Do not use", "Do not use:", "Avoid in adults with gout:"])
def test_a_bold_lead_in_is_carried_by_its_list(lead: str) -> None:
    printed = f"<p><strong>{lead}</strong></p><ul><li>Ibuprofen</li></ul>"
    assert f"{lead} Ibuprofen" in [words for words, _ in said(printed)]


def test_a_question_over_recommendations_is_a_heading() -> None:
    for asked in (
        "<ol><li><strong>Does ice help?</strong><p>Offer ice.</p></li></ol>",
        "<p>Does ice help?</p><p>Offer ice.</p>",
    ):
        cut = text(asked)
        assert [s.heading[-1] for s in cut.sentences] == ["Does ice help?"]


# -- Labels


@pytest.mark.parametrize(
    ("printed", "label"),
    [
        ("<p>Offer ice (<strong>Level B</strong>).</p>", "Level B"),
        ("<p><em>Level 3</em>: Offer ice.</p>", "Level 3"),
        ("<p><strong>Level B recommendations</strong>. Offer ice.</p>", "Level B"),
        ("<p>Offer ice.</p><p>Strength of Recommendation: Strong</p>",
         "Strength of Recommendation: Strong"),
        ("<p>Offer ice.</p><p>(Strong recommendation)</p>", "Strong recommendation"),
        ("<p>Offer ice.</p><p>Fair, Conditional</p>", "Fair, Conditional"),
        ("<p>Offer ice (strong recommendation).<sup>*</sup></p>", "strong recommendation"),
        ("<p><strong>Grade A Recommendations</strong></p><ul><li>Offer ice.</li></ul>", "Grade A"),
        ("<p>These are recommended on good evidence (Level A):</p><ul><li>Offer ice.</li></ul>",
         "Level A"),
        ("<p>Grades of recommendation (A-D) are defined at the end of the Major Recommendations"
         " field.</p><p>Offer ice. (<strong>B</strong>)</p>", "B"),
        ("<p>Grades of recommendation (A-D) are defined at the end of the Major Recommendations"
         " field.</p><p><strong>B</strong> - Offer ice.</p>", "B"),
        ("<p>Offer ice (<strong>B</strong>).</p>", None),
        ("<p>Grades of the evidence (A-D) are defined at the end of the Major Recommendations"
         " field.</p><p>Offer ice (<strong>B</strong>).</p>", None),
        ("<p>Offer ice.</p><ul><li>Daily</li></ul><p>(Strong recommendation)</p>", None),
        ("<p><strong>Grade 3 lesions</strong></p><ul><li>Offer ice.</li></ul>", None),
    ],
)  # fmt: skip
def test_a_label_is_bound_to_the_sentence_that_it_grades(printed: str, label: str | None) -> None:
    found = {
        words.split("Level A): ")[-1].rstrip("."): strength for words, strength in said(printed)
    }
    offered = next(words for words in found if words.startswith("Offer ice"))
    assert found[offered] == label


def test_a_label_over_a_list_ends_with_the_list() -> None:
    printed = (
        "<p>Recommended on consensus (Level C):</p><ul><li>Offer ice.</li></ul>"
        "<p>Consider heat.</p><ul><li>Offer rest.</li></ul>"
    )
    assert dict(said(printed))["Consider heat."] is None
    assert said(printed)[-1] == ("Offer rest.", None)


def test_scales_of_strength_and_evidence_make_codes_together() -> None:
    declared = (
        "<p>The strength of recommendations (I-III) and levels of evidence (A-D) are defined at"
        " the end of the Major Recommendations field.</p>"
    )
    printed = f"{declared}<p>Ice helps [<strong>IIA</strong>]. Heat helps [AII].</p>"
    assert said(printed) == [("Ice helps", "IIA"), ("Heat helps [AII].", None)]


@pytest.mark.parametrize(
    ("lead", "item", "label"),
    [
        ("We recommend one of:", "Daily ice", "Strong recommendation"),
        ("We recommend one of:", "Offer ice daily", None),
        ("Causes are:", "Daily ice", None),
    ],
)
def test_a_label_below_a_list_is_for_its_items_where_only_the_lead_in_recommends(
    lead: str, item: str, label: str | None
) -> None:
    printed = f"<p>{lead}</p><ul><li>{item}</li><li>Rest</li></ul><p>(Strong recommendation)</p>"
    assert [strength for _, strength in said(printed)] == [None, label, label]


def test_none_specified_says_nothing() -> None:
    assert said("<p><em>Level A recommendations</em>. None specified.</p>") == []


# -- Tables

NUMBERS = """<p><strong><u>Clinical Condition:</u> Knee pain</strong></p>
<p><strong><u>Variant 1:</u> After a fall.</strong></p>
<table summary="Table: Variant 1"><thead><tr><th>Radiologic Procedure</th><th>Rating</th>
<th>Comments</th><th>RRL*</th></tr></thead><tbody>
<tr><td>X-ray knee</td><td>9</td><td>&nbsp;</td><td><img alt="radioactive"></td></tr>
<tr><td>MRI knee</td><td>2</td><td>After surgery.</td><td>O</td></tr>
<tr><td>US knee</td><td>See comments</td><td></td><td>O</td></tr></tbody>
<tfoot><tr><th colspan="4"><u>Rating Scale:</u> 1,2,3 Usually not appropriate; 4,5,6 May be
appropriate; 7,8,9 Usually appropriate</th></tr></tfoot></table>"""
WORDS = """<p><strong><u>Variant 1</u>: Knee pain. After a fall.</strong></p>
<table><thead><tr><th>Procedure</th><th>Appropriateness Category</th><th>Relative Radiation Level
</th></tr></thead><tr><td>MRI knee</td><td>Usually Not Appropriate</td><td>O</td></tr></table>"""


def test_a_rating_is_said_in_words_and_cannot_be_read_as_advice() -> None:
    assert said(NUMBERS) == [
        ("Knee pain. After a fall. X-ray knee: rating 9 (usually appropriate)",
         "Rating 9 (usually appropriate)"),
        ("Knee pain. After a fall. MRI knee: rating 2 (usually not appropriate);"
         " Comments: After surgery.", "Rating 2 (usually not appropriate)"),
        ("Knee pain. After a fall. US knee: See comments", None),
    ]  # fmt: skip
    assert said(WORDS) == [
        ("Knee pain. After a fall. MRI knee: Usually Not Appropriate", "Usually Not Appropriate")
    ]


def test_a_scale_within_the_table_is_no_row() -> None:
    scale = "<tr><td colspan='4'>Rating Scale: 1,2,3 Usually not appropriate; 4,5,6 May be"
    inside = NUMBERS.replace('<tfoot><tr><th colspan="4"><u>Rating Scale:</u> 1,2,3 Usually not'
                             " appropriate; 4,5,6 May be", f"<tbody>{scale}")  # fmt: skip
    inside = inside.replace("</th></tr></tfoot>", "</td></tr></tbody>")
    assert "tfoot" not in inside
    assert said(inside) == said(NUMBERS)


def test_a_rating_that_no_scale_explains_is_no_label() -> None:
    assert said(NUMBERS.replace("Rating Scale", "x").replace("2,3", "0")) != said(NUMBERS)
    bare = NUMBERS.replace("appropriate", "apt")
    assert said(bare)[0] == ("Knee pain. After a fall. X-ray knee: rating 9", None)


def test_a_rows_grade_is_its_label_where_another_column_recommends() -> None:
    table = (
        "<table summary='Table: Ice'><tr><th>{}</th><th>Strength of Recommendation</th></tr>"
        "<tr><td>Offer ice</td><td>Strong</td></tr></table>"
    )
    sentence = "Ice. {}: Offer ice; Strength of Recommendation: Strong"
    assert said(table.format("Recommendation")) == [(sentence.format("Recommendation"), "Strong")]
    assert said(table.format("Lesion")) == [(sentence.format("Lesion"), None)]
