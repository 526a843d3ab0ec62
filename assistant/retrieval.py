"""Hybrid search: what the meaning of a question and its words find, fused into one ranking.

`Retriever.retrieve` serves the assistant, `galen search`, the LangChain view and the evals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from assistant.query import Query
from corpus.model import ListHit, Passage, ScoredPassage, Section, Source
from corpus.records import Entry, Hits

if TYPE_CHECKING:
    from corpus.library import Library

# How deep each list is read, per section.
DEPTH = 150

# Weighted sum of min-max scores (dense share); steadier here than reciprocal ranks. Fitted on the
# public gold questions, see docs/results.md.
DENSE_SHARE = 0.5

# Several good passages of one source strengthen each other: the n-th best counts half the one
# before, and a source's strength is added to each of its passages with this weight.
SOURCE_SHARE = 0.5
_SOURCE_DECAY = 0.5
_SOURCE_PASSAGES = 3

# A source that a newer version replaced is found, but after its successor.
_SUPERSEDED = 0.85

# What was published ten years or more before the newest source found counts so much less; what is
# younger in proportion, what is undated as the oldest. Advice ages even where nobody replaced it.
_OLD = 0.35
_OLD_YEARS = 10


@dataclass(frozen=True)
class Retrieval:
    """Passages best first, the sources they are from, how strongly each source was found."""

    passages: tuple[ScoredPassage, ...]
    entries: Mapping[str, Entry]
    strength: Mapping[str, float]
    newest: int  # year of publication

    @cached_property
    def best_cosine(self) -> float:
        return max((p.dense.score for p in self.passages if p.dense), default=0.0)

    @cached_property
    def lowest_cosine(self) -> float:
        """The upper bound for a passage that the dense list does not reach."""
        return min((p.dense.score for p in self.passages if p.dense), default=0.0)

    @cached_property
    def best_bm25(self) -> float:
        return max((p.lexical.score for p in self.passages if p.lexical), default=1.0)

    def source(self, source_id: str) -> Source:
        return self.entries[source_id].source

    def age(self, source_id: str) -> float:
        """0 for the newest year among the sources found, 1 for ten years before it or more."""
        return _age(self.source(source_id), self.newest)

    def superseded_by(self, source_id: str) -> str | None:
        return self.entries[source_id].superseded_by


@dataclass(frozen=True, slots=True)
class _Found:
    """Where both lists placed one passage."""

    section: Section
    dense: ListHit | None
    lexical: ListHit | None

    def scored(self, passage: Passage, score: float, rank: int) -> ScoredPassage:
        return ScoredPassage(passage, score, rank, self.section, self.dense, self.lexical)


class Retriever:
    """Searches one library."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def retrieve(self, query: Query) -> Retrieval:
        """Rank the passages of both sections together, on one scale."""
        vector = self.library.embed(query.text)
        hits = {
            section: self.library.search_vector(vector, query.terms, section=section, k=DEPTH)
            for section in Section
        }
        found = _found(hits)
        passages = self.library.passages(found)
        entries = self.library.entries({p.source_id for p in passages.values()})
        usable = [p for p in passages.values() if _usable(p, entries)]
        relevance = _fused(found)
        strength = _source_strength(usable, relevance)
        newest = _newest(entries)
        scores = {p.id: _score(p, relevance, strength, entries, newest) for p in usable}
        ranked = sorted(usable, key=lambda p: (-scores[p.id], p.source_id, p.ordinal))
        scored = (
            found[p.id].scored(p, scores[p.id], rank) for rank, p in enumerate(ranked, start=1)
        )
        return Retrieval(tuple(scored), entries, strength, newest)


def _usable(passage: Passage, entries: Mapping[str, Entry]) -> bool:
    entry = entries.get(passage.source_id)
    return entry is not None and not entry.source.retracted


def _found(hits: Mapping[Section, Hits]) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    for section, lists in hits.items():
        dense = {h.passage_id: ListHit(h.rank, h.score) for h in lists.dense}
        lexical = {h.passage_id: ListHit(h.rank, h.score) for h in lists.lexical}
        for passage_id in dense.keys() | lexical.keys():
            found[passage_id] = _Found(section, dense.get(passage_id), lexical.get(passage_id))
    return found


def _fused(found: Mapping[str, _Found]) -> dict[str, float]:
    """Min-max scores of each list over both sections, weighted and added: 0 to 1."""
    dense = _min_max({pid: f.dense.score for pid, f in found.items() if f.dense})
    lexical = _min_max({pid: f.lexical.score for pid, f in found.items() if f.lexical})
    return {
        pid: DENSE_SHARE * dense.get(pid, 0.0) + (1 - DENSE_SHARE) * lexical.get(pid, 0.0)
        for pid in found
    }


def _min_max(scores: Mapping[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    width = high - low
    return {key: (score - low) / width if width else 1.0 for key, score in scores.items()}


def _source_strength(
    passages: Iterable[Passage], relevance: Mapping[str, float]
) -> dict[str, float]:
    by_source: dict[str, list[float]] = defaultdict(list)
    for passage in passages:
        by_source[passage.source_id].append(relevance[passage.id])
    return {source_id: _decayed(scores) for source_id, scores in by_source.items()}


def _decayed(scores: Iterable[float]) -> float:
    best = sorted(scores, reverse=True)[:_SOURCE_PASSAGES]
    return sum(score * _SOURCE_DECAY**n for n, score in enumerate(best))


def _score(
    passage: Passage,
    relevance: Mapping[str, float],
    strength: Mapping[str, float],
    entries: Mapping[str, Entry],
    newest: int,
) -> float:
    entry = entries[passage.source_id]
    score = relevance[passage.id] + SOURCE_SHARE * strength[passage.source_id]
    score *= 1 - _OLD * _age(entry.source, newest)
    return score * _SUPERSEDED if entry.superseded_by else score


def _newest(entries: Mapping[str, Entry]) -> int:
    return max((entry.source.year or 0 for entry in entries.values()), default=0)


def _age(source: Source, newest: int) -> float:
    return min(max(newest - (source.year or 0), 0), _OLD_YEARS) / _OLD_YEARS
