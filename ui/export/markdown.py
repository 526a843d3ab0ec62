"""An answer as CommonMark without raw HTML, which reads well as plain text too.

All text is escaped so that it stays text; only the structure and the links here are Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.answer import Answer
from ui.export.content import CLOSEST, sheet_of
from ui.export.context import ExportContext
from ui.export.links import Link
from ui.export.sheet import Entry, Fact, Line, QuotedPassage, Sheet, SheetSection

# What CommonMark, GitHub's tables and strike-through, math ($) and templates ({) would obey.
_ACTIVE = re.compile(r"[\\`*_\[\]~|${}^#]")
_AT_START = re.compile(r"[+=:-]|\d+[.)]")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_BARE_LINK = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?=@)", re.IGNORECASE)


def write(answer: Answer, context: ExportContext) -> str:
    """The whole answer, blocks set apart by empty lines, ending in a line feed."""
    return "\n\n".join(_blocks(sheet_of(answer, context))) + "\n"


def escaped(text: str) -> str:
    """The text such that a CommonMark reader shows exactly it, wherever on a line it stands."""
    text = _BARE_LINK.sub("\0", text)
    text = _ACTIVE.sub(r"\\\g<0>", text.translate(_ENTITIES))
    if start := _AT_START.match(text):
        text = f"{text[: start.end() - 1]}\\{text[start.end() - 1 :]}"
    return text.replace("\0", "\\")


def _blocks(sheet: Sheet) -> Iterator[str]:
    yield from (f"**{escaped(text)}**" for text in sheet.urgent)
    yield f"# {escaped(sheet.title)}"
    if sheet.banner:
        yield f"> **{escaped(sheet.banner)}**"
    yield from map(escaped, sheet.review)
    if sheet.searched_for:
        yield f"Searched for: {escaped(sheet.searched_for)}"
    yield from (f"**Note:** {escaped(text)}" for text in sheet.before)
    yield from _bottom_line(sheet)
    if sheet.caution:
        yield escaped(sheet.caution)
    for section in sheet.sections:
        yield from _section(section)
    yield from _list("Please note", [escaped(note) for note in sheet.notes])
    yield from _list("References", [_entry(entry) for entry in sheet.references])
    last = (sheet.withheld, sheet.plain_words, sheet.disclaimer)
    yield from (escaped(text) for text in last if text)
    yield from _list("About this copy", [_fact(fact) for fact in sheet.about])


def _bottom_line(sheet: Sheet) -> Iterator[str]:
    if sheet.bottom_line is not None:
        yield "## Bottom line"
        yield _line(sheet.bottom_line)
        yield from (f"Source: {escaped(source)}" for source in sheet.sources)
    if sheet.nothing:
        yield escaped(sheet.nothing)
    yield from _list(CLOSEST, [escaped(source) for source in sheet.closest])


def _section(section: SheetSection) -> Iterator[str]:
    yield f"## {escaped(section.title)}"
    if section.line:
        yield f"*{escaped(section.line)}*"
    for group in section.groups:
        yield f"### {escaped(group.heading)}"
        if group.meaning:
            yield f"*{escaped(group.meaning)}*"
        if group.lines:
            yield "\n".join(f"- {_line(line)}" for line in group.lines)


def _line(line: Line) -> str:
    strength = f"**({escaped(line.strength)})**" if line.strength else ""
    numbers = "".join(f"\\[{number}\\]" for number in line.numbers)
    plainly = f"*{escaped(line.plainly)}*" if line.plainly else ""
    parts = (escaped(line.lead), escaped(line.text), strength, numbers, plainly)
    return " ".join(filter(None, parts))


def _list(title: str, items: list[str]) -> Iterator[str]:
    if items:
        yield f"## {title}"
        yield "\n".join(f"- {item}" for item in items)


def _entry(entry: Entry) -> str:
    marks = f"*({escaped(entry.marks)})*" if entry.marks else ""
    links = " · ".join(_link(link) for link in entry.links)
    head = " ".join(filter(None, (f"\\[{entry.number}\\]", escaped(entry.citation), marks, links)))
    return "\n".join([head, *(f"  - {_passage(passage)}" for passage in entry.passages)])


def _passage(passage: QuotedPassage) -> str:
    where = f" ({escaped(passage.where)})" if passage.where else ""
    return f"{escaped(passage.label)}{where}: {escaped(passage.text)}"


def _link(link: Link) -> str:
    return f"<{link.url}>" if link.text == link.url else f"[{escaped(link.text)}](<{link.url}>)"


def _fact(fact: Fact) -> str:
    value = escaped(fact.value) if fact.url is None else _link(Link(fact.value, fact.url))
    return f"{escaped(fact.label)}: {value}"
