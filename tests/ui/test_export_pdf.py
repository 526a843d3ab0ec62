"""An answer as a PDF, read back: every sign, every page, fonts that are in the file, no traps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from exported import ANSWER, CONTEXT, FOUND, GUIDELINE, SAID, hostile_answers, hostile_contexts
from hypothesis import HealthCheck, given, settings
from pypdf import PdfReader

from assistant.answer import Answer, StatementGroup
from assistant.workspace.model import Status
from ui.export import ExportContext, as_pdf
from ui.export.content import PENDING
from ui.export.pdf_fonts import MISSING

FOOT = re.compile(r"Generated 2026-03-04 05:06 UTC\s*Page (\d+) of (\d+)")


def read(answer: Answer, context: ExportContext = CONTEXT) -> PdfReader:
    return PdfReader(BytesIO(as_pdf(answer, context)), strict=True)


def text_of(reader: PdfReader) -> str:
    return squeezed("".join(page.extract_text() for page in reader.pages))


def squeezed(text: str) -> str:
    """Without spaces, which depend on where lines end."""
    return "".join(text.split())


def fonts(reader: PdfReader) -> Iterator[Any]:
    for page in reader.pages:
        for font in page["/Resources"].get_object()["/Font"].get_object().values():
            yield font.get_object()


def links(reader: PdfReader) -> Iterator[Any]:
    for page in reader.pages:
        for annotation in page.get("/Annots", []):
            yield annotation.get_object()


def uris(reader: PdfReader) -> list[str]:
    return [str(link["/A"]["/URI"]) for link in links(reader) if "/URI" in link.get("/A", {})]


def inside(reader: PdfReader) -> list[str]:
    """Where links within the document lead: page and height."""
    return [str(link["/Dest"]) for link in links(reader) if "/Dest" in link]


def long_answer(statements: int) -> Answer:
    """One that fills some pages; every statement is different."""
    said = [replace(FOUND, text=f"In trial {n} pain fell by ≥{n}%.") for n in range(statements)]
    groups = [StatementGroup(f"Group {n}", tuple(said[n::7])) for n in range(7)]
    return replace(ANSWER, guidelines=tuple(groups[:3]), research=tuple(groups[3:]))


def test_every_statement_and_every_sign_is_there() -> None:
    text = text_of(read(ANSWER))
    for statement in ANSWER.statements():
        # The superscript minus is a raised minus: the font has none of its own.
        assert squeezed(statement.text).replace("⁻", "−") in text
    for sign in "≥≤µ±éüŁα⁹×°½":
        assert sign in text
    for reference in ANSWER.references:
        assert squeezed(reference.title) in text
        for quote in reference.quotes:
            assert squeezed(quote.text).replace("⁻", "−") in text
    for part in (ANSWER.question, ANSWER.disclaimer, ANSWER.library_version, "Call for help now."):
        assert squeezed(part) in text
    assert MISSING not in text


def test_the_order_is_that_of_the_page() -> None:
    text = text_of(read(ANSWER))
    order = (
        *("Callforhelpnow.", squeezed(ANSWER.question), "Reviewstatus:", "Anotherengineanswered."),
        *("Bottomline", "FromtheGuidelines", "FromtheResearch", "Pleasenote", "References"),
        *("2statementswerewithheld", "Checkthesources.", "Libraryversion:"),
    )
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_all_fonts_are_in_the_file() -> None:
    found = [*fonts(read(ANSWER))]
    assert found
    for font in found:
        assert "SourceSansPro" in font["/BaseFont"]
        assert "/FontFile2" in font["/FontDescriptor"].get_object()


@pytest.mark.parametrize("statements", [1, 20, 30, 31, 32, 33, 34, 60])
def test_every_page_has_its_number_and_no_heading_ends_one(statements: int) -> None:
    answer = long_answer(statements)
    reader = read(answer)
    pages = [page.extract_text() for page in reader.pages]
    for number, text in enumerate(pages, start=1):
        (foot,) = FOOT.findall(text)
        assert foot == (str(number), str(len(pages)))
        assert text.lstrip().startswith("Galen")
        assert PENDING in text
        last = FOOT.sub("", text).rstrip().rpartition("\n")[2]
        assert not re.fullmatch(r"Group \d|From the \w+|Please note|References|Bottom line", last)
    whole = squeezed(" ".join(pages))
    for statement in answer.statements():
        assert squeezed(statement.text).replace("⁻", "−") in whole


def test_later_pages_name_the_question() -> None:
    first, *later = read(long_answer(60)).pages
    assert later
    for page in later:
        assert "How is a gout flare treated" in page.extract_text()[:200]
    assert first.extract_text().count("How is a gout flare treated") == 1


def test_an_approved_answer_bears_its_approval_on_every_page() -> None:
    approved = replace(CONTEXT, status=Status.APPROVED)
    for page in read(long_answer(40), approved).pages:
        text = page.extract_text()
        assert "Approved by a reviewer" in text
        assert PENDING not in text
    stale = replace(approved, stale=("ACR 2017 was retracted.",))
    assert PENDING in read(ANSWER, stale).pages[0].extract_text()


def test_links_lead_to_the_sources_and_numbers_to_the_references() -> None:
    reader = read(ANSWER)
    assert set(uris(reader)) == {
        "https://doi.org/10.1000/gout_%282020%29",
        "https://pubmed.ncbi.nlm.nih.gov/12345678/",
        "https://example.org/gout?a=1&b=2",
        "https://example.org/trial",
        CONTEXT.link,
        CONTEXT.policy_url,
    }
    cited = [citation.number for said in ANSWER.statements() for citation in said.citations]
    assert len(inside(reader)) == len(cited)
    assert len(set(inside(reader))) == len(set(cited))


def test_it_says_what_it_is_and_when_it_was_made() -> None:
    reader = read(ANSWER)
    assert reader.metadata is not None
    assert reader.metadata.title == ANSWER.question
    assert reader.metadata.author == "Galen"
    assert reader.metadata.creation_date == CONTEXT.generated
    assert reader.root_object["/Lang"] == "en"


def test_what_the_font_lacks_is_written_otherwise_or_seen_to_lack() -> None:
    said = replace(
        SAID, text="Pulse \u2a7e 60\u2009bpm \u2217 37 \u2103, 10\u207b\u2076, e\u0301, ﬁ"
    )
    text = text_of(read(replace(ANSWER, bottom_line=said)))
    assert "Pulse≥60bpm*37°C,10−⁶,é,ﬁ" in text
    assert MISSING not in text
    said = replace(SAID, text="痛風 ♀")
    lacking = text_of(read(replace(ANSWER, bottom_line=said)))
    assert f"{MISSING}{MISSING}{MISSING}(Strong" in lacking
    assert squeezed("font lacks: U+2640, U+75DB, U+98A8") in lacking


def test_markup_in_a_text_is_shown() -> None:
    said = replace(
        SAID, text="<b>bold</b> &lt;i&gt; <a href='https://evil.example'>x</a> <br/> 5 < 6"
    )
    reader = read(replace(ANSWER, bottom_line=said))
    assert squeezed(said.text) in text_of(reader)
    assert not any("evil" in uri for uri in uris(reader))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(hostile_answers(), hostile_contexts())
def test_no_text_makes_a_link_or_an_action_or_breaks_a_page(
    answer: Answer, context: ExportContext
) -> None:
    reader = read(answer, context)
    assert not {"/OpenAction", "/AA", "/AcroForm", "/Names"} & set(reader.root_object)
    for page in reader.pages:
        assert FOOT.search(page.extract_text())
        assert "/AA" not in page
    for link in links(reader):
        assert link["/Subtype"] == "/Link"
        assert "/Dest" in link or link["/A"]["/S"] == "/URI"
    assert all(re.match(r"https?://", uri) for uri in uris(reader))
    assert all("/FontFile2" in f["/FontDescriptor"].get_object() for f in fonts(reader))


def test_a_reference_that_is_not_there_is_not_linked() -> None:
    reader = read(replace(ANSWER, references=(GUIDELINE,)))
    assert len(set(inside(reader))) == 1
