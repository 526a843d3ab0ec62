"""Every metric on results small enough to work out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assistant.answer import (
    Answer,
    Citation,
    EvidenceState,
    NoticeKind,
    Quote,
    Reference,
    Statement,
)
from evals.metrics import (
    abstention,
    bottom_line,
    citation_validity,
    contradictions,
    key_point_recall,
    latency,
    length,
    safety,
    source_recall,
)
from evals.outcome import PointOutcome, QuestionScores, Score, SourceOutcome, Stage

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
    sources=(),
    bottom_line_met=None,
    state=EvidenceState.FULL,
)
ERROR = replace(BASE, state=None, error="LibraryError: gone")


def points(must: str = "", nice: str = "") -> tuple[PointOutcome, ...]:
    """One point for each letter: + is met, - is missed."""
    flags = [(c, True) for c in must] + [(c, False) for c in nice]
    return tuple(PointOutcome("p", m, ("said",) if c == "+" else ()) for c, m in flags)


def values(score: Score) -> tuple[float | None, int, int]:
    return score.value, score.n, score.unscored


def test_key_point_recall_over_points_and_over_questions() -> None:
    results = [
        replace(BASE, points=points("+-", "-")),
        replace(BASE, points=points("++++", "")),
        replace(ERROR, points=points("-")),
        replace(BASE, points=()),
    ]
    assert values(key_point_recall.micro(results, must=True)) == (5 / 7, 7, 1)
    assert values(key_point_recall.macro(results, must=True)) == ((1 / 2 + 1 + 0) / 3, 3, 1)
    assert values(key_point_recall.micro(results, must=False)) == (0.0, 1, 3)


def test_a_metric_of_nothing_is_unscored_and_not_zero() -> None:
    score = key_point_recall.micro([BASE], must=True)
    assert (score.value, score.interval, score.unscored) == (None, None, 1)
    assert score.reason
    assert latency.total([BASE], 0.5).value is None
    assert abstention.abstained([BASE]).value is None


def test_a_proportion_carries_its_interval_and_a_mean_does_not() -> None:
    results = [replace(BASE, points=points("+" * 8 + "-" * 2))]
    interval = key_point_recall.micro(results, must=True).interval
    assert interval == pytest.approx((0.4902, 0.9433), abs=5e-5)
    assert key_point_recall.macro(results, must=True).interval is None


def test_bottom_line_leaves_out_what_cannot_be_asked_of_it() -> None:
    flags = [True, True, False, None]
    results = [replace(BASE, bottom_line_met=flag) for flag in flags]
    results.append(replace(BASE, answerable=False, bottom_line_met=None))
    assert values(bottom_line.bottom_line(results)) == (2 / 3, 3, 1)


def test_source_recall_counts_gold_sources_in_the_first_k() -> None:
    results = [
        replace(BASE, sources=(SourceOutcome("a", 1), SourceOutcome("b", 6))),
        replace(BASE, sources=(SourceOutcome("a", 6),)),
        replace(BASE, sources=(SourceOutcome("a", None), SourceOutcome("b", 5))),
        replace(ERROR, sources=(SourceOutcome("a"),)),
        BASE,
        replace(BASE, answerable=False),
    ]
    assert values(source_recall.hit(results, 5)) == (2 / 4, 4, 1)
    assert values(source_recall.recall(results, 5)) == ((1 / 2 + 0 + 1 / 2 + 0) / 4, 4, 1)
    assert values(source_recall.recall(results, 10)) == ((1 + 1 + 1 / 2 + 0) / 4, 4, 1)


def test_contradictions_are_counted_over_those_named() -> None:
    results = [
        replace(BASE, contradictions=points(nice="+-")),
        replace(BASE, contradictions=points(nice="-")),
        replace(ERROR, contradictions=points(nice="-")),
        BASE,
    ]
    assert values(contradictions.contradicted(results)) == (1 / 3, 3, 1)


def test_abstention_takes_none_or_a_partial_answer_that_says_what_is_missing() -> None:
    unanswerable = replace(BASE, answerable=False)
    results = [
        replace(unanswerable, state=EvidenceState.NONE),
        replace(unanswerable, state=EvidenceState.PARTIAL, notices=(NoticeKind.MISSING,)),
        replace(unanswerable, state=EvidenceState.PARTIAL),
        replace(unanswerable, state=EvidenceState.FULL, notices=(NoticeKind.MISSING,)),
        replace(ERROR, answerable=False),
        replace(BASE, state=EvidenceState.NONE),
    ]
    assert values(abstention.abstained(results)) == (2 / 5, 5, 0)


def test_false_refusals_are_answerable_questions_in_state_none() -> None:
    none = replace(BASE, state=EvidenceState.NONE)
    results = [none, BASE, BASE, ERROR, replace(none, answerable=False)]
    assert values(abstention.false_refusals(results)) == (1 / 3, 3, 1)


def test_the_state_is_held_to_what_gold_expects() -> None:
    expects = replace(BASE, expect_state=EvidenceState.CONFLICT)
    results = [replace(expects, state=EvidenceState.CONFLICT), expects, BASE]
    assert values(abstention.state_as_expected(results)) == (1 / 2, 2, 0)


def test_safety_needs_the_notice_of_that_kind() -> None:
    emergency = replace(BASE, safety=NoticeKind.EMERGENCY)
    results = [
        replace(emergency, notices=(NoticeKind.DIGEST, NoticeKind.EMERGENCY)),
        replace(emergency, notices=(NoticeKind.SELF_HARM,)),
        replace(ERROR, safety=NoticeKind.EMERGENCY),
        BASE,
    ]
    assert values(safety.raised(results)) == (1 / 3, 3, 0)


def test_a_false_alarm_is_raised_on_a_question_that_is_no_danger() -> None:
    results = [
        replace(BASE, notices=(NoticeKind.EMERGENCY,)),
        replace(BASE, safety=NoticeKind.INJECTION, notices=(NoticeKind.SELF_HARM,)),
        replace(BASE, notices=(NoticeKind.INJECTION,)),
        replace(BASE, safety=NoticeKind.SELF_HARM, notices=(NoticeKind.SELF_HARM,)),
        ERROR,
    ]
    assert values(safety.false_alarms(results)) == (2 / 3, 3, 1)


def test_length_is_that_of_answers_that_say_something() -> None:
    results = [
        replace(BASE, statements=2, words=30),
        replace(BASE, statements=5, words=60),
        replace(BASE, state=EvidenceState.NONE),
        ERROR,
    ]
    assert values(length.statements(results)) == (3.5, 2, 2)
    assert values(length.words(results)) == (45, 2, 2)


@pytest.mark.parametrize(("q", "value"), [(0, 10), (0.5, 25), (0.95, 38.5), (1, 40)])
def test_quantiles_interpolate(q: float, value: float) -> None:
    assert latency.quantile([40, 10, 30, 20], q) == pytest.approx(value)


def test_latency_leaves_out_what_was_not_timed() -> None:
    results = [replace(BASE, total_ms=10, retrieve_ms=4), replace(BASE, total_ms=30), ERROR]
    assert values(latency.total(results, 0.5)) == (20, 2, 1)
    assert values(latency.retrieve(results, 0.95)) == (4, 1, 2)


def test_citation_validity_is_a_share_of_statements() -> None:
    results = [replace(BASE, statements=3, citable=2), replace(BASE, statements=1, citable=1), BASE]
    assert values(citation_validity.citation_validity(results)) == (3 / 4, 4, 1)


@pytest.mark.parametrize(
    ("citations", "valid"),
    [
        pytest.param([(1, 0)], True, id="first-quote"),
        pytest.param([(1, 0), (2, 1)], True, id="two-references"),
        pytest.param([], False, id="none"),
        pytest.param([(0, 0)], False, id="reference-zero"),
        pytest.param([(3, 0)], False, id="reference-missing"),
        pytest.param([(1, 1)], False, id="quote-missing"),
        pytest.param([(1, -1)], False, id="quote-negative"),
        pytest.param([(2, 0)], False, id="quote-blank"),
        pytest.param([(1, 0), (1, 9)], False, id="one-of-two-missing"),
    ],
)
def test_citations_must_point_to_a_quote(citations: list[tuple[int, int]], valid: bool) -> None:
    references = (reference(1, "text"), reference(2, " ", "more"))
    answer = Answer("a", "q", "q", "clinician", EvidenceState.FULL, references=references)
    statement = Statement(text="Said.", citations=tuple(Citation(*c) for c in citations))
    assert citation_validity.is_citable(answer, statement) is valid


def test_a_misnumbered_reference_is_not_valid() -> None:
    references = (reference(2, "text"),)
    answer = Answer("a", "q", "q", "clinician", EvidenceState.FULL, references=references)
    assert not citation_validity.is_citable(
        answer, Statement(text="Said.", citations=(Citation(1),))
    )


def reference(number: int, *texts: str) -> Reference:
    quotes = tuple(Quote(passage_id="s:0:abc", start=0, end=len(text), text=text) for text in texts)
    return Reference(
        number=number,
        source_id=f"s{number}",
        kind="guideline",
        family="f",
        title="T",
        organization=None,
        authors=(),
        journal=None,
        year=2020,
        doi=None,
        pmid=None,
        url=None,
        text_origin="digest",
        verification="primary",
        superseded_by=None,
        quotes=quotes,
    )


@pytest.mark.parametrize(
    ("result", "stage"),
    [
        pytest.param(replace(BASE, points=points("+")), None, id="nothing-missed"),
        pytest.param(replace(ERROR, points=points("-")), Stage.ERROR, id="error"),
        pytest.param(replace(BASE, points=points("-")), Stage.NO_GOLD_SOURCE, id="no-gold-source"),
        pytest.param(
            replace(BASE, points=points("-"), sources=(SourceOutcome("a"),)),
            Stage.NOT_RETRIEVED,
            id="not-retrieved",
        ),
        pytest.param(
            replace(BASE, points=points("-"), sources=(SourceOutcome("a", 30), SourceOutcome("b"))),
            Stage.NOT_SELECTED,
            id="not-selected",
        ),
        pytest.param(
            replace(BASE, points=points("+-"), sources=(SourceOutcome("a", 3, cited=True),)),
            Stage.NOT_SAID,
            id="not-said",
        ),
    ],
)
def test_the_stage_at_which_a_miss_was_lost(result: QuestionScores, stage: Stage | None) -> None:
    assert result.stage is stage
