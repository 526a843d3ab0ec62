"""Which questions went worst, and what was said instead of what was missed. For the reports."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import EvidenceState
from evals.matching import sentences_of
from evals.running import Result

_SAID = 3


def worst_first(results: Sequence[Result]) -> list[Result]:
    """Questions that missed a key point: most must-have points first, then most of any."""
    return sorted((r for r in results if r.scores.missed), key=_badness)


def said_instead(result: Result) -> tuple[str, ...]:
    """The first sentences of the answer; what it said where it showed none."""
    answer = result.answer
    if answer is None:
        return ()
    shown = tuple(sentence.shown for sentence in sentences_of(answer))
    if shown:
        return shown[:_SAID]
    silent = "nothing" if answer.state is EvidenceState.NONE else f"nothing, state {answer.state}"
    return (silent, *(notice.text for notice in answer.notices))


def _badness(result: Result) -> tuple[int, int, str]:
    """The id settles ties."""
    missed = result.scores.missed
    return -sum(point.must for point in missed), -len(missed), result.scores.id
