"""Document -> SourceText: lays out the normalised text and cuts it into sentences and passages.

Offsets are made here, once, and every quote is later sliced by them. A list item is a passage of
its own (a recommendation is found and cited alone), but rows of a table and very short items are
found together; running text is packed sentence by sentence up to what the embedding model reads.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from corpus.model import Passage, Sentence, SourceText, Span
from ingest.document import Block, BlockKind, Document
from ingest.labelled import Bound, bound_sentences
from ingest.lead_ins import LeadIns, Said, introduces

# Enters the key by which an unchanged document is recognised: raise it when cuts change.
CHUNKER_VERSION = 4

# all-MiniLM-L6-v2 reads 256 tokens and drops the rest in silence; title and headings need room too.
PASSAGE_TOKENS = 200

# An item of no more characters than this is found with its neighbours, not alone.
SHORT_ITEM = 80

# A line break and a bullet, or an empty line, between two blocks.
_BETWEEN_NEIGHBOURS = 3

CountTokens = Callable[[str], int]


@dataclass(slots=True)
class _Layout:
    """The text so far and what is known of the place that the next block goes to."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    in_list: bool = False
    headings: list[tuple[int, str]] = field(default_factory=list)
    lead_ins: LeadIns = field(default_factory=LeadIns)

    def write(self, text: str, *, item: bool) -> Span:
        """Append a block and return where it stands, its bullet left out."""
        gap = "" if not self.length else "\n" if item and self.in_list else "\n\n"
        start = self.length + len(gap) + (2 if item else 0)
        self.parts.append(f"{gap}- {text}" if item else f"{gap}{text}")
        self.length, self.in_list = start + len(text), item
        return Span(start, self.length)

    def enter(self, level: int, heading: str) -> None:
        while self.headings and self.headings[-1][0] >= level:
            self.headings.pop()
        self.headings.append((level, heading))

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(heading for _, heading in self.headings)


@dataclass(frozen=True, slots=True)
class _Unit:
    """One block with its sentences and where each begins: passages are cut along units."""

    span: Span
    sentences: tuple[Sentence, ...]
    starts: tuple[int, ...]
    heading: tuple[str, ...]
    page: int | None
    kind: BlockKind

    def follows(self, other: _Unit) -> bool:
        """Whether both are too little to be found alone, and belong together.

        Rows of one table, and short items below one lead-in ("fever", "weight loss"), make one
        passage as far as there is room. What is quoted remains the single row or item.
        """
        if (self.heading, self.page, self.kind) != (other.heading, other.page, other.kind):
            return False
        if self.span.start - other.span.end > _BETWEEN_NEIGHBOURS:
            return False  # something that is not searched stands between
        if self.kind is BlockKind.ROW:
            return self.lead_ins == other.lead_ins
        return (
            self.kind is BlockKind.ITEM
            and bool(self.lead_ins)
            and self.lead_ins == other.lead_ins
            and max(self.characters, other.characters) <= SHORT_ITEM
        )

    @property
    def lead_ins(self) -> tuple[Span, ...]:
        return self.sentences[0].lead_ins if self.sentences else ()

    @property
    def characters(self) -> int:
        return max(s.span.end - s.span.start for s in self.sentences) if self.sentences else 0


def chunk(
    document: Document, count_tokens: CountTokens, *, ingest_key: str | None = None
) -> SourceText:
    """Cut a document. Every sentence lies in exactly one passage; passages never overlap."""
    layout = _Layout()
    following = (*document.blocks[1:], None)
    units = [
        unit
        for block, after in zip(document.blocks, following, strict=False)
        if (unit := _place(block, after, layout, document))
    ]
    text = "".join(layout.parts)
    passages = tuple(_passages(document.source.id, units, text, count_tokens))
    sentences = tuple(s for unit in units for s in unit.sentences)
    return SourceText(
        document.source,
        text,
        sentences,
        passages,
        ingest_key=ingest_key,
        reports=document.reports,
        withdrawn=document.withdrawn,
    )


def normalise(text: str) -> str:
    """NFC, no control or invisible characters, white space as single blanks."""
    if not text.isprintable():
        text = "".join(map(_visible, text))
    return " ".join(unicodedata.normalize("NFC", text).split())


def _visible(character: str) -> str:
    """Format characters (soft hyphens, zero width, bidi) go; control characters part words."""
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    return " " if category.startswith("C") else character


def _place(block: Block, after: Block | None, layout: _Layout, document: Document) -> _Unit | None:
    text = normalise(block.text)
    if not text:
        return None
    if block.kind is BlockKind.HEADING:
        return _place_heading(block, text, layout)
    span = layout.write(text, item=block.kind is BlockKind.ITEM)
    if not block.searched:
        return None
    leading = document.labels_lead and block.kind is BlockKind.ITEM
    whole = block.kind is BlockKind.ROW
    bound = list(
        bound_sentences(
            text,
            leading_is_label=leading,
            whole=whole,
            label=block.strength,
            own=document.own_labels,
        )
    )
    introducing = block.kind is BlockKind.PARAGRAPH and introduces(
        text, before_list=_is_list(block, after)
    )
    lead_ins = _lead_ins(block, layout, introducing=introducing)
    sentences = tuple(_sentence(b, span.start, block, layout.path, lead_ins) for b in bound)
    _remember(block, text, sentences, layout, span.start, introducing=introducing)
    starts = tuple(span.start + b.printed.start for b in bound)
    return _Unit(span, sentences, starts, layout.path, block.page, block.kind)


