"""Candidate statements: whole sentences of retrieved passages, scored for the question.

A candidate is verbatim: its text is its spans, in order, and nothing else. What cannot stand alone
is not offered: a dangling "This ...", a lead-in without its list, somebody else's view.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.query import Query
from assistant.ranking import WEIGHTS, Ranking, recommends
from assistant.retrieval import Retrieval, above_floor
from assistant.scenarios import in_fitting_scenarios
from corpus.errors import UnknownSource
from corpus.model import Passage, ScoredPassage, Section, Sentence, Source, Span
from corpus.text import context
from corpus.text.words import content_stems

if TYPE_CHECKING:
    from corpus.library import Library

# Candidates come from this many passages, best first: enough for every facet of one question.
_PASSAGES = 80


@dataclass(frozen=True, slots=True)
class Candidate:
    """One statement that could be shown, with what it rests on.

    `spans` are the verbatim stretches in reading order, lead-ins first, the sentence last; `words`
    are the words of each; `holds` is the share of the question's weight that is in them, 0 to 1.
    `facets`: which of the things asked side by side it is on; `subjects`: which of the diseases and
    the like that the question names; `of_named_body`: of a body that the question names.
    """

    source: Source
    passage: Passage
    sentence: Sentence
    spans: tuple[Span, ...]
    words: tuple[str, ...]
    stems: frozenset[str]
    holds: float
    features: Mapping[str, float]
    score: float
    facets: frozenset[int] = frozenset()
    subjects: frozenset[str] = frozenset()
    of_named_body: bool = False

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def section(self) -> Section:
        return self.source.section

    @property
    def numbers(self) -> frozenset[str]:
        return frozenset(re.findall(r"\d+(?:\.\d+)?", self.text))

    @property
    def foreseen(self) -> float:
        """What the questions that it is known to answer add to its score."""
        return sum(WEIGHTS[n] * self.features.get(n, 0.0) for n in ("foreseen", "foreseen words"))

    @property
    def is_recommendation(self) -> bool:
        return recommends(self.source, self.sentence)


def candidates(query: Query, retrieval: Retrieval, library: Library) -> list[Candidate]:
    """Everything in the best passages that could be said, best first."""
    passages = retrieval.passages[:_PASSAGES]
    sentences = library.sentences([p.passage.id for p in passages])
    ranking = Ranking(query, library)
    pairs = [(p, sentence) for p in passages for sentence in sentences.get(p.passage.id, ())]
    texts = library.texts({p.passage.source_id for p, s in pairs if not _within(p.passage, s)})
    found = [
        _candidate(scored, sentence, retrieval, ranking, texts.get(scored.passage.source_id))
        for scored, sentence in pairs
    ]
    return sorted(
        in_fitting_scenarios(query, filter(_presentable, found), retrieval.superseded_by),
        key=lambda c: (-c.score, c.source.id, c.sentence.span),
    )


def _candidate(
    scored: ScoredPassage,
    sentence: Sentence,
    retrieval: Retrieval,
    ranking: Ranking,
    text_of_source: str | None,
) -> Candidate:
    """The whole text is needed where a lead-in stands before the passage."""
    passage = scored.passage
    source = retrieval.source(passage.source_id)
    spans = (*sentence.lead_ins, sentence.span)
    words = tuple(_words(span, passage, text_of_source) for span in spans)
    text = " ".join(words)
    stems = frozenset(content_stems(text))
    features = ranking.sentence_features(source, sentence, text, stems, passage.ordinal)
    features["dense"] = scored.dense.score if scored.dense else retrieval.lowest_cosine
    features["lexical"] = scored.lexical.score / retrieval.best_bm25 if scored.lexical else 0.0
    features["strength"] = retrieval.strength[source.id]
    features["age"] = retrieval.age(source.id)
    features["superseded"] = float(retrieval.superseded_by(source.id) is not None)
    features["not the newest"] = features["superseded"] * ranking.asks_newest
    nearness = retrieval.near.get((passage.id, words[-1]))
    features["foreseen"] = above_floor(nearness.meaning) if nearness else 0.0
    features["foreseen words"] = nearness.words if nearness else 0.0
    holds = ranking.coverage(stems, frozenset())
    return Candidate(
        source,
        passage,
        sentence,
        spans,
        words,
        stems,
        holds,
        features,
        ranking.score(features),
        ranking.facets(stems),
        ranking.subjects(source, stems),
        ranking.names_body(source),
    )


def _within(passage: Passage, sentence: Sentence) -> bool:
    return all(passage.span.holds(span) for span in (*sentence.lead_ins, sentence.span))


def _words(span: Span, passage: Passage, text_of_source: str | None) -> str:
    if passage.span.holds(span):
        return passage.text[span.start - passage.span.start : span.end - passage.span.start]
    if text_of_source is None:  # removed since the search
        raise UnknownSource(f"{passage.source_id} is no longer in the library: ask again")
    return span.of(text_of_source)


def _presentable(candidate: Candidate) -> bool:
    return context.stands_alone(candidate.text) and not context.reports_other_view(candidate.text)
