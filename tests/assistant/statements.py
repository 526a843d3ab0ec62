"""Statements made by hand, for tests of what is judged by their words alone."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.evidence import Candidate
from assistant.retrieval import Retrieval
from corpus.model import Passage, Sentence, Source, SourceKind, Span
from corpus.records import Entry
from corpus.text.words import content_stems


def source(name: str, title: str, **fields: str) -> Source:
    """A guideline; its body is the name's first word in capitals."""
    given = {"organization": name.split("-")[0].upper(), "published": "2020"} | fields
    return Source(name, SourceKind.GUIDELINE, title, name, **given)


def statement(
    text: str,
    of: Source,
    *,
    score: float = 10.0,
    coverage: float = 0.5,
    strength: str | None = None,
) -> Candidate:
    """A candidate whose passage is its text."""
    span = Span(0, len(text))
    passage = Passage(Passage.make_id(of.id, 0, text), of.id, 0, span, text)
    features = {"coverage": coverage, "population": 0.0}
    sentence = Sentence(span, strength=strength)
    stems = frozenset(content_stems(text))
    return Candidate(of, passage, sentence, (span,), (text,), stems, coverage, features, score)


def found(statements: Iterable[Candidate], superseded: dict[str, str] | None = None) -> Retrieval:
    """What a search would have to have found to offer the statements."""
    older = superseded or {}
    sources = {s.source.id: s.source for s in statements}
    entries = {key: Entry(of, older.get(key), "", 1, "") for key, of in sources.items()}
    return Retrieval((), entries, {}, 2020)
