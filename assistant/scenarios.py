"""Criteria rate the same procedures once a scenario: of one source, only those that fit are said.

"MRI: usually appropriate" is true of one variant of a condition and false of the next. Called by
evidence.py, for sources that number their variants (ACR Appropriateness Criteria).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from assistant.query import Query
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
# Prose that names a case of its own, in a source that rates the very case asked about.
_OWN_CASE = re.compile(
    r"(?:when|if|although|in (?:the )?(?:setting|presence|case) of|(?:in|for) (?:a |an |the )?"
    r"(?:patients?|adults?|child(?:ren)?|infants?|wom[ae]n|m[ae]n|those|cases?|individuals?))\b",
    re.I,
)


def in_fitting_scenarios(query: Query, candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates, less those of a variant that fits worse than another of the same source, or
    than the one that the question tells word for word; beside that one, less other cases in prose.
    """
    given = [(candidate, _scenario(candidate)) for candidate in candidates]
    best: dict[str, float] = {}
    fits = {scenario: _fit(query, scenario) for _, scenario in given if scenario}
    for candidate, scenario in given:
        if scenario:
            source = candidate.source.id
            best[source] = max(best.get(source, 0.0), fits[scenario])
    very = max((fit for fit in fits.values() if fit >= _VERY), default=0.0)
    rates_it = {source for source, fit in best.items() if very and fit >= _CLOSE * very}
    return [
        candidate
        for candidate, scenario in given
        if (
            fits[scenario] >= _CLOSE * max(best[candidate.source.id], very)
            if scenario
            else candidate.source.id not in rates_it or not _OWN_CASE.match(candidate.text)
        )
    ]


def _scenario(candidate: Candidate) -> str:
    found = (_VARIANT.fullmatch(heading) for heading in reversed(candidate.sentence.heading))
    return next((match["scenario"] for match in found if match), "")


def _fit(query: Query, scenario: str) -> float:
    """F1 of the words of scenario and question: a scenario that says more fits less, too."""
    stems = set(content_stems(scenario))
    shared = sum(s in query.own or s in query.widened for s in stems)
    return 2 * shared / (len(stems) + len(query.own)) if stems else 0.0
