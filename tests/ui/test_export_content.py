"""What stands on an exported answer: its order, its marks, its links, and nothing unsafe."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import pytest
from exported import ANSWER, ATTACKS, CONTEXT, GUIDELINE, REFUSAL, TRIAL, hostile_answers
from exported import hostile_contexts as contexts
from hypothesis import given, settings

from assistant.answer import Answer, Notice, NoticeKind
from assistant.readers import READERS
from assistant.workspace.model import Status
from corpus.errors import UsageError
from ui.export import FORMATS, ExportContext, export_as, file_name, format_of
from ui.export.cleaning import clean
from ui.export.content import PENDING, sheet_of
from ui.export.links import best_url, doi_of, links_of, pmid_of, web_url
from ui.export.names import Author, authors_of
from ui.export.sheet import Line, Sheet


def strings(value: object) -> Iterator[str]:
    """Every text in a value of dataclasses and tuples."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings(getattr(value, field.name))


@settings(max_examples=40, deadline=None)
@given(hostile_answers(), contexts())
def test_every_text_of_a_sheet_is_one_safe_line(answer: Answer, context: ExportContext) -> None:
    for text in strings(sheet_of(answer, context)):
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufffe\uffff]", text)
        text.encode("utf-8")


@pytest.mark.parametrize("text", ["10\u00a0000 units", "5\u2009mg", "≥ ≤ µ é Ł ⁹ 痛風"])
def test_clean_keeps_what_medical_text_is_made_of(text: str) -> None:
    assert clean(text) == text


def test_what_no_format_can_hold_is_seen_to_be_lost() -> None:
    assert clean("a\ud800b\uffffc\nd\u2028e\x00f\u202eg") == "a\ufffdb\ufffdc d efg"


def test_withheld_statements_are_counted_and_their_reasons_are_not_told() -> None:
    sheet = sheet_of(ANSWER, CONTEXT)
    assert sheet.withheld.startswith("2 statements were withheld")
    one = replace(ANSWER, withheld=ANSWER.withheld[:1])
    assert sheet_of(one, CONTEXT).withheld.startswith("1 statement was withheld")
    assert sheet_of(replace(ANSWER, withheld=()), CONTEXT).withheld == ""
    for text in strings(sheet):
        assert "a number is not in the source" not in text


def test_follow_up_questions_are_not_exported() -> None:
    assert not any("pregnancy" in text for text in strings(sheet_of(ANSWER, CONTEXT)))


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_notice_has_one_place(kind: NoticeKind) -> None:
    sheet = sheet_of(replace(ANSWER, notices=(Notice(kind, "Mind this."),)), CONTEXT)
    assert [*sheet.urgent, *sheet.before, *sheet.notes] == ["Mind this."]


@pytest.mark.parametrize("status", Status)
def test_only_an_approved_answer_whose_sources_stand_goes_without_the_banner(
    status: Status,
) -> None:
    sheet = sheet_of(ANSWER, replace(CONTEXT, status=status))
    assert (sheet.banner == "") is (status is Status.APPROVED)
    assert sheet.banner in ("", f"{PENDING}.")
    stale = sheet_of(ANSWER, replace(CONTEXT, status=status, stale=("ACR 2017 was retracted.",)))
    assert stale.banner == f"{PENDING}."
    assert "ACR 2017 was retracted." in stale.review
    said = [sheet_of(ANSWER, replace(CONTEXT, status=each)).review[0] for each in Status]
    assert len(set(said)) == len(Status)


def test_an_approval_that_its_sources_left_behind_says_so() -> None:
    stale = replace(CONTEXT, status=Status.APPROVED, stale=("ACR 2017 was retracted.",))
    assert "a cited source has changed" in sheet_of(ANSWER, stale).review[0]


def facts(sheet: Sheet) -> Sheet:
    """The sheet without what the reader of the copy decides."""

    def bare(line: Line) -> Line:
        return replace(line, plainly="")

    groups = [
        [replace(g, meaning="", lines=tuple(map(bare, g.lines))) for g in section.groups]
        for section in sheet.sections
    ]
    return replace(
        sheet,
        bottom_line=bare(sheet.bottom_line) if sheet.bottom_line else None,
        sections=tuple(
            replace(section, line="", groups=tuple(own))
            for section, own in zip(sheet.sections, groups, strict=True)
        ),
        caution="",
        plain_words="",
        disclaimer="",
        about=(),
    )


