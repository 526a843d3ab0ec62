"""The text of a JATS article as blocks: parts, lists, boxes, figures, tables. For the JATS reader.

A paragraph may hold lists, tables and figures: it is divided around them. Lists of references are
left out; what is told of authors and files is kept without being searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, replace

from lxml import etree

from ingest.document import Block, BlockKind
from ingest.readers.inline_xml import words
from ingest.readers.jats_tables import table_blocks
from ingest.readers.xml_records import Element

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# Abstracts that are pictures, tables of contents or other people's.
_NO_ABSTRACTS = frozenset({"graphical", "toc", "teaser", "video"})
_ABSTRACT_NAMES = {
    "summary": "Summary",
    "author-summary": "Author summary",
    "plain-language-summary": "Plain language summary",
    "key-points": "Key points",
    "executive-summary": "Executive summary",
    "editor": "Editor's summary",
}
_LISTS = frozenset({"list", "def-list"})
_FIGURES = frozenset({"fig", "chem-struct-wrap", "supplementary-material", "media"})
_TABLES = frozenset({"table-wrap"})
_BOXES = frozenset({"boxed-text", "statement"})
# These only hold blocks together.
_HOLDERS = frozenset(
    "fig-group table-wrap-group disp-quote verse-group speech alternatives app-group app"
    " floats-group body back notes glossary fn-group bio ack sec question answer"
    " disp-formula-group question-wrap abstract caption".split()
)
_PARAGRAPHS = frozenset({"p", "disp-formula", "preformat", "code", "attrib", "verse-line", "fn"})
_NAMES = frozenset({"title", "label"})
_BLOCKS = _LISTS | _FIGURES | _TABLES | _BOXES | _HOLDERS | _PARAGRAPHS
_LEFT_OUT = frozenset(
    {"ref-list", "graphic", "object-id", "sec-meta", "contrib-group", "permissions"}
)
_UNSEARCHED = frozenset({"ack", "notes", "fn-group", "bio", "glossary"})
_UNSEARCHED_SECTIONS = frozenset({"supplementary-material", "COI-statement", "data-availability"})
_BULLETS = re.compile(r"\W*(?:\w{1,4}[.)])?\W*")
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a block stands: how deep its part is, how deep its list, whether it is searched."""

    level: int = 1
    lists: int = 0
    searched: bool = True

    def paragraph(self, text: str) -> Block:
        return Block(BlockKind.PARAGRAPH, text, self.lists + 1, searched=self.searched)

    def heading(self, text: str) -> Block:
        return Block(BlockKind.HEADING, text, min(self.level, _DEEPEST), searched=self.searched)


def abstract_blocks(article: Element) -> Iterator[Block]:
    """The abstracts in English, the authors' own first."""
    found = [
        abstract
        for abstract in article.iterfind("front/article-meta/abstract")
        if abstract.get("abstract-type") not in _NO_ABSTRACTS
        and abstract.get(_LANGUAGE, "en").startswith("en")
    ]
    found.sort(key=lambda abstract: abstract.get("abstract-type") is not None)
    for abstract in found:
        inside = [*_inside(abstract, _Place(2))]
        if not inside:
            continue
        named = words(abstract.find("title"))
        yield Block(
            BlockKind.HEADING,
            named or _ABSTRACT_NAMES.get(abstract.get("abstract-type", ""), "Abstract"),
        )
        yield from inside


def body_blocks(article: Element) -> Iterator[Block]:
    """The body, with the figures and tables that are filed behind it."""
    for name in ("body", "floats-group", "floats-wrap"):
        holder = article.find(name)
        if holder is not None:
            yield from _inside(holder, _Place())


def back_blocks(article: Element) -> Iterator[Block]:
    """Appendices are searched; acknowledgements, notes and lists of abbreviations are not."""
    back = article.find("back")
    if back is not None:
        yield from _inside(back, _Place())


