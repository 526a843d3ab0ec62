"""The retrievers that Galen is measured beside, over the same passages and vectors.

BM25, nearest neighbours, two plain fusions of both, and LangChain's vector store. None widens the
question, weighs sources, kinds, years or versions, or knows when to say nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.lexicon import LexicalIndex, Words
from corpus.model import Section
from corpus.records import QueryTerm
from corpus.text.words import words
from evals.public.langchain_store import LangChainSearch
from evals.public.passages import Passages

BM25, DENSE, RRF, MIN_MAX, LANGCHAIN = (
    "BM25",
    "dense",
    "fusion, reciprocal ranks",
    "fusion, min-max sum",
    "LangChain, plain retriever",
)
SYSTEMS = (BM25, DENSE, RRF, MIN_MAX, LANGCHAIN)
DEPTH = 150
"""Passages that each list is read to, as many as Galen reads."""
RRF_K = 60
"""The constant of Cormack GV, Clarke CLA, Büttcher S, Reciprocal rank fusion, SIGIR 2009."""

Embed = Callable[[str], NDArray[np.float32]]


class PlainRetrievers:
    """All of them over the passages of one library."""

    def __init__(self, passages: Passages, embed: Embed, folder: Path) -> None:
        """`folder` is for the words' index, and must be empty."""
        self.passages = passages
        self._embed = embed
        self._words = LexicalIndex(folder)
        self._words.update([], [_words(i, text) for i, text in enumerate(passages.indexed)])
        self._langchain = LangChainSearch(passages.indexed, passages.vectors, embed)

    def search(self, question: str) -> Mapping[str, tuple[int, ...]]:
        """For each system the passages that it finds, best first, at most `DEPTH`."""
        by_words, by_meaning = self._by_words(question), self._by_meaning(question)
        return {
            BM25: tuple(by_words),
            DENSE: tuple(by_meaning),
            RRF: best_first(reciprocal_ranks([[*by_words], [*by_meaning]])),
            MIN_MAX: best_first(min_max_sum([by_words, by_meaning])),
            LANGCHAIN: self._langchain.search(question, DEPTH),
        }

    def _by_words(self, question: str) -> dict[int, float]:
        """Okapi BM25 of the question's words over one field, stop words left out."""
        terms = [QueryTerm(word) for word in dict.fromkeys(words(question))]
        hits = self._words.search(terms, Section.RESEARCH, DEPTH)
        return {int(hit.passage_id): hit.score for hit in hits}

    def _by_meaning(self, question: str) -> dict[int, float]:
        """Exact cosine similarity, of unit vectors."""
        scores = self.passages.vectors @ self._embed(question)
        found = np.argsort(-scores, kind="stable")[:DEPTH]
        return {int(index): float(scores[index]) for index in found}


def reciprocal_ranks(lists: Iterable[Sequence[int]]) -> dict[int, float]:
    """The sum over lists of 1 / (60 + rank)."""
    scores: dict[int, float] = {}
    for ranked in lists:
        for rank, index in enumerate(ranked, start=1):
            scores[index] = scores.get(index, 0.0) + 1 / (RRF_K + rank)
    return scores


def min_max_sum(lists: Iterable[Mapping[int, float]]) -> dict[int, float]:
    """The sum over lists of the score's place between the list's lowest (0) and highest (1)."""
    scores: dict[int, float] = {}
    for listed in lists:
        low, high = min(listed.values(), default=0.0), max(listed.values(), default=0.0)
        for index, score in listed.items():
            place = (score - low) / (high - low) if high > low else 1.0
            scores[index] = scores.get(index, 0.0) + place
    return scores


def best_first(scores: Mapping[int, float]) -> tuple[int, ...]:
    """By score, then by number; at most `DEPTH`."""
    return tuple(sorted(scores, key=lambda index: (-scores[index], index))[:DEPTH])


def _words(index: int, text: str) -> Words:
    return Words(str(index), Section.RESEARCH, [text.lower()])
