"""All metrics over one set of results, in the order of the reports. Called by whatever shows them.

Each metric's own file holds its formula and where it comes from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from evals.measuring import Better, Metric
from evals.metrics import (
    abstention,
    both_sides,
    bottom_line,
    citation_validity,
    contradictions,
    expected_state,
    false_premise,
    fidelity,
    key_point_recall,
    latency,
    length,
    newest_version,
    risk_coverage,
    safety,
    source_ranking,
)
from evals.outcome import QuestionScores, Score

SAID = (
    key_point_recall.MUST,
    key_point_recall.MUST_MEAN,
    key_point_recall.NICE,
    key_point_recall.NICE_MEAN,
    bottom_line.BOTTOM_LINE,
    contradictions.CONTRADICTED,
    false_premise.CORRECTED,
    newest_version.NEWEST_LEADS,
    both_sides.BOTH_SIDES,
)
FOUND = (
    source_ranking.HIT_5,
    source_ranking.RECALL_5,
    source_ranking.RECALL_10,
    source_ranking.PRECISION_5,
    source_ranking.NDCG_10,
    source_ranking.MRR,
    source_ranking.MAP,
)
TRACED = (
    citation_validity.VALID,
    fidelity.NUMBERS,
    fidelity.STRENGTHS,
    fidelity.LOCATORS,
)
BEHAVED = (
    abstention.ABSTAINED,
    abstention.FALSE_REFUSALS,
    expected_state.STATE_EXPECTED,
    risk_coverage.AURC,
    safety.RAISED,
    safety.FALSE_ALARMS,
    safety.NEAR_MISSES,
    safety.TURNED_AWAY,
)
COST = (length.STATEMENTS, length.WORDS, *latency.TOTAL, *latency.RETRIEVE)
METRICS = (*SAID, *FOUND, *TRACED, *BEHAVED, *COST)


@dataclass(frozen=True, slots=True)
class Measure:
    """One metric's value under its key, a label for people, and a unit: share, ms, words, ..."""

    key: str
    label: str
    unit: str
    score: Score
    better: Better = "higher"


@dataclass(frozen=True, slots=True)
class Summary:
    """All metrics over one set of results. `errors` counts the questions that ended in one."""

    questions: int
    errors: int
    measures: tuple[Measure, ...]

    def score(self, key: str) -> Score:
        """The score of one metric. Raises KeyError for a key that no metric has."""
        for measure in self.measures:
            if measure.key == key:
                return measure.score
        raise KeyError(key)

    def to_json(self) -> dict[str, Any]:
        """Plain values for `--json`."""
        payload: dict[str, Any] = _SUMMARY.dump_python(self, mode="json")
        return payload


_SUMMARY = TypeAdapter(Summary)


def summarise(results: Sequence[QuestionScores], metrics: Sequence[Metric] = METRICS) -> Summary:
    """These metrics, all by default, over the results."""
    return Summary(
        questions=len(results),
        errors=sum(r.error is not None for r in results),
        measures=tuple(
            Measure(m.key, m.label, m.unit, m.score(results), m.better) for m in metrics
        ),
    )
