"""HTML elements -> pieces in reading order. Used by the readers of pages and of the archive."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from lxml.etree import _Element

from ingest.readers.html_pieces import Emphasis, Paragraph, Piece, TablePiece, joined, lines
from ingest.readers.superscript import raised
from ingest.tables import Cell, grid

_UNSEEN = frozenset(
    "script style head noscript template img svg object button input select".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure"
    " footer form header hr html legend main nav p pre section summary".split()
)
_ROWS_OF = {
    "table": ("thead", "tbody", "tfoot", "tr"),
    **dict.fromkeys(("thead", "tbody", "tfoot"), ("tr",)),
}
_OF_TABLE = frozenset(("td", "th", "caption", "col", "colgroup"))
_LISTS = frozenset(("ul", "ol", "dir", "menu"))
_BOLD = frozenset(("b", "strong", "storng", "th"))
_ITALIC = frozenset(("i", "em", "cite", "dfn"))
_UNDERLINE = re.compile(r"text-decoration\s*:[^;]*underline")
_IS_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)")
_SUMMARY = re.compile(r"^\s*table\s*[:.]\s*(?:(?:of|for)\s+(?:the\s+)?)?", re.I)


@dataclass(frozen=True, slots=True)
class _Style:
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    raised: bool = False

    @property
    def emphasis(self) -> Emphasis:
        if self.bold:
            if self.underlined:
                return Emphasis.BOLD_UNDERLINED
            return Emphasis.BOLD_ITALIC if self.italic else Emphasis.BOLD
        if self.underlined:
            return Emphasis.UNDERLINED
        return Emphasis.ITALIC if self.italic else Emphasis.NONE


@dataclass(slots=True)
class _Walk:
    """The words of the piece being read, each with its style, and the place that they stand in."""

    pieces: list[Piece] = field(default_factory=list)
    runs: list[tuple[str, _Style]] = field(default_factory=list)
    depth: int = 0
    item: bool = False
    rank: int = 0
    note: bool = False

    def say(self, text: str | None, style: _Style) -> None:
        if text:
            self.runs.append((raised(text) if style.raised else text, style))

    def end(self) -> None:
        """Close the piece being read, if it has words."""
        text = _plain(run for run, _ in self.runs)
        if text:
            item = self.item and self.depth > 0
            emphasis, run_in = _emphasis(self.runs)
            self.pieces.append(
                Paragraph(text, self.depth, item, self.rank, emphasis, run_in, self.note)
            )
            self.item = False
        self.runs.clear()


def pieces(root: _Element) -> list[Piece]:
    """The pieces below an element, in reading order."""
    walk = _Walk()
    _inside(root, _Style(), walk)
    walk.end()
    return walk.pieces


def _inside(element: _Element, style: _Style, walk: _Walk) -> None:
    walk.say(element.text, style)
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _UNSEEN:
            _element(child, style, walk)
        walk.say(child.tail, style)


def _element(element: _Element, style: _Style, walk: _Walk) -> None:
    tag = str(element.tag)
    if tag == "table":
        walk.end()
        _beside_cells(element, style, walk)
        walk.end()
        walk.pieces.append(_table(element, walk.depth))
    elif tag in _LISTS:
        walk.end()
        walk.depth += 1
        _inside(element, replace(style, raised=False), walk)
        walk.end()
        walk.depth -= 1
        walk.item = False
    elif tag == "li":
        walk.end()
        walk.item = True
        _inside(element, style, walk)
        walk.end()
        walk.item = False
    elif tag == "br":
        walk.say(" ", style)
    elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
        _block(element, style, walk, rank=int(tag[1]))
    elif tag in _BLOCKS:
        _block(element, style, walk)
    else:
        _inside(element, _styled(element, style), walk)


def _block(element: _Element, style: _Style, walk: _Walk, rank: int = 0) -> None:
    walk.end()
    before = walk.rank, walk.note
    walk.rank = rank or walk.rank
    walk.note = walk.note or (element.get("class") or "").lower() == "note"
    _inside(element, style, walk)
    walk.end()
    walk.rank, walk.note = before


def _styled(element: _Element, style: _Style) -> _Style:
    tag, css = element.tag, element.get("style") or ""
    return _Style(
        style.bold or tag in _BOLD or _IS_BOLD.search(css) is not None,
        style.italic or tag in _ITALIC,
        style.underlined or tag == "u" or _UNDERLINE.search(css) is not None,
        style.raised or tag == "sup",
    )


def _emphasis(runs: Sequence[tuple[str, _Style]]) -> tuple[Emphasis, str]:
    """How all words are printed; where not all alike, the emphasised words that open them."""
    lettered = [(text, style) for text, style in runs if any(map(str.isalnum, text))]
    if not lettered:
        return Emphasis.NONE, ""
    alike = min(style.emphasis for _, style in lettered)
    if alike is not Emphasis.NONE:
        both = _Style(*(all(getattr(s, n) for _, s in lettered) for n in ("bold", "italic")))
        underlined = any(style.underlined for _, style in lettered)
        return replace(both, underlined=underlined).emphasis or alike, ""
    opening: list[str] = []
    for text, style in runs:
        if style.emphasis is Emphasis.NONE and any(map(str.isalnum, text)):
            break
        if style.emphasis is not Emphasis.NONE or opening:
            opening.append(text)
    return Emphasis.NONE, _plain(opening)


def _plain(texts: Iterator[str] | Sequence[str]) -> str:
    return " ".join("".join(texts).split())


# -- Tables


def _table(element: _Element, depth: int) -> TablePiece:
    head: list[list[Cell]] = []
    body: list[list[Cell]] = []
    foot: list[str] = []
    cells: list[tuple[Piece, ...]] = []
    for row in _rows(element):
        read = [_cell(cell) for cell in row if cell.tag in ("td", "th")]
        group = row.getparent()
        if group is not None and group.tag == "tfoot":
            foot += [cell.text for cell, _ in read if cell.text]
            continue
        cells += [inside for _, inside in read]
        in_head = group is not None and group.tag == "thead"
        (head if in_head and not body else body).append([cell for cell, _ in read])
    rows = [*head, *body]
    heads = len(head) if head and body else _header_rows(rows)
    return TablePiece(_caption(element), grid(rows, heads), depth, tuple(foot), tuple(cells))


def _beside_cells(element: _Element, style: _Style, walk: _Walk) -> None:
    """What stands in a table outside of its cells comes before it, as browsers show it."""
    tag = str(element.tag)
    walk.say(element.text, style)
    for child in element:
        if child.tag in _ROWS_OF.get(tag, ()):
            _beside_cells(child, style, walk)
        elif child.tag in ("td", "th") and tag != "tr":
            _block(child, style, walk)
        elif isinstance(child.tag, str) and child.tag not in _OF_TABLE | _UNSEEN:
            _element(child, style, walk)
        walk.say(child.tail, style)


def _rows(table: _Element) -> Iterator[_Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in child if row.tag == "tr")


def _cell(element: _Element) -> tuple[Cell, tuple[Piece, ...]]:
    header = element.tag == "th"
    walk = _Walk()
    _inside(element, _Style(bold=header), walk)
    walk.end()
    read_lines = tuple(lines(walk.pieces))
    bold = bool(walk.pieces) and all(
        isinstance(p, Paragraph) and p.emphasis >= Emphasis.BOLD_ITALIC for p in walk.pieces
    )
    text = "; ".join(joined(walk.pieces))
    cell = Cell(
        text, header or bold, _number(element, "colspan"), _number(element, "rowspan"), read_lines
    )
    return cell, tuple(walk.pieces)


def _number(element: _Element, name: str) -> int:
    value = (element.get(name) or "").strip()
    return int(value) if value.isdigit() and len(value) < 4 else 1


def _header_rows(rows: Sequence[Sequence[Cell]]) -> int:
    """How many rows at the top are headers, of a table that does not tell; never all of them."""
    heads = 0
    while heads < len(rows) - 1 and _is_header(rows[heads]):
        heads += 1
    return heads


def _is_header(row: Sequence[Cell]) -> bool:
    named = [cell for cell in row if cell.text]
    return len(named) > 1 and all(cell.header for cell in named)


def _caption(table: _Element) -> str:
    found = table.find("caption")
    words = " ".join("".join(map(str, found.itertext())).split()) if found is not None else ""
    return words or _SUMMARY.sub("", " ".join((table.get("summary") or "").split()), count=1)
