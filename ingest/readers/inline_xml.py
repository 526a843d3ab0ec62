"""The words of an element of a PubMed record or a JATS article: marks dropped, formulas readable.

Titles and texts hold italics, <sub>, <sup>, MathML and, in JATS, marks that point to references and
notes. Dropping their tags alone would turn 10<sup>9</sup> into 109, a fraction into one number, and
a reference into a number of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ingest.readers.superscript import raised
from ingest.readers.xml_records import Element

_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_RAISABLE = re.compile(r"[\d+\-−–()\s]*")
# Marks of several notes at once: "50.9<sup>a,b</sup>", but not "2<sup>nd</sup>".
_SEVERAL_MARKS = re.compile(r"[a-z](?:[,\s]*[a-z]){1,3}")
_ORDINAL = re.compile(r"st|nd|rd|th")
_SIMPLE_POWER = re.compile(r"[+\-−–]?[\d.]+")
# Stands for a number that points to a reference; a character that no XML can hold.
_POINTER = "\0"
_BETWEEN = r"[\s,;–—-]"
_POINTERS = re.compile(
    rf"\s*\[{_BETWEEN}*(?:\0{_BETWEEN}*)+\]|\s*\({_BETWEEN}*(?:\0{_BETWEEN}*)+\)"
    rf"|(?:(?<=\S)\s+(?=\0+[.,;:)]))?\0(?:{_BETWEEN}*\0)*"
)
_NUMBERS = re.compile(r"[\s\d,;–—-]*\d[\s\d,;–—-]*[a-z]?\s*|[*†‡§¶#]+")
# A pointer to a note of a table is raised, as in print.
_NOTE_MARK = re.compile(r"\s*\w{1,2}\s*|[*†‡§¶#]+")


def words(element: Element | None) -> str:
    """The text as one line, white space as single blanks; "" for None."""
    if element is None:
        return ""
    text = _content(element, "") if len(element) else element.text or ""
    if _POINTER in text:
        text = _POINTERS.sub("", text)
    return " ".join(text.split())


def _content(element: Element, before: str) -> str:
    text = element.text or ""
    for child in element:
        name = _name(child)
        if name in ("sub", "sup") and "\n" in text[len(text.rstrip()) :]:
            text = text.rstrip()  # a line break of the file's layout, not of the author's
        text += _said(child, before + text)
        text += child.tail or ""
    return text


def _said(element: Element, before: str) -> str:
    """An element by what its name means."""
    return _MARKS.get(_name(element), _content)(element, before)


def _name(element: Element) -> str:
    """The name without its namespace; "" for comments."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _raised(text: str, before: str) -> str:
    """A superscript. What Unicode cannot raise is set off from a number: "10^5.2"."""
    if len(text) == 1 and text.isalpha():
        return raised(text).strip()  # a power or an index of a formula, not the mark of a note
    after_number = before[-1:].isdigit() or before.endswith(")")
    if after_number and _SEVERAL_MARKS.fullmatch(text) and not _ORDINAL.fullmatch(text):
        return "".join((" ", *(raised(letter).strip() for letter in text if letter.isalpha())))
    has_number = any(map(str.isdigit, text))
    if _RAISABLE.fullmatch(text) or not (after_number and has_number):
        return raised(text)
    power = text.strip()
    return f"^{power}" if _SIMPLE_POWER.fullmatch(power) else f"^({power})"


def _lowered(text: str, before: str) -> str:
    """A subscript: "H2O" and "FEV1" as usual, but "10₉" after a number."""
    return text.translate(_LOWERED) if before[-1:].isdigit() else text


def _parts(element: Element) -> Iterator[str]:
    """The parts of a formula. White space between them is the file's layout."""
    return (_said(child, "").strip() for child in element)


def _sup(element: Element, before: str) -> str:
    return _raised(_content(element, ""), before)


def _sub(element: Element, before: str) -> str:
    return _lowered(_content(element, ""), before)


def _power(element: Element, before: str) -> str:
    """<msup>: base, exponent."""
    base, *exponents = _parts(element)
    return base + "".join(_raised(exponent, before + base) for exponent in exponents)


def _index(element: Element, before: str) -> str:
    """<msub>: base, index."""
    base, *indices = _parts(element)
    return base + "".join(_lowered(index, before + base) for index in indices)


def _index_and_power(element: Element, before: str) -> str:
    """<msubsup>: base, index, exponent."""
    base, *marks = _parts(element)
    text = base + "".join(_lowered(mark, before + base) for mark in marks[:1])
    return text + "".join(_raised(mark, before + text) for mark in marks[1:])


def _fraction(element: Element, before: str) -> str:
    return "/".join(map(_grouped, _parts(element)))


def _root(element: Element, before: str) -> str:
    return f"√{_grouped(_content(element, '').strip())}"


def _grouped(text: str) -> str:
    return text if text.replace(".", "").isalnum() else f"({text})"


def _nothing(element: Element, before: str) -> str:
    return ""


def _blank(element: Element, before: str) -> str:
    return " "


def _cross_reference(element: Element, before: str) -> str:
    """<xref>: to a figure its words, to a note its mark; a number of a reference is no word."""
    text = _content(element, "")
    to = element.get("ref-type")
    if to == "bibr" and _NUMBERS.fullmatch(text):
        return _POINTER
    parent = element.getparent()
    raised_already = (parent is not None and _name(parent) == "sup") or element.find(
        "sup"
    ) is not None
    if to in ("table-fn", "fn") and not raised_already and _NOTE_MARK.fullmatch(text):
        return raised(text)
    return text


def _first_readable(element: Element, before: str) -> str:
    """<alternatives>: one form of several."""
    return next((text for part in _parts(element) if (text := part.strip())), "")


_MARKS: dict[str, Callable[[Element, str], str]] = {
    "sup": _sup,
    "sub": _sub,
    "msup": _power,
    "msub": _index,
    "msubsup": _index_and_power,
    "mfrac": _fraction,
    "msqrt": _root,
    # The same formula once more, for programs; comments.
    "annotation": _nothing,
    "annotation-xml": _nothing,
    # JATS: other forms of what is printed, and what is printed elsewhere.
    "alternatives": _first_readable,
    "tex-math": _nothing,
    "fn": _nothing,
    "object-id": _nothing,
    "xref": _cross_reference,
    "break": _blank,
    "": _nothing,
}
