"""PDFs as publishers lay them out, drawn by reportlab: columns, lists, tables, feet and faults."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Table, TableStyle

WIDTH, HEIGHT = A4
LEFT, RIGHT = 50.0, 310.0
COLUMN = 235.0
TOP = HEIGHT - 90
HEADER = "Example Society Guideline 2031"
DOI = "10.5555/Example.2031.07"
TITLE = "Care of the sprained ankle in adults"

# Lines end where they do in print: with broken words, and in the middle of sentences.
FIRST = (
    "Sprains of the ankle are among the most",
    "common injuries. Early movement is recom-",
    "mended for adults with a stable joint. Ice",
    "may ease pain in the first days, and dose-",
    "related harm of tablets is rare. Nobody knows",
    "whether dose-related harm differs by age.",
)
SECOND = (
    "A brace is preferred to a plaster. It is worn",
    "for two weeks, and longer where the joint",
    "remains loose when it is examined by a",
)
THIRD = (
    "clinician. Training of balance prevents new",
    "sprains in most patients.",
)
ITEMS = ("Plaster for longer than ten days.", "Injections of steroids into the ligament.")
CAPTION = "Table 1. Tablets for pain in adults"
ROWS = (
    ("Drug", "Dose", "Most in a day"),
    ("Paracetamol", "1 g every 6 hours", "4 g"),
    ("Ibuprofen", "400 mg every 8 hours", "1200 mg"),
)
OPEN_CAPTION = "Table 2. Recovery by grade of sprain"
OPEN_ROWS = (
    ("Grade", "Return to work", "Return to sport"),
    ("I", "3 days", "10 days"),
    ("II", "10 days", "4 weeks"),
    ("III", "6 weeks", "3 months"),
)
NOTE = "1 A joint is stable where no drawer sign is found."


@dataclass(slots=True)
class Sheet:
    """A canvas that is written on from the top down."""

    canvas: Canvas
    y: float = TOP
    numbers: list[int] = field(default_factory=lambda: [1])

    def lines(
        self,
        words: Sequence[str],
        x: float = LEFT,
        font: str = "Times-Roman",
        size: float = 10,
        leading: float = 13,
    ) -> None:
        self.canvas.setFont(font, size)
        for line in words:
            self.canvas.drawString(x, self.y, line)
            self.y -= leading
        self.y -= 6

    def item(self, text: str, x: float = LEFT) -> None:
        self.canvas.setFont("Times-Roman", 10)
        self.canvas.drawString(x, self.y, "•")
        self.canvas.drawString(x + 12, self.y, text)
        self.y -= 13

    def heading(self, text: str, x: float = LEFT, size: float = 13) -> None:
        self.y -= 6
        self.lines([text], x, "Helvetica-Bold", size, size + 3)

    def next_page(self) -> None:
        self.canvas.setFont("Helvetica", 8)
        self.canvas.drawString(LEFT, HEIGHT - 40, HEADER)
        self.canvas.drawCentredString(WIDTH / 2, 30, str(self.numbers[0]))
        self.numbers[0] += 1
        self.canvas.showPage()
        self.y = TOP


def guideline() -> bytes:
    """Four pages: a title, two columns, a ruled table with a note, and a table of a journal."""
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=A4, invariant=True)
    canvas.setTitle("ankle_final_v3.indd")
    canvas.setAuthor("Typesetter")
    sheet = Sheet(canvas)
    sheet.lines([TITLE], font="Helvetica-Bold", size=20, leading=30)
    sheet.lines([f"doi: {DOI}", "© Example Society 2031"])
    sheet.next_page()
    _columns(sheet)
    sheet.next_page()
    sheet.lines(THIRD)
    _ruled(sheet)
    canvas.setFont("Times-Roman", 6)
    canvas.drawString(LEFT, 84, NOTE[:1])
    canvas.setFont("Times-Roman", 8)
    canvas.drawString(LEFT + 4, 81, NOTE[2:])
    sheet.next_page()
    _open(sheet)
    sheet.heading("References")
    sheet.lines(["1. Somebody A. Ankles. J Ankles 2030;1:1-9."])
    sheet.next_page()
    canvas.save()
    return kept.getvalue()


def _columns(sheet: Sheet) -> None:
    sheet.heading("1. Background")
    sheet.lines(FIRST)
    sheet.heading("2. Recommendations")
    sheet.heading("2.1 What not to do", size=11)
    sheet.lines(["Do not use:"])
    for item in ITEMS:
        sheet.item(item)
    sheet.y = TOP - 18
    sheet.heading("2.2 What to do", RIGHT, 11)
    sheet.lines(SECOND, RIGHT)


def _ruled(sheet: Sheet) -> None:
    sheet.lines([CAPTION])
    table = Table(ROWS, colWidths=[90, 130, 90])
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
                ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold"),
            ]
        )
    )
    _, height = table.wrapOn(sheet.canvas, 400, 400)
    table.drawOn(sheet.canvas, LEFT, sheet.y - height)
    sheet.y -= height + 20


def _open(sheet: Sheet) -> None:
    sheet.lines([OPEN_CAPTION])
    top = sheet.y + 12
    sheet.canvas.line(LEFT, top, LEFT + 380, top)
    for number, row in enumerate(OPEN_ROWS):
        sheet.canvas.setFont("Times-Roman", 10)
        for column, cell in enumerate(row):
            sheet.canvas.drawString(LEFT + 4 + 130 * column, sheet.y, cell)
        if number in (0, len(OPEN_ROWS) - 1):
            sheet.canvas.line(LEFT, sheet.y - 4, LEFT + 380, sheet.y - 4)
        sheet.y -= 16
    sheet.y -= 20


def merged() -> bytes:
    """A shaded table on two pages: a cell over two rows, headers only on the first page."""
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=A4, invariant=True)
    look = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("BACKGROUND", (0, 0), (-1, -1), colors.lightgrey),
    ]
    parts = (
        (
            [("Joint", "Finding", "Care"), ("Ankle", "stable", "brace"), ("", "loose", "plaster")],
            [*look, ("SPAN", (0, 1), (0, 2)), ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")],
        ),
        ([("Knee", "stable", "exercise"), ("Knee", "locked", "surgery")], look),
    )
    for number, (rows, style) in enumerate(parts):
        if not number:
            canvas.setFont("Times-Roman", 10)
            canvas.drawString(LEFT, TOP + 10, "Table 3. Care by finding")
        table = Table(rows, colWidths=[90, 130, 90])
        table.setStyle(TableStyle(style))
        _, height = table.wrapOn(canvas, 400, 400)
        table.drawOn(canvas, LEFT, TOP - height)
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


def picture(pages: Sequence[bool]) -> bytes:
    """Pages that are a picture of text where `pages` says so, and a sentence of text elsewhere."""
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=A4, invariant=True)
    grey = ImageReader(io.BytesIO(_grey()))
    for number, scanned in enumerate(pages, start=1):
        if scanned:
            canvas.drawImage(grey, 20, 20, WIDTH - 40, HEIGHT - 40)
        else:
            canvas.setFont("Times-Roman", 11)
            canvas.drawString(LEFT, TOP, f"Page {number} says that ice may ease pain in adults.")
        canvas.showPage()
    canvas.save()
    return kept.getvalue()


def _grey() -> bytes:
    """A bitmap of two times two points, in the simplest format that there is."""
    return b"P6 2 2 255 " + bytes([200] * 12)


def words(*said: str, size: float = 11, slanted: bool = False, unseen: str = "") -> bytes:
    """One page with these lines; `slanted` turns them, `unseen` is printed without ink."""
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=A4, invariant=True)
    canvas.saveState()
    if slanted:
        canvas.translate(100, 300)
        canvas.rotate(33)
        canvas.translate(-LEFT, -TOP)
    text = canvas.beginText(LEFT, TOP)
    text.setFont("Times-Roman", size)
    for line in said:
        text.textLine(line)
    canvas.drawText(text)
    canvas.restoreState()
    if unseen:
        hidden = canvas.beginText(LEFT, 300)
        hidden.setTextRenderMode(3)
        hidden.textLine(unseen)
        canvas.drawText(hidden)
    canvas.showPage()
    canvas.save()
    return kept.getvalue()


def sideways(text: Sequence[str], rotate: bool) -> bytes:
    """A page whose text runs upwards; with `rotate` it is shown turned, so that it stands."""
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=A4, invariant=True)
    canvas.translate(200, 100)
    canvas.rotate(90)
    canvas.setFont("Times-Roman", 11)
    for number, line in enumerate(text):
        canvas.drawString(0, -14 * number, line)
    if rotate:
        canvas.setPageRotation(90)
    canvas.showPage()
    canvas.save()
    return kept.getvalue()


def locked(password: str = "secret") -> bytes:
    kept = io.BytesIO()
    canvas = Canvas(kept, pagesize=A4, encrypt=password)
    canvas.drawString(LEFT, TOP, "Ice may ease pain.")
    canvas.showPage()
    canvas.save()
    return kept.getvalue()


def looping() -> bytes:
    """A tree of pages that holds itself."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count 9/Kids[3 0 R 2 0 R]/Parent 2 0 R>>endobj\n"
        b"3 0 obj<</Type/Pages/Count 4/Kids[2 0 R 3 0 R]/Parent 2 0 R>>endobj\n"
        b"trailer<</Root 1 0 R/Size 4>>\n%%EOF"
    )


def many_pages(count: int) -> bytes:
    """A document that claims this many pages, all of them the same one."""
    kids = b" ".join([b"3 0 R"] * count)
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Count " + str(count).encode() + b"/Kids[" + kids + b"]>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
        b"trailer<</Root 1 0 R/Size 4>>\n%%EOF"
    )
