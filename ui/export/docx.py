"""An answer as a Word document: python-docx writes the sheet with real headings, lists and links.

Text enters as text of runs only. The one field of the document is the number of the page.
"""

from __future__ import annotations

import zipfile
from datetime import UTC
from io import BytesIO

from docx import Document
from docx.document import Document as DocumentType
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from assistant.answer import Answer
from ui.export.content import CLOSEST, PENDING, review_status, sheet_of
from ui.export.context import ExportContext
from ui.export.docx_styles import BOTTOM_LINE, PASSAGE, QUIET, REFERENCE, WARNING, add_styles
from ui.export.links import Link
from ui.export.sheet import Entry, Fact, Line, QuotedPassage, Sheet

_NAME = "Galen"
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest date that ZIP can hold: the date of a part says nothing, and must not vary."""


def write(answer: Answer, context: ExportContext) -> bytes:
    """The document, of A4 pages."""
    sheet = sheet_of(answer, context)
    document = Document()
    add_styles(document)
    _describe(document, sheet, context)
    _margins(document, context)
    _Body(document, sheet).write()
    file = BytesIO()
    document.save(file)
    return _undated(file)


def _describe(document: DocumentType, sheet: Sheet, context: ExportContext) -> None:
    properties = document.core_properties
    generated = context.generated.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    properties.title = sheet.title[:255]
    properties.author = properties.last_modified_by = _NAME
    properties.subject = review_status(context)
    properties.comments = ""
    properties.created = properties.modified = generated
    properties.language = "en"


def _margins(document: DocumentType, context: ExportContext) -> None:
    """Header and footer of every page."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(26)
    section.top_margin = section.bottom_margin = Mm(24)
    standing = review_status(context) if context.is_approved else PENDING
    head = section.header.paragraphs[0]
    head.add_run(f"{_NAME} · {standing}")
    head.style = QUIET
    foot = section.footer.paragraphs[0]
    foot.style = QUIET
    generated = context.generated.astimezone(UTC)
    foot.add_run(f"Generated {generated:%Y-%m-%d %H:%M} UTC · Page ")
    _add_page_number(foot)


def _add_page_number(paragraph: Paragraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    shown = OxmlElement("w:t")
    shown.text = "1"
    run.append(shown)
    field.append(run)
    paragraph._p.append(field)


class _Body:
    """The sheet as paragraphs, from top to bottom."""

    def __init__(self, document: DocumentType, sheet: Sheet) -> None:
        self._document = document
        self._sheet = sheet

    def write(self) -> None:
        self._top()
        self._bottom_line()
        self._sections()
        self._list("Please note", self._sheet.notes)
        self._references()
        self._end()

    def _top(self) -> None:
        sheet = self._sheet
        for text in sheet.urgent:
            self._add(text, WARNING)
        self._add(sheet.title, "Title")
        if sheet.banner:
            self._add(sheet.banner, WARNING)
        for text in sheet.review:
            self._add(text, QUIET)
        if sheet.searched_for:
            self._add(f"Searched for: {sheet.searched_for}", QUIET)
        for text in sheet.before:
            self._add(text, "List Bullet")

    def _bottom_line(self) -> None:
        sheet = self._sheet
        if sheet.bottom_line is not None:
            self._add("Bottom line", "Heading 1")
            self._line(sheet.bottom_line, BOTTOM_LINE)
            for source in sheet.sources:
                self._add(f"Source: {source}", QUIET)
        if sheet.nothing:
            self._add(sheet.nothing)
        self._list(CLOSEST, sheet.closest)
        if sheet.caution:
            self._add(sheet.caution, QUIET)

    def _sections(self) -> None:
        for section in self._sheet.sections:
            self._add(section.title, "Heading 1")
            if section.line:
                self._add(section.line, QUIET)
            for group in section.groups:
                self._add(group.heading, "Heading 2")
                if group.meaning:
                    self._add(group.meaning, QUIET)
                for line in group.lines:
                    self._line(line, "List Bullet")

    def _list(self, title: str, items: tuple[str, ...]) -> None:
        if items:
            self._add(title, "Heading 1")
        for text in items:
            self._add(text, "List Bullet")

    def _references(self) -> None:
        if self._sheet.references:
            self._add("References", "Heading 1")
        for entry in self._sheet.references:
            self._entry(entry)
            for passage in entry.passages:
                self._passage(passage)

    def _end(self) -> None:
        self._add("About this copy", "Heading 1")
        sheet = self._sheet
        for text in (sheet.withheld, sheet.plain_words, sheet.disclaimer):
            if text:
                self._add(text, QUIET)
        for fact in self._sheet.about:
            self._fact(fact)

    def _line(self, line: Line, style: str) -> None:
        paragraph = self._add("", style)
        if line.lead:
            paragraph.add_run(f"{line.lead} ").bold = True
        paragraph.add_run(line.text)
        if line.strength:
            paragraph.add_run(f" ({line.strength})").bold = True
        if line.numbers:
            cited = "".join(f"[{number}]" for number in line.numbers)
            paragraph.add_run(f"\u00a0{cited}")
        if line.plainly:
            paragraph.add_run(f" {line.plainly}").italic = True

    def _entry(self, entry: Entry) -> None:
        paragraph = self._add(f"[{entry.number}] {entry.citation}", REFERENCE)
        if entry.marks:
            paragraph.add_run(f" ({entry.marks})").italic = True
        for link in entry.links:
            paragraph.add_run(" ")
            _add_link(paragraph, link)

    def _passage(self, passage: QuotedPassage) -> None:
        where = f" ({passage.where})" if passage.where else ""
        paragraph = self._add("", PASSAGE)
        paragraph.add_run(f"{passage.label}{where}: ").italic = True
        paragraph.add_run(passage.text)

    def _fact(self, fact: Fact) -> None:
        paragraph = self._add("", QUIET)
        paragraph.add_run(f"{fact.label}: ").bold = True
        if fact.url:
            _add_link(paragraph, Link(fact.value, fact.url))
        else:
            paragraph.add_run(fact.value)

    def _add(self, text: str, style: str | None = None) -> Paragraph:
        return self._document.add_paragraph(text, style)


def _add_link(paragraph: Paragraph, link: Link) -> None:
    """A link by relationship, which no text can change; a field would be one that text could."""
    target = paragraph.part.relate_to(link.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), target)
    paragraph._p.append(element)
    element.append(paragraph.add_run(link.text, "Hyperlink")._r)


def _undated(file: BytesIO) -> bytes:
    """The same package without the times at which its parts were written."""
    undated = BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(undated, "w") as new:
        for name in old.namelist():
            part = zipfile.ZipInfo(name, _ZIP_EPOCH)
            new.writestr(part, old.read(name), zipfile.ZIP_DEFLATED)
    return undated.getvalue()
