"""An answer as a PDF of A4 pages to hand round: ReportLab sets the sheet.

Text is set by `Typesetter.markup`, which escapes it; the only markup beside it is written here.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from io import BytesIO
from xml.sax.saxutils import quoteattr

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    HRFlowable,
    PageTemplate,
    Paragraph,
)

from assistant.answer import Answer
from ui.export import pdf_styles as styles
from ui.export.content import CLOSEST, PENDING, review_status, sheet_of
from ui.export.context import ExportContext
from ui.export.pdf_fonts import BOLD, MISSING, REGULAR, Typesetter, register_fonts
from ui.export.sheet import Entry, Fact, Line, Sheet

_NAME = "Galen"


def write(answer: Answer, context: ExportContext) -> bytes:
    """The document. Built twice: only then is it known how many pages there are."""
    register_fonts()
    sheet = sheet_of(answer, context)
    pages = _build(sheet, context, pages=None).pages
    return _build(sheet, context, pages).content


class _Built:
    """One run through the sheet: the bytes, and the number of pages."""

    def __init__(self, content: bytes, pages: int) -> None:
        self.content = content
        self.pages = pages


def _build(sheet: Sheet, context: ExportContext, pages: int | None) -> _Built:
    typesetter = Typesetter()
    story = [*_Story(sheet, typesetter).flowables()]
    margins = _Margins(sheet.title, context, typesetter, pages)
    file = BytesIO()
    document = BaseDocTemplate(
        file,
        pagesize=styles.PAGE,
        pageTemplates=[PageTemplate(frames=[_text_area()], onPage=margins.draw)],
        title=sheet.title,
        author=_NAME,
        subject=review_status(context),
        creator=_NAME,
        lang="en",
        displayDocTitle=True,
        # Else each page names Helvetica, which is not in the file.
        initialFontName=REGULAR,
        invariant=1,
    )
    document.build(story)
    return _Built(file.getvalue(), document.page)


def _text_area() -> Frame:
    height = styles.PAGE[1] - styles.TOP - styles.BOTTOM
    return Frame(styles.SIDE, styles.BOTTOM, styles.WIDTH, height, 0, 0, 0, 0)


class _Margins:
    """What stands around the text of every page: whose it is, how far to trust it, which page."""

    def __init__(
        self, title: str, context: ExportContext, typesetter: Typesetter, pages: int | None
    ) -> None:
        self._title = title
        self._standing = review_status(context) if context.is_approved else PENDING
        self._generated = context.generated.astimezone(UTC)
        self._typesetter = typesetter
        self._pages = pages

    def draw(self, canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.saveState()
        canvas.setDateFormatter(lambda *_: f"D:{self._generated:%Y%m%d%H%M%S}Z")
        self._head(canvas, first=document.page == 1)
        self._foot(canvas, document.page)
        canvas.restoreState()

    def _head(self, canvas: Canvas, first: bool) -> None:
        left, right = styles.SIDE, styles.PAGE[0] - styles.SIDE
        base = styles.PAGE[1] - styles.TOP + 24
        canvas.setFillColor(styles.ACCENT)
        canvas.setFont(BOLD, 10.5)
        canvas.drawString(left, base, _NAME)
        canvas.setFillColor(styles.QUIET)
        canvas.setFont(REGULAR, 8.6)
        canvas.drawRightString(right, base, self._standing)
        if not first:
            room = styles.WIDTH - 250
            title = self._typesetter.fitted(self._title, REGULAR, 8.6, room)
            canvas.drawString(left + 38, base, title)
        self._rule(canvas, base - 7)

    def _foot(self, canvas: Canvas, page: int) -> None:
        left, right = styles.SIDE, styles.PAGE[0] - styles.SIDE
        base = styles.BOTTOM - 24
        self._rule(canvas, base + 12)
        canvas.setFillColor(styles.QUIET)
        canvas.setFont(REGULAR, 8.6)
        canvas.drawString(left, base, f"Generated {self._generated:%Y-%m-%d %H:%M} UTC")
        canvas.drawRightString(right, base, f"Page {page} of {self._pages or page}")

    def _rule(self, canvas: Canvas, height: float) -> None:
        canvas.setStrokeColor(styles.RULE)
        canvas.setLineWidth(0.5)
        canvas.line(styles.SIDE, height, styles.PAGE[0] - styles.SIDE, height)


class _Story:
    """The sheet as ReportLab's flowables, from top to bottom."""

    def __init__(self, sheet: Sheet, typesetter: Typesetter) -> None:
        self._sheet = sheet
        self._typesetter = typesetter
        self._cited = {entry.number for entry in sheet.references}

    def flowables(self) -> Iterator[Flowable]:
        yield from self._top()
        yield from self._bottom_line()
        yield from self._sections()
        yield from self._list("Please note", self._sheet.notes)
        yield from self._references()
        yield from self._end()

    def _top(self) -> Iterator[Flowable]:
        sheet = self._sheet
        yield from (self._plain(text, styles.URGENT) for text in sheet.urgent)
        yield self._plain(sheet.title, styles.TITLE)
        if sheet.banner:
            yield self._plain(sheet.banner, styles.BANNER)
        yield from (self._plain(text, styles.REVIEW) for text in sheet.review)
        if sheet.searched_for:
            yield self._plain(f"Searched for: {sheet.searched_for}", styles.REVIEW)
        yield from (self._item(text) for text in sheet.before)

    def _bottom_line(self) -> Iterator[Flowable]:
        sheet = self._sheet
        if sheet.bottom_line is not None:
            yield self._plain("Bottom line", styles.SECTION)
            yield Paragraph(self._line(sheet.bottom_line), styles.BOTTOM_LINE)
            yield from (self._plain(f"Source: {text}", styles.SOURCE) for text in sheet.sources)
        if sheet.nothing:
            yield self._plain(sheet.nothing, styles.BODY)
        yield from self._list(CLOSEST, sheet.closest)
        if sheet.caution:
            yield self._plain(sheet.caution, styles.SMALL)

    def _sections(self) -> Iterator[Flowable]:
        for section in self._sheet.sections:
            yield self._plain(section.title, styles.SECTION)
            if section.line:
                yield self._plain(section.line, styles.MEANING)
            for group in section.groups:
                yield self._plain(group.heading, styles.GROUP)
                if group.meaning:
                    yield self._plain(group.meaning, styles.MEANING)
                for line in group.lines:
                    yield Paragraph(self._line(line), styles.STATEMENT, bulletText="•")

    def _list(self, title: str, items: tuple[str, ...]) -> Iterator[Flowable]:
        if items:
            yield self._plain(title, styles.SECTION)
            yield from (self._item(text) for text in items)

    def _references(self) -> Iterator[Flowable]:
        if self._sheet.references:
            yield self._plain("References", styles.SECTION)
        for entry in self._sheet.references:
            yield Paragraph(self._entry(entry), styles.REFERENCE, bulletText=f"[{entry.number}]")
            for passage in entry.passages:
                where = f" ({passage.where})" if passage.where else ""
                label = self._in_color(styles.QUIET_HEX, f"{passage.label}{where}:")
                shown = f"{label} {self._markup(passage.text)}"
                yield Paragraph(shown, styles.PASSAGE, bulletText="–")

    def _end(self) -> Iterator[Flowable]:
        sheet = self._sheet
        yield HRFlowable(width="100%", thickness=0.5, color=styles.RULE, spaceBefore=14)
        for text in (sheet.withheld, sheet.plain_words, sheet.disclaimer):
            if text:
                yield self._plain(text, styles.SMALL)
        yield from (Paragraph(self._fact(fact), styles.FACT) for fact in sheet.about)
        if missing := sorted(self._typesetter.missing):
            named = ", ".join(f"U+{ord(char):04X}" for char in missing)
            said = f"{MISSING} stands for characters that this document's font lacks: {named}."
            yield self._plain(said, styles.SMALL)

    def _line(self, line: Line) -> str:
        strength = self._bold(f"({line.strength})") if line.strength else ""
        lead = self._bold(line.lead) if line.lead else ""
        said = " ".join(filter(None, (lead, self._markup(line.text), strength)))
        # No line begins with a number of a reference: it stays with the word before it.
        cited = "\u00a0".join(filter(None, (said, "".join(map(self._number, line.numbers)))))
        plainly = self._in_color(styles.QUIET_HEX, line.plainly) if line.plainly else ""
        return "<br/>".join(filter(None, (cited, plainly)))

    def _number(self, number: int) -> str:
        shown = f'<font color="{styles.ACCENT}">[{number}]</font>'
        return f'<a href="#{_anchor(number)}">{shown}</a>' if number in self._cited else shown

    def _entry(self, entry: Entry) -> str:
        marks = self._in_color(styles.QUIET_HEX, f"({entry.marks})") if entry.marks else ""
        links = " · ".join(self._link(link.text, link.url) for link in entry.links)
        citation = f'<a name="{_anchor(entry.number)}"/>{self._markup(entry.citation)}'
        return " ".join(filter(None, (citation, marks, links)))

    def _fact(self, fact: Fact) -> str:
        value = self._link(fact.value, fact.url) if fact.url else self._markup(fact.value)
        return f"{self._bold(f'{fact.label}:')} {value}"

    def _link(self, text: str, url: str) -> str:
        shown = self._markup(text.replace(" ", "\u00a0"))
        return f'<a href={quoteattr(url)} color="{styles.ACCENT}">{shown}</a>'

    def _item(self, text: str) -> Paragraph:
        return Paragraph(self._markup(text), styles.NOTE, bulletText="•")

    def _plain(self, text: str, style: ParagraphStyle) -> Paragraph:
        return Paragraph(self._markup(text), style)

    def _bold(self, text: str) -> str:
        return f'<font name="{BOLD}">{self._markup(text)}</font>'

    def _in_color(self, color: str, text: str) -> str:
        return f'<font color="{color}">{self._markup(text)}</font>'

    def _markup(self, text: str) -> str:
        return self._typesetter.markup(text)


def _anchor(number: int) -> str:
    return f"reference-{number}"
