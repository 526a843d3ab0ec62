"""Sizes, colours and distances of the PDF, in points. Only `ui.export.pdf` uses this."""

from __future__ import annotations

from typing import Any

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm

from ui.export.pdf_fonts import BOLD, REGULAR

PAGE = A4
SIDE, TOP, BOTTOM = 26 * mm, 25 * mm, 23 * mm
WIDTH = PAGE[0] - 2 * SIDE

INK = HexColor("#1b2228")
QUIET_HEX = "#56616b"
QUIET = HexColor(QUIET_HEX)
RULE = HexColor("#c9d1d7")
ACCENT = "#0b5a78"
_CALM = HexColor("#eef5f8")
_AMBER = HexColor("#fff4d8")
_RED = HexColor("#fde9e7")


def _style(name: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
    given = {
        "fontName": REGULAR,
        "bulletFontName": REGULAR,
        "bulletFontSize": size,
        "textColor": INK,
        "allowWidows": 0,
        "allowOrphans": 0,
        **more,
    }
    return ParagraphStyle(name, fontSize=size, leading=leading, **given)


def _box(name: str, size: float, leading: float, color: Color, **more: Any) -> ParagraphStyle:
    """Text on a coloured ground that is as wide as the text around it."""
    side, above, below = 9, 6, 7
    return _style(
        name,
        size,
        leading,
        backColor=color,
        borderPadding=(above, side, below, side),
        leftIndent=side,
        rightIndent=side,
        **{"spaceBefore": above + 5, "spaceAfter": below + 7, **more},
    )


TITLE = _style("title", 19, 23.5, fontName=BOLD, spaceAfter=9)
URGENT = _box("urgent", 11, 15, _RED, fontName=BOLD, spaceAfter=20)
BANNER = _box("banner", 10, 13, _AMBER, fontName=BOLD, spaceBefore=16)
REVIEW = _style("review", 9.2, 12.5, textColor=QUIET, spaceAfter=1)
NOTE = _style("note", 9.6, 13, leftIndent=12, bulletIndent=1, spaceBefore=4, spaceAfter=3)
SECTION = _style(
    "section", 13.5, 17, fontName=BOLD, textColor=HexColor(ACCENT), spaceBefore=15, spaceAfter=4,
    keepWithNext=1,
)  # fmt: skip
GROUP = _style("group", 10.6, 14, fontName=BOLD, spaceBefore=6, spaceAfter=3, keepWithNext=1)
MEANING = _style("meaning", 9, 12, textColor=QUIET, spaceAfter=3, keepWithNext=1)
BOTTOM_LINE = _box("bottom line", 12, 16.5, _CALM)
SOURCE = _style("source", 9, 12, textColor=QUIET, spaceAfter=2)
STATEMENT = _style("statement", 10.4, 14.2, leftIndent=12, bulletIndent=1, spaceAfter=4)
BODY = _style("body", 10.4, 14.2, spaceAfter=4)
REFERENCE = _style(
    "reference", 9, 12, leftIndent=21, bulletIndent=0, spaceBefore=6, spaceAfter=2, keepWithNext=1
)
PASSAGE = _style("passage", 8.6, 11.4, leftIndent=29, bulletIndent=21, spaceAfter=2)
SMALL = _style("small", 8.6, 11.6, textColor=QUIET, spaceBefore=7, spaceAfter=4)
FACT = _style("fact", 8.6, 11.6, textColor=QUIET, spaceAfter=1)
