"""The order in which a page is read: columns one after the other, between what spans them.

For the PDF reader. A column's edge is a strip of white that few lines cross and that has running
text on both sides, one beside the other.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple

from ingest.readers.pdf_content import Box

# Columns are at least this share of the width wide, with this many lines, of so many characters.
_NARROWEST = 0.14
_FEWEST_LINES = 3
_FEWEST_CHARACTERS = 14
_STEP = 2.0
_MOST_TRIES = 8
_MOST_DEEP = 4
# White below a title over the right column, in heights of its lines.
_WHITE = 1.2
_MARKER = re.compile(r"\W{0,2}\w{0,3}\W{0,2}")


class Placed(NamedTuple):
    """Something on a page, where it stands, and how many characters it has."""

    box: Box
    text: str
    thing: object


def regions(found: Sequence[Placed], depth: int = 0) -> Iterator[list[Placed]]:
    """The page's columns in reading order, each with its things from the top down."""
    if not found:
        return
    edge = _edge(found) if depth < _MOST_DEEP else None
    if edge is None:
        yield sorted(found, key=lambda each: (each.box.bottom, each.box.left))
        return
    for band, spans in _bands(found, edge):
        if spans:
            yield from regions(band, depth + 1)
            continue
        left = [each for each in band if each.box.right <= edge]
        right = [each for each in band if each.box.left >= edge]
        for side in _with_title_first(left, right):
            yield from regions(side, depth + 1)


def _with_title_first(left: Sequence[Placed], right: Sequence[Placed]) -> Iterator[list[Placed]]:
    """The columns; before them what stands over both, though printed over the right one."""
    top = min((each.box.top for each in left), default=0.0)
    over = [each for each in right if each.box.bottom < top]
    rest = [each for each in right if each.box.bottom >= top]
    if over and rest and left:
        lowest = max(over, key=lambda each: each.box.bottom).box
        white = min(each.box.top for each in rest) - lowest.bottom
        if white > _WHITE * (lowest.bottom - lowest.top):
            yield over
            yield list(left)
            yield rest
            return
    yield list(left)
    yield list(right)


def _crosses(box: Box, edge: float) -> bool:
    return box.left < edge < box.right


def _bands(found: Sequence[Placed], edge: float) -> Iterator[tuple[list[Placed], bool]]:
    """Stretches of the page from the top down, and whether they span the edge."""
    band: list[Placed] = []
    spanning = False
    for each in sorted(found, key=lambda each: (each.box.bottom, each.box.left)):
        crosses = _crosses(each.box, edge)
        if band and crosses != spanning:
            yield band, spanning
            band = []
        spanning = crosses
        band.append(each)
    if band:
        yield band, spanning


def _edge(found: Sequence[Placed]) -> float | None:
    """Where the page is parted into columns, or None."""
    lines = [each for each in found if not _MARKER.fullmatch(each.text)]
    if len(lines) < 2 * _FEWEST_LINES:
        return None
    left, right = min(e.box.left for e in lines), max(e.box.right for e in lines)
    width = right - left
    count = int((1 - 2 * _NARROWEST) * width / _STEP)
    places = [left + _NARROWEST * width + _STEP * number for number in range(count)]
    lefts, rights = sorted(e.box.left for e in lines), sorted(e.box.right for e in lines)
    crossing = {p: bisect_left(lefts, p) - bisect_right(rights, p) for p in places}
    for fewest in sorted(set(crossing.values()))[:_MOST_TRIES]:
        valid = [p for p in places if crossing[p] == fewest and _parts(lines, p, width)]
        if valid:
            return _widest(valid)
    return None


def _widest(edges: Sequence[float]) -> float:
    """The middle of the widest strip of white."""
    strips: list[list[float]] = []
    for place in edges:
        if strips and place - strips[-1][-1] <= _STEP * 1.5:
            strips[-1].append(place)
        else:
            strips.append([place])
    widest = max(strips, key=len)
    return widest[len(widest) // 2]


def _parts(lines: Sequence[Placed], place: float, width: float) -> bool:
    """Whether running text stands on both sides of the place, side by side."""
    sides = (
        [each for each in lines if each.box.right <= place],
        [each for each in lines if each.box.left >= place],
    )
    for side in sides:
        if len(side) < _FEWEST_LINES:
            return False
        if median(len(each.text) for each in side) < _FEWEST_CHARACTERS:
            return False
        if max(e.box.right for e in side) - min(e.box.left for e in side) < _NARROWEST * width:
            return False
    return _overlap(*sides) and not _cut_rows(*sides)


def _overlap(left: Sequence[Placed], right: Sequence[Placed]) -> bool:
    top = max(min(e.box.top for e in left), min(e.box.top for e in right))
    bottom = min(max(e.box.bottom for e in left), max(e.box.bottom for e in right))
    beside = (
        sum(top <= (each.box.top + each.box.bottom) / 2 <= bottom for each in side)
        for side in (left, right)
    )
    return min(beside) >= 2


def _cut_rows(left: Sequence[Placed], right: Sequence[Placed]) -> bool:
    """Whether the left side holds nothing but the beginnings of rows of the right side."""
    bases = sorted(each.box.bottom for each in right)
    level = sum(
        bisect_left(bases, each.box.bottom - 1) < bisect_right(bases, each.box.bottom + 1)
        for each in left
    )
    short = median(len(each.text) for each in left) < 2 * _FEWEST_CHARACTERS
    return short and level >= 0.9 * len(left) and len(left) < 0.7 * len(right)
