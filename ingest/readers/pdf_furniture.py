"""What stands on page after page and belongs to none: running heads and feet, page numbers.

For the PDF reader. Known by being repeated at one height, not by their words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ingest.readers.pdf_content import Page
from ingest.readers.pdf_lines import Line

# The shares of a page at its top and foot in which they stand.
_TOP, _FOOT = 0.115, 0.9
_EDGE_TOP, _EDGE_FOOT = 0.08, 0.925
_REPEATED = 3
_HEIGHT = 6.0
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–—|•\s]*(?:\d{1,4}|[ivxl]{1,7}|[A-Z]-?\d{1,3})[-–—|•\s]*"
    r"(?:(?:of|/)\s*\d{1,4})?",
    re.I,
)


class _Place(NamedTuple):
    words: str
    height: int


def without_furniture(
    found: Mapping[int, Sequence[Line]], pages: Sequence[Page], body: float
) -> dict[int, list[Line]]:
    """The lines of each page without those. `body` is the size of running text in points."""
    sizes = {page.number: page for page in pages}
    on_pages: defaultdict[_Place, set[int]] = defaultdict(set)
    for number, own in found.items():
        for line in own:
            if _in_margin(line, sizes[number]):
                on_pages[_place(line, sizes[number], body)].add(number)
    repeated = Counter({place: len(numbers) for place, numbers in on_pages.items()})
    slots = {place.height for place, count in repeated.items() if count >= _REPEATED}
    return {
        number: [
            line
            for line in own
            if not _is_furniture(line, sizes[number], repeated, slots, body, len(pages))
        ]
        for number, own in found.items()
    }


def _in_margin(line: Line, page: Page) -> bool:
    return line.base < _TOP * page.height or line.base > _FOOT * page.height


def _at_edge(line: Line, page: Page) -> bool:
    return line.base < _EDGE_TOP * page.height or line.base > _EDGE_FOOT * page.height


def _place(line: Line, page: Page, body: float) -> _Place:
    """Its words and height. At the very edge numbers may differ ("Page 3 of 9").

    Larger words, or further in, may be a heading that is numbered ("Recommendation 3").
    """
    words = line.text.casefold()
    if line.size <= body and _at_edge(line, page):
        words = _DIGITS.sub("#", words)
    return _Place(words, round(line.base / _HEIGHT))


def _is_furniture(
    line: Line,
    page: Page,
    repeated: Counter[_Place],
    slots: set[int],
    body: float,
    pages: int,
) -> bool:
    if not _in_margin(line, page):
        return False
    words, height = _place(line, page, body)
    # A height may be rounded to either side.
    count = sum(repeated[_Place(words, height + step)] for step in (-1, 0, 1))
    edge = _at_edge(line, page)
    if _PAGE_NUMBER.fullmatch(line.text) and (edge or count >= _REPEATED):
        return True
    if count >= _REPEATED or (edge and count >= 2 and pages <= 4):
        return True
    near = any(height + step in slots for step in (-1, 0, 1))
    return near and edge and line.size <= body