def test_the_reader_of_the_copy_decides_the_layout_alone() -> None:
    own = sheet_of(ANSWER, CONTEXT)
    patient = sheet_of(ANSWER, replace(CONTEXT, reader="patient"))
    assert (own.caution, own.disclaimer) == ("", ANSWER.disclaimer)
    assert (patient.caution, patient.disclaimer) == (READERS["patient"].disclaimer, "")
    assert [section.line for section in own.sections] == ["", ""]
    assert all(section.line for section in patient.sections)
    assert patient.sections[1].groups[0].meaning
    assert patient.plain_words
    assert facts(patient) == facts(own)
    with pytest.raises(UsageError, match="unknown reader"):
        sheet_of(ANSWER, replace(CONTEXT, reader="robot"))


def test_a_refusal_says_so_and_names_the_closest_sources() -> None:
    sheet = sheet_of(REFUSAL, CONTEXT)
    assert sheet.nothing.startswith("No answer is given")
    assert sheet.closest == ("body-2020-gout",)
    missing = replace(REFUSAL, notices=(Notice(NoticeKind.MISSING, "Nothing here."),))
    assert sheet_of(missing, CONTEXT).nothing == ""
    assert sheet_of(ANSWER, CONTEXT).closest == ()


def test_a_digest_is_named_as_galens_summary_and_not_put_in_quotation_marks() -> None:
    publisher, digest = sheet_of(ANSWER, CONTEXT).references
    (quoted,), (summary,) = publisher.passages, digest.passages
    assert quoted.label == "Quoted passage"
    assert quoted.text == f"“{GUIDELINE.quotes[0].text}”"
    assert quoted.where == "Recommendations > Flares, page 7"
    assert summary.label == "From Galen's summary"
    assert summary.text == TRIAL.quotes[0].text
    assert "Galen's summary" in digest.marks
    assert "third party" in digest.marks
    assert "superseded by body-2024-gout" in publisher.marks
    assert sheet_of(ANSWER, CONTEXT).sources[1].startswith("Galen's summary of Doe J: ")


def test_a_superseded_reference_names_the_number_of_the_newer_one() -> None:
    old = replace(GUIDELINE, superseded_by=TRIAL.source_id)
    sheet = sheet_of(replace(ANSWER, references=(old, TRIAL)), CONTEXT)
    assert "superseded by [2]" in sheet.references[0].marks


def test_the_copy_names_library_engine_and_date() -> None:
    facts = {fact.label: fact.value for fact in sheet_of(ANSWER, CONTEXT).about}
    assert facts["Library version"] == ANSWER.library_version
    assert facts["Engine"] == "extractive"
    assert facts["Generated"] == "2026-03-04 05:06 UTC"
    assert facts["Saved at"] == CONTEXT.link
    assert facts["Policy in full"] == CONTEXT.policy_url
    with_model = sheet_of(replace(ANSWER, engine="generative", model="m-1"), CONTEXT)
    assert "generative, m-1" in {fact.value for fact in with_model.about}


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "file:///etc/passwd",
        "data:text/html,x",
        "//example.org/x",
        "https://",
        "https://user:pass@example.org/",
        "https://[::1",
        "https://example.org:99999/",
        "https://example.org/a b",
        "https://example.org/\nER  - ",
        "https://example.org/" + "a" * 3000,
    ],
)
def test_what_is_no_plain_web_address_is_no_link(url: str | None) -> None:
    assert web_url(url) is None


def test_what_markup_would_obey_is_percent_encoded() -> None:
    url = web_url("https://example.org/a)>\"'}{\\;ü?q=1&r=%20#x")
    assert url == "https://example.org/a%29%3E%22%27%7D%7B%5C%3B%C3%BC?q=1&r=%20#x"


