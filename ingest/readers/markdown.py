"""Markdown: CommonMark with tables, and the digest format (YAML front matter, docs/sources.md).

The structure comes from markdown-it; inline marks (bold, links) are dropped so that quotes are
plain words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from corpus.model import SourceKind, TextOrigin
from ingest.document import Block, BlockKind, Document, RawDocument
from ingest.readers.encoding import decode
from ingest.readers.metadata import digest_source, plain_source, split_front_matter
from ingest.tables import row_sentence


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """A digest where the front matter names `id` and `kind`, else plain Markdown."""
    fields, body = split_front_matter(decode(raw), raw.location)
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    blocks = tuple(_blocks(SyntaxTreeNode(tokens), depth=0))
    if "id" in fields and "kind" in fields:
        source = digest_source(fields, raw.location)
        return Document(source, blocks, labels_lead=source.text_origin is TextOrigin.DIGEST)
    title = str(fields.get("title") or "") or _first_heading(blocks)
    return Document(plain_source(raw, kind, title), blocks)


def _first_heading(blocks: Sequence[Block]) -> str:
    return next((b.text for b in blocks if b.kind is BlockKind.HEADING), "")


def _blocks(node: SyntaxTreeNode, depth: int) -> Iterator[Block]:
    """Blocks below a node in reading order; `depth` counts the lists around it."""
    for child in node.children:
        match child.type:
            case "heading":
                yield Block(BlockKind.HEADING, _words(child), level=int(child.tag[1:]))
            case "paragraph":
                yield Block(BlockKind.PARAGRAPH, _words(child))
            case "list_item":
                yield from _item(child, depth)
            case "bullet_list" | "ordered_list":
                yield from _blocks(child, depth + 1)
            case "table":
                yield from _rows(child)
            case "fence" | "code_block":
                yield Block(BlockKind.PARAGRAPH, child.content)
            case "blockquote":
                yield from _blocks(child, depth)


def _item(item: SyntaxTreeNode, depth: int) -> Iterator[Block]:
    """The item's first paragraph, then what hangs below it: all of that carries it as lead-in."""
    first = True
    for block in _blocks(item, depth):
        if block.kind is BlockKind.PARAGRAPH:
            yield Block(BlockKind.ITEM, block.text, level=depth if first else depth + 1)
        else:
            yield block
        first = False


def _rows(table: SyntaxTreeNode) -> Iterator[Block]:
    headers: list[str] = []
    for row in table.walk():
        if row.type == "tr":
            cells = [_words(cell) for cell in row.children]
            if row.parent and row.parent.type == "thead":
                headers = cells
            else:
                yield Block(BlockKind.ROW, row_sentence(headers, cells))


def _words(block: SyntaxTreeNode) -> str:
    """The words of a block: text and code as they are, line breaks as blanks, no marks."""
    return "".join(_inline(node) for node in block.walk())


def _inline(node: SyntaxTreeNode) -> str:
    if node.type in ("softbreak", "hardbreak"):
        return " "
    return node.content if node.type in ("text", "code_inline") else ""
