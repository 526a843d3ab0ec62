"""What is asked: the words to search by, widened by short forms and lay words.

Widening only helps to find; nothing added here is ever shown or counted as evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.spelling import mended
from corpus.records import QueryTerm
from corpus.text.absence import absent
from corpus.text.word_files import read_words
from corpus.text.words import STOP_WORDS, stem, words

_VOCABULARY = Path(__file__).parent / "vocabulary"

# Weights of a term in the lexical query, relative to a word of the question. Chosen on the public
# gold questions (docs/results.md): widening words must not outvote the question's own.
_WIDENED = 0.5
_NUMBER = 0.3
_ABSENT = 0.3  # "without CKD" hardly looks for CKD

_SENTENCE_END = re.compile(r"(?<=[?.!:])\s+")
# Words that a question is made of: without one, a few words name what care is looked up for.
_ASKS = re.compile(
    r"\b(?:wh\w+|how|is|are|was|were|do|does|did|can|could|should|shall|may|must|will|would|has|have)\b"
    r"|\?",
    re.I,
)
_SHORT_FORM = re.compile(
    r"\b[A-Z][A-Za-z0-9-]*[A-Z0-9]\b|\b[A-Z]{2,}s?\b|\bt?[A-Z]{2,}i?\b|\b(?:K|Na|Ca|Mg)\b(?=\+?\s*\d)"
)

_COMPARES = re.compile(r"\b(?:against|versus|vs|compared (?:with|to))\b", re.I)
# Words that ask or tell, by whose stem something else is called ("ACCORD", the back).
_IDIOM = re.compile(r"\baccording to\b|\b(?:com(?:e|es|ing)|came|go(?:es|ing)?) back\b", re.I)
_SHORT = 4  # letters of a stem that may be another word's
_SHOUTED = re.compile(r"\b[A-Z]{2,}\w*\b")


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to be searched.

    `text` is embedded; `terms` go to the lexical index. `own` maps the stems of the question's
    content words to the words, `widened` those that its short forms and lay words stand for;
    `explained` are the stems that the vocabulary has an entry for; `focus` are those of `own` that
    stand in the part that asks, which of a case history is its end; `absent` are those of findings
    that it says are not there, and of what these stand for.
    """

    question: str
    text: str
    terms: tuple[QueryTerm, ...]
    own: Mapping[str, str]
    widened: Mapping[str, str]
    explained: frozenset[str] = frozenset()
    focus: frozenset[str] = frozenset()
    absent: frozenset[str] = frozenset()

    def explains(self, word: str) -> bool:
        """Whether the vocabulary knows what the word stands for."""
        return stem(word.lower()) in self.explained


def understand(question: str) -> Query:
    """Read the words of a question that stands alone."""
    gone = absent(question)
    listed = dict(_vocabulary_entries(question))
    not_there = {word for word in listed if gone and gone.issuperset(map(stem, words(word)))}
    entries = {word: meant for word, meant in listed.items() if word not in not_there}
    added = tuple(dict.fromkeys(entries.values()))
    own = _by_stem(question)
    widened = {s: word for s, word in _by_stem(" ".join(added)).items() if s not in own}
    return Query(
        question=question,
        text=f"{question} ({'; '.join(added)})" if added else question,
        terms=tuple(_terms(own, widened.values(), gone)),
        own=own,
        widened=widened,
        explained=frozenset(stem(w) for entry in entries for w in words(entry)),
        focus=frozenset(_by_stem(" ".join(asking_sentences(question)))),
        absent=gone | {stem(w) for word in not_there for w in words(listed[word])},
    )


def asks(question: str) -> bool:
    """Whether anything is asked; "croup, stridor at rest" only tells."""
    return _ASKS.search(question) is not None


def asking_sentences(question: str) -> list[str]:
    """The sentences that end in a question mark; without one, the last sentence.

    A colon ends the story, but not what is compared: "Target in diabetes: ESC against ADA?"
    """
    parts = [part for part in _SENTENCE_END.split(question) if part.strip()]
    if len(parts) > 1 and parts[-2].endswith(":") and _COMPARES.search(parts[-1]):
        parts[-2:] = [" ".join(parts[-2:])]
    return [part for part in parts if part.endswith("?")] or parts[-1:]


def _by_stem(text: str) -> dict[str, str]:
    telling = reversed(words(_IDIOM.sub(" ", text)))
    return {stem(word): word for word in telling if word not in STOP_WORDS}


def _terms(
    own: Mapping[str, str], widened: Iterable[str], gone: AbstractSet[str]
) -> Iterator[QueryTerm]:
    for stemmed, word in own.items():
        lessened = _NUMBER if word[0].isdigit() else _ABSENT if stemmed in gone else 1.0
        yield QueryTerm(word, lessened)
    yield from (QueryTerm(word, _WIDENED) for word in widened)


def _vocabulary_entries(question: str) -> Iterator[tuple[str, str]]:
    """The short forms and lay phrases of the question, each with the words it stands for."""
    short = short_forms()
    for match in _SHORT_FORM.finditer(question):
        for form in _forms(match.group(), short):
            yield form, short[form]
    padded = f" {' '.join(stem(w) for w in words(question))} "
    for lay, clinical in lay_words().items():
        if f" {lay} " in padded:
            yield lay, clinical
    spelled = f" {' '.join(words(question))} "  # not by stems: "Evenity" is not "even"
    for other, name in drug_spellings().items():
        if f" {other} " in spelled:
            yield other, name
    shouted = {name.lower() for name in _SHOUTED.findall(question)}  # names of trials, bodies
    for word in words(question):
        meant = None if word in shouted else mended(word)
        if meant:
            yield word, meant


def _forms(printed: str, short: Mapping[str, str]) -> Iterator[str]:
    """The listed short form that is printed, or those that a hyphen joins: "HRS-AKI"."""
    for form in (printed, printed.removesuffix("s")):
        if form in short:
            yield form
            return
    if "-" in printed:
        yield from (part for part in printed.split("-") if part in short)


@lru_cache(maxsize=1)
def short_forms() -> Mapping[str, str]:
    """Short form -> long form, as listed in vocabulary/abbreviations.yaml."""
    return _load("abbreviations.yaml")


@lru_cache(maxsize=1)
def lay_words() -> Mapping[str, str]:
    """Stems of a lay phrase -> clinical words, as listed in vocabulary/synonyms.yaml."""
    listed = _load("synonyms.yaml")
    return {" ".join(stem(w) for w in words(lay)): clinical for lay, clinical in listed.items()}


@lru_cache(maxsize=1)
def drug_spellings() -> Mapping[str, str]:
    """A brand or other spelling -> the drug, as listed in vocabulary/drug_names.yaml."""
    return {
        " ".join(words(form)): str(name)
        for name, forms in read_words(_VOCABULARY / "drug_names.yaml").items()
        for form in map(str, forms)
    }


@lru_cache(maxsize=1)
def drug_stems() -> frozenset[str]:
    """Stems of the listed drugs that are one word, brands and other spellings among them.

    Not those that the stemmer takes for inflected ("Evenity"): the stem is a word of its own.
    """
    listed = read_words(_VOCABULARY / "drug_names.yaml")
    names = (words(str(form)) for name, forms in listed.items() for form in (name, *forms))
    stems = ((name[0], stem(name[0])) for name in names if len(name) == 1)
    return frozenset(short for name, short in stems if short == name or len(short) > _SHORT)


def _load(name: str) -> dict[str, str]:
    listed = read_words(_VOCABULARY / name)
    return {str(key): str(value) for key, value in listed.items()}
