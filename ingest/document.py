"""What every reader delivers: a source and its blocks in reading order. Frozen, no I/O."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from corpus.model import Report, Source
from corpus.records import PutOutcome


@dataclass(frozen=True, slots=True)
class RawDocument:
    """The bytes of one document, where they came from, and its path below the place asked for."""

    data: bytes
    location: str
    name: str


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of plain text.

    `level` is the depth of a heading or of a list item, from 1. Of a paragraph or a table row it is
    1 outside of lists and one more for each list item that it hangs below.

    `searched` is false for what belongs to the source but answers nothing (definitions of grades,
    abbreviations): it stands in the text without passages or sentences. `strength` is a label that
    is printed outside of the words, in a table's cell or over a list, and holds for all of them.
    """

    kind: BlockKind
    text: str
    level: int = 1
    page: int | None = None
    searched: bool = True
    strength: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A source as read. `labels_lead`: a list item's opening parenthesis is its strength label.

    `own_labels` are bare codes that the document itself declares to be its grades of
    recommendation ("A", "GPP"): in brackets at a sentence's end they are its label.

    `notes` tell a person what could not be read, one line each: "page 7 is a picture". `reports`
    are notices that it gives on other papers (a retraction, a correction). `withdrawn`: it says
    nothing but that the record of its source was deleted where it came from.
    """

    source: Source
    blocks: tuple[Block, ...]
    labels_lead: bool = False
    own_labels: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()
    reports: tuple[Report, ...] = ()
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that a connector found and has not read yet. `fetch` raises SourceError.

    `unchanged` is the id of the source that the library holds of it, where the connector knows
    that it is as it was: it is not fetched. `settle` is told what became of the document.
    """

    location: str
    fetch: Callable[[], RawDocument]
    unchanged: str | None = None
    settle: Callable[[PutOutcome], None] | None = None
