"""Lines of one column -> paragraphs and list items.

For the PDF reader; also used for the cells of its tables. A paragraph ends where the distance, the
look or the place of the lines changes, or where a line is left with room for the next word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from ingest.readers.pdf_content import Run, Style
from ingest.readers.pdf_lines import Line, joined_lines

# Fonts of symbols have their bullets where Unicode has no characters.
_BULLET = re.compile(
    r"(?:[•‣◦▪▫■□●○◆◇►▶➢➤✓✔❑❒❏·∙\u203a»*\x80-\x9f\ue000-\uf8ff]|[-–—](?=\s)|o(?=\s\S))\s*"
)
_NUMBER = re.compile(
    r"(?:(?P<digits>\d{1,2})[.)]|\((?P<inner>\d{1,2}|[a-z]|[ivx]{1,4})\)"
    r"|(?P<letter>[a-zA-Z]|[ivx]{2,4})[.)])(?=\s|$)\s*"
)
_ENDS = (".", "?", "!", ":", ";", "…")
_CLOSERS = "\"'”’)]»"
_NOTE_MARK = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+\s*[^\W\d]")
_SIZE_CHANGE = 0.08
_LEADING, _CLOSE = 1.22, 1.35
_INDENT = 6.0
_MOST_LEVELS = 6
_TITLE = 60


@dataclass(slots=True)
class Para:
    """Lines that make one paragraph or list item. `depth` counts the lists around it."""

    lines: list[Line]
    depth: int = 0
    item: bool = False
    text: str = ""
    continued: bool = False

    @property
    def page(self) -> int:
        return self.lines[0].page


@dataclass(slots=True)
class _Lists:
    """The list items that are open, outermost first: where marker and words of each begin."""

    places: list[tuple[float, float]] = field(default_factory=list)

    def begin(self, marker: float, words: float) -> int:
        while self.places and self.places[-1][0] > marker - 3:
            self.places.pop()
        if len(self.places) < _MOST_LEVELS:
            self.places.append((marker, words))
        return len(self.places)

    def hangs(self, left: float) -> int:
        """Below how many of the open items a line that begins here hangs; the others close."""
        while self.places and left < self.places[-1][1] - 3:
            self.places.pop()
        return len(self.places)


def paragraphs(found: Sequence[Line], leading: Callable[[float], float]) -> Iterator[Para]:
    """The paragraphs of a column. `leading` gives the usual distance of lines of a size."""
    lines = _whole_lines(found)
    right = max((line.right for line in lines), default=0.0)
    lists = _Lists()
    waiting: Para | None = None
    before: Line | None = None
    for line in lines:
        marker = _marker(line, waiting)
        if marker:
            if waiting is not None:
                yield waiting
            words = _words_begin(line, marker)
            waiting = Para([line], lists.begin(line.left, words), True)
        elif waiting is None or before is None or _parted(waiting, before, line, right, leading):
            if waiting is not None:
                yield waiting
            waiting = Para([line], lists.hangs(line.left))
        else:
            waiting.lines.append(line)
        before = line
    if waiting is not None:
        yield waiting


def _whole_lines(found: Sequence[Line]) -> list[Line]:
    """Lines on one base line as one: a number and its words, a label and what it names."""
    lines: list[Line] = []
    for line in found:
        if lines and abs(lines[-1].base - line.base) <= 0.3 * min(lines[-1].size, line.size):
            lines[-1] = joined_lines(lines[-1], line)
        else:
            lines.append(line)
    return lines


def _marker(line: Line, before: Para | None) -> str:
    """The bullet or number that a list item begins with, or ""."""
    bullet = _BULLET.match(line.text)
    if bullet:
        return bullet.group()
    number = _NUMBER.match(line.text)
    if number is None or (line.bold and len(line.text) < 80):
        return ""
    if before is None or before.item or number["digits"] == "1":
        return number.group()
    # A number that a wrapped line happens to begin with is none of a list.
    ended = before.lines[-1].text.rstrip(_CLOSERS).endswith(_ENDS)
    return number.group() if ended else ""


def without_marker(text: str) -> str:
    """The words of a list item without its bullet or number."""
    bullet = _BULLET.match(text)
    return text[bullet.end() :] if bullet else _NUMBER.sub("", text, count=1)


def _words_begin(line: Line, marker: str) -> float:
    """Where the words after the marker begin."""
    later = [run.left for run in line.runs[1:] if run.text.strip()]
    if later and len(line.runs[0].text.strip()) <= len(marker):
        return later[0]
    width = (line.right - line.left) / max(len(line.text), 1)
    return line.left + width * len(marker)


def _parted(
    para: Para, before: Line, line: Line, right: float, leading: Callable[[float], float]
) -> bool:
    if abs(before.size - line.size) > _SIZE_CHANGE * max(before.size, line.size):
        return True
    if _looks_other(before, line) or _NOTE_MARK.match(line.text):
        return True
    gap = line.base - before.base
    if gap <= 0 or gap > max(_LEADING * leading(line.size) + 0.5, _CLOSE * line.size):
        return True
    ended = before.text.rstrip(_CLOSERS).endswith(_ENDS) and not line.text[:1].islower()
    if ended and _had_room(before, line, right):
        return True
    left = min(each.left for each in para.lines[1:]) if para.lines[1:] else None
    if left is not None and ended and line.left - left > _INDENT:
        return True
    return para.item and line.left < para.lines[0].left - 3


def _looks_other(before: Line, line: Line) -> bool:
    """Whether one line is printed otherwise than the next, and not only the words at the break."""
    last, first = _worded(before.runs[::-1]), _worded(line.runs)
    weight = before.bold != line.bold and last.bold != first.bold
    family = before.style.family != line.style.family and last.family != first.family
    ink = before.bold and before.style.ink != line.style.ink and last.ink != first.ink
    slant = before.italic and not line.italic and not first.italic and len(before.text) < _TITLE
    return weight or family or ink or slant


def _worded(runs: Sequence[Run]) -> Style:
    return next((r.style for r in runs if any(map(str.isalpha, r.text))), runs[0].style)


def _had_room(before: Line, line: Line, right: float) -> bool:
    """Whether the first word of the line would have fitted on the one before."""
    first = line.text.split(" ", 1)[0]
    width = (line.right - line.left) / max(len(line.text), 1) * (len(first) + 1)
    return before.right + width < right - 1
