"""Plain text: paragraphs between blank lines, lists by their bullets, no headings guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.model import SourceKind
from ingest.document import Block, BlockKind, Document, RawDocument
from ingest.readers.encoding import decode
from ingest.readers.metadata import plain_source

_BULLET = re.compile(
    r"(?P<indent>[^\S\n]*)(?:[-*•‣▪–]|\(?(?P<number>\d{1,3})[.)])[^\S\n]+(?P<text>\S.*)"
)


def read(raw: RawDocument, kind: SourceKind) -> Document:
    blocks = tuple(_blocks(decode(raw)))
    title = next((b.text for b in blocks if len(b.text) <= 200), "")
    return Document(plain_source(raw, kind, title), blocks)


@dataclass(slots=True)
class _Open:
    """The block being read. `indents` are those of the list items around it, outermost first."""

    lines: list[str] = field(default_factory=list)
    item: bool = False
    indents: list[int] = field(default_factory=list)

    def close(self) -> Iterator[Block]:
        if self.lines:
            text = " ".join(self.lines)
            depth = len(self.indents)
            if self.item:
                yield Block(BlockKind.ITEM, text, level=depth)
            else:
                yield Block(BlockKind.PARAGRAPH, text, level=depth + 1)
        self.lines, self.item = [], False

    def leave(self, indent: int) -> None:
        while self.indents and self.indents[-1] >= indent:
            self.indents.pop()


def _blocks(text: str) -> Iterator[Block]:
    block = _Open()
    for line in text.splitlines():
        words = line.strip()
        bullet = _BULLET.match(line)
        if not words:
            yield from block.close()
        elif bullet and _begins_item(bullet, block):
            yield from block.close()
            indent = _width(bullet["indent"])
            block.leave(indent)
            block.indents.append(indent)
            block.lines, block.item = [bullet["text"].strip()], True
        else:
            if not block.lines:
                block.leave(_width(line[: len(line) - len(line.lstrip())]))
            block.lines.append(words)
    yield from block.close()


def _begins_item(bullet: re.Match[str], block: _Open) -> bool:
    """A number that a wrapped line happens to begin with ("a score of / 12. In") is no bullet."""
    if bullet["number"] in (None, "1") or block.indents or not block.lines:
        return True
    return block.lines[-1].endswith(":")


def _width(indent: str) -> int:
    return len(indent.expandtabs(4))
