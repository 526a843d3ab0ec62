"""An answer as a Word document, opened again: headings, text, links, and no field but the page."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

from docx import Document
from docx.document import Document as DocumentType
from docx.oxml.ns import qn
from exported import (
    ANSWER,
    CONTEXT,
    SIGNS,
    expected_headings,
    hostile_answers,
    hostile_contexts,
)
from hypothesis import HealthCheck, given, settings
from lxml import etree

from assistant.answer import Answer
from ui.export import ExportContext, as_docx
from ui.export.content import PENDING, sheet_of


def opened(answer: Answer, context: ExportContext = CONTEXT) -> DocumentType:
    return Document(BytesIO(as_docx(answer, context)))


def headings(document: DocumentType) -> list[str]:
    wanted = ("Title", "Heading 1", "Heading 2")
    return [p.text for p in document.paragraphs if p.style is not None and p.style.name in wanted]


def fields(written: bytes) -> list[str]:
    """Field codes of all parts, simple and complex ones."""
    found = []
    with ZipFile(BytesIO(written)) as package:
        for name in package.namelist():
            if name.startswith("word/") and name.endswith(".xml"):
                root = etree.fromstring(package.read(name))
                found += [node.get(qn("w:instr")) for node in root.iter(qn("w:fldSimple"))]
                found += [node.text for node in root.iter(qn("w:instrText"))]
    return found


def targets(written: bytes) -> list[str]:
    """What the document refers to outside itself."""
    with ZipFile(BytesIO(written)) as package:
        relations = [n for n in package.namelist() if n.endswith(".rels")]
        nodes = [node for n in relations for node in etree.fromstring(package.read(n))]
    return [node.get("Target") for node in nodes if node.get("TargetMode") == "External"]


def test_headings_statements_and_signs_are_there() -> None:
    document = opened(ANSWER)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert headings(document) == [*expected_headings(sheet_of(ANSWER, CONTEXT))]
    for statement in ANSWER.statements():
        assert any(statement.text in text for text in texts)
    assert any(SIGNS in text for text in texts)
    order = ("Call for help now.", ANSWER.question, f"{PENDING}.", "Another engine answered.")
    places = [texts.index(text) for text in order]
    assert places == sorted(places)
    assert any(text.startswith("2 statements were withheld") for text in texts)


def test_every_page_bears_the_notice_and_its_number() -> None:
    section = opened(ANSWER).sections[0]
    assert PENDING in section.header.paragraphs[0].text
    assert fields(as_docx(ANSWER, CONTEXT)) == ["PAGE"]


def test_it_says_what_it_is_and_when_it_was_made() -> None:
    properties = opened(ANSWER).core_properties
    assert properties.title == ANSWER.question
    assert properties.author == "Galen"
    assert properties.created == CONTEXT.generated.replace(tzinfo=None) or (
        properties.created == CONTEXT.generated
    )


def test_links_lead_to_the_sources() -> None:
    assert set(targets(as_docx(ANSWER, CONTEXT))) == {
        "https://doi.org/10.1000/gout_%282020%29",
        "https://pubmed.ncbi.nlm.nih.gov/12345678/",
        "https://example.org/gout?a=1&b=2",
        "https://example.org/trial",
        CONTEXT.link,
        CONTEXT.policy_url,
    }


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(hostile_answers(), hostile_contexts())
def test_no_text_makes_a_field_a_link_or_a_heading(answer: Answer, context: ExportContext) -> None:
    written = as_docx(answer, context)
    document = Document(BytesIO(written))
    assert fields(written) == ["PAGE"]
    assert all(target.startswith(("https://", "http://")) for target in targets(written))
    assert headings(document) == [*expected_headings(sheet_of(answer, context))]
    texts = [paragraph.text for paragraph in document.paragraphs]
    for entry in sheet_of(answer, context).references:
        assert any(text.startswith(f"[{entry.number}] {entry.citation}") for text in texts)
