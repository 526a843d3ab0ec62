"""The font of the PDF, and text set in it: what it lacks is written otherwise, or seen to lack.

Source Sans Pro (Adobe, SIL Open Font License 1.1) is embedded, so that a page looks the same and
≥ ≤ µ and accents are there on every machine. Only `ui.export.pdf` uses this.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from importlib.resources import files
from threading import Lock
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "SourceSansPro"
BOLD = "SourceSansPro-Semibold"
_FILES = {REGULAR: "SourceSansPro-Regular.ttf", BOLD: "SourceSansPro-Semibold.ttf"}
_REGISTERING = Lock()

MISSING = "☐"
"""Stands for a character that the font lacks and that cannot be written otherwise."""

# Signs that mean the same and look nearly the same. A thin space between a number and its unit
# becomes one that no line breaks at.
_ALIKE = {
    "\u2010": "-",
    "\u2011": "-",
    "\u223c": "~",
    "\u2217": "*",
    "\u2a7d": "≤",
    "\u2a7e": "≥",
    "\u2103": "°C",
    **dict.fromkeys("\u2002\u2003\u2004\u2005", " "),
    **dict.fromkeys("\u2007\u2008\u2009\u200a\u202f", "\u00a0"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff\u00ad", ""),
}
# Compatibility forms (UAX 15) that lose nothing when they are written in full. Others do: without
# its rise, 10⁻⁶ would read 10-6.
_SAME = ("<compat>", "<noBreak>", "<wide>", "<narrow>", "<font>")
_RAISED = {"<super>": "super", "<sub>": "sub"}


def register_fonts() -> None:
    """Make both fonts known to ReportLab, once a process: threads share them."""
    with _REGISTERING:
        for name, file in _FILES.items():
            if name not in pdfmetrics.getRegisteredFontNames():
                path = files("font_source_sans_pro") / "files" / file
                pdfmetrics.registerFont(TTFont(name, str(path)))


class Typesetter:
    """Sets text in the registered fonts, and remembers which characters could not be set."""

    def __init__(self) -> None:
        self._glyphs = frozenset(
            map(chr, set.intersection(*(set(_glyphs(name)) for name in _FILES)))
        )
        self.missing: set[str] = set()

    def markup(self, text: str) -> str:
        """The text as the markup of a ReportLab paragraph that shows exactly it."""
        return "".join(self._set(unicodedata.normalize("NFC", text)))

    def fitted(self, text: str, font: str, size: float, width: float) -> str:
        """The text as it is drawn on one line, cut at a word with an ellipsis to fit `width`."""
        shown = "".join(c if c in self._glyphs else MISSING for c in text)
        if stringWidth(shown, font, size) <= width:
            return shown
        while shown and stringWidth(f"{shown}…", font, size) > width:
            shown = shown.rpartition(" ")[0] or shown[:-1]
        return f"{shown}…"

    def _set(self, text: str) -> Iterator[str]:
        for char in text:
            if char in _ALIKE:
                yield _ALIKE[char]
            else:
                yield escape(char) if char in self._glyphs else self._otherwise(char)

    def _otherwise(self, char: str) -> str:
        form, *points = unicodedata.decomposition(char).split() or [""]
        written = "".join(chr(int(point, 16)) for point in points)
        if written and set(written) <= self._glyphs:
            if form in _SAME:
                return escape(written)
            if tag := _RAISED.get(form):
                return f"<{tag}>{escape(written)}</{tag}>"
        self.missing.add(char)
        return MISSING


def _glyphs(name: str) -> Iterator[int]:
    font = pdfmetrics.getFont(name)
    assert isinstance(font, TTFont)
    return iter(font.face.charToGlyph)
