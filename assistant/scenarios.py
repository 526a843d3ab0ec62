"""Criteria rate the same procedures once a scenario: of one source, only those that fit are said.

"MRI: usually appropriate" is true of one variant of a condition and false of the next. Called by
evidence.py, for sources that number their variants (ACR Appropriateness Criteria).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import TYPE_CHECKING

from assistant.denial import denies
from assistant.query import Query
from corpus.families.bodies import body_of
from corpus.model import Sentence
from corpus.text.words import content_stems

if TYPE_CHECKING:
    from assistant.evidence import Candidate

_VARIANT = re.compile(r"(?:table\s*:?\s*)?variant\s*\d+\w?\s*[:.]?\s*(?P<scenario>.+)", re.I | re.S)

# A scenario is said beside the one that fits best from this share of its fit: questions are seldom
# as narrow as a variant, and then two or three apply.
_CLOSE = 0.8
# From this fit a scenario is the very one that is told of: then those of other sources are held to
# it as well.
_VERY = 0.6
# Of scenarios told in full, the ones of this share of the best fit: others say less of it.
_FULLEST = 0.97
_TOLD_WORDS = 3
# What says why nothing is rated as appropriate holds this share of the question's weight.
_OF_IT = 0.15
_NOT_FOR_IT = re.compile(r"\busually not appropriate\b", re.I)
_BOUND = re.compile(r"[<>≤≥]\s?\d+")
# Prose that names a case of its own, or points at one that nobody sees, beside criteria that rate
# the very case asked about.
_OWN_CASE = re.compile(
    r"(?:when|if|although|in (?:the )?(?:setting|presence|case) of|(?:in|for) (?:a |an |the )?"
    r"(?:patients?|adults?|child(?:ren)?|infants?|wom[ae]n|m[ae]n|those|cases?|individuals?))\b"
    r"|.*\bin this (?:scenario|situation|setting|variant|group)\b",
    re.I,
)
# A rating of nobody knows which case: "MRA is also usually appropriate."
_RATES = re.compile(r"\b(?:is|are)(?: \w+)? usually (?:not )?appropriate\b", re.I)
_CASES = re.compile(r"\b(?:for|in|with|without|when|if|after|where|of|to|at)\b", re.I)
# In other criteria of the same body a case is the one asked about from this share of its words.
_CASE = re.compile(r"(?:when|if|with|after|in|for)\b(?P<case>[^,;]*)", re.I)
_SAME_CASE = 0.6


def in_fitting_scenarios(
    query: Query, candidates: Iterable[Candidate], replaced_by: Callable[[str], str | None]
) -> list[Candidate]:
    """The candidates, less those of a variant that fits worse than another of the same source, or
    than the one that the question tells word for word; beside that one, less other cases in prose.

    Where every word of a variant is told, its rows are what its body says: the prose around them
    and other criteria are on other variants, but for the version that replaced it. Where the rows
    turn all down, prose stays that does so too.
    """
    given = [(candidate, scenario_of(candidate.sentence)) for candidate in candidates]
    rated = _Rated(query, given, replaced_by)
    return [candidate for candidate, scenario in given if rated.keeps(candidate, scenario)]


class _Rated:
    """The scenarios that were found, and how well each fits the question."""

    def __init__(
        self,
        query: Query,
        given: Sequence[tuple[Candidate, str]],
        replaced_by: Callable[[str], str | None],
    ) -> None:
        self._query = query
        found = [(candidate.source, scenario) for candidate, scenario in given if scenario]
        self._fits = {scenario: _fit(query, scenario) for _, scenario in found}
        self._best: dict[str, float] = {}
        for source, scenario in found:
            self._best[source.id] = max(self._best.get(source.id, 0.0), self._fits[scenario])
        self._very = max((fit for fit in self._fits.values() if fit >= _VERY), default=0.0)
        self._told = self._told_in_full()
        rows = [candidate for candidate, scenario in given if scenario in self._told]
        self._answered = any(not _NOT_FOR_IT.search(row.text) for row in rows)
        self._newer = {replaced_by(row.source.id) for row in rows}
        near = _CLOSE * self._very
        very = [source for source, _ in found if self._very and self._best[source.id] >= near]
        self._sources = {source.id for source in very}
        self._bodies = {_body(source.organization) for source in very} - {None}

    def keeps(self, candidate: Candidate, scenario: str) -> bool:
        source = candidate.source
        if scenario in self._told:
            return True
        if scenario:
            own = _CLOSE * max(self._best[source.id], self._very)
            return not self._told and self._fits[scenario] >= own
        if _RATES.search(candidate.text) and not _CASES.search(candidate.text):
            return False
        if self._very and _is_for_others(candidate):
            return False
        if source.id in self._sources:
            return self._leaves_room(candidate)
        same_body = _body(source.organization) in self._bodies
        if self._answered and source.id not in self._newer:
            return not same_body
        return not (same_body and self._is_other_case(candidate.text))

    def _leaves_room(self, candidate: Candidate) -> bool:
        """Whether prose of a source whose variant is told may stand beside the rows: where they
        turn everything down, what says why."""
        if self._answered or _OWN_CASE.match(candidate.text):
            return False
        says_why = candidate.holds >= _OF_IT and denies(candidate.text, candidate.sentence.strength)
        return not self._told or says_why

    def _told_in_full(self) -> frozenset[str]:
        """Those whose every word the question has, and has the most of."""
        told = {s for s, fit in self._fits.items() if fit >= _VERY and _is_told(self._query, s)}
        best = max((self._fits[scenario] for scenario in told), default=0.0)
        return frozenset(s for s in told if self._fits[s] >= _FULLEST * best)

    def _is_other_case(self, text: str) -> bool:
        match = _CASE.match(text)
        stems = set(content_stems(match["case"])) if match else set()
        return bool(stems) and _known(self._query, stems) < _SAME_CASE * len(stems)


def _is_for_others(candidate: Candidate) -> bool:
    return any(candidate.features.get(name) for name in ("denied case", "opposite"))


def scenario_of(sentence: Sentence) -> str:
    """The variant that a row stands under; "" where it stands under none."""
    found = (_VARIANT.fullmatch(heading) for heading in reversed(sentence.heading))
    return next((match["scenario"] for match in found if match), "")


@lru_cache(maxsize=1024)
def _body(organization: str | None) -> str | None:
    """However it is spelled."""
    body = body_of(organization) if organization else None
    return body.code if body else None


def _is_told(query: Query, scenario: str) -> bool:
    """Every word, and every bound: "age <40" is not "age ≥40"."""
    stems = set(content_stems(scenario))
    bounds = set(_BOUND.findall(scenario)) <= set(_BOUND.findall(query.question))
    return bounds and len(stems) >= _TOLD_WORDS and stems <= query.own.keys()


def _known(query: Query, stems: AbstractSet[str]) -> int:
    """How many of the stems are the question's, or what its words stand for."""
    return sum(s in query.own or s in query.widened for s in stems)


def _fit(query: Query, scenario: str) -> float:
    """F1 of the words of scenario and question: a scenario that says more fits less, too."""
    stems = set(content_stems(scenario))
    return 2 * _known(query, stems) / (len(stems) + len(query.own)) if stems else 0.0
