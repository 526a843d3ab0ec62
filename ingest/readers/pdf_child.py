"""What a PDF holds, one JSON line a page: run by `pdf_content` as a process of its own.

The only importer of pypdfium2. A file that makes the parser hang, grow or fall takes this process
with it and nothing else. Standard library and pypdfium2 only: it starts in a tenth of a second.
"""

from __future__ import annotations

import ctypes
import json
import math
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as api

MOST_PAGES = 5_000
MOST_CHARACTERS = 15_000_000
MOST_SECONDS = 120
"""Of processor time, for one document."""
_MEMORY = 2 * 2**30
_MOST_EDGES = 4_000
_MOST_SEGMENTS = 2_000
_MOST_OUTLINE = 5_000
_BOLD = re.compile(r"bold|black|heavy|semib|demi|-bd\b|\.b(?:\+|$)", re.I)
_ITALIC_FLAG, _BOLD_FLAG, _INVISIBLE = 1 << 6, 1 << 18, 3
_LOCKED = re.compile(r"password|security", re.I)
_SUBSET = re.compile(r"^[A-Z]{6}\+")
# What PDFium says for a hyphen at a line's end, and for a character that its font does not name.
_SOFT_HYPHENS = {0x02: "\u00ad", 0xFFFE: "\u00ad", 0xAD: "\u00ad"}
_UNKNOWN = frozenset((0, 0xFFFD, 0xFFFF))
# Characters further apart than this share of their size do not stand in one run.
_APART, _BLANK = 0.9, 0.14
_OUTLINE_DEPTH = 6


class _Look(NamedTuple):
    """How the characters of one text object are printed: `turn` in quarters, None for slanted."""

    style: int
    turn: int | None
    size: float
    seen: bool
    origin: tuple[float, float]


class _Page:
    """The text of one page as it is collected."""

    def __init__(self, page: Any, styles: dict[tuple[object, ...], int]) -> None:
        self.page, self.styles = page, styles
        self.text = page.get_textpage()
        self.box: tuple[float, float, float, float] = page.get_bbox()
        self.unknown = 0

    def look(self, index: int, thing: Any) -> _Look:
        """How the character at this place is printed."""
        text, matrix = self.text, api.FS_MATRIX()
        api.FPDFText_GetMatrix(text, index, matrix)
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        size = round(abs(api.FPDFText_GetFontSize(text, index)) * scale, 1)
        name, flags = ctypes.create_string_buffer(128), ctypes.c_int()
        api.FPDFText_GetFontInfo(text, index, name, len(name), flags)
        font = _SUBSET.sub("", name.value.decode("utf-8", "replace"))
        weight = api.FPDFText_GetFontWeight(text, index)
        bold = weight >= 600 or bool(flags.value & _BOLD_FLAG) or bool(_BOLD.search(font))
        italic = bool(flags.value & _ITALIC_FLAG) or "italic" in font.lower()
        colour = [ctypes.c_uint() for _ in range(4)]
        api.FPDFPageObj_GetFillColor(thing, *colour)
        ink = "".join(f"{part.value:02x}" for part in colour[:3])
        family = re.split(r"[-,]", font)[0]
        style = self.styles.setdefault((family, size, bold, italic, ink), len(self.styles))
        turns = math.degrees(math.atan2(matrix.b, matrix.a)) / 90
        turn = round(turns) % 4 if abs(turns - round(turns)) < 0.03 else None
        seen = api.FPDFTextObj_GetTextRenderMode(thing) != _INVISIBLE
        x, y = ctypes.c_double(), ctypes.c_double()
        api.FPDFText_GetCharOrigin(text, index, x, y)
        return _Look(style, turn, size, seen, (x.value, y.value))

    def characters(self) -> Iterator[tuple[str, _Look | None, Any]]:
        """Every character with its look and its sides (left, bottom, right, top).

        No look: PDFium put in a blank or a line's end that the page only shows.
        """
        looks: dict[int | None, _Look] = {}
        box, raw = api.FS_RECTF(), self.text.raw
        thing_of, code_of = api.FPDFText_GetTextObject, api.FPDFText_GetUnicode
        for index in range(api.FPDFText_CountChars(raw)):
            thing, code = thing_of(raw, index), code_of(raw, index)
            address = ctypes.c_void_p.from_buffer(thing).value
            if not address:
                yield chr(code), None, None
                continue
            look = looks.get(address)
            if look is None:
                look = looks[address] = self.look(index, thing)
            if code in _UNKNOWN:
                self.unknown += 1
            api.FPDFText_GetLooseCharBox(raw, index, box)
            sides = (box.left, box.bottom, box.right, box.top)
            yield _SOFT_HYPHENS.get(code) or chr(code), look, sides


