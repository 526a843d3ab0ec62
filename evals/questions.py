"""What a gold question is: frozen records, and the words that kinds and expected states go by.

Read from files by `evals.gold_reading`; the runner, the scorer and the metrics speak in these.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from assistant.answer import EvidenceState, NoticeKind

Reader = Literal["clinician", "student", "nurse", "patient"]
Scope = Literal["sentence", "answer"]

# Kinds that a metric asks for by name.
FALSE_PREMISE = "false-premise"
VERSION = "version"
DISAGREEMENT = "disagreement"
SAFETY_NEAR_MISS = "safety-near-miss"

KINDS = frozenset(
    (
        *(FALSE_PREMISE, VERSION, DISAGREEMENT, "safety", SAFETY_NEAR_MISS),
        *("unanswerable", "unanswerable-absent", "unanswerable-neighbour", "unanswerable-part"),
        *("typo", "brand", "abbreviation", "vignette", "multi-part", "lay"),
    )
)
"""The kinds in use. Others may be made up; a misspelt one is what `galen eval lint` warns of."""


class Expected(StrEnum):
    """The state an answer should have. `answered` takes any state that holds nothing back."""

    ANSWERED = "answered"
    FULL = "full"
    PARTIAL = "partial"
    CONFLICT = "conflict"
    NONE = "none"

    def allows(self, state: EvidenceState | None) -> bool:
        if self is Expected.ANSWERED:
            return state in (EvidenceState.FULL, EvidenceState.CONFLICT)
        return state is not None and state.value == self.value


@dataclass(frozen=True, slots=True)
class KeyPoint:
    """One thing an answer should say (or, under `contradicts`, must not).

    Met when one sentence (`scope` "sentence") or the whole answer ("answer") holds at least one
    alternative of every group of `all_of`. `must` separates must-have from nice-to-have.
    """

    text: str
    all_of: tuple[tuple[str, ...], ...]
    must: bool = False
    scope: Scope = "sentence"


@dataclass(frozen=True, slots=True)
class GoldQuestion:
    """One question with what its answer is held to.

    `area` is the name of its gold file, `gold_set` the bundled set that the file belongs to: "core"
    or "added", empty for a file of one's own.
    """

    id: str
    question: str
    reader: Reader = "clinician"
    kind: str | None = None
    expect_state: Expected | None = None
    key_points: tuple[KeyPoint, ...] = ()
    contradicts: tuple[KeyPoint, ...] = ()
    sources: tuple[str, ...] = ()
    answerable: bool = True
    safety: NoticeKind | None = None
    area: str = ""
    gold_set: str = ""

    @property
    def musts(self) -> tuple[KeyPoint, ...]:
        return tuple(point for point in self.key_points if point.must)
