"""Does Galen stay silent where the library is, and only there? Called by `evals.scoring`."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answer import EvidenceState, NoticeKind
from evals.outcome import QuestionScores, Score


def abstained(results: Sequence[QuestionScores]) -> Score:
    """Unanswerable questions left unanswered / unanswerable questions.

    Left unanswered is state `none`, or `partial` with a notice of what is missing. The "no answer"
    accuracy of Rajpurkar P, Jia R, Liang P, Know what you don't know: unanswerable questions for
    SQuAD, ACL 2018. An error is not an abstention.
    """
    return Score.proportion(_abstains(r) for r in results if not r.answerable)


def false_refusals(results: Sequence[QuestionScores]) -> Score:
    """Answerable questions that ended in state `none` / answerable questions. Lower is better.

    Errors are no refusals; they are unscored here and counted on their own.
    """
    answerable = [r for r in results if r.answerable]
    ended = [r for r in answerable if r.error is None]
    flags = (r.state is EvidenceState.NONE for r in ended)
    return Score.proportion(flags, len(answerable) - len(ended), "the question ended in an error")


def state_as_expected(results: Sequence[QuestionScores]) -> Score:
    """Questions that ended in the state gold expects / questions whose gold expects one."""
    flags = (r.state is r.expect_state for r in results if r.expect_state is not None)
    return Score.proportion(flags)


def _abstains(result: QuestionScores) -> bool:
    said_missing = NoticeKind.MISSING in result.notices
    partial = result.state is EvidenceState.PARTIAL
    return result.state is EvidenceState.NONE or (partial and said_missing)
