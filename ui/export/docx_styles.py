"""The styles of the Word document: Galen's own, and those of Word that it changes.

Fonts are ones that Word and LibreOffice have or replace by one of the same widths.
"""

from __future__ import annotations

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.styles.style import ParagraphStyle

BOTTOM_LINE = "Galen Bottom Line"
WARNING = "Galen Warning"
QUIET = "Galen Quiet"
REFERENCE = "Galen Reference"
PASSAGE = "Galen Passage"

_FONT = "Calibri"
_INK = RGBColor(0x1B, 0x22, 0x28)
_ACCENT = RGBColor(0x0B, 0x5A, 0x78)
_GREY = RGBColor(0x56, 0x61, 0x6B)


def add_styles(document: Document) -> None:
    """Give the document its styles. The headings stay Word's own, which its outline is made of."""
    _change(document, "Normal", 11, after=4)
    _change(document, "Title", 20, after=8, bold=True)
    _change(document, "Heading 1", 14, before=16, after=4, color=_ACCENT, bold=True)
    _change(document, "Heading 2", 11.5, before=8, after=2, bold=True)
    _change(document, "List Bullet", 11, after=4)
    _shade(_add(document, BOTTOM_LINE, 12.5, before=4, after=6), "EEF5F8")
    _shade(_add(document, WARNING, 11, before=4, after=6, bold=True), "FFF4D8")
    _add(document, QUIET, 9.5, after=2, color=_GREY)
    reference = _add(document, REFERENCE, 10, before=6, after=2)
    reference.paragraph_format.left_indent = Pt(22)
    reference.paragraph_format.first_line_indent = Pt(-22)
    reference.paragraph_format.keep_with_next = True
    _add(document, PASSAGE, 9.5, after=2).paragraph_format.left_indent = Pt(30)
    link = document.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb = _ACCENT
    link.font.underline = True


def _add(document: Document, name: str, size: float, **form: Any) -> ParagraphStyle:
    document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    return _change(document, name, size, **form)


def _change(
    document: Document,
    name: str,
    size: float,
    *,
    before: float = 0,
    after: float = 0,
    color: RGBColor = _INK,
    bold: bool = False,
) -> ParagraphStyle:
    """Sizes and distances in points."""
    style = document.styles[name]
    assert isinstance(style, ParagraphStyle)
    style.font.size, style.font.bold, style.font.color.rgb = Pt(size), bold, color
    _name_font(style)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(after)
    return style


def _name_font(style: ParagraphStyle) -> None:
    """One font for all scripts; the template's headings take theirs from the theme."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in list(fonts.attrib):
        del fonts.attrib[attribute]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), _FONT)


def _shade(style: ParagraphStyle, fill: str) -> None:
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", fill)):
        shading.set(qn(f"w:{name}"), value)
    # The order of these is part of the format: what follows a shading in CT_PPrBase of ISO 29500.
    style.element.get_or_add_pPr().insert_element_before(
        shading, "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl"
    )
