"""How much of what people ask the library of the home answers: shared by ExpertQA and LiveQA.

There is no gold: it counts answers and refusals, and writes a sample out to be read by eye.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answer import EvidenceState, NoticeKind
from evals.public.asking import Asked
from evals.public.figures import GALEN, Row, count, mean, share
from evals.public.parts import seeded_sample


@dataclass(frozen=True, slots=True)
class CoverageOutcome:
    """What one question came to."""

    id: str
    question: str
    state: str
    notices: tuple[str, ...]
    statements: tuple[str, ...]


def outcomes(asked: Sequence[Asked]) -> tuple[CoverageOutcome, ...]:
    return tuple(_outcome(each) for each in asked)


def coverage_rows(asked: Sequence[Asked]) -> Iterator[Row]:
    """States, refusals and lengths, of Galen alone: plain retrievers always show something."""
    yield share("answered, in full or in part", GALEN, (bool(a.statements) for a in asked))
    states = [a.answer.state if a.answer else None for a in asked]
    for state in EvidenceState:
        yield share(f"state {state}", GALEN, (each is state for each in states))
    yield share("abstained (none, or a part missing)", GALEN, map(_abstains, asked))
    for kind in (NoticeKind.OUT_OF_SCOPE, NoticeKind.EMERGENCY, NoticeKind.SELF_HARM):
        yield share(f"notice {kind}", GALEN, (kind.value in _notices(a) for a in asked))
    answered = [float(len(a.statements)) for a in asked if a.statements]
    yield mean("statements, where answered", GALEN, answered)
    yield count("could not be asked", GALEN, sum(a.answer is None for a in asked), len(asked))


def to_read(told: Sequence[CoverageOutcome]) -> tuple[str, ...]:
    """A seeded sample as texts."""
    return tuple(_told(each) for each in seeded_sample(told))


def _abstains(asked: Asked) -> bool:
    """Nothing is shown, or a part with the notice of what is missing (evals.metrics.abstention)."""
    if asked.answer is None:
        return False
    partial = asked.answer.state is EvidenceState.PARTIAL
    return not asked.statements or (partial and NoticeKind.MISSING.value in _notices(asked))


def _notices(asked: Asked) -> tuple[str, ...]:
    return tuple(notice.kind.value for notice in asked.answer.notices) if asked.answer else ()


def _outcome(asked: Asked) -> CoverageOutcome:
    return CoverageOutcome(
        id=asked.id,
        question=asked.question,
        state=asked.answer.state.value if asked.answer else f"error: {asked.error}",
        notices=_notices(asked),
        statements=asked.texts(GALEN),
    )


def _told(outcome: CoverageOutcome) -> str:
    head = f"{outcome.id}: {outcome.question}"
    told = f"state {outcome.state}; notices: {', '.join(outcome.notices) or 'none'}"
    return "\n".join((head, told, *(f"shown: {text}" for text in outcome.statements)))