@pytest.mark.parametrize("attack", ATTACKS)
def test_links_are_http_and_hold_nothing_that_ends_them(attack: str) -> None:
    reference = replace(GUIDELINE, doi=attack, pmid=attack, url=attack)
    for link in links_of(reference):
        assert re.fullmatch(r"https?://[A-Za-z0-9._~:/?#\[\]@!$&*+,=%-]+", link.url)


def test_each_way_to_a_source_is_named_once() -> None:
    assert [link.text for link in links_of(GUIDELINE)] == [
        "doi:10.1000/gout_(2020)",
        "PMID 12345678",
        "https://example.org/gout?a=1&b=2",
    ]
    same = replace(GUIDELINE, doi="10.1000/gout", pmid=None, url="https://doi.org/10.1000/gout")
    assert [link.text for link in links_of(same)] == ["doi:10.1000/gout"]
    assert best_url(replace(GUIDELINE, doi=None, pmid=None, url=None)) is None


@pytest.mark.parametrize(
    ("given_as", "doi"),
    [
        ("10.1000/x", "10.1000/x"),
        ("doi: 10.1000/x", "10.1000/x"),
        ("https://doi.org/10.1000/x", "10.1000/x"),
        ("10.1002/(SICI)1097<1::AID>3.0.CO;2-#", "10.1002/(SICI)1097<1::AID>3.0.CO;2-#"),
        ("10.1000/", None),
        ("11.1000/x", None),
        ("10.1000/x y", None),
        ("10.1000/x}{", None),
        ("10.1000/\\x", None),
        (None, None),
    ],
)
def test_a_doi_is_a_doi(given_as: str | None, doi: str | None) -> None:
    assert doi_of(replace(GUIDELINE, doi=given_as)) == doi


@pytest.mark.parametrize("pmid", ["0123", "12a", "1234567890", "-1", "", None])
def test_a_pmid_is_a_number(pmid: str | None) -> None:
    assert pmid_of(replace(GUIDELINE, pmid=pmid)) is None


def test_persons_and_groups_are_told_apart() -> None:
    assert authors_of(GUIDELINE).named == (
        Author("Müller", "J. A."),
        Author("de la Cruz", "R.", "Jr"),
        Author("Gout Study Group"),
    )
    assert authors_of(GUIDELINE).more
    assert not authors_of(TRIAL).more
    nobody = replace(GUIDELINE, authors=())
    assert authors_of(nobody).named == (Author("Body of Rheumatology"),)
    assert authors_of(replace(nobody, organization=None)).named == ()


@pytest.mark.parametrize(
    "name", ["Doe J and Roe R", "Expert Panel US", "Doe, J", "Group of 12 AB", "Doe"]
)
def test_what_is_not_surely_a_person_is_not_taken_apart(name: str) -> None:
    assert authors_of(replace(GUIDELINE, authors=(name,))).named == (Author(name),)


def test_a_file_is_named_by_the_question() -> None:
    assert file_name(ANSWER, FORMATS["pdf"]) == "galen-how-is-a-gout-flare-treated-in-odz.pdf"
    for question in (*ATTACKS, "word " * 50, "-" * 200, "../../etc/passwd", "con", "痛風"):
        name = file_name(replace(ANSWER, question=question), FORMATS["markdown"])
        assert re.fullmatch(r"galen-[a-z0-9]+(-[a-z0-9]+)*\.md", name)
        assert len(name) <= 80


def test_the_ending_chooses_the_format() -> None:
    for each in FORMATS.values():
        assert format_of(f"answer{each.ending.upper()}") is each
    with pytest.raises(UsageError, match=r"\.pdf, \.docx"):
        format_of("answer.exe")


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("answer", [ANSWER, REFUSAL], ids=["answer", "refusal"])
def test_two_exports_of_one_answer_are_the_same_bytes(name: str, answer: Answer) -> None:
    once = export_as(FORMATS[name], answer, CONTEXT)
    assert once == export_as(FORMATS[name], answer, CONTEXT)
    later = replace(CONTEXT, generated=CONTEXT.generated.replace(year=2027))
    if name not in ("ris", "bibtex"):
        assert once != export_as(FORMATS[name], answer, later)
