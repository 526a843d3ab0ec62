"""What Word's styles and numbering say of a paragraph: heading, list item, caption, or plain text.

For the Word reader. Styles inherit; a paragraph's own properties stand over those of its style.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml.etree import _Element

from ingest.readers.docx_package import Package, W

_HEADING = re.compile(r"heading\s*(\d)$", re.I)
_CONTINUED = re.compile(r"list\s+continue(?:\s+(\d))?$", re.I)
_LISTED = re.compile(r"list\s+(?:bullet|number)(?:\s+(\d))?$", re.I)
_MOST_BASES = 20
_MOST_LEVELS = 9
_INDENT = 720
"""Twentieths of a point by which Word indents a level, where nothing else is said."""


class Role(NamedTuple):
    """What a paragraph is. `rank` of a heading from 1; `item` the level of a list item from 1.

    `indent` is where its words begin, in twentieths of a point.
    """

    rank: int = 0
    item: int = 0
    continued: int = 0
    caption: bool = False
    title: bool = False
    contents: bool = False
    indent: int = 0


class _Style(NamedTuple):
    name: str
    based_on: str | None
    properties: _Element | None


class Styles:
    """The styles and lists of one document."""

    def __init__(self, package: Package) -> None:
        self._styles: dict[str, _Style] = {}
        root = package.styles
        for style in root.iter(f"{W}style") if root is not None else ():
            self._styles[style.get(f"{W}styleId") or ""] = _Style(
                (value(style, "name") or "").strip().lower(),
                value(style, "basedOn"),
                style.find(f"{W}pPr"),
            )
        self._indents = _list_indents(package.numbering)

    def role(self, paragraph: _Element) -> Role:
        """What a paragraph is by its style and its own properties."""
        own = paragraph.find(f"{W}pPr")
        style_id = value(own, "pStyle")
        names = list(self._chain(style_id))
        style = names[0].name if names else ""
        sets = [own, *(entry.properties for entry in names)]
        rank = next((int(m[1]) for e in names if (m := _HEADING.match(e.name))), 0)
        outline = next((v for s in sets if (v := value(s, "outlineLvl")) is not None), "9")
        if not rank and outline.isdigit() and int(outline) < _MOST_LEVELS:
            rank = int(outline) + 1
        continued = _CONTINUED.match(style)
        number, level = _numbered(sets)
        named = next((int(m[1] or 1) for e in names if (m := _LISTED.match(e.name))), 0)
        item = 0 if rank or not (number or named) else max(level + 1, named)
        return Role(
            rank=rank or (1 if style == "title" else 0),
            item=min(item, _MOST_LEVELS),
            continued=int(continued[1] or 1) if continued else 0,
            caption=style == "caption",
            title=style == "title",
            contents=style.startswith(("toc ", "table of figures")),
            indent=_own_indent(sets) or (self._indents.get((number, level), 0) if item else 0),
        )

    def _chain(self, style_id: str | None) -> list[_Style]:
        found: list[_Style] = []
        while style_id in self._styles and len(found) < _MOST_BASES:
            found.append(self._styles[style_id])
            style_id = found[-1].based_on
        return found


def value(element: _Element | None, name: str) -> str | None:
    """The value of a property, or None where it is not set."""
    found = element.find(f"{W}{name}") if element is not None else None
    return found.get(f"{W}val") if found is not None else None


def _numbered(sets: list[_Element | None]) -> tuple[str, int]:
    """The list and the level from 0 that the first set of properties with a list names."""
    for properties in sets:
        numbered = properties.find(f"{W}numPr") if properties is not None else None
        if numbered is not None:
            number = value(numbered, "numId") or ""
            level = value(numbered, "ilvl") or "0"
            return ("" if number == "0" else number), int(level) if level.isdigit() else 0
    return "", 0


def _own_indent(sets: list[_Element | None]) -> int:
    for properties in sets:
        indent = properties.find(f"{W}ind") if properties is not None else None
        if indent is not None:
            left = indent.get(f"{W}left") or indent.get(f"{W}start") or ""
            if left.isdigit():
                return int(left)
    return 0


def _list_indents(root: _Element | None) -> dict[tuple[str, int], int]:
    """Where the words of each level of each list begin."""
    found: dict[tuple[str, int], int] = {}
    if root is None:
        return found
    lists: dict[str, _Element] = {}
    for abstract in root.iter(f"{W}abstractNum"):
        lists[abstract.get(f"{W}abstractNumId") or ""] = abstract
    for number in root.iter(f"{W}num"):
        abstract_id = value(number, "abstractNumId") or ""
        if abstract_id not in lists:
            continue
        for level in lists[abstract_id].iter(f"{W}lvl"):
            depth = level.get(f"{W}ilvl") or ""
            if depth.isdigit():
                indent = _own_indent([level.find(f"{W}pPr")])
                place = number.get(f"{W}numId") or "", int(depth)
                found[place] = indent or _INDENT * (int(depth) + 1)
    return found
