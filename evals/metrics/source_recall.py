"""Did retrieval find the gold sources? Called by `evals.scoring`.

Ranks count distinct sources, not passages: five passages of one source take one place.
"""

from __future__ import annotations

from collections.abc import Sequence

from evals.outcome import QuestionScores, Score

_REASON = "the question names no gold source"


def hit(results: Sequence[QuestionScores], k: int) -> Score:
    """Questions with a gold source among the first k distinct sources / questions that name one.

    Success at k (Buckley C, Voorhees EM, Retrieval system evaluation, in: TREC, MIT Press 2005).
    """
    scored = _scored(results)
    flags = (r.first_rank is not None and r.first_rank <= k for r in scored)
    return Score.proportion(flags, _unscored(results, scored), _REASON)


def recall(results: Sequence[QuestionScores], k: int) -> Score:
    """The mean over questions of (gold sources among the first k distinct sources / gold sources).

    Recall at k (Manning, Raghavan and Schütze, Introduction to Information Retrieval, 2008, ch. 8).
    """
    scored = _scored(results)
    shares = (
        sum(s.rank is not None and s.rank <= k for s in r.sources) / len(r.sources) for r in scored
    )
    return Score.mean(shares, _unscored(results, scored), _REASON)


def _scored(results: Sequence[QuestionScores]) -> list[QuestionScores]:
    return [r for r in results if r.answerable and r.sources]


def _unscored(results: Sequence[QuestionScores], scored: list[QuestionScores]) -> int:
    return sum(r.answerable for r in results) - len(scored)
