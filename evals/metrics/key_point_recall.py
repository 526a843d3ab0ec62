"""Key-point recall: how much of what should be said is said. Called by `evals.scoring`."""

from __future__ import annotations

from collections.abc import Sequence

from evals.outcome import QuestionScores, Score

_REASON = "the question has no key point of this kind"


def micro(results: Sequence[QuestionScores], *, must: bool) -> Score:
    """Met key points / key points, over all questions together; must-have or nice-to-have.

    Recall of information nuggets: Voorhees EM, Overview of the TREC 2003 Question Answering Track,
    NIST SP 500-255 ("vital" and "okay" nuggets). Points of one question are not independent, so
    the interval is somewhat too narrow.
    """
    kept = [r for r in _flags(results, must) if r]
    flags = (flag for flags in kept for flag in flags)
    return Score.proportion(flags, len(results) - len(kept), _REASON)


def macro(results: Sequence[QuestionScores], *, must: bool) -> Score:
    """The mean over questions of met / all key points, so that each question weighs the same."""
    kept = [r for r in _flags(results, must) if r]
    shares = (sum(flags) / len(flags) for flags in kept)
    return Score.mean(shares, len(results) - len(kept), _REASON)


def _flags(results: Sequence[QuestionScores], must: bool) -> list[list[bool]]:
    return [[point.met for point in r.points if point.must is must] for r in results]
