"""Word documents made by python-docx, and the marks of tracked changes that it does not write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import docx
from docx.document import Document as Word
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

TITLE = "Care of a burn"


def saved(word: Word) -> bytes:
    kept = io.BytesIO()
    word.save(kept)
    return kept.getvalue()


def paragraph(word: Word, inside: str, properties: str = "") -> None:
    """Append a paragraph of WordprocessingML; `inside` are its runs and changes."""
    body = word.element.body
    new = parse_xml(f"<w:p {nsdecls('w')}><w:pPr>{properties}</w:pPr>{inside}</w:p>")
    body.insert(len(body) - 1, new)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def deleted(text: str) -> str:
    return f'<w:del w:id="1" w:author="a"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def inserted(text: str) -> str:
    return f'<w:ins w:id="2" w:author="a">{run(text)}</w:ins>'


def guidance() -> bytes:
    """A title, headings, lists in lists, a table with merged cells, and a caption."""
    word = docx.Document()
    word.core_properties.title = "Microsoft Word - burn_v4"
    word.core_properties.author = "J. Secretary"
    word.add_heading(TITLE, 0)
    word.add_heading("Cooling", 1)
    word.add_paragraph("Cool the burn with running water for 20 minutes.")
    word.add_paragraph("Do not put on:")
    word.add_paragraph("ice", style="List Bullet")
    word.add_paragraph("in children:", style="List Bullet")
    word.add_paragraph("wet sheets", style="List Bullet 2")
    word.add_paragraph("butter", style="List Bullet")
    word.add_heading("Dressing", 2)
    word.add_paragraph("Cover the burn with film.")
    word.add_paragraph("Table 1. Dressings by depth", style="Caption")
    table = word.add_table(4, 3)
    table.style = "Light Grid Accent 1"
    rows = (
        ("Depth", "Dressing", "Changed"),
        ("Superficial", "film", "every 2 days"),
        ("", "gel", "every day"),
        ("Deep", "silver", "every 3 days"),
    )
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    return saved(word)


def rebuilt(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """The same package with these parts in place of its own."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
        for name in parts.keys() - set(old.namelist()):
            new.writestr(name, parts[name])
    return kept.getvalue()
