"""Markdown: CommonMark with tables, and the digest format (YAML front matter, docs/sources.md).

The structure comes from markdown-it; inline marks (bold, links) are dropped so that quotes are
plain words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from corpus.model import SourceKind, TextOrigin
from ingest.document import Block, BlockKind, Document, RawDocument
from ingest.readers.encoding import decode
from ingest.readers.metadata import digest_source, plain_source, split_front_matter
from ingest.tables import row_sentence

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SUPERSCRIPT = str.maketrans("0123456789+-−()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾")
_LISTS = {"bullet_list_open": 1, "ordered_list_open": 1}
_LISTS_END = {"bullet_list_close": 1, "ordered_list_close": 1}


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """A digest where the front matter names `id` and `kind`, else plain Markdown."""
    fields, body = split_front_matter(decode(raw), raw.location)
    blocks = tuple(_blocks(_parser().parse(body)))
    if "id" in fields and "kind" in fields:
        source = digest_source(fields, raw.location)
        return Document(source, blocks, labels_lead=source.text_origin is TextOrigin.DIGEST)
    title = str(fields.get("title") or "") or _first_heading(blocks)
    return Document(plain_source(raw, kind, title), blocks)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def _first_heading(blocks: Sequence[Block]) -> str:
    return next((b.text for b in blocks if b.kind is BlockKind.HEADING), "")


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """Blocks in reading order. `depth` counts the lists around them."""
    depth = 0
    opened = ""
    item_begins = False
    table = _Table()
    for token in tokens:
        depth += _LISTS.get(token.type, 0) - _LISTS_END.get(token.type, 0)
        if token.type == "list_item_open":
            item_begins = True
        elif token.type == "inline" and opened in ("th_open", "td_open"):
            table.cells.append(_words(token))
        elif token.type == "inline":
            yield _block(_words(token), opened, depth, item_begins)
            item_begins = False
        elif token.type == "tr_close":
            yield from table.row(depth)
        elif token.type in ("fence", "code_block", "html_block"):
            yield _block(_content(token), token.type, depth, item_begins)
            item_begins = False
        elif token.type == "thead_open":
            table = _Table()
        if token.nesting == 1:
            opened = token.tag if token.type == "heading_open" else token.type


def _block(text: str, opened: str, depth: int, item_begins: bool) -> Block:
    """The first words of a list item are the item; a heading within a list is words like others."""
    if depth and item_begins:
        return Block(BlockKind.ITEM, text, level=depth)
    if opened[0] == "h" and opened[1:].isdigit() and not depth:
        return Block(BlockKind.HEADING, text, level=int(opened[1:]))
    return Block(BlockKind.PARAGRAPH, text, level=depth + 1)


class _Table:
    """The table being read: its headers, once they are known, and the cells of the row."""

    def __init__(self) -> None:
        self.headers: list[str] | None = None
        self.cells: list[str] = []

    def row(self, depth: int) -> Iterator[Block]:
        cells, self.cells = self.cells, []
        if self.headers is None:
            self.headers = cells
        else:
            yield Block(BlockKind.ROW, row_sentence(self.headers, cells), level=depth + 1)


def _content(token: Token) -> str:
    """Code as it stands; of HTML its words, since tags and comments are no reader's."""
    if token.type != "html_block":
        return token.content
    return html.unescape(_TAG.sub(" ", _COMMENT.sub(" ", token.content)))


def _words(inline: Token) -> str:
    """The words of a block: text and code as they are, line breaks as blanks, no marks."""
    words: list[str] = []
    raised = False
    for token in inline.children or ():
        if token.type == "html_inline":
            tag = token.content.lower()
            raised = tag.startswith("<sup") or (raised and not tag.startswith("</sup"))
            words.append(" " if tag.startswith("<br") else "")
        elif token.type in ("softbreak", "hardbreak"):
            words.append(" ")
        elif token.type in ("text", "code_inline", "text_special", "image"):
            # "10<sup>9</sup>" is 10⁹, never 109.
            words.append(token.content.translate(_SUPERSCRIPT) if raised else token.content)
    return "".join(words)
