"""How well one sentence answers a question: a few features, their weights, one sum.

The weights are fitted (listwise softmax, five-fold cross-validation on the public gold questions;
docs/results.md says how and what each buys). Everything that orders statements is in this file.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from assistant import measured
from assistant.counsel import Counsel
from assistant.facets import facets, names_body
from assistant.intent import DETAILS, met, of_complaint, of_research, wants
from assistant.population import fit, fit_age, narrowness, of_question, of_sentence
from assistant.query import Query, asking_sentences, asks
from assistant.scenarios import scenario_of
from assistant.subjects import SubjectsAsked
from assistant.terms import names_of_drugs, parts
from assistant.wishes import Wishes
from corpus.model import Section, Sentence, Source
from corpus.text import context
from corpus.text.absence import absent
from corpus.text.words import content_stems

if TYPE_CHECKING:
    from corpus.library import Library

WEIGHTS: Mapping[str, float] = {
    "dense": 9.88,  # cosine of passage and question
    "lexical": 0.68,  # BM25 of the passage, as a share of the best one
    "strength": 1.00,  # of the source: several good passages
    "coverage": 3.56,  # share of the question's words in sentence and title, by rarity
    "together": 4.48,  # the same with the headings, all counted in full
    "title": 1.40,  # the same of title and topics alone
    "heading": -8.50,  # the same of the headings alone
    "focus": 0.71,  # the same of the sentence alone, for the part that asks
    "intent": 1.47,  # share of what the question wants (a dose, a duration) that is there
    "population": 0.57,  # about the question's people (1) or plainly about others (-1)
    "age of person": 0.63,  # gives an age range that the person's age is in (1) or outside (-1)
    "narrow age": 3.00,  # in a range of few ages (1 for a single one), as a share of "together"
    "outside": -3.00,  # is on a range that the value told is not in
    "clash": -3.00,  # share of the question's words that are absent in one and present in the other
    "recommendation": 0.84,
    "labelled": 1.00,  # carries a printed strength
    "label asked": 1.50,  # is the one asked for: "which is usually appropriate?", "which test?"
    "design": -2.62,  # how a study was done
    "limitation": -1.32,
    "superseded": -0.80,
    "not the newest": -0.80,  # is superseded, where the newest version is asked for
    "age": -1.36,  # years behind the newest source found, as a share of ten
    "number": 0.48,
    "length": 0.41,  # characters, as a share of 400: very short sentences say little
    "graded against": -2.50,  # labelled as not to be done, where the question looks for what to do
    "against other": -2.00,  # advises against what was not named, where what to do is asked
    "defines": -1.50,  # tells what something is, where that is not asked; without a label
    "negative": 0.25,  # says what not to do, or what was not found
    "opening": 0.20,  # in the source's first passage
    "position": -1.26,  # passage number, as a share of 12: sources begin with what matters
    "about_itself": -0.62,  # tells of the guideline, not of care
    "detail": 0.30,  # gives all that is asked for of dose, duration, interval and threshold
    "opposite": -1.00,  # says "complicated" where the question says "uncomplicated", and such
    "denied case": -3.00,  # is for a case that the question says is not there
    "allergy": 2.00,  # for those who have the allergy told (1), or for those without one (-1)
    "drug": 1.50,  # names a drug that is asked about (1), or its source's title and topics do (1/3)
    "only taken": -2.00,  # is on the drug that somebody takes and on nothing else of the question
    "ruled out": -3.10,  # is on what the question does not want or cannot have
    "prevention": -2.00,  # prevents what is to be treated
    "diagnosis": -3.00,  # is on a test, where nothing but treatment is asked for
    "special case": -1.50,  # opens with a special case, where treatment is asked in general
    "no treatment": -1.50,  # treats nothing, where nothing but treatment is asked for
    "once done": -2.00,  # says how, where it is asked whether
    "goal": 1.80,  # gives a goal or threshold, where one is asked for
    "stopping": 2.00,  # is on stopping or going on, where that is asked
    "pregnancy": 1.40,  # is on pregnancy, where the question is
    "foreseen": 3.90,  # the questions it is known to answer mean what is asked (their cosine)
    "foreseen words": 3.40,  # one of them shares so much of the words
    "on versions": -1.30,  # tells what changed since another version, where nobody asks
}
_WIDENED_SHARE = 0.5
_AROUND_SHARE = 0.5
_ABSENT_SHARE = 0.2
_TAKEN_SHARE = 0.4  # of a drug that somebody is on, where something else is asked
_DRUG_OF_SOURCE = 1 / 3
_UNKNOWN_IDF = 2.0
_TELLING = 3.0  # rarer words than these (inverse document frequency)
_ON_FACET = 0.6
_NEGATIVE = re.compile(r"\b(?:not|no|avoid|against|never)\b", re.I)
# "No benefit" answers "what is the benefit?": an outcome is no finding that a rule is limited to.
_OUTCOMES = frozenset(
    content_stems(
        "benefit evidence difference effect harm increase improvement change data trials advantage"
        " significant role need indication value reduction recommendation"
    )
)
_ASKS_NEWEST = re.compile(r"\b(?:newest|latest|current|nowadays|up[- ]to[- ]date)\b", re.I)
# What a study set out to do is no finding either.
_HEADINGS = {
    **dict.fromkeys(("design", "method", "background", "objective", "purpose", "aims"), "design"),
    "limitation": "limitation",
}


class Ranking:
    """Scores sentences for one question. Higher is better; scores compare within a question."""

    def __init__(self, query: Query, library: Library) -> None:
        total = max(library.passage_count, 1)
        # What the history tells of, as a positive test, is not what is wanted.
        asking = " ".join(asking_sentences(query.question))
        asked = wants(asking) or wants(query.question)
        if not asked and not asks(query.question):
            asked = of_complaint()
        self._asked = of_question(query.question)
        self._measured = measured.of_question(query.question)
        self._wanted = {
            Section.GUIDELINES: asked,
            Section.RESEARCH: of_research(asked),
        }
        self._details = tuple(intent for intent in asked if intent.name in DETAILS)
        own = {s: library.document_frequency(w) for s, w in query.own.items()}
        # Where a word that has an entry is in no source, as brands are, what entries say counts in
        # full: the drug is then what is asked about.
        brands = {s for s in query.explained if s in own and not own[s]}
        self._own = {s: 0.0 if s in brands else _idf(held, total) for s, held in own.items()}
        widened_share = 1.0 if brands else _WIDENED_SHARE
        self._widened = {
            s: widened_share * _idf(library.document_frequency(w), total)
            for s, w in query.widened.items()
        }
        self._absent = query.absent
        self._taken = {
            s for part in parts(query) for t in part.terms if t.is_taken for s in t.stems
        }
        # What is not there is hardly what is asked about: "without CKD" looks for nothing on CKD.
        asked_about = {s: w * self._counts(s) for s, w in self._own.items()}
        self._both = asked_about | self._widened
        self._told = query.own.keys() | query.widened.keys()
        self._all = sum(asked_about.values())
        self._focus = {s: w for s, w in asked_about.items() if s in query.focus}
        self._drugs = names_of_drugs(query)
        self._wishes = Wishes(query)
        self._counsel = Counsel(query)
        self._subjects = SubjectsAsked(query)
        self._facets = facets(query.question)
        self.asks_newest = _ASKS_NEWEST.search(query.question) is not None
        self._question = query.question
        self._named: dict[str, bool] = {}
        self._titles: dict[str, AbstractSet[str]] = {}

    def _counts(self, stem: str) -> float:
        if stem in self._absent:
            return _ABSENT_SHARE
        return _TAKEN_SHARE if stem in self._taken else 1.0

    def score(self, features: Mapping[str, float]) -> float:
        return sum(WEIGHTS[name] * value for name, value in features.items())

    def facets(self, stems: AbstractSet[str]) -> frozenset[int]:
        """Which of the things asked side by side a sentence is on, by most of their weight."""
        return frozenset(
            n
            for n, facet in enumerate(self._facets)
            if _share(self._weights_of(facet), stems, 1.0) >= _ON_FACET
        )

    def _weights_of(self, stems: AbstractSet[str]) -> dict[str, float]:
        """As shares of one."""
        weights = {s: self._own.get(s, _UNKNOWN_IDF) for s in stems}
        whole = sum(weights.values()) or 1.0
        return {s: w / whole for s, w in weights.items()}

    def subjects(self, source: Source, stems: AbstractSet[str]) -> frozenset[str]:
        """Which of the listed subjects that the question names a sentence or its source is on."""
        return self._subjects.held(stems | self._around(source))

    def names_body(self, source: Source) -> bool:
        if source.id not in self._named:
            self._named[source.id] = names_body(self._question, source)
        return self._named[source.id]

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
        features |= self._shares(stems, self._around(source), sentence.heading)
        features["clash"] = self._clash(text, stems)
        features["intent"] = met(self._wanted[source.section], text)
        features["detail"] = float(bool(self._details) and met(self._details, text) == 1.0)
        features["only taken"] = float(self._only_taken(stems | self._around(source)))
        features["drug"] = self._on_drug(stems, self._around(source))
        people = of_sentence(text)
        features["population"] = fit(self._asked, people)
        features["age of person"] = fit_age(self._asked, people)
        features["narrow age"] = narrowness(self._asked, people) * features["together"]
        said = measured.of_sentence(text, self._told) if self._measured else {}
        features["outside"] = float(measured.is_outside(self._measured, said))
        features["recommendation"] = float(recommends(source, sentence))
        features["labelled"] = float(sentence.strength is not None)
        is_row = scenario_of(sentence) != ""
        asked_for = not features["clash"] and self._counsel.is_asked_for(
            sentence.strength, is_row=is_row
        )
        features["label asked"] = float(asked_for)
        features["length"] = min(len(text), 400) / 400
        features |= self._counsel.missed(source, sentence.strength, text, is_row=is_row)
        features["number"] = float(re.search(r"\d", text) is not None)
        features["negative"] = float(_NEGATIVE.search(text) is not None)
        features["opening"] = float(ordinal == 0)
        features["position"] = min(ordinal, 12) / 12
        features |= self._wishes.met(source, text, stems, is_row=is_row)
        features["about_itself"] = float(context.about_itself(text))
        return features

    def _shares(
        self, inside: AbstractSet[str], title: AbstractSet[str], heading: Sequence[str]
    ) -> dict[str, float]:
        headings = frozenset(content_stems(" ".join(heading)))
        return {
            "coverage": self.coverage(inside, title),
            "together": _share(self._both, inside | title | headings, self._all),
            "title": _share(self._both, title, self._all),
            "heading": _share(self._both, headings, self._all),
            "focus": _share(self._focus, inside, sum(self._focus.values())),
        }

    def _only_taken(self, stems: AbstractSet[str]) -> bool:
        """Whether all that it shares of the question's telling words is a drug taken already."""
        shared = {s for s, w in self._own.items() if w >= _TELLING and s in stems}
        return bool(shared) and shared <= self._taken

    def _on_drug(self, inside: AbstractSet[str], around: AbstractSet[str]) -> float:
        if self._drugs.isdisjoint(inside):
            return 0.0 if self._drugs.isdisjoint(around) else _DRUG_OF_SOURCE
        return 1.0

    def _clash(self, text: str, stems: AbstractSet[str]) -> float:
        """What the question says is absent and the sentence has, or the other way round."""
        without = absent(text, in_advice=True) - _OUTCOMES
        present = stems - absent(text)
        clashing = (self._absent & present) | (without - self._absent)
        return _share(self._own, clashing, sum(self._own.values()))

    def _around(self, source: Source) -> AbstractSet[str]:
        """The stems of a source's title and topics."""
        if source.id not in self._titles:
            self._titles[source.id] = set(
                content_stems(f"{source.title} {' '.join(source.topics)}")
            )
        return self._titles[source.id]

    def coverage(self, inside: AbstractSet[str], outside: AbstractSet[str]) -> float:
        """Share of the question's weight that the sentence holds; half counts what is around it."""
        got = sum(w for s, w in self._both.items() if s in inside)
        near = sum(w for s, w in self._both.items() if s in outside and s not in inside)
        return min((got + _AROUND_SHARE * near) / self._all, 1.0) if self._all else 0.0


def recommends(source: Source, sentence: Sentence) -> bool:
    """Whether the sentence is a recommendation of a guideline, by its label or its heading."""
    if source.section is not Section.GUIDELINES:
        return False
    return sentence.strength is not None or any("recommend" in h.lower() for h in sentence.heading)


def _share(weights: Mapping[str, float], stems: AbstractSet[str], whole: float) -> float:
    return min(sum(w for s, w in weights.items() if s in stems) / whole, 1.0) if whole else 0.0


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
