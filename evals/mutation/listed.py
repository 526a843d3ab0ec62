"""Sentences that begin with a condition, laid out as a lead-in and its list item.

A library may hold no lists; then these stand in for what a verifier does with an item whose lead-in
was left out. The words are the library's own.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from assistant.verification import Claim, Evidence
from corpus.model import Passage, Sentence, Span, content_hash
from corpus.records import Entry
from evals.mutation.claims import Original

_OPENING = re.compile(r"(?:In|For|If|When|With|Among|After|Before)\b[^,;:()]{8,160},\s+(?=[a-z])")
_FEWEST_WORDS = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """One such text as a source of its own, and the claim that holds of it."""

    text: str
    original: Original
    passage: Passage
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Listed:
    """A library in which these sources stand beside its own."""

    library: Evidence
    layouts: Mapping[str, Layout] = field(default_factory=dict)

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        wanted = set(ids)
        own = {x.passage.id: x.passage for x in self.layouts.values() if x.passage.id in wanted}
        return {**self.library.passages(wanted - own.keys()), **own}

    def sentences(self, passage_ids: Collection[str]) -> Mapping[str, tuple[Sentence, ...]]:
        own = {
            x.passage.id: (x.sentence,)
            for x in self.layouts.values()
            if x.passage.id in passage_ids
        }
        return {**self.library.sentences(set(passage_ids) - own.keys()), **own}

    def entries(self, source_ids: Iterable[str]) -> dict[str, Entry]:
        wanted = set(source_ids)
        found = dict(self.library.entries(wanted - self.layouts.keys()))
        for key in wanted & self.layouts.keys():
            layout = self.layouts[key]
            (entry,) = self.library.entries([_origin(key)]).values()
            source = replace(entry.source, id=key)
            found[key] = replace(entry, source=source, sha256=content_hash(layout.text))
        return found

    def quote(self, source_id: str, span: Span) -> str:
        layout = self.layouts.get(source_id)
        return span.of(layout.text) if layout else self.library.quote(source_id, span)


def laid_out(originals: Iterable[Original]) -> Iterator[tuple[str, Layout]]:
    """A source id and a layout for each sentence that begins with a condition."""
    for number, original in enumerate(originals):
        opening = _OPENING.match(original.claim.text)
        rest = original.claim.text[opening.end() :] if opening else ""
        if opening and len(rest.split()) >= _FEWEST_WORDS:
            key = f"{original.claim.source_id}#{number}"
            yield key, _layout(key, original, opening.group().rstrip(", ") + ":", rest)


def _layout(key: str, original: Original, lead_in: str, rest: str) -> Layout:
    item = rest[0].upper() + rest[1:]
    text = f"{lead_in}\n- {item}"
    over, under = Span(0, len(lead_in)), Span(len(lead_in) + 3, len(text))
    passage = Passage(Passage.make_id(key, 0, text), key, 0, Span(0, len(text)), text)
    claim = Claim(
        text=f"{lead_in} {item}",
        lead=original.claim.lead,
        strength=original.claim.strength,
        source_id=key,
        passage_id=passage.id,
        spans=(over, under),
    )
    sentence = Sentence(under, strength=original.claim.strength, lead_ins=(over,), item=True)
    return Layout(text, Original(claim, item, None), passage, sentence)


def _origin(key: str) -> str:
    return key.rpartition("#")[0]
