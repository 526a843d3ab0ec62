"""Key-point recall: how much of what should be said is said. Listed in `evals.summary`."""

from __future__ import annotations

from functools import partial

from evals.measuring import UNSCORED, Metric, Observation
from evals.outcome import QuestionScores

_REASON = "the question has no key point of this kind"


def met_of_points(result: QuestionScores, *, must: bool) -> Observation:
    """Met key points / key points, over all questions together; must-have or nice-to-have.

    Recall of information nuggets: Voorhees EM, Overview of the TREC 2003 Question Answering Track,
    NIST SP 500-255 ("vital" and "okay" nuggets). Points of one question are not independent, so
    the interval is somewhat too narrow.
    """
    flags = [point.met for point in result.points if point.must is must]
    return Observation(sum(flags), len(flags))


def share_of_points(result: QuestionScores, *, must: bool) -> Observation:
    """The mean over questions of met / all key points, so that each question weighs the same."""
    met, points = met_of_points(result, must=must)[:2]
    return Observation(met / points) if points else UNSCORED


MUST = Metric(
    "must_recall", "Key points said, must-have", partial(met_of_points, must=True), _REASON
)
MUST_MEAN = Metric(
    "must_recall_macro",
    "Mean of questions, must-have",
    partial(share_of_points, must=True),
    _REASON,
    proportion=False,
)
NICE = Metric(
    "nice_recall", "Key points said, nice-to-have", partial(met_of_points, must=False), _REASON
)
NICE_MEAN = Metric(
    "nice_recall_macro",
    "Mean of questions, nice-to-have",
    partial(share_of_points, must=False),
    _REASON,
    proportion=False,
)
