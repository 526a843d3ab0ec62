"""Two runs are paired by question; differences, intervals and tests against known values."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.answer import EvidenceState
from corpus.errors import UsageError
from evals.comparing import Comparison, Difference, compare, mcnemar
from evals.comparison_text import comparison_text
from evals.outcome import PointOutcome, QuestionScores, SourceOutcome

BASE = QuestionScores(
    id="q",
    area="area",
    question="What?",
    reader="clinician",
    answerable=True,
    safety=None,
    expect_state=None,
    points=(),
    contradictions=(),
    sources=(SourceOutcome("s"),),
    bottom_line_met=True,
    state=EvidenceState.FULL,
    ranking=("s",),
    statements=1,
    total_ms=100.0,
)


def question(number: int, met: str = "+", **changes: object) -> QuestionScores:
    """A question with a must-have point for each letter: + is met, - is missed."""
    points = tuple(
        PointOutcome(f"p{n}", True, ("said",) if c == "+" else ()) for n, c in enumerate(met)
    )
    return replace(BASE, id=f"q{number}", points=points, **changes)


def difference(comparison: Comparison, key: str) -> Difference:
    (found,) = (d for d in comparison.differences if d.key == key)
    return found


@pytest.mark.parametrize(
    ("to_yes", "to_no", "p"),
    [
        (0, 0, 1.0),
        (1, 0, 1.0),
        (0, 5, 0.0625),  # 2 / 2^5
        (5, 5, 1.0),
        (1, 9, 0.021484375),  # 2 (1 + 10) / 2^10
        (10, 2, 0.03857421875),  # 2 (1 + 12 + 66) / 2^12
    ],
)
def test_mcnemars_exact_p(to_yes: int, to_no: int, p: float) -> None:
    assert mcnemar(to_yes, to_no).p == pytest.approx(p)


def test_the_same_run_twice_differs_in_nothing() -> None:
    runs = [question(n, "+-") for n in range(5)]
    compared = compare(runs, runs)
    assert compared.questions == 5
    assert compared.changed == ()
    for each in compared.differences:
        assert (each.difference, each.interval) == (0.0, (0.0, 0.0))
        assert each.mcnemar is None or each.mcnemar.p == 1.0


def test_differences_are_of_the_second_less_the_first() -> None:
    first = [question(n, "+-", bottom_line_met=n < 6) for n in range(10)]
    second = [question(n, "++", bottom_line_met=n < 9, total_ms=150.0) for n in range(10)]
    compared = compare(first, second)
    must = difference(compared, "must_recall")
    assert (must.first, must.second, must.difference) == (0.5, 1.0, 0.5)
    assert must.interval == (0.5, 0.5)
    assert must.mcnemar is None  # shares of points are no yes or no
    bottom = difference(compared, "bottom_line")
    assert bottom.difference == pytest.approx(0.3)
    assert bottom.mcnemar == mcnemar(3, 0)
    assert bottom.interval is not None
    assert 0 <= bottom.interval.low < 0.3 < bottom.interval.high <= 0.7
    assert difference(compared, "total_ms_p50").difference == 50.0
    assert difference(compared, "total_ms_p50").mcnemar is None


def test_pairing_narrows_the_interval() -> None:
    """A difference that every question shares is certain, however much the questions differ."""
    times = [float(100 * n) for n in range(1, 41)]
    first = [question(n, total_ms=ms) for n, ms in enumerate(times)]
    second = [question(n, total_ms=ms + 10) for n, ms in enumerate(times)]
    found = difference(compare(first, second), "total_ms_p50")
    assert found.interval == pytest.approx((10.0, 10.0))


def test_only_what_both_runs_scored_is_compared() -> None:
    first = [question(0), question(1, statements=0)]
    second = [question(0, statements=3), question(1, statements=5)]
    found = difference(compare(first, second), "statements")
    assert (found.questions, found.first, found.second) == (1, 1.0, 3.0)


def test_other_questions_and_other_gold_are_left_out_and_named() -> None:
    first = [question(0), question(1), question(2), question(3, "+")]
    second = [question(0), question(2, reader="nurse"), question(3, "++"), question(4)]
    compared = compare(first, second)
    assert compared.questions == 1
    assert compared.only_first == ("q1",)
    assert compared.only_second == ("q4",)
    assert compared.other_gold == ("q2", "q3")


@pytest.mark.parametrize("second", [[question(1)], [question(0, "++")], []])
def test_runs_without_a_common_question_are_refused(second: list[QuestionScores]) -> None:
    with pytest.raises(UsageError, match="no question in common"):
        compare([question(0)], second)


def test_questions_that_changed_are_sorted_by_how() -> None:
    first = [
        question(0, "+-"),
        question(1, "++"),
        question(2, "-", bottom_line_met=True),
        question(3),
        question(4, statements=0, state=EvidenceState.NONE),
    ]
    second = [
        question(0, "++"),
        question(1, "+-"),
        question(2, "+", bottom_line_met=False),
        question(3, total_ms=999.0),
        question(4),
    ]
    compared = compare(first, second)
    assert [change.id for change in compared.better] == ["q0", "q4"]
    assert [change.id for change in compared.worse] == ["q1"]
    assert [change.id for change in compared.mixed] == ["q2"]
    (refused,) = compared.better[1].changes
    assert (refused.before, refused.after, refused.gain) == (1.0, 0.0, 1)  # lower is better


def test_a_comparison_is_json_and_text() -> None:
    first = [question(n, "+-") for n in range(10)]
    second = [question(n, "++") for n in range(9)]
    compared = compare(first, second, resamples=200)
    read = json.loads(json.dumps(compared.to_json()))
    assert read["questions"] == 9
    assert len(read["differences"]) == len(compared.differences)
    text = comparison_text(compared, ("old", "new"))
    assert text.startswith("old -> new: 9 questions in common\n1 only in old\n")
    assert "50.0 % ->  100.0 % +50.0 (+50.0 to +50.0) n=9" in text
    assert "9 questions got better\n- q0: What?\n    Key points said, must-have: 50.0 %" in text
    assert "0 questions got worse" in text


def test_the_same_runs_give_the_same_intervals() -> None:
    first = [question(n, "+-" if n % 3 else "--") for n in range(20)]
    second = [question(n, "+-" if n % 2 else "++") for n in range(20)]
    assert compare(first, second) == compare(first, second)
