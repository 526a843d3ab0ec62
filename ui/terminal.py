"""Text that is safe on a terminal and fits its columns, and JSON on stdout.

Questions and sources come from outside: nothing in them may move the cursor, recolour the screen
or turn the order of what is read. Every command that prints uses this.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from typing import Any

import click

WIDTH = 80
# C0 but tab and line feed, DEL, C1, and the bidirectional overrides and isolates of Unicode.
_DRIVING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_UNSEEN_IN_JSON = re.compile("[\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_SPACES = re.compile("[ \t\n]+")
_WIDE = frozenset("WF")
_NO_COLUMN = frozenset(("Mn", "Me", "Cf"))


def plain(text: str) -> str:
    """The text without what a terminal would obey; tabs and line feeds stay."""
    return _DRIVING.sub(lambda match: " " if match[0].isspace() else "", text)


def columns(text: str) -> int:
    """How many columns the text takes: wide characters (UAX 11) two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(_columns(char) for char in text)


def wrapped(text: str, indent: str = "", rest: str | None = None) -> list[str]:
    """Lines of at most 80 columns; a word or link that is longer stands alone, unbroken.

    `rest` is the indent of all lines but the first. An empty text has no lines.
    """
    lines: list[str] = []
    line, bare = indent, True
    for gap, piece in _pieces(plain(text)):
        if bare:
            line, bare = line + piece, False
        elif columns(line) + len(gap) + columns(piece) <= WIDTH:
            line += gap + piece
        else:
            lines.append(line)
            line = (indent if rest is None else rest) + piece
    return lines if bare else [*lines, line]


def print_text(text: str = "") -> None:
    """A line, or several, of what was asked for."""
    click.echo(plain(text))


def print_json(value: Any) -> None:
    """Indented JSON; escaped where stdout is not UTF-8, or where a terminal would obey."""
    foreign = (getattr(sys.stdout, "encoding", None) or "utf-8").lower() not in ("utf-8", "utf8")
    text = json.dumps(value, ensure_ascii=foreign, indent=2)
    click.echo(_UNSEEN_IN_JSON.sub(lambda match: f"\\u{ord(match[0]):04x}", text))


def _columns(char: str) -> int:
    if unicodedata.category(char) in _NO_COLUMN:
        return 0
    return 2 if unicodedata.east_asian_width(char) in _WIDE else 1


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """What must not be broken, each with what stands before it on the same line."""
    for word in filter(None, _SPACES.split(text)):
        gap = " "
        for piece in _unbroken(word):
            yield gap, piece
            gap = ""


def _unbroken(word: str) -> Iterator[str]:
    """Chinese and Japanese have no spaces: a line may break beside any wide character."""
    if word.isascii():
        yield word
        return
    piece = ""
    for char in word:
        if piece and _columns(char) and 2 in (_columns(char), _columns(piece[0])):
            yield piece
            piece = ""
        piece += char
    yield piece