def _place_heading(block: Block, text: str, layout: _Layout) -> _Unit | None:
    """A heading is not quoted, so it has no passage; except one that negates what is below it."""
    layout.enter(block.level, text)
    span = layout.write(text, item=False)
    if not layout.lead_ins.at_heading(block.level, Said(span, text)) or not block.searched:
        return None
    return _Unit(span, (), (), layout.path, block.page, block.kind)


def _is_list(block: Block, after: Block | None) -> bool:
    """Whether a list stands directly below a paragraph, at its own depth."""
    return after is not None and after.kind is BlockKind.ITEM and after.level >= block.level


def _lead_ins(block: Block, layout: _Layout, *, introducing: bool) -> tuple[Span, ...]:
    if block.kind is BlockKind.ITEM:
        return layout.lead_ins.of_item(block.level)
    if block.kind is BlockKind.ROW:
        return layout.lead_ins.of_row(block.level - 1)
    return layout.lead_ins.of_paragraph(block.level - 1, introduces=introducing)


def _remember(
    block: Block,
    text: str,
    sentences: Sequence[Sentence],
    layout: _Layout,
    start: int,
    *,
    introducing: bool,
) -> None:
    """Keep what the blocks below this one will have to carry."""
    said = [Said(s.span, text[s.span.start - start : s.span.end - start]) for s in sentences]
    if said and block.kind is BlockKind.ITEM:
        layout.lead_ins.after_item(block.level, said)
    elif said and introducing:
        layout.lead_ins.after_lead_in(block.level - 1, said)


def _sentence(
    bound: Bound, shift: int, block: Block, path: tuple[str, ...], lead_ins: tuple[Span, ...]
) -> Sentence:
    return Sentence(
        span=Span(bound.words.start + shift, bound.words.end + shift),
        heading=path,
        strength=bound.label,
        lead_ins=lead_ins,
        item=block.kind is BlockKind.ITEM,
        page=block.page,
    )


def _passages(
    source_id: str, units: Sequence[_Unit], text: str, count_tokens: CountTokens
) -> Iterator[Passage]:
    cuts = ((unit, span) for unit in _joined(units) for span in _cut(unit, text, count_tokens))
    for ordinal, (unit, span) in enumerate(cuts):
        words = span.of(text)
        passage_id = Passage.make_id(source_id, ordinal, words)
        yield Passage(passage_id, source_id, ordinal, span, words, unit.heading, unit.page)


def _joined(units: Iterable[_Unit]) -> Iterator[_Unit]:
    """Neighbours that belong together as one unit."""
    waiting: list[_Unit] = []
    for unit in units:
        if waiting and not unit.follows(waiting[-1]):
            yield _as_one(waiting)
            waiting = []
        waiting.append(unit)
    if waiting:
        yield _as_one(waiting)


def _as_one(units: Sequence[_Unit]) -> _Unit:
    return replace(
        units[0],
        span=Span(units[0].span.start, units[-1].span.end),
        sentences=tuple(s for unit in units for s in unit.sentences),
        starts=tuple(start for unit in units for start in unit.starts),
    )


def _cut(unit: _Unit, text: str, count_tokens: CountTokens) -> Iterator[Span]:
    """The unit whole where it fits, else as many of its sentences as fit at a time."""
    if len(unit.starts) < 2 or count_tokens(unit.span.of(text)) <= PASSAGE_TOKENS:
        yield unit.span
        return
    cuts = [unit.span.start, *unit.starts[1:], unit.span.end]
    pieces = [_trimmed(Span(a, b), text) for a, b in pairwise(cuts)]
    tokens = [count_tokens(piece.of(text)) for piece in pieces]
    first = 0
    while first < len(pieces):
        last = _fitting(pieces, tokens, first, text, count_tokens)
        yield Span(pieces[first].start, pieces[last].end)
        first = last + 1


def _fitting(
    pieces: Sequence[Span], tokens: Sequence[int], first: int, text: str, count_tokens: CountTokens
) -> int:
    """The last piece that a passage from `first` has room for; at least `first` itself."""
    last, total = first, tokens[first]
    while last + 1 < len(pieces) and total + tokens[last + 1] <= PASSAGE_TOKENS:
        last += 1
        total += tokens[last]
    # Counts of the parts need not add up to that of the whole.
    while last > first and _counted(pieces, first, last, text, count_tokens) > PASSAGE_TOKENS:
        last -= 1
    return last


def _counted(
    pieces: Sequence[Span], first: int, last: int, text: str, count_tokens: CountTokens
) -> int:
    return count_tokens(text[pieces[first].start : pieces[last].end])


def _trimmed(span: Span, text: str) -> Span:
    return Span(span.start, span.start + len(span.of(text).rstrip()))
