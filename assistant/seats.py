"""A seat for each: what is asked side by side, each body named, what was foreseen to answer.

The best statements of all may be on one half of a question, or one side of a dispute. `selection`
asks who must be heard beside those that were chosen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.evidence import Candidate
from assistant.subjects import share_subject

# Whoever gets a seat may be this far below the first statement (in the ranking's units).
_REACH = 7.0


def seats(
    chosen: Sequence[Candidate], eligible: Sequence[Candidate], first: Candidate
) -> Iterator[Candidate]:
    """Who must be heard beside the chosen, of those that are eligible, best first."""
    near = [c for c in eligible if c.score >= first.score - _REACH]
    heard = list(chosen)
    due = (*_of_named_bodies(heard, near, first), *_on_facets(heard, near), *_foreseen(near))
    for candidate in due:
        if candidate not in heard:
            heard.append(candidate)
            yield candidate


def _of_named_bodies(
    heard: Sequence[Candidate], near: Sequence[Candidate], first: Candidate
) -> Iterator[Candidate]:
    """The best advice, on the same subject, of each body that is named and gives none so far."""
    advice = [c for c in near if c.is_recommendation and share_subject(c.source, first.source)]
    for body in dict.fromkeys(c.source.organization for c in advice if c.of_named_body):
        if not any(c.source.organization == body and c.is_recommendation for c in heard):
            yield from _first(c for c in advice if c.source.organization == body)


def _on_facets(heard: Sequence[Candidate], near: Sequence[Candidate]) -> Iterator[Candidate]:
    asked = sorted(frozenset().union(*(c.facets for c in near)))
    for facet in asked:
        if not any(facet in c.facets for c in heard):
            yield from _first(c for c in near if facet in c.facets)


def _foreseen(near: Sequence[Candidate]) -> Iterator[Candidate]:
    """The sentence that is known to answer the nearest question."""
    best = max(near, key=lambda c: c.foreseen, default=None)
    if best is not None and best.foreseen > 0:
        yield best


def _first(candidates: Iterator[Candidate]) -> Iterator[Candidate]:
    best = next(candidates, None)
    if best is not None:
        yield best
