"""The pages of a PDF as one flow of paragraphs and tables in reading order. For the PDF reader.

Takes out what repeats from page to page, reads columns one after the other, and joins paragraphs
that go on in the next column or on the next page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.text.strength import is_label
from ingest.readers.pdf_content import Page, Run, Style
from ingest.readers.pdf_furniture import without_furniture
from ingest.readers.pdf_lines import Line, lines
from ingest.readers.pdf_open_tables import open_tables
from ingest.readers.pdf_order import Placed, regions
from ingest.readers.pdf_paragraphs import Para, paragraphs
from ingest.readers.pdf_tables import Ruled, ruled_tables
from ingest.readers.pdf_words import Vocabulary, words_of

_ENDED = re.compile(r"[.?!:;…][\"'”’)\]»⁰¹²³⁴⁵⁶⁷⁸⁹,\s]*$")
_NOTE = re.compile(r"(?:[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[ᵃ-ᶻ]\s|[*†‡§¶])\s*\S|\d{1,2}\s+[A-Z]")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]{3,120})[)\]]\.?")
_LABEL_OF = 20
_NOTES_FROM = 0.6
_NOTE_SIZE = 0.93
_SIZE_CHANGE = 0.08


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table and its page, counted from 1."""

    table: Ruled
    page: int


Item = Para | PlacedTable


@dataclass(slots=True)
class Flow:
    """Everything that is said, in reading order, and what it takes to read it.

    `notes` are the paragraphs at a page's foot that belong to a mark above them. `placed` counts
    the characters that were given a place: those of running heads and feet as well.
    """

    items: list[Item]
    body: Style
    leading: Callable[[float], float]
    known: Vocabulary
    placed: int
    notes: set[int] = field(default_factory=set)


def flow(pages: Sequence[Page]) -> Flow:
    """The flow of all pages."""
    body = _body_style(pages)
    tables = {page.number: _tables(page) for page in pages}
    placed = sum(_inked(run) for page in pages for run in page.runs)
    raw = {page.number: lines(_outside(page, tables[page.number]), page.number) for page in pages}
    kept = without_furniture(raw, pages, body.size)
    found = Flow([], body, _leading(kept.values()), Vocabulary(), placed)
    found.known.learn([line for own in kept.values() for line in own])
    for page in pages:
        for region in _regions(kept[page.number], tables[page.number]):
            _read(region, page, found)
    paras = [item for item in found.items if isinstance(item, Para)]
    found.known.judge(paras)
    for para in paras:
        para.text = words_of(para, found.known)
    return found


def _body_style(pages: Sequence[Page]) -> Style:
    letters: Counter[Style] = Counter()
    for page in pages:
        for run in page.runs:
            letters[run.style._replace(italic=False)] += sum(map(str.isalpha, run.text))
    return letters.most_common(1)[0][0] if letters else Style("", 10.0)


def _inked(run: Run) -> int:
    return sum(not c.isspace() for c in run.text)


def _tables(page: Page) -> list[Ruled]:
    found = list(ruled_tables(page))
    return found + list(open_tables(page, [table.box for table in found]))


def _outside(page: Page, tables: Sequence[Ruled]) -> list[Run]:
    taken = {run for table in tables for area in table.areas for run in area.runs}
    return [run for run in page.runs if run not in taken]


def _leading(pages: Iterable[list[Line]]) -> Callable[[float], float]:
    """The usual distance of two lines of a size, from those that stand one below the other."""
    gaps: defaultdict[float, Counter[float]] = defaultdict(Counter)
    for own in pages:
        for one, other in pairwise(sorted(own, key=lambda each: (round(each.left), each.base))):
            gap = other.base - one.base
            if abs(one.left - other.left) < 2 and 0.9 * one.size < gap < 2.2 * one.size:
                gaps[round(one.size)][round(gap * 2) / 2] += 1
    usual = {size: counts.most_common(1)[0][0] for size, counts in gaps.items()}
    return lambda size: usual.get(round(size), 1.25 * size)


def _regions(found: Sequence[Line], tables: Sequence[Ruled]) -> Iterator[list[Placed]]:
    placed = [Placed(line.box, line.text, line) for line in found]
    for table in tables:
        words = sum(len(run.text) for area in table.areas for run in area.runs)
        placed.append(Placed(table.box, "x" * words, table))
    return regions(placed)


def _read(region: Sequence[Placed], page: Page, found: Flow) -> None:
    """Append what stands in a column, its first paragraph to the one that waits for it."""
    waiting: list[Line] = []
    first = True
    for placed in (*region, None):
        if placed is not None and isinstance(placed.thing, Line):
            waiting.append(placed.thing)
            continue
        for para in paragraphs(waiting, found.leading):
            if _is_note(para, page, found.body):
                found.notes.add(id(para))
                found.items.append(para)
            elif _grades(para) or first:
                if not _continue(para, found):
                    found.items.append(para)
            else:
                found.items.append(para)
            first = False
        waiting = []
        if placed is not None and isinstance(placed.thing, Ruled):
            found.items.append(PlacedTable(placed.thing, page.number))


def _is_note(para: Para, page: Page, body: Style) -> bool:
    line = para.lines[0]
    low = line.base > _NOTES_FROM * page.height and line.size <= _NOTE_SIZE * body.size
    return low and _NOTE.match(line.text) is not None


def _grades(para: Para) -> bool:
    """Whether a paragraph is nothing but the strength of the one before, in brackets."""
    match = _IN_BRACKETS.fullmatch(" ".join(line.text for line in para.lines))
    return match is not None and is_label(match[1])


def _continue(para: Para, found: Flow) -> bool:
    """Join a paragraph to the one before it where that was not finished."""
    before = next(
        (i for i in reversed(found.items) if isinstance(i, Para) and id(i) not in found.notes), None
    )
    if before is None or para.item or before.lines[-1].page < para.page - 1:
        return False
    last, first = before.lines[-1], para.lines[0]
    if _grades(para) and len(before.text or last.text) > _LABEL_OF:
        before.lines += para.lines
        return True
    if abs(last.size - first.size) > _SIZE_CHANGE * last.size or last.bold != first.bold:
        return False
    if _ENDED.search(last.text) and not last.text.endswith("\u00ad"):
        return False
    if not (first.text[:1].islower() or last.text.endswith(("\u00ad", "-", ","))):
        return False
    before.lines += para.lines
    return True
