"""What is asked: the words to search by, widened by short forms and lay words.

Widening only helps to find; nothing added here is ever shown or counted as evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from corpus.records import QueryTerm
from corpus.text.word_files import read_words
from corpus.text.words import STOP_WORDS, stem, words

_VOCABULARY = Path(__file__).parent / "vocabulary"

# Weights of a term in the lexical query, relative to a word of the question. Chosen on the public
# gold questions (docs/results.md): widening words must not outvote the question's own.
_WIDENED = 0.5
_NUMBER = 0.3

_SENTENCE_END = re.compile(r"(?<=[?.!:])\s+")
_SHORT_FORM = re.compile(
    r"\b[A-Z][A-Za-z0-9-]*[A-Z0-9]\b|\b[A-Z]{2,}s?\b|\bt?[A-Z]{2,}i?\b|\b(?:K|Na|Ca|Mg)\b(?=\+?\s*\d)"
)


@dataclass(frozen=True, slots=True)
class Query:
    """A question ready to be searched.

    `text` is embedded; `terms` go to the lexical index. `own` maps the stems of the question's
    content words to the words, `widened` those that its short forms and lay words stand for;
    `explained` are the stems that the vocabulary has an entry for; `focus` are those of `own` that
    stand in the part that asks, which of a case history is its end.
    """

    question: str
    text: str
    terms: tuple[QueryTerm, ...]
    own: Mapping[str, str]
    widened: Mapping[str, str]
    explained: frozenset[str] = frozenset()
    focus: frozenset[str] = frozenset()

    def explains(self, word: str) -> bool:
        """Whether the vocabulary knows what the word stands for."""
        return stem(word.lower()) in self.explained


def understand(question: str) -> Query:
    """Read the words of a question that stands alone."""
    entries = dict(_vocabulary_entries(question))
    added = tuple(dict.fromkeys(entries.values()))
    own = _by_stem(question)
    widened = {s: word for s, word in _by_stem(" ".join(added)).items() if s not in own}
    return Query(
        question=question,
        text=f"{question} ({'; '.join(added)})" if added else question,
        terms=tuple(_terms(own.values(), widened.values())),
        own=own,
        widened=widened,
        explained=frozenset(stem(w) for entry in entries for w in words(entry)),
        focus=frozenset(_by_stem(_asking(question))),
    )


def _asking(question: str) -> str:
    """The sentences that end in a question mark; without one, the last sentence."""
    parts = [part for part in _SENTENCE_END.split(question) if part.strip()]
    return " ".join([part for part in parts if part.endswith("?")] or parts[-1:])


def _by_stem(text: str) -> dict[str, str]:
    return {stem(word): word for word in reversed(words(text)) if word not in STOP_WORDS}


def _terms(own: Iterable[str], widened: Iterable[str]) -> Iterator[QueryTerm]:
    for word in own:
        weight = _NUMBER if word[0].isdigit() else 1.0
        yield QueryTerm(word, weight)
    yield from (QueryTerm(word, _WIDENED) for word in widened)


def _vocabulary_entries(question: str) -> Iterator[tuple[str, str]]:
    """The short forms and lay phrases of the question, each with the words it stands for."""
    short = short_forms()
    for match in _SHORT_FORM.finditer(question):
        form = match.group()
        long_form = short.get(form) or short.get(form.removesuffix("s"))
        if long_form:
            yield form, long_form
    padded = f" {' '.join(stem(w) for w in words(question))} "
    for lay, clinical in lay_words().items():
        if f" {lay} " in padded:
            yield lay, clinical


@lru_cache(maxsize=1)
def short_forms() -> Mapping[str, str]:
    """Short form -> long form, as listed in vocabulary/abbreviations.yaml."""
    return _load("abbreviations.yaml")


@lru_cache(maxsize=1)
def lay_words() -> Mapping[str, str]:
    """Stems of a lay phrase -> clinical words, as listed in vocabulary/synonyms.yaml."""
    listed = _load("synonyms.yaml")
    return {" ".join(stem(w) for w in words(lay)): clinical for lay, clinical in listed.items()}


def _load(name: str) -> dict[str, str]:
    listed = read_words(_VOCABULARY / name)
    return {str(key): str(value) for key, value in listed.items()}
