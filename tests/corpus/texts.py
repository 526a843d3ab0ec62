"""Sources for tests, cut into sentences and passages the way ingest delivers them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from corpus.model import Passage, Sentence, Source, SourceKind, SourceText, Span


def source_text(source: Source | str, *paragraphs: str, **changes: Any) -> SourceText:
    """A source with one passage a paragraph and one sentence a line of it.

    `source` may be an id; `changes` are fields of the source, or `ingest_key`.
    """
    ingest_key = changes.pop("ingest_key", None)
    if isinstance(source, str):
        source = Source(source, SourceKind.GUIDELINE, f"Title of {source}", family=source)
    source = replace(source, **changes)
    sentences: list[Sentence] = []
    passages: list[Passage] = []
    position = 0
    for ordinal, paragraph in enumerate(paragraphs):
        span = Span(position, position + len(paragraph))
        passage_id = Passage.make_id(source.id, ordinal, paragraph)
        passages.append(Passage(passage_id, source.id, ordinal, span, paragraph, ("Part", "1"), 3))
        for line in paragraph.split("\n"):
            if line:
                sentences.append(Sentence(Span(position, position + len(line)), ("Part", "1")))
            position += len(line) + 1
        position += 1
    text = "\n\n".join(paragraphs)
    return SourceText(source, text, tuple(sentences), tuple(passages), ingest_key)
