"""Every metric on results small enough to work out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import log2
from pathlib import Path

import pytest

from assistant.answer import (
    Answer,
    Citation,
    EvidenceState,
    NoticeKind,
    Quote,
    Reference,
    Statement,
    StatementGroup,
)
from evals.measuring import Metric
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
from evals.outcome import Fidelity, PointOutcome, QuestionScores, SourceOutcome, Stage
from evals.questions import Expected, GoldQuestion
from evals.summary import METRICS

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
    statements=1,
)
ERROR = replace(BASE, state=None, statements=0, error="LibraryError: gone")
SILENT = replace(BASE, state=EvidenceState.NONE, statements=0)


def points(must: str = "", nice: str = "") -> tuple[PointOutcome, ...]:
    """One point for each letter: + is met, - is missed."""
    flags = [(c, True) for c in must] + [(c, False) for c in nice]
    return tuple(PointOutcome("p", m, ("said",) if c == "+" else ()) for c, m in flags)


def values(metric: Metric, results: Sequence[QuestionScores]) -> tuple[float | None, int, int]:
    score = metric.score(results)
    return score.value, score.n, score.unscored


def test_keys_and_labels_are_unique_and_fit_their_column() -> None:
    assert len({metric.key for metric in METRICS}) == len(METRICS)
    assert len({metric.label for metric in METRICS}) == len(METRICS)
    assert max(len(metric.label) for metric in METRICS) <= 36


def test_every_metric_is_documented() -> None:
    documented = (Path(__file__).parents[2] / "docs" / "evaluation.md").read_text("utf-8")
    assert [metric.key for metric in METRICS if f"`{metric.key}`" not in documented] == []


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_a_metric_of_nothing_is_unscored_and_not_zero(metric: Metric) -> None:
    score = metric.score([])
    assert (score.value, score.n, score.interval, score.unscored) == (None, 0, None, 0)
    assert score.reason


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_every_metric_can_score_an_error_or_says_why_not(metric: Metric) -> None:
    score = metric.score([ERROR])
    assert (score.unscored == 0) or metric.reason


def test_key_point_recall_over_points_and_over_questions() -> None:
    results = [
        replace(BASE, points=points("+-", "-")),
        replace(BASE, points=points("++++", "")),
        replace(ERROR, points=points("-")),
        replace(BASE, points=()),
    ]
    assert values(key_point_recall.MUST, results) == (5 / 7, 7, 1)
    assert values(key_point_recall.MUST_MEAN, results) == ((1 / 2 + 1 + 0) / 3, 3, 1)
    assert values(key_point_recall.NICE, results) == (0.0, 1, 3)
    assert values(key_point_recall.NICE_MEAN, results) == (0.0, 1, 3)


def test_a_proportion_has_wilsons_interval_and_a_mean_the_bootstraps() -> None:
    results = [replace(BASE, points=points("+" * met + "-" * (10 - met))) for met in (8, 8)]
    wilson = key_point_recall.MUST.score(results).interval
    assert wilson == pytest.approx((0.5840, 0.9193), abs=5e-5)  # 16 of 20
    # Both questions have the same share, so has every resample.
    same = key_point_recall.MUST_MEAN.score(results).interval
    assert same == pytest.approx((0.8, 0.8))
    other = [*results, replace(BASE, points=points("-"))]
    low, high = key_point_recall.MUST_MEAN.score(other).interval or (1.0, 0.0)
    assert (low, high) == pytest.approx((0.0, 0.8))


def test_bottom_line_leaves_out_what_cannot_be_asked_of_it() -> None:
    flags = [True, True, False, None]
    results = [replace(BASE, bottom_line_met=flag) for flag in flags]
    results.append(replace(BASE, answerable=False, bottom_line_met=None))
    assert values(bottom_line.BOTTOM_LINE, results) == (2 / 3, 3, 1)


def test_source_measures_rank_distinct_sources() -> None:
    wanted = (SourceOutcome("a"), SourceOutcome("b"))
    results = [
        replace(BASE, sources=wanted, ranking=("a", "x", "x2", "x3", "x4", "b")),
        replace(BASE, sources=(SourceOutcome("a"),), ranking=("x", "a")),
        replace(ERROR, sources=wanted),
        BASE,
        replace(BASE, answerable=False, sources=wanted),
    ]
    assert values(source_ranking.HIT_5, results) == (2 / 3, 3, 1)
    assert values(source_ranking.RECALL_5, results) == ((1 / 2 + 1 + 0) / 3, 3, 1)
    assert values(source_ranking.RECALL_10, results) == ((1 + 1 + 0) / 3, 3, 1)
    assert values(source_ranking.PRECISION_5, results)[0] == pytest.approx((1 / 5 + 1 / 5) / 3)
    assert values(source_ranking.MRR, results)[0] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert values(source_ranking.MAP, results)[0] == pytest.approx(((1 + 2 / 6) / 2 + 1 / 2) / 3)
    ndcg = ((1 + 1 / log2(7)) / (1 + 1 / log2(3)) + 1 / log2(3)) / 3
    assert values(source_ranking.NDCG_10, results)[0] == pytest.approx(ndcg)


def test_contradictions_are_counted_over_those_named() -> None:
    results = [
        replace(BASE, contradictions=points(nice="+-")),
        replace(BASE, contradictions=points(nice="-")),
        replace(ERROR, contradictions=points(nice="-")),
        BASE,
    ]
    assert values(contradictions.CONTRADICTED, results) == (1 / 3, 3, 1)


def test_a_false_premise_is_corrected_by_the_first_statement() -> None:
    premise = replace(BASE, kind="false-premise")
    results = [
        replace(premise, first_met=True, bottom_line_met=False),
        replace(premise, first_met=False, bottom_line_met=True),
        replace(ERROR, kind="false-premise", first_met=False),
        replace(premise, first_met=None),
        replace(BASE, first_met=True),
    ]
    assert values(false_premise.CORRECTED, results) == (1 / 3, 3, 1)


def test_the_newest_version_is_asked_of_versions_alone() -> None:
    version = replace(BASE, kind="version")
    results = [
        replace(version, newest_leads=True),
        replace(version, newest_leads=False),
        replace(version, newest_leads=None),
        replace(BASE, newest_leads=False),
    ]
    assert values(newest_version.NEWEST_LEADS, results) == (1 / 2, 2, 1)


def test_both_sides_count_only_together() -> None:
    disagreement = replace(BASE, kind="disagreement")
    results = [
        replace(disagreement, points=points("++", "-")),
        replace(disagreement, points=points("+-")),
        replace(ERROR, kind="disagreement", points=points("--")),
        disagreement,
        replace(BASE, points=points("+")),
    ]
    assert values(both_sides.BOTH_SIDES, results) == (1 / 3, 3, 1)


def test_abstention_takes_silence_or_a_partial_answer_that_says_what_is_missing() -> None:
    unanswerable = replace(BASE, answerable=False)
    results = [
        replace(SILENT, answerable=False),
        replace(unanswerable, state=EvidenceState.PARTIAL, notices=(NoticeKind.MISSING,)),
        replace(unanswerable, state=EvidenceState.PARTIAL),
        replace(unanswerable, state=EvidenceState.FULL, notices=(NoticeKind.MISSING,)),
        # A state that says "none" above a statement is an answer all the same.
        replace(unanswerable, state=EvidenceState.NONE),
        replace(ERROR, answerable=False),
        SILENT,
    ]
    assert values(abstention.ABSTAINED, results) == (2 / 6, 6, 0)


def test_false_refusals_are_answerable_questions_of_which_nothing_is_shown() -> None:
    results = [
        SILENT,
        BASE,
        BASE,
        ERROR,
        replace(SILENT, answerable=False),
        replace(SILENT, safety=NoticeKind.EMERGENCY),
    ]
    assert values(abstention.FALSE_REFUSALS, results) == (1 / 3, 3, 1)


def test_the_state_is_held_to_what_gold_expects() -> None:
    conflict = replace(BASE, expect_state=Expected.CONFLICT)
    answered = replace(BASE, expect_state=Expected.ANSWERED)
    results = [
        replace(conflict, state=EvidenceState.CONFLICT),
        conflict,
        answered,
        replace(answered, state=EvidenceState.PARTIAL),
        replace(ERROR, expect_state=Expected.NONE),
        BASE,
    ]
    assert values(expected_state.STATE_EXPECTED, results) == (2 / 5, 5, 0)


def test_safety_needs_the_notice_of_that_kind() -> None:
    emergency = replace(BASE, safety=NoticeKind.EMERGENCY)
    results = [
        replace(emergency, notices=(NoticeKind.DIGEST, NoticeKind.EMERGENCY)),
        replace(emergency, notices=(NoticeKind.SELF_HARM,)),
        replace(ERROR, safety=NoticeKind.EMERGENCY),
        BASE,
    ]
    assert values(safety.RAISED, results) == (1 / 3, 3, 0)


def test_a_false_alarm_is_raised_on_a_question_that_is_no_danger() -> None:
    results = [
        replace(BASE, notices=(NoticeKind.EMERGENCY,)),
        replace(BASE, safety=NoticeKind.INJECTION, notices=(NoticeKind.SELF_HARM,)),
        replace(BASE, notices=(NoticeKind.INJECTION,)),
        replace(BASE, safety=NoticeKind.SELF_HARM, notices=(NoticeKind.SELF_HARM,)),
        ERROR,
    ]
    assert values(safety.FALSE_ALARMS, results) == (2 / 3, 3, 1)


def test_near_misses_and_questions_turned_away_are_counted_apart() -> None:
    near_miss = replace(BASE, kind="safety-near-miss")
    results = [
        replace(near_miss, notices=(NoticeKind.OUT_OF_SCOPE,)),
        replace(near_miss, notices=(NoticeKind.DIGEST,)),
        replace(BASE, notices=(NoticeKind.INJECTION,)),
        replace(BASE, answerable=False, notices=(NoticeKind.OUT_OF_SCOPE,)),
        replace(BASE, safety=NoticeKind.OUT_OF_SCOPE, notices=(NoticeKind.OUT_OF_SCOPE,)),
    ]
    assert values(safety.NEAR_MISSES, results) == (1 / 2, 2, 0)
    assert values(safety.TURNED_AWAY, results) == (2 / 3, 3, 0)


def answered(score: float, *, wrong: bool) -> QuestionScores:
    return replace(BASE, evidence=score, points=points("-" if wrong else "+"))


def test_the_area_is_the_mean_of_the_risks_of_the_surest() -> None:
    results = [answered(0.9, wrong=False), answered(0.5, wrong=True), answered(0.7, wrong=False)]
    # Risks of the first 1, 2, 3: 0, 0, 1/3.
    assert values(risk_coverage.AURC, results)[0] == pytest.approx(1 / 9)
    worst_order = [replace(r, evidence=-(r.evidence or 0)) for r in results]
    assert values(risk_coverage.AURC, worst_order)[0] == pytest.approx((1 + 1 / 2 + 1 / 3) / 3)


def test_equal_scores_are_taken_at_their_worst() -> None:
    tied = [answered(0.5, wrong=False), answered(0.5, wrong=True)]
    assert values(risk_coverage.AURC, tied)[0] == pytest.approx((1 + 1 / 2) / 2)
    assert values(risk_coverage.AURC, tied[::-1])[0] == pytest.approx((1 + 1 / 2) / 2)


def test_the_curve_ends_where_questions_are_refused() -> None:
    false_answer = replace(BASE, answerable=False, evidence=0.8)
    results = [
        answered(0.9, wrong=False),
        false_answer,
        replace(SILENT, points=points("-")),
        ERROR,
        BASE,  # no must-have: nothing tells right from wrong
    ]
    assert risk_coverage.curve(results) == ((1 / 3, 0.0), (2 / 3, 1 / 2))
    assert values(risk_coverage.AURC, results) == (1 / 4, 2, 1)
    assert risk_coverage.curve([SILENT]) == ()


def test_length_is_that_of_answers_that_say_something() -> None:
    results = [
        replace(BASE, statements=2, words=30),
        replace(BASE, statements=5, words=60),
        SILENT,
        ERROR,
    ]
    assert values(length.STATEMENTS, results) == (3.5, 2, 2)
    assert values(length.WORDS, results) == (45, 2, 2)


@pytest.mark.parametrize(("q", "value"), [(0, 10), (0.5, 25), (0.95, 38.5), (1, 40)])
def test_quantiles_interpolate(q: float, value: float) -> None:
    metric = replace(latency.TOTAL[0], statistic=latency.quantile(q))
    results = [replace(BASE, total_ms=ms) for ms in (40, 10, 30, 20)]
    assert metric.score(results).value == pytest.approx(value)


def test_latency_leaves_out_what_was_not_timed() -> None:
    results = [replace(BASE, total_ms=10, retrieve_ms=4), replace(BASE, total_ms=30), ERROR]
    assert values(latency.TOTAL[0], results) == (20, 2, 1)
    assert values(latency.RETRIEVE[1], results) == (4, 1, 2)


def test_citation_validity_is_a_share_of_statements() -> None:
    results = [replace(BASE, statements=3, citable=2), replace(BASE, citable=1), SILENT]
    assert values(citation_validity.VALID, results) == (3 / 4, 4, 1)


def test_fidelity_is_a_share_of_what_there_was_to_trace() -> None:
    traced = Fidelity(
        numbers=3, numbers_quoted=2, labels=2, labels_printed=1, quotes=4, quotes_in_place=4
    )
    untraced = Fidelity(numbers=1, numbers_quoted=1, labels=1, quotes=2)
    results = [replace(BASE, fidelity=traced), replace(BASE, fidelity=untraced), BASE]
    assert values(fidelity.NUMBERS, results) == (3 / 4, 4, 1)
    assert values(fidelity.STRENGTHS, results) == (1 / 2, 2, 2)
    assert values(fidelity.LOCATORS, results) == (1.0, 4, 2)


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


def reference(number: int, *texts: str, **changes: object) -> Reference:
    quotes = tuple(Quote(passage_id="s:0:abc", start=0, end=len(text), text=text) for text in texts)
    made = Reference(
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
    return replace(made, **changes)


def citing(*numbers: int) -> StatementGroup:
    said = (Statement(text="Said.", citations=(Citation(n),)) for n in numbers)
    return StatementGroup("Body", tuple(said))


GOLD = GoldQuestion("v", "Which?", kind="version", sources=("s1", "s2"))
OLD, NEW = reference(1, "old", superseded_by="s2"), reference(2, "new", year=2025)
STUDY = reference(3, "study", kind="rct")


@pytest.mark.parametrize(
    ("references", "cited", "leads"),
    [
        pytest.param((OLD, NEW), (2, 1), True, id="newest-first"),
        pytest.param((OLD, NEW), (1, 2), False, id="older-first"),
        pytest.param((OLD, NEW, STUDY), (3, 2), True, id="studies-do-not-count"),
        pytest.param((OLD, NEW, STUDY), (3,), False, id="no-guideline"),
        pytest.param((OLD,), (1,), False, id="superseded-alone"),
        pytest.param((replace(OLD, superseded_by=None), NEW), (1, 2), False, id="unmarked-older"),
        pytest.param(
            (replace(OLD, superseded_by=None), replace(NEW, family="g")),
            (1, 2),
            True,
            id="another-family-is-no-newer-version",
        ),
        pytest.param((replace(NEW, number=1, source_id="z"),), (1,), False, id="no-gold-source"),
        pytest.param((), (), False, id="silence"),
    ],
)
def test_the_newest_gold_source_must_come_first(
    references: tuple[Reference, ...], cited: tuple[int, ...], leads: bool
) -> None:
    groups = (citing(*cited),)
    answer = Answer(
        "a", "q", "q", "nurse", EvidenceState.FULL, guidelines=groups, references=references
    )
    assert newest_version.newest_leads(GOLD, answer) is leads
    assert newest_version.newest_leads(replace(GOLD, sources=()), answer) is None


def lost(must: Stage | None = None, nice: Stage | None = None) -> tuple[PointOutcome, ...]:
    stages = ((True, must), (False, nice))
    return tuple(PointOutcome("p", m, (), stage) for m, stage in stages if stage)


@pytest.mark.parametrize(
    ("result", "stage"),
    [
        pytest.param(replace(BASE, points=points("+")), None, id="nothing-missed"),
        pytest.param(ERROR, Stage.ERROR, id="error"),
        pytest.param(
            replace(BASE, points=lost(Stage.NOT_SAID, Stage.NOT_RETRIEVED)),
            Stage.NOT_SAID,
            id="must-have-first",
        ),
        pytest.param(
            replace(BASE, points=lost(Stage.NOT_SAID) + lost(Stage.NOT_SELECTED)),
            Stage.NOT_SELECTED,
            id="earliest",
        ),
        pytest.param(
            replace(BASE, points=lost(None, Stage.NOT_SAID)), Stage.NOT_SAID, id="nice-alone"
        ),
    ],
)
def test_the_stage_at_which_a_miss_was_lost(result: QuestionScores, stage: Stage | None) -> None:
    assert result.stage is stage
