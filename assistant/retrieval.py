"""Hybrid search: what the meaning of a question and its words find, fused into one ranking.

`Retriever.retrieve` serves the assistant, `galen search`, the LangChain view and the evals.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.query import Query
from corpus.model import ListHit, Passage, ScoredPassage, Section, Source
from corpus.records import Entry, Hits, Nearness, Standing

if TYPE_CHECKING:
    from corpus.library import Library

# How deep each list is read, per section.
DEPTH = 150

# What is handed on of some 500 that are found: the best passages, and of so many sources the best.
# Texts and descriptions are read for these alone.
PASSAGES = 100
SOURCES = 50

# Weighted sum of min-max scores (dense share); steadier here than reciprocal ranks. Fitted on the
# public gold questions, see docs/results.md.
DENSE_SHARE = 0.5

# What the nearest question that a passage is known to answer adds, beside those two.
FORESEEN_SHARE = 0.3
# The cosine of two medical questions that have little to do with each other.
_UNRELATED = 0.35

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


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Passages best first, the sources they are from, how strongly each source was found.

    The cosines and the BM25 score are the bounds over all that was found, not only what is here.
    `near`: by passage and sentence, how near the questions are that it is known to answer.
    """

    passages: tuple[ScoredPassage, ...]
    entries: Mapping[str, Entry]
    strength: Mapping[str, float]
    newest: int  # year of publication
    best_cosine: float = 0.0
    lowest_cosine: float = 0.0  # no passage that the dense list does not reach has more
    best_bm25: float = 1.0
    near: Mapping[tuple[str, str], Nearness] = field(default_factory=dict)

    def source(self, source_id: str) -> Source:
        return self.entries[source_id].source

    def age(self, source_id: str) -> float:
        """0 for the newest year among the sources found, 1 for ten years before it or more."""
        return _age(self.source(source_id).year, self.newest)

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
        standing = self.library.standings(map(Passage.source_of, found))
        usable = {pid: f for pid, f in found.items() if _usable(pid, standing)}
        near = self.library.near(vector, query.own.keys(), query.widened.keys())
        relevance = _fused(found, near)
        strength = _source_strength(usable, relevance)
        newest = max((s.year or 0 for s in standing.values()), default=0)
        scores = {pid: _score(pid, relevance, strength, standing, newest) for pid in usable}
        kept = _kept(sorted(usable, key=lambda pid: (-scores[pid], *Passage.place_of(pid))))
        passages = self.library.passages(kept)
        entries = self.library.entries({p.source_id for p in passages.values()})
        # What was removed since the search is in neither.
        held = [p for pid in kept if (p := passages.get(pid)) and p.source_id in entries]
        cosines = [f.dense.score for f in usable.values() if f.dense]
        return Retrieval(
            tuple(found[p.id].scored(p, scores[p.id], n) for n, p in enumerate(held, start=1)),
            entries,
            strength,
            newest,
            max(cosines, default=0.0),
            min(cosines, default=0.0),
            max((f.lexical.score for f in usable.values() if f.lexical), default=1.0),
            near,
        )


def _usable(passage_id: str, standing: Mapping[str, Standing]) -> bool:
    known = standing.get(Passage.source_of(passage_id))
    return known is not None and not known.retracted


def _kept(ranked: Sequence[str]) -> list[str]:
    """The best passages, and the best one of each source that they leave out."""
    return [*dict.fromkeys([*ranked[:PASSAGES], *_first_of_each(ranked)])]


def _first_of_each(ranked: Iterable[str]) -> Iterator[str]:
    sources: set[str] = set()
    for passage_id in ranked:
        source = Passage.source_of(passage_id)
        if source not in sources and len(sources) < SOURCES:
            sources.add(source)
            yield passage_id


def _found(hits: Mapping[Section, Hits]) -> dict[str, _Found]:
    found: dict[str, _Found] = {}
    for section, lists in hits.items():
        dense = {h.passage_id: ListHit(h.rank, h.score) for h in lists.dense}
        lexical = {h.passage_id: ListHit(h.rank, h.score) for h in lists.lexical}
        for passage_id in dense.keys() | lexical.keys():
            found[passage_id] = _Found(section, dense.get(passage_id), lexical.get(passage_id))
    return found


def _fused(
    found: Mapping[str, _Found], near: Mapping[tuple[str, str], Nearness]
) -> dict[str, float]:
    """Min-max scores of each list over both sections, weighted and added, 0 to 1; and on top what
    the questions that a passage is known to answer add."""
    dense = _min_max({pid: f.dense.score for pid, f in found.items() if f.dense})
    lexical = _min_max({pid: f.lexical.score for pid, f in found.items() if f.lexical})
    foreseen: dict[str, float] = defaultdict(float)
    for (pid, _), nearness in near.items():
        foreseen[pid] = max(foreseen[pid], above_floor(nearness.meaning))
    return {
        pid: DENSE_SHARE * dense.get(pid, 0.0)
        + (1 - DENSE_SHARE) * lexical.get(pid, 0.0)
        + FORESEEN_SHARE * foreseen[pid]
        for pid in found
    }


def above_floor(cosine: float) -> float:
    """How much nearer than any two questions a foreseen one is: 0 to 1."""
    return max(cosine - _UNRELATED, 0.0) / (1 - _UNRELATED)


def _min_max(scores: Mapping[str, float]) -> dict[str, float]:
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    width = high - low
    return {key: (score - low) / width if width else 1.0 for key, score in scores.items()}


def _source_strength(
    passage_ids: Iterable[str], relevance: Mapping[str, float]
) -> dict[str, float]:
    by_source: dict[str, list[float]] = defaultdict(list)
    for passage_id in passage_ids:
        by_source[Passage.source_of(passage_id)].append(relevance[passage_id])
    return {source_id: _decayed(scores) for source_id, scores in by_source.items()}


def _decayed(scores: Iterable[float]) -> float:
    best = sorted(scores, reverse=True)[:_SOURCE_PASSAGES]
    return sum(score * _SOURCE_DECAY**n for n, score in enumerate(best))


def _score(
    passage_id: str,
    relevance: Mapping[str, float],
    strength: Mapping[str, float],
    standing: Mapping[str, Standing],
    newest: int,
) -> float:
    source_id = Passage.source_of(passage_id)
    source = standing[source_id]
    score = relevance[passage_id] + SOURCE_SHARE * strength[source_id]
    score *= 1 - _OLD * _age(source.year, newest)
    return score * _SUPERSEDED if source.superseded_by else score


def _age(year: int | None, newest: int) -> float:
    return min(max(newest - (year or 0), 0), _OLD_YEARS) / _OLD_YEARS
