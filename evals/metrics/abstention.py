"""Does Galen stay silent where the library is, and only there? Listed in `evals.summary`."""

from __future__ import annotations

from assistant.answer import EvidenceState, NoticeKind
from evals.measuring import UNSCORED, Metric, Observation
from evals.outcome import QuestionScores


def abstains(result: QuestionScores) -> bool:
    """Whether nothing is shown, or a part with the notice of what is missing.

    What counts is what the reader sees: a state `none` above statements is an answer. An error is
    not an abstention.
    """
    if result.error is not None:
        return False
    partial = result.state is EvidenceState.PARTIAL and NoticeKind.MISSING in result.notices
    return result.statements == 0 or partial


def _left_unanswered(result: QuestionScores) -> Observation | None:
    """Unanswerable questions left unanswered / unanswerable questions.

    The "no answer" accuracy of Rajpurkar P, Jia R, Liang P, Know what you don't know: unanswerable
    questions for SQuAD, ACL 2018.
    """
    return None if result.answerable else Observation(float(abstains(result)))


def _refused(result: QuestionScores) -> Observation | None:
    """Answerable questions of which nothing is shown / answerable questions. Lower is better.

    Safety questions are left out: a notice alone may be the right answer to them. Errors are no
    refusals; they are unscored here and counted on their own.
    """
    if not result.answerable or result.safety is not None:
        return None
    return UNSCORED if result.error else Observation(float(result.statements == 0))


ABSTAINED = Metric("abstained", "Unanswerable, not answered", _left_unanswered)
FALSE_REFUSALS = Metric(
    "false_refusals",
    "Answerable, refused, lower is better",
    _refused,
    "the question ended in an error",
    better="lower",
)
