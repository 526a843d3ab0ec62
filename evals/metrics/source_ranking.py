"""Did retrieval find the gold sources, and how high? Listed in `evals.summary`.

Ranks count distinct sources, not passages: five passages of one source take one place. Every gold
source counts the same. A gold question names the sources that should be found, not all that would
do, so precision is a lower bound.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from evals.measuring import UNSCORED, Metric, Observation
from evals.metrics import ranking
from evals.outcome import QuestionScores

_REASON = "the question names no gold source"
Measure = Callable[[tuple[str, ...], list[str]], float]


def _observe(result: QuestionScores, measure: Measure) -> Observation | None:
    """The mean over answerable questions that name a source; an error found nothing."""
    if not result.answerable:
        return None
    wanted = [source.source_id for source in result.sources]
    return Observation(measure(result.ranking, wanted)) if wanted else UNSCORED


def _metric(key: str, label: str, measure: Measure, *, proportion: bool = False) -> Metric:
    return Metric(key, label, partial(_observe, measure=measure), _REASON, proportion=proportion)


def _hit(found: tuple[str, ...], wanted: list[str], k: int) -> float:
    """Success at k (Buckley C, Voorhees EM, Retrieval system evaluation, in: TREC, 2005)."""
    return float(ranking.recall(found, wanted, k) > 0)


def _ndcg(found: tuple[str, ...], wanted: list[str], k: int) -> float:
    return ranking.ndcg(found, dict.fromkeys(wanted, 1.0), k)


HIT_5 = _metric(
    "source_hit_5", "Gold source in first 5 sources", partial(_hit, k=5), proportion=True
)
RECALL_5 = _metric(
    "source_recall_5", "Gold sources in first 5 sources", partial(ranking.recall, k=5)
)
RECALL_10 = _metric(
    "source_recall_10", "Gold sources in first 10 sources", partial(ranking.recall, k=10)
)
PRECISION_5 = _metric(
    "source_precision_5", "Of the first 5 sources, gold", partial(ranking.precision, k=5)
)
NDCG_10 = _metric("source_ndcg_10", "nDCG@10 of sources", partial(_ndcg, k=10))
MRR = _metric("source_mrr", "Mean reciprocal rank", ranking.reciprocal_rank)
MAP = _metric("source_map", "Mean average precision", ranking.average_precision)
