"""What else a word may be called: drugs and their brands, long names, everyday words.

`terms` and `sufficiency` tell by it whether what is shown mentions what was asked about, under any
of its names. The lists are in `vocabulary`; they are read once, when the first question is judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.text.word_files import read_words
from corpus.text.words import STOP_WORDS, content_stems, stem, words

_FOLDER = Path(__file__).with_name("vocabulary")
# Of what may be said in two ways, the groups that name things; the others turn or weigh it.
_THINGS = ("who", "body", "conditions", "terms", "everyday")


@lru_cache(maxsize=1)
def everyday() -> frozenset[str]:
    """Stems of words that a question may hold without being about them."""
    listed = (*_load("everyday.yaml").values(), *_load("ordinary.yaml").values())
    return frozenset(stem(word) for theme in listed for word in words(str(theme))) | STOP_WORDS


@lru_cache(maxsize=1)
def groups() -> frozenset[str]:
    """Stems of words for many things, "antibiotic": a source may name one of them instead."""
    return frozenset(stem(word) for name in _load("broader.yaml")["things"] for word in words(name))


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, frozenset[str]]:
    """The stem of a word for many things -> the stems of those things: an antibiotic may be
    ceftriaxone. Only of words alone."""
    listed = _load("broader.yaml")["things"]
    return {
        stem(name): frozenset(stem(word) for word in words(str(named)))
        for name, named in listed.items()
        if len(words(name)) == 1
    }


@lru_cache(maxsize=1)
def subjects() -> frozenset[tuple[str, ...]]:
    """Stems of the words of each disease, complaint, organism or operation that is listed."""
    named = (name for theme in _load("subjects.yaml").values() for name in str(theme).split(","))
    return frozenset(tuple(stem(word) for word in words(name)) for name in named)


@lru_cache(maxsize=1)
def compound_drugs() -> frozenset[tuple[str, ...]]:
    """Stems of the words of each listed drug whose name has several: "tranexamic acid"."""
    listed = _load("drug_names.yaml")
    named = (words(str(form)) for name, forms in listed.items() for form in (name, *forms))
    return frozenset(tuple(map(stem, name)) for name in named if len(name) > 1)


@lru_cache(maxsize=1)
def other_names() -> Mapping[str, frozenset[frozenset[str]]]:
    """The stem of a word -> the stems of each other name of the same thing."""
    named: dict[str, set[frozenset[str]]] = {}
    for group in _groups():
        stems = [frozenset(content_stems(form)) for form in group]
        for one in stems:
            if len(one) == 1:
                others = {other for other in stems if other and other != one}
                named.setdefault(next(iter(one)), set()).update(others)
    return {word: frozenset(others) for word, others in named.items()}


def _groups() -> Iterator[tuple[str, ...]]:
    """Names of one thing."""
    equivalents = _load("equivalents.yaml")
    things = [equivalents[theme] for theme in _THINGS]
    for listed in (_load("drug_names.yaml"), _load("test_names.yaml"), *things):
        yield from ((str(name), *map(str, forms)) for name, forms in listed.items())


def _load(name: str) -> Mapping[str, Any]:
    listed: Mapping[str, Any] = read_words(_FOLDER / name)
    return listed
