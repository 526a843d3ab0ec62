"""Which paragraphs of a PDF are headings, and of which level: by size, weight, colour and numbers.

For the PDF reader. What looks like running text is none; nor is a sentence, however it looks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ingest.readers.html_blocks import heading_level
from ingest.readers.html_pieces import Emphasis, Paragraph, Piece
from ingest.readers.pdf_content import Bookmark, Style
from ingest.readers.pdf_paragraphs import Para

_LARGER = 1.13
_NOT_SMALLER = 0.88
_ALIKE = 0.93
_MOST_LINES = 4
_MOST_WORDS = 30
_MOST_LEVELS = 6
_PLAIN_WORDS, _SLANTED_WORDS = 12, 8
_NUMBERED = re.compile(
    r"(?:(?:chapter|section|part|appendix|annex)\s+)?(\d{1,2}(?:\.\d{1,2})*)\.?\s+\S", re.I
)
_CAPTION = re.compile(
    r"(?:table|fig(?:ure)?|box|exhibit|chart|panel|plate)\.?\s*[A-Z]?\d{0,3}(?:\.\d{1,2})*[a-z]?\W",
    re.I,
)
_NO_HEADING = re.compile(r"https?://|www\.|@|\.{5}|…{2}|^[\W\d]*$")


def is_caption(text: str) -> bool:
    """Whether the words name a table, a figure or a box by its number."""
    return _CAPTION.match(text) is not None


class Headings:
    """The headings among all paragraphs of a document. `body` is the style of running text."""

    def __init__(self, paras: Sequence[Para], body: Style, outline: Iterable[Bookmark]) -> None:
        self._body = body
        self._outline = {(_bare(b.title), b.page): b.level for b in outline}
        self._levels: dict[int, int] = {}
        found = [
            para
            for number, para in enumerate(paras)
            if self._stands_out(para, paras[number + 1] if number + 1 < len(paras) else None)
        ]
        ranks = _ranks([_look(para) for para in found])
        depths: dict[_Look, int] = {}
        for para in found:
            if depth := _depth(para.text):
                depths[_look(para)] = min(depth, depths.get(_look(para), depth))
        for para in found:
            look, depth = _look(para), _depth(para.text)
            deeper = max(depth - depths[look], 0) if depth else 0
            self._levels[id(para)] = min(ranks[look] + deeper, _MOST_LEVELS)

    def level(self, para: Para) -> int | None:
        """The level of a heading from 1, or None for what is none."""
        return self._levels.get(id(para))

    def _stands_out(self, para: Para, after: Para | None) -> bool:
        text = para.text
        words = len(text.split())
        if para.depth or len(para.lines) > _MOST_LINES or not 1 <= words <= _MOST_WORDS:
            return False
        if _NO_HEADING.search(text) or is_caption(text) or _letters(text) < 3:
            return False
        if (_bare(text), para.page) in self._outline:
            return True
        if not self._differs(para, words) or _leads_list(text, after):
            return False
        own = Paragraph(text, emphasis=Emphasis.BOLD)
        following: Piece | None = Paragraph(after.text, after.depth, after.item) if after else None
        return heading_level(own, None, following) is not None

    def _differs(self, para: Para, words: int) -> bool:
        line, body = para.lines[0], self._body
        if line.size < _NOT_SMALLER * body.size:
            return False
        if line.size >= _LARGER * body.size:
            return True
        if all(each.bold for each in para.lines) and not body.bold:
            return True
        if para.text.isupper() and words <= _PLAIN_WORDS:
            return True
        slanted = all(each.italic for each in para.lines) and not body.italic
        if slanted and words <= _SLANTED_WORDS and para.text[-1:].isalnum():
            return True
        other = line.style.family != body.family or line.style.ink != body.ink
        same = all(each.style.ink == line.style.ink for each in para.lines)
        short = words <= _PLAIN_WORDS or _NUMBERED.match(para.text) is not None
        return other and same and short and not para.text.endswith((".", ",", ";"))


class _Look(NamedTuple):
    """What tells one rank of headings from another."""

    size: float
    bold: bool


def _look(para: Para) -> _Look:
    line = para.lines[0]
    return _Look(round(line.size * 2) / 2, line.bold)


def _ranks(looks: Sequence[_Look]) -> dict[_Look, int]:
    """Levels from 1: larger before smaller, bold before plain. A title's own look counts little."""
    ranks: dict[_Look, int] = {}
    level, before = 0, None
    common = Counter(looks)
    for look in sorted(common, key=lambda each: (-each.size, not each.bold)):
        near = before is not None and look.size > _ALIKE * before.size and look.bold == before.bold
        if not near and (before is None or common[before] > 1 or level > 1):
            level += 1
        ranks[look] = min(level, _MOST_LEVELS)
        before = look
    return ranks


def _depth(text: str) -> int:
    match = _NUMBERED.match(text)
    return match.group(1).count(".") + 1 if match else 0


def _leads_list(text: str, after: Para | None) -> bool:
    return text.endswith(":") and after is not None and after.item


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _bare(text: str) -> str:
    """A title without its number and what may differ between outline and page."""
    return re.sub(r"^[\d.\s]+|[^\w]+", " ", text.casefold()).strip()
