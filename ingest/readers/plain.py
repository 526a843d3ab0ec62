"""Plain text: paragraphs between blank lines, lists by their bullets, no headings guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.model import SourceKind
from ingest.document import Block, BlockKind, Document, RawDocument
from ingest.readers.encoding import decode
from ingest.readers.metadata import plain_source

_BULLET = re.compile(r"^(?P<indent>\s*)(?:[-*•‣▪–]|\(?\d{1,3}[.)])\s+(?P<text>\S.*)$")


def read(raw: RawDocument, kind: SourceKind) -> Document:
    blocks = tuple(_blocks(decode(raw)))
    title = next((b.text for b in blocks if len(b.text) <= 200), "")
    return Document(plain_source(raw, kind, title), blocks)


def _blocks(text: str) -> Iterator[Block]:
    paragraph: list[str] = []
    item: list[str] = []
    level = 1

    def flush() -> Iterator[Block]:
        if paragraph:
            yield Block(BlockKind.PARAGRAPH, " ".join(paragraph))
        if item:
            yield Block(BlockKind.ITEM, " ".join(item), level=level)
        paragraph.clear()
        item.clear()

    for line in text.splitlines():
        bullet = _BULLET.match(line)
        if bullet or not line.strip():
            yield from flush()
        if bullet:
            level = 1 + len(bullet["indent"].expandtabs(4)) // 2
            item.append(bullet["text"].strip())
        elif line.strip():
            (item or paragraph).append(line.strip())
    yield from flush()
