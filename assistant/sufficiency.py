"""Whether the library holds an answer at all: the floor below which nothing is composed.

Two signs, both cheap: how much of the question the best evidence covers, and whether a rare word of
the question (a drug, an organism, a technique) occurs nowhere in the library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from assistant.answer import EvidenceState, Notice, NoticeKind
from assistant.evidence import Candidate
from assistant.query import Query
from assistant.retrieval import Retrieval
from corpus.text.words import words

# Calibrated on the public gold questions, see docs/results.md.
COVERAGE_FLOOR = 0.18
COSINE_OF_THIN = 0.55  # below it, thin coverage is not enough
COSINE_FLOOR = 0.28
# With a rare word that the library lacks, what is left of the question must be met well.
COVERAGE_WITH_UNKNOWN = 0.40
COSINE_WITH_UNKNOWN = 0.485
# In a short question every word counts: where one occurs nowhere ("malaria", "tetanus"), what is
# left ("treatment", "interval") is answered by whatever treats of another disease.
SHORT_QUESTION = 5
COSINE_OF_SHORT = 0.56
_BEST = 10

# A word that the model's tokenizer breaks into this many pieces is rare in English, so most likely
# a term; capitalised within a sentence, two pieces are enough.
_PIECES = 3
_PIECES_OF_NAME = 2
_LETTERS = 7
# Similarity (Ratcliff and Metzener 1988, as in difflib) of "pharyngits" and "pharyngitis" is 0.95.
_SPELLED_ALIKE = 0.85
_EPONYM = r"(?:['’]s)?\s+(?:disease|syndrome|phenomenon|palsy|tumou?r|lymphoma|sarcoma|chorea)\b"
_EVERYDAY_ENDING = re.compile(r"(?:ify|ifying|ing|ed|ly|ness|ishly)$")


@dataclass(frozen=True, slots=True)
class Sufficiency:
    """The state before composing; `unknown`: rare words that the library lacks."""

    state: EvidenceState
    unknown: tuple[str, ...] = ()

    def notices(self) -> Iterator[Notice]:
        if self.unknown:
            listed = ", ".join(self.unknown)
            yield Notice(NoticeKind.MISSING, f"Nothing in this library mentions: {listed}.")
        elif self.state is EvidenceState.NONE:
            yield Notice(
                NoticeKind.MISSING,
                "Nothing in this library answers the question. Its closest sources are listed as"
                " found, not as evidence.",
            )


def judge(
    query: Query,
    retrieval: Retrieval,
    best_first: Sequence[Candidate],
    *,
    frequency: Callable[[str], int],
    count_tokens: Callable[[str], int],
) -> Sufficiency:
    """`frequency` counts the passages that hold a word, `count_tokens` the model's word pieces."""
    names = _names(retrieval)
    rare = _unknown_terms(query, frequency, count_tokens)
    unknown = tuple(word for word in rare if word.lower() not in names)
    coverage = max((c.features["coverage"] for c in best_first[:_BEST]), default=0.0)
    lacking = bool(unknown) and not _mistyped(unknown, best_first[:_BEST])
    if not best_first or _below_floor(retrieval.best_cosine, coverage, unknown=lacking):
        return Sufficiency(EvidenceState.NONE, unknown)
    absent = tuple(w for w in _absent(query, frequency) if w.lower() not in names)
    if absent and retrieval.best_cosine < COSINE_OF_SHORT and _is_short(query):
        if not _mistyped(absent, best_first[:_BEST]):
            return Sufficiency(EvidenceState.NONE, absent)
    return Sufficiency(EvidenceState.PARTIAL if unknown else EvidenceState.FULL, unknown)


def _below_floor(cosine: float, coverage: float, *, unknown: bool) -> bool:
    if unknown:
        return cosine < COSINE_WITH_UNKNOWN or coverage < COVERAGE_WITH_UNKNOWN
    return cosine < COSINE_FLOOR or (coverage < COVERAGE_FLOOR and cosine < COSINE_OF_THIN)


def _is_short(query: Query) -> bool:
    return sum(not word[0].isdigit() for word in query.own.values()) <= SHORT_QUESTION


def _absent(query: Query, frequency: Callable[[str], int]) -> Iterator[str]:
    """Words of the question, as printed, that occur nowhere in the library."""
    for word in query.own.values():
        printed = _as_printed(word, query.question)
        if printed and not query.explains(printed) and not frequency(word):
            yield printed


def _unknown_terms(
    query: Query, frequency: Callable[[str], int], count_tokens: Callable[[str], int]
) -> Iterator[str]:
    """Those absent words that are terms, most likely: rare in English, or names."""
    for printed in _absent(query, frequency):
        pieces = count_tokens(printed.lower())
        named = printed[0].isupper() and not query.question.strip().startswith(printed)
        if pieces >= (_PIECES_OF_NAME if named else _PIECES) and (named or _long(printed)):
            yield printed
        elif named and re.search(rf"\b{printed}{_EPONYM}", query.question):
            yield printed


def _long(word: str) -> bool:
    """Short rare words are everyday ones ("kebab", "zigzag"); drugs and diseases are longer."""
    return len(word) >= _LETTERS


def _names(retrieval: Retrieval) -> set[str]:
    """Words of the authors and bodies of what was found: known, though no text mentions them."""
    sources = [entry.source for entry in retrieval.entries.values()]
    listed = (name for s in sources for name in (*s.authors, s.organization or ""))
    return {word for name in listed for word in words(name)}


def _mistyped(unknown: Sequence[str], evidence: Sequence[Candidate]) -> bool:
    """Whether every unknown word is one of the evidence's but for a letter or two."""
    texts = " ".join(f"{c.text} {c.source.title}" for c in evidence)
    known = {word for word in words(texts) if len(word) >= _LETTERS - 1}
    return all(get_close_matches(w.lower(), known, n=1, cutoff=_SPELLED_ALIKE) for w in unknown)


def _as_printed(word: str, question: str) -> str | None:
    """The word as the question has it; None for numbers, short forms and everyday forms."""
    if not word.isalpha() or len(word) < 5 or _EVERYDAY_ENDING.search(word):
        return None
    match = re.search(rf"\b{re.escape(word)}\b", question, re.I)
    return match.group() if match and not match.group()[1:].isupper() else None
