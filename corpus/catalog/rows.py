"""Sources, sentences and passages as rows of the catalog, and back. Pure functions."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from dataclasses import fields, replace
from typing import Any

from sqlalchemy import Row

from corpus.catalog import schema
from corpus.model import (
    Passage,
    Sentence,
    Source,
    SourceKind,
    SourceText,
    Span,
    TextOrigin,
    Verification,
)
from corpus.records import Entry, Standing

Values = dict[str, Any]

SENTENCE_COLUMNS = len(schema.sentences.c)

_SOURCE_FIELDS = tuple(field.name for field in fields(Source))


def source_values(source: Source) -> Values:
    return {name: getattr(source, name) for name in _SOURCE_FIELDS}


def as_put(row: Row[Any]) -> Source:
    """The source as its own record describes it."""
    values = {name: getattr(row, name) for name in _SOURCE_FIELDS}
    values["kind"] = SourceKind(row.kind)
    values["text_origin"] = TextOrigin(row.text_origin)
    values["verification"] = Verification(row.verification)
    return Source(**values)


def to_source(row: Row[Any]) -> Source:
    """The source with the notices that others gave on it, retracted also where only they say so.

    Its family is called what the others of the family call it, where the document says otherwise.
    """
    source = as_put(row)
    if not (row.shared_family or row.reported or row.retraction):
        return source
    return replace(
        source,
        family=row.shared_family or row.family,
        notices=tuple(dict.fromkeys((*row.notices, *row.reported))),
        retracted=row.retracted or row.retraction is not None,
    )


def to_entry(row: Row[Any]) -> Entry:
    return Entry(to_source(row), row.superseded_by, row.sha256, row.passage_count, row.added_at)


def to_standing(row: Row[Any]) -> Standing:
    """From `id, published, superseded_by, retracted, retraction`, as `to_entry` would have it."""
    year = int(row.published[:4]) if row.published else None
    return Standing(year, row.superseded_by, row.retracted or row.retraction is not None)


def sentence_values(source_id: str, ordinal: int, sentence: Sentence) -> Values:
    return {
        "source_id": source_id,
        "ordinal": ordinal,
        "start": sentence.span.start,
        "end": sentence.span.end,
        "heading": sentence.heading,
        "strength": sentence.strength,
        "lead_ins": sentence.lead_ins,
        "item": sentence.item,
        "page": sentence.page,
    }


def to_sentence(row: Row[Any]) -> Sentence:
    """The sentence whose columns are the last of the row."""
    _, _, start, end, heading, strength, lead_ins, item, page = row[-SENTENCE_COLUMNS:]
    return Sentence(Span(start, end), heading, strength, lead_ins, item, page)


def passage_values(passage: Passage) -> Values:
    return {
        "id": passage.id,
        "source_id": passage.source_id,
        "ordinal": passage.ordinal,
        "start": passage.span.start,
        "end": passage.span.end,
        "text": passage.text,
        "heading": passage.heading,
        "page": passage.page,
    }


def to_passage(row: Row[Any]) -> Passage:
    span = Span(row.start, row.end)
    return Passage(row.id, row.source_id, row.ordinal, span, row.text, row.heading, row.page)


def digest(text: SourceText) -> str:
    """SHA-256 over everything that is stored of a source: equal means nothing to do."""
    content = [
        _described(text.source),
        text.sha256,
        [_sentence_content(sentence) for sentence in text.sentences],
        [[p.id, p.span.start, p.span.end, *p.heading, p.page] for p in text.passages],
    ]
    return hashlib.sha256(json.dumps(content).encode("ascii")).hexdigest()


def _described(source: Source) -> Values:
    """What is stored of a source, but for when its record was revised: that alone is no change."""
    values = source_values(source)
    del values["revised"]
    notices = values.pop("notices")
    # Left out where there are none, as in libraries made before there were any.
    return values | ({"notices": schema.notices_json(notices)} if notices else {})


def _sentence_content(sentence: Sentence) -> list[Any]:
    spans = (sentence.span, *sentence.lead_ins)
    described = [sentence.heading, sentence.strength, sentence.item, sentence.page]
    return [*([span.start, span.end] for span in spans), *described]


def identifier_key(identifier: str | None) -> str | None:
    """A DOI or PMID as it is compared: DOIs do not distinguish case."""
    return identifier.strip().lower() or None if identifier else None


def fault(text: SourceText) -> str | None:
    """Why a source must not be stored: its offsets would not lead back to its text."""
    content = text.text
    if "\0" in content:
        return "the text holds a NUL character"
    wrong = _unstorable(text)
    if wrong is not None:
        return f"the text or its description holds {wrong}"
    if not unicodedata.is_normalized("NFC", content):
        return "the text is not in Unicode's normal form C"
    return _passage_fault(text) or _sentence_fault(text)


def _unstorable(text: SourceText) -> str | None:
    """What not every database takes."""
    headings = [s.heading for s in text.sentences], [p.heading for p in text.passages]
    described = json.dumps([text.text, _described(text.source), headings], ensure_ascii=False)
    try:
        described.encode("utf-8")
    except UnicodeEncodeError:
        return "half of a surrogate pair"
    # JSON escapes it; a backslash that stands in a text itself is written as two.
    escaped = "\\u0000" in described and "\\u0000" in described.replace("\\\\", "")
    return "a NUL character" if escaped else None


def _passage_fault(text: SourceText) -> str | None:
    if len({passage.id for passage in text.passages}) != len(text.passages):
        return "two passages have the same id"
    for passage in text.passages:
        if passage.source_id != text.source.id or not passage.intact:
            return f"passage {passage.id} has the wrong id"
        if not passage.text or passage.span.of(text.text) != passage.text:
            return f"passage {passage.id} is not the text at its span"
    return None


def _sentence_fault(text: SourceText) -> str | None:
    whole = Span(0, len(text.text))
    for number, sentence in enumerate(text.sentences):
        for span in (sentence.span, *sentence.lead_ins):
            if span.start >= span.end or not whole.holds(span):
                return f"sentence {number} lies outside the text"
    return None
