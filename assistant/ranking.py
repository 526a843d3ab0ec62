"""How well one sentence answers a question: a few features, their weights, one sum.

The weights are fitted (listwise softmax, five-fold cross-validation on the public gold questions;
docs/results.md says how and what each buys). Everything that orders statements is in this file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from assistant.intent import met, of_research, wants
from assistant.population import fit, of_question, of_sentence
from assistant.query import Query
from corpus.model import Section, Sentence, Source
from corpus.text import context
from corpus.text.words import content_stems

if TYPE_CHECKING:
    from corpus.library import Library

WEIGHTS: Mapping[str, float] = {
    "dense": 10.5,  # cosine of passage and question
    "lexical": 1.3,  # BM25 of the passage, as a share of the best one
    "strength": 1.25,  # of the source: several good passages
    "coverage": 5.4,  # share of the question's words in sentence and title, by rarity
    "intent": 1.1,  # share of what the question wants (a dose, a duration) that is there
    "population": 0.8,  # about the question's people (1) or plainly about others (-1)
    "recommendation": 0.8,
    "labelled": 0.6,  # carries a printed strength
    "design": -3.0,  # how a study was done
    "limitation": -1.2,
    "superseded": -1.0,
    "age": -1.0,  # years behind the newest source found, as a share of ten
    "number": 0.6,
    "length": 3.7,  # characters, as a share of 400: very short sentences say little
    "position": -1.4,  # passage number, as a share of 12: sources begin with what matters
    "about_itself": -1.1,  # tells of the guideline, not of care
}
_WIDENED_SHARE = 0.5
_AROUND_SHARE = 0.5
_UNKNOWN_IDF = 2.0
# What a study set out to do is no finding either.
_HEADINGS = {
    **dict.fromkeys(("design", "method", "background", "objective", "purpose", "aims"), "design"),
    "limitation": "limitation",
}


class Ranking:
    """Scores sentences for one question. Higher is better; scores compare within a question."""

    def __init__(self, query: Query, library: Library) -> None:
        total = max(library.passage_count, 1)
        asked = wants(query.question)
        self._asked = of_question(query.question)
        self._wanted = {
            Section.GUIDELINES: asked,
            Section.RESEARCH: of_research(asked),
        }
        self._own = {s: _idf(library.document_frequency(w), total) for s, w in query.own.items()}
        self._widened = {
            s: _WIDENED_SHARE * _idf(library.document_frequency(w), total)
            for s, w in query.widened.items()
        }
        self._all = sum(self._own.values())
        self._titles: dict[str, AbstractSet[str]] = {}

    def score(self, features: Mapping[str, float]) -> float:
        return sum(WEIGHTS[name] * value for name, value in features.items())

    def sentence_features(
        self,
        source: Source,
        sentence: Sentence,
        text: str,
        stems: AbstractSet[str],
        ordinal: int,
    ) -> dict[str, float]:
        """What can be told from the sentence itself, each about 0 to 1; `stems` are the text's."""
        features = dict.fromkeys(_heading_kinds(sentence.heading), 1.0)
        features["coverage"] = self.coverage(stems, self._around(source))
        features["intent"] = met(self._wanted[source.section], text)
        features["population"] = fit(self._asked, of_sentence(text))
        features["recommendation"] = float(recommends(source, sentence))
        features["labelled"] = float(sentence.strength is not None)
        features["number"] = float(re.search(r"\d", text) is not None)
        features["length"] = min(len(text), 400) / 400
        features["position"] = min(ordinal, 12) / 12
        features["about_itself"] = float(context.about_itself(text))
        return features

    def _around(self, source: Source) -> AbstractSet[str]:
        """The stems of a source's title and topics."""
        if source.id not in self._titles:
            self._titles[source.id] = set(
                content_stems(f"{source.title} {' '.join(source.topics)}")
            )
        return self._titles[source.id]

    def coverage(self, inside: AbstractSet[str], outside: AbstractSet[str]) -> float:
        """Share of the question's weight that the sentence holds; half counts what is around it."""
        both = self._own | self._widened
        got = sum(w for s, w in both.items() if s in inside)
        near = sum(w for s, w in both.items() if s in outside and s not in inside)
        return min((got + _AROUND_SHARE * near) / self._all, 1.0) if self._all else 0.0


def recommends(source: Source, sentence: Sentence) -> bool:
    """Whether the sentence is a recommendation of a guideline, by its label or its heading."""
    if source.section is not Section.GUIDELINES:
        return False
    return sentence.strength is not None or any("recommend" in h.lower() for h in sentence.heading)


def _heading_kinds(heading: Iterable[str]) -> set[str]:
    path = " ".join(heading).lower()
    return {kind for word, kind in _HEADINGS.items() if word in path}


def _idf(frequency: int, total: int) -> float:
    """Inverse document frequency as in BM25 (Robertson and Zaragoza 2009).

    A word that occurs nowhere gets a middling weight: it may be rare, or mistyped.
    """
    if not frequency:
        return _UNKNOWN_IDF
    return math.log(1 + (total - frequency + 0.5) / (frequency + 0.5))
