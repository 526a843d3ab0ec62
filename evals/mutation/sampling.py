"""Sentences of the library that the assistant could show, in a random but repeatable order."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Protocol

from assistant.leads import lead_of
from assistant.verification import Claim, Evidence
from corpus.model import Sentence, SourceText
from corpus.records import Entry
from corpus.text import context
from evals.mutation.claims import Original

# From one source at a time, so that a long guideline does not fill the sample.
_AT_A_TIME = 12
_FEWEST_WORDS = 5


class Shelf(Evidence, Protocol):
    """The library that sentences are drawn from."""

    def source_text(self, source_id: str) -> SourceText: ...


def originals(library: Shelf, entries: dict[str, Entry], seed: int) -> Iterator[Original]:
    """Every sentence that could be shown, source by source in turns, sources in random order."""
    draw = Random(seed)
    waiting = sorted(entries)
    draw.shuffle(waiting)
    held: dict[str, list[Original]] = {}
    while waiting:
        for source_id in list(waiting):
            if source_id not in held:
                held[source_id] = list(
                    _of_source(library.source_text(source_id), entries[source_id])
                )
                draw.shuffle(held[source_id])
            left = held[source_id]
            yield from left[:_AT_A_TIME]
            held[source_id] = left[_AT_A_TIME:]
            if not held[source_id]:
                waiting.remove(source_id)


def _of_source(source: SourceText, entry: Entry) -> Iterator[Original]:
    if entry.source.retracted:
        return
    claims = [
        _claim(source, sentence, passage.id, entry)
        for passage in source.passages
        for sentence in source.sentences_in(passage)
    ]
    for claim, following in zip(claims, [*claims[1:], None], strict=True):
        if _presentable(claim.text):
            bare = claim.spans[-1].of(source.text)
            yield Original(claim, bare, following)


def _claim(source: SourceText, sentence: Sentence, passage_id: str, entry: Entry) -> Claim:
    spans = (*sentence.lead_ins, sentence.span)
    return Claim(
        text=" ".join(span.of(source.text) for span in spans),
        lead=lead_of(entry),
        strength=sentence.strength,
        source_id=source.source.id,
        passage_id=passage_id,
        spans=spans,
    )


def _presentable(text: str) -> bool:
    """What the assistant would offer: it stands alone and is the source's own view."""
    long_enough = len(text.split()) >= _FEWEST_WORDS
    return long_enough and context.stands_alone(text) and not context.reports_other_view(text)
