"""The words of a Word paragraph as they stand after all changes: inserted kept, deleted left out.

For the Word reader. Field codes, comments and hidden text are nobody's words; text boxes are given
to the caller, as they stand beside the paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from ingest.readers.docx_package import W
from ingest.readers.html_pieces import Emphasis
from ingest.readers.superscript import raised

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GONE = frozenset(
    f"{W}{name}" for name in ("del", "moveFrom", "instrText", "delText", "pPr", "rPr", "fldData")
)
_TEXT = frozenset((f"{W}t", f"{_MATH}t"))
_BLANKS = frozenset(f"{W}{name}" for name in ("tab", "br", "cr", "ptab"))
_HYPHEN = f"{W}noBreakHyphen"
_BOX = f"{W}txbxContent"
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}


@dataclass(slots=True)
class Words:
    """Text with its emphasis, the text boxes within it, and the notes that it refers to."""

    parts: list[tuple[str, Emphasis]] = field(default_factory=list)
    boxes: list[_Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        return " ".join("".join(text for text, _ in self.parts).split())

    @property
    def emphasis(self) -> Emphasis:
        """How all of the letters are printed."""
        inked = [emphasis for text, emphasis in self.parts if any(map(str.isalnum, text))]
        return min(inked, default=Emphasis.NONE)


def read_words(paragraph: _Element, numbers: dict[tuple[str, str], int], into: Words) -> None:
    """Append a paragraph's words. `numbers` holds the notes met so far, by kind and id."""
    _inside(paragraph, Emphasis.NONE, False, numbers, into)


def _inside(
    element: _Element,
    emphasis: Emphasis,
    lifted: bool,
    numbers: dict[tuple[str, str], int],
    into: Words,
) -> None:
    for child in _shown(element):
        tag = child.tag
        if tag in _TEXT:
            text = child.text or ""
            into.parts.append((raised(text) if lifted else text, emphasis))
        elif tag in _BLANKS:
            into.parts.append((" ", emphasis))
        elif tag == _HYPHEN:
            into.parts.append(("-", emphasis))
        elif tag == _BOX:
            into.boxes.append(child)
        elif tag in _NOTES:
            place = _NOTES[str(tag)], child.get(f"{W}id") or ""
            number = numbers.setdefault(place, len(numbers) + 1)
            into.notes.append(place)
            into.parts.append((raised(str(number)), emphasis))
        elif tag == f"{W}r":
            properties = child.find(f"{W}rPr")
            if not _is_set(properties, "vanish"):
                _inside(child, _emphasis(properties), _is_raised(properties), numbers, into)
        else:
            _inside(child, emphasis, lifted, numbers, into)


def _shown(element: _Element) -> Iterator[_Element]:
    """Children, without what was deleted; of alternatives the first one."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _GONE:
            continue
        if child.tag == f"{_MC}AlternateContent":
            choice = next((each for each in child if each.tag == f"{_MC}Choice"), None)
            chosen = choice if choice is not None else child.find(f"{_MC}Fallback")
            if chosen is not None:
                yield chosen
        else:
            yield child


def _is_set(properties: _Element | None, name: str) -> bool:
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found is not None and found.get(f"{W}val") not in ("0", "false", "off", "none")


def _is_raised(properties: _Element | None) -> bool:
    found = properties.find(f"{W}vertAlign") if properties is not None else None
    return found is not None and found.get(f"{W}val") == "superscript"


def _emphasis(properties: _Element | None) -> Emphasis:
    bold, italic = _is_set(properties, "b"), _is_set(properties, "i")
    underlined = _is_set(properties, "u")
    if bold:
        if underlined:
            return Emphasis.BOLD_UNDERLINED
        return Emphasis.BOLD_ITALIC if italic else Emphasis.BOLD
    if underlined:
        return Emphasis.UNDERLINED
    return Emphasis.ITALIC if italic else Emphasis.NONE
