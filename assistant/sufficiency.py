"""Whether the library holds an answer at all: the floor below which nothing is composed.

Two signs, both cheap: how much of the question the best evidence covers, and whether a rare word of
the question (a drug, an organism, a technique) occurs nowhere in the library.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import EvidenceState, Notice, NoticeKind
from assistant.evidence import Candidate
from assistant.query import Query
from assistant.retrieval import Retrieval

# Calibrated on the public gold questions, see docs/results.md.
COVERAGE_FLOOR = 0.18
COSINE_OF_THIN = 0.55  # below it, thin coverage is not enough
COSINE_FLOOR = 0.28
# With a rare word that the library lacks, what is left of the question must be met well.
COVERAGE_WITH_UNKNOWN = 0.40
COSINE_WITH_UNKNOWN = 0.485
_BEST = 10

# A word that the model's tokenizer breaks into this many pieces is rare in English, so most likely
# a term; capitalised within a sentence, two pieces are enough.
_PIECES = 3
_PIECES_OF_NAME = 2
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
    unknown = tuple(_unknown_terms(query, frequency, count_tokens))
    coverage = max((c.features["coverage"] for c in best_first[:_BEST]), default=0.0)
    if not best_first or _below_floor(retrieval.best_cosine, coverage, unknown=bool(unknown)):
        return Sufficiency(EvidenceState.NONE, unknown)
    return Sufficiency(EvidenceState.PARTIAL if unknown else EvidenceState.FULL, unknown)


def _below_floor(cosine: float, coverage: float, *, unknown: bool) -> bool:
    if unknown:
        return cosine < COSINE_WITH_UNKNOWN or coverage < COVERAGE_WITH_UNKNOWN
    return cosine < COSINE_FLOOR or (coverage < COVERAGE_FLOOR and cosine < COSINE_OF_THIN)


def _unknown_terms(
    query: Query, frequency: Callable[[str], int], count_tokens: Callable[[str], int]
) -> Iterator[str]:
    for word in query.own.values():
        printed = _as_printed(word, query.question)
        if printed and not query.explains(printed) and not frequency(word):
            pieces = count_tokens(word)
            named = printed[0].isupper() and not query.question.strip().startswith(printed)
            if pieces >= (_PIECES_OF_NAME if named else _PIECES):
                yield printed


def _as_printed(word: str, question: str) -> str | None:
    """The word as the question has it; None for numbers, short forms and everyday forms."""
    if not word.isalpha() or len(word) < 5 or _EVERYDAY_ENDING.search(word):
        return None
    match = re.search(rf"\b{re.escape(word)}\b", question, re.I)
    return match.group() if match and not match.group()[1:].isupper() else None
