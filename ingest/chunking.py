"""Document -> SourceText: lays out the normalised text and cuts it into sentences and passages.

Offsets are made here, once, and every quote is later sliced by them. A list item is a passage of
its own (a recommendation is found and cited alone); running text is packed sentence by sentence up
to what the embedding model reads.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.model import Passage, Sentence, SourceText, Span
from corpus.text.sentences import sentence_spans
from corpus.text.strength import is_label, split_label
from ingest.document import Block, BlockKind, Document

# Enters the key by which an unchanged document is recognised: raise it when cuts change.
CHUNKER_VERSION = 1

# all-MiniLM-L6-v2 reads 256 tokens and drops the rest in silence; title and headings need room too.
PASSAGE_TOKENS = 200

_ONLY_LABEL = re.compile(r"[(\[][^()\[\]]+[)\]]\.?$")

CountTokens = Callable[[str], int]


@dataclass(slots=True)
class _Layout:
    """The text so far and what is known of the place that the next block goes to."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    headings: list[str] = field(default_factory=list)
    # Lead-ins by list level: what stands above the items now being read.
    open_items: list[tuple[int, Span]] = field(default_factory=list)
    list_lead_in: Span | None = None

    def write(self, text: str) -> int:
        """Append text and return where it began."""
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        return start


@dataclass(frozen=True, slots=True)
class _Unit:
    """One block with its sentences: passages are cut along units."""

    span: Span
    sentences: tuple[Sentence, ...]
    whole: bool
    heading: tuple[str, ...]
    page: int | None


def chunk(
    document: Document, count_tokens: CountTokens, *, ingest_key: str | None = None
) -> SourceText:
    """Cut a document. Every sentence lies in exactly one passage; passages never overlap."""
    layout = _Layout()
    units = [u for block in document.blocks if (u := _place(block, layout, document.labels_lead))]
    text = "".join(layout.parts)
    passages = tuple(_passages(document.source.id, units, text, count_tokens))
    sentences = tuple(s for unit in units for s in unit.sentences)
    return SourceText(document.source, text, sentences, passages, ingest_key=ingest_key)


def normalise(text: str) -> str:
    """NFC, no control or zero-width characters, white space as single blanks."""
    cleaned = unicodedata.normalize("NFC", text)
    cleaned = re.sub(r"[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\u00ad]", "", cleaned)
    kept = "".join(c if c.isspace() or unicodedata.category(c)[0] != "C" else " " for c in cleaned)
    return " ".join(kept.split())


def _place(block: Block, layout: _Layout, labels_lead: bool) -> _Unit | None:
    text = normalise(block.text)
    if not text:
        return None
    if block.kind is BlockKind.HEADING:
        del layout.headings[block.level - 1 :]
        layout.headings.append(text)
        _write_block(layout, text, prefix="")
        layout.open_items.clear()
        layout.list_lead_in = None
        return None
    start = _write_block(layout, text, prefix="- " if block.kind is BlockKind.ITEM else "")
    lead_ins = _lead_ins(block, layout)
    leading = labels_lead and block.kind is BlockKind.ITEM
    sentences = tuple(_sentences(block, text, start, layout, lead_ins, leading))
    _remember_lead_in(block, sentences, layout)
    is_unit = block.kind is not BlockKind.PARAGRAPH
    span = Span(start, start + len(text))
    return _Unit(span, sentences, is_unit, tuple(layout.headings), block.page)


def _write_block(layout: _Layout, text: str, prefix: str) -> int:
    if layout.length:
        tight = prefix and layout.parts[-1].startswith("- ")
        layout.write("\n" if tight else "\n\n")
    return layout.write(prefix + text) + len(prefix)


def _lead_ins(block: Block, layout: _Layout) -> tuple[Span, ...]:
    if block.kind is not BlockKind.ITEM:
        layout.open_items.clear()
        layout.list_lead_in = None
        return ()
    while layout.open_items and layout.open_items[-1][0] >= block.level:
        layout.open_items.pop()
    above = (layout.list_lead_in,) if layout.list_lead_in else ()
    return (*above, *(span for _, span in layout.open_items))


def _remember_lead_in(block: Block, sentences: Sequence[Sentence], layout: _Layout) -> None:
    """Keep what the items below this block will have to carry."""
    if not sentences:
        return
    last = sentences[-1].span
    if block.kind is BlockKind.ITEM:
        layout.open_items.append((block.level, last))
    elif block.kind is BlockKind.PARAGRAPH and block.text.rstrip().endswith(":"):
        layout.list_lead_in = last


def _sentences(
    block: Block,
    text: str,
    start: int,
    layout: _Layout,
    lead_ins: tuple[Span, ...],
    leading_is_label: bool,
) -> Iterator[Sentence]:
    """The block's sentences. A leading label is bound to the first, a trailing one to its own."""
    for position, span in enumerate(_whole_or_sentences(block, text)):
        labelled = split_label(span.of(text), leading_is_label=leading_is_label and position == 0)
        shift = start + span.start
        words = Span(labelled.span.start + shift, labelled.span.end + shift)
        if words.start < words.end:
            yield Sentence(
                span=words,
                heading=tuple(layout.headings),
                strength=labelled.label,
                lead_ins=lead_ins,
                item=block.kind is BlockKind.ITEM,
                page=block.page,
            )


def _whole_or_sentences(block: Block, text: str) -> Iterator[Span]:
    """A table row is one sentence whatever stands in its cells.

    A sentence that is nothing but a label ("Do X. (Strong)") belongs to the one before it.
    """
    if block.kind is BlockKind.ROW:
        yield Span(0, len(text))
        return
    waiting: Span | None = None
    for span in sentence_spans(text):
        if waiting and _ONLY_LABEL.match(span.of(text)) and is_label(span.of(text)[1:]):
            waiting = Span(waiting.start, span.end)
            continue
        if waiting:
            yield waiting
        waiting = span
    if waiting:
        yield waiting


def _packed(unit: _Unit, text: str, count_tokens: CountTokens) -> Iterator[Span]:
    cuts = [unit.span.start, *(s.span.start for s in unit.sentences[1:]), unit.span.end]
    start, tokens = cuts[0], 0
    for left, right in pairwise(cuts):
        more = count_tokens(text[left:right])
        if tokens and tokens + more > PASSAGE_TOKENS:
            yield _trim(Span(start, left), text)
            start, tokens = left, 0
        tokens += more
    yield _trim(Span(start, cuts[-1]), text)


def _trim(span: Span, text: str) -> Span:
    piece = span.of(text)
    return Span(span.start, span.start + len(piece.rstrip()))


def _passages(
    source_id: str, units: Sequence[_Unit], text: str, count_tokens: CountTokens
) -> Iterator[Passage]:
    cuts = ((unit, span) for unit in units for span in _cut(unit, text, count_tokens))
    for ordinal, (unit, span) in enumerate(cuts):
        words = span.of(text)
        passage_id = Passage.make_id(source_id, ordinal, words)
        yield Passage(passage_id, source_id, ordinal, span, words, unit.heading, unit.page)


def _cut(unit: _Unit, text: str, count_tokens: CountTokens) -> Iterator[Span]:
    """The unit as it stands where it is one, else as many of its sentences as fit at a time."""
    if unit.whole and count_tokens(unit.span.of(text)) <= PASSAGE_TOKENS:
        yield unit.span
    else:
        yield from _packed(unit, text, count_tokens)