def _turned(x: float, y: float, turn: int, box: tuple[float, ...]) -> tuple[float, float]:
    """A point with the page held so that its text stands upright, y downwards."""
    left, bottom, right, top = box
    if turn == 1:
        return y - bottom, x - left
    if turn == 2:
        return right - x, y - bottom
    if turn == 3:
        return top - y, right - x
    return x - left, top - y


class _Run:
    """Neighbours on one line in one style, as they are collected."""

    def __init__(self, text: str, left: float, right: float, base: float, look: _Look) -> None:
        self.text, self.left, self.right, self.base, self.look = text, left, right, base, look

    def takes(self, text: str, left: float, right: float, base: float, look: _Look) -> bool:
        """Append a character where it goes on: onwards, or to the left in Hebrew and Arabic."""
        if look.style != self.look.style or abs(base - self.base) >= 0.5:
            return False
        onwards, size = left - self.right, look.size
        if not any(-size < gap < _APART * size for gap in (onwards, self.left - right)):
            return False
        # Some programs leave the blank between two pieces of text to the eye.
        if look is not self.look and onwards > _BLANK * size and self.text[-1] != " ":
            self.text += " "
        self.text, self.look = self.text + text, look
        self.left, self.right = min(self.left, left), max(self.right, right)
        return True

    def told(self) -> list[object]:
        return [self.text, self.left, self.right, round(self.base, 1), self.look.style]


def _runs(found: list[tuple[str, _Look | None, Any]], turn: int, box: Any) -> Iterator[_Run]:
    run: _Run | None = None
    for character, look, sides in found:
        if look is None:
            if character in "\r\n":
                if run:
                    yield run
                run = None
            elif run:
                run.text += " "
            continue
        if look.turn != turn:
            continue
        left, _, right, _ = _corners(sides, turn, box)
        x, y = look.origin
        place = (left, right, _turned(x, y, turn, box)[1], look)
        if run is None or not run.takes(character, *place):
            if run:
                yield run
            run = _Run(character, *place)
    if run:
        yield run


def _edges(page: Any, turn: int, box: Any) -> tuple[list[list[float]], float]:
    """Corners of the lines and areas that are drawn, and the share of the page under pictures."""
    found: list[list[float]] = []
    left, bottom, right, top = box
    pictured = 0.0
    for thing in page.get_objects(max_depth=3):
        if thing.type == api.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d = thing.get_bounds()
            width, height = min(c, right) - max(a, left), min(d, top) - max(b, bottom)
            pictured += max(width, 0.0) * max(height, 0.0)
        elif thing.type == api.FPDF_PAGEOBJ_PATH and thing.level == 0:
            if len(found) < _MOST_EDGES:
                found += [_corners(sides, turn, box) for sides in _drawn(thing)]
    return found[:_MOST_EDGES], pictured / max((right - left) * (top - bottom), 1.0)


def _corners(sides: Sequence[float], turn: int, box: Any) -> list[float]:
    (x, y), (z, w) = _turned(sides[0], sides[1], turn, box), _turned(sides[2], sides[3], turn, box)
    return [round(v, 1) for v in (min(x, z), min(y, w), max(x, z), max(y, w))]