def _inside(holder: Element, place: _Place) -> Iterator[Block]:
    """The blocks within an element; words and marks that stand between them are paragraphs."""
    loose = etree.Element("p")
    loose.text = holder.text
    for child in holder:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag in _BLOCKS:
            yield from _paragraph(loose, place)
            loose = etree.Element("p")
            yield from _block(child, tag, place)
            loose.text = child.tail
        elif tag in _LEFT_OUT or tag in _NAMES or not tag:
            _append_tail(loose, child.tail)
        else:
            loose.append(deepcopy(child))
    yield from _paragraph(loose, place)


def _append_tail(loose: Element, tail: str | None) -> None:
    if len(loose):
        loose[-1].tail = (loose[-1].tail or "") + (tail or "")
    else:
        loose.text = (loose.text or "") + (tail or "")


def _paragraph(loose: Element, place: _Place) -> Iterator[Block]:
    text = words(loose)
    if any(map(str.isalnum, text)):
        yield place.paragraph(text)


def _block(element: Element, tag: str, place: _Place) -> Iterator[Block]:
    if tag in _LISTS:
        yield from _list(element, tag, place)
    elif tag in _TABLES:
        yield from table_blocks(element, place.lists, searched=place.searched)
    elif tag in _FIGURES:
        yield from _captioned(element, place)
    elif tag in _PARAGRAPHS or tag == "caption":  # whose title is that of what it stands in
        yield from _inside(element, place)
    else:
        yield from _part(element, tag, place)


def _part(element: Element, tag: str, place: _Place) -> Iterator[Block]:
    """A part with a heading of its own, where it has a title."""
    title = _titled(element)
    apart = tag in _UNSEARCHED or element.get("sec-type") in _UNSEARCHED_SECTIONS
    within = replace(place, searched=place.searched and not apart)
    if title:
        yield within.heading(title)
        within = replace(within, level=place.level + 1)
    elif tag == "ack":
        yield within.heading("Acknowledgements")
        within = replace(within, level=place.level + 1)
    yield from _inside(element, within)


def _titled(element: Element) -> str:
    """The label and the title: "Box 1. Recommendations", "2.1 Methods"."""
    title = words(element.find("title")) or words(element.find("caption/title"))
    label = words(element.find("label"))
    gap = " " if label[:1].isdigit() or label.endswith((".", ":")) else ". "
    return gap.join(part for part in (label, title) if part)


def _captioned(element: Element, place: _Place) -> Iterator[Block]:
    """A figure or a file: its label, title and caption; a caption without words is none."""
    parts = [words(element.find("label"))]
    caption = element.find("caption")
    parts += [words(child) for child in caption] if caption is not None else []
    said = [part for part in parts if any(map(str.isalnum, part))]
    if len(said) > (1 if parts[0] else 0):
        yield place.paragraph(" ".join(p if p.endswith((".", ":", "?")) else f"{p}." for p in said))
    for child in element:
        if child.tag in _BLOCKS and child.tag != "caption":
            yield from _block(child, child.tag, place)


def _list(element: Element, tag: str, place: _Place) -> Iterator[Block]:
    title = words(element.find("title"))
    if title:
        yield place.paragraph(title)
    inner = replace(place, lists=place.lists + 1)
    if tag == "def-list":
        for item in element.iterfind("def-item"):
            term, meaning = words(item.find("term")), words(item.find("def"))
            said = ": ".join(part for part in (term, meaning) if part)
            yield Block(BlockKind.ITEM, said, inner.lists, searched=place.searched)
        return
    for item in element.iterfind("list-item"):
        yield from _item(item, inner)


def _item(item: Element, place: _Place) -> Iterator[Block]:
    """The first words are the item, what follows hangs below it. A number or bullet is left out."""
    label = words(item.find("label"))
    title = words(item.find("title"))
    blocks = [*_inside(item, place)]
    said = [part for part in (label, title) if not _BULLETS.fullmatch(part)]
    opening = " ".join(said)
    first = next(iter(blocks), None)
    if first is not None and first.kind is BlockKind.PARAGRAPH and first.level == place.lists + 1:
        opening, blocks = f"{opening} {first.text}".strip(), blocks[1:]
    if opening:
        yield Block(BlockKind.ITEM, opening, place.lists, searched=place.searched)
    yield from blocks