def _drawn(path: Any) -> Iterator[tuple[float, float, float, float]]:
    """A plain line or rectangle as its bounds; of a longer path its straight segments."""
    count = api.FPDFPath_CountSegments(path)
    if count <= 6:
        yield path.get_bounds()
        return
    matrix, x, y = path.get_matrix(), ctypes.c_float(), ctypes.c_float()
    before: tuple[float, float] | None = None
    for index in range(min(count, _MOST_SEGMENTS)):
        segment = api.FPDFPath_GetPathSegment(path, index)
        api.FPDFPathSegment_GetPoint(segment, x, y)
        here = matrix.on_point(x.value, y.value)
        kind = api.FPDFPathSegment_GetType(segment)
        if kind == api.FPDF_SEGMENT_LINETO and before is not None:
            if abs(here[0] - before[0]) < 0.5 or abs(here[1] - before[1]) < 0.5:
                yield (*before, *here)
        before = here


def _page(page: Any, number: int, styles: dict[tuple[object, ...], int]) -> dict[str, object]:
    reading = _Page(page, styles)
    found = list(reading.characters())
    turns = Counter(look.turn for c, look, _ in found if look and not c.isspace())
    turn = next((t for t, _ in turns.most_common() if t is not None), 0)
    edges, pictured = _edges(page, turn, reading.box)
    hidden = sum(1 for c, look, _ in found if look and not look.seen and not c.isspace())
    characters = sum(turns.values())
    # Words laid unseen over a picture were recognised in it; elsewhere nobody is meant to read them
    recognised = bool(hidden) and pictured > 0.5
    if not recognised:
        found = [entry for entry in found if entry[1] is None or entry[1].seen]
    width, height = reading.box[2] - reading.box[0], reading.box[3] - reading.box[1]
    return {
        "page": number,
        "size": [height, width] if turn % 2 else [width, height],
        "runs": [run.told() for run in _runs(found, turn, reading.box)],
        "edges": edges,
        "pictured": round(pictured, 3),
        "characters": characters,
        "unknown": reading.unknown,
        "hidden": 0 if recognised else hidden,
        "recognised": hidden if recognised else 0,
    }


def _outline(document: Any) -> list[list[object]]:
    found: list[list[object]] = []
    try:
        for bookmark in document.get_toc(max_depth=_OUTLINE_DEPTH):
            target = bookmark.get_dest()
            page = target.get_index() if target is not None else None
            found.append([bookmark.level, bookmark.get_title(), page])
            if len(found) >= _MOST_OUTLINE:
                break
    except (pdfium.PdfiumError, UnicodeDecodeError, ValueError):
        return []  # an outline is a help to find headings, no part of the text
    return found


def _limit() -> None:
    """Bound what this process may take, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    bounds = {resource.RLIMIT_CPU: MOST_SECONDS, resource.RLIMIT_AS: _MEMORY}
    for what, bound in (bounds | {resource.RLIMIT_CORE: 0}).items():
        hard = resource.getrlimit(what)[1]
        resource.setrlimit(what, (bound if hard < 0 else min(bound, hard), hard))


def _say(entry: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(entry) + "\n")


def _tell(data: bytes) -> None:
    """Write the document: what opens it, its pages, then the styles that these count."""
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        _say({"refused": "locked" if _LOCKED.search(str(error)) else "damaged"})
        return
    count = len(document)
    if count > MOST_PAGES:
        _say({"refused": "pages"})
        return
    _say({"pages": count, "about": document.get_metadata_dict(), "outline": _outline(document)})
    styles: dict[tuple[object, ...], int] = {}
    characters = 0
    for number in range(1, count + 1):
        try:
            page = document[number - 1]
            told = _page(page, number, styles)
            page.close()
        except pdfium.PdfiumError:
            told = {"page": number, "broken": True}
        characters += int(str(told.get("characters", 0)))
        if characters > MOST_CHARACTERS:
            _say({"refused": "characters"})
            return
        _say(told)
    _say({"styles": [list(style) for style in styles]})


if __name__ == "__main__":
    _limit()
    _tell(sys.stdin.buffer.read())
    sys.stdout.flush()
    os._exit(0)  # what a broken file left in the parser need not be taken apart
