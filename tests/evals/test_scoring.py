"""Scoring one answer and summing up several."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from assistant.answer import (
    Answer,
    Citation,
    EvidenceState,
    Notice,
    NoticeKind,
    Quote,
    Reference,
    Retrieved,
    Statement,
    StatementGroup,
)
from corpus.model import Sentence, Source, SourceKind, SourceText, Span
from evals.gold import GoldQuestion, KeyPoint
from evals.gold_sources import GoldSources
from evals.outcome import PointOutcome, QuestionScores, SourceOutcome, Stage
from evals.questions import Expected
from evals.scoring import score, score_error
from evals.summary import summarise

GOLD = GoldQuestion(
    id="lump",
    question="What first for a lump?",
    key_points=(
        KeyPoint("Ultrasound first", (("ultrasound",), ("first", "initial")), must=True),
        KeyPoint("MRI next", (("MRI",), ("next",)), must=True),
        KeyPoint("Accuracy", (("94.1%",),)),
    ),
    contradicts=(KeyPoint("MRI first", (("start with MRI",),)),),
    sources=("acr-2022", "acr-2017"),
    area="imaging",
)


def reference(number: int, source_id: str) -> Reference:
    return Reference(
        number=number,
        source_id=source_id,
        kind="guideline",
        family="f",
        title="T",
        organization=None,
        authors=(),
        journal=None,
        year=2022,
        doi=None,
        pmid=None,
        url=None,
        text_origin="digest",
        verification="primary",
        superseded_by=None,
        quotes=(Quote(passage_id=f"{source_id}:0:abc", start=0, end=4, text="Text"),),
    )


def found(*source_ids: str) -> tuple[Retrieved, ...]:
    lines = enumerate(source_ids, start=1)
    return tuple(Retrieved(i, s, f"{s}:{i}:abc", 1 / i, "guidelines") for i, s in lines)


ANSWER = Answer(
    id="a1",
    question=GOLD.question,
    searched_for=GOLD.question,
    reader="clinician",
    state=EvidenceState.FULL,
    notices=(Notice(NoticeKind.DIGEST, "A summary."),),
    bottom_line=Statement(
        text="Ultrasound is first.", citations=(Citation(1),), strength="Usually appropriate"
    ),
    guidelines=(
        StatementGroup(
            "ACR", (Statement(text="Then MRI is next.", citations=(Citation(1, 7),), lead="ACR:"),)
        ),
    ),
    research=(
        StatementGroup("Accuracy", (Statement(text="It was 94.1 %.", citations=(Citation(1),)),)),
    ),
    references=(reference(1, "acr-2022"), reference(2, "acr-2017")),
    retrieved=found("other", "other", "acr-2022", "acr-2022", "third", "acr-2017"),
    timings_ms={"retrieve": 12.0, "total": 40.0},
)
SILENT = Answer("a2", "q", "q", "clinician", EvidenceState.NONE)


def test_points_carry_the_sentence_that_met_them() -> None:
    met = [(p.text, p.must, p.met_by) for p in score(GOLD, ANSWER).points]
    assert met == [
        ("Ultrasound first", True, ("Ultrasound is first. (Usually appropriate)",)),
        ("MRI next", True, ("ACR: Then MRI is next.",)),
        ("Accuracy", False, ("It was 94.1 %.",)),
    ]


def test_ranks_count_distinct_sources_and_cited_means_by_a_statement() -> None:
    assert score(GOLD, ANSWER).sources == (
        SourceOutcome("acr-2022", 2, cited=True),
        SourceOutcome("acr-2017", 4, cited=False),
    )


def test_the_rest_of_what_is_recorded() -> None:
    scores = score(GOLD, ANSWER)
    assert scores.first_rank == 2
    assert scores.bottom_line_met is True
    assert (scores.statements, scores.citable) == (3, 2)
    # "Ultrasound is first." and its label, "ACR: Then MRI is next.", "It was 94.1 %."
    assert scores.words == 5 + 5 + 4
    assert (scores.total_ms, scores.retrieve_ms) == (40.0, 12.0)
    assert scores.notices == (NoticeKind.DIGEST,)
    assert [c.met for c in scores.contradictions] == [False]
    assert (scores.stage, scores.error) == (None, None)


def test_the_bottom_line_is_judged_alone() -> None:
    vague = replace(ANSWER, bottom_line=Statement(text="It depends.", citations=(Citation(1),)))
    nice_only = replace(
        ANSWER, bottom_line=Statement(text="Accuracy is 94.1%.", citations=(Citation(1),))
    )
    assert score(GOLD, vague).bottom_line_met is False
    assert score(GOLD, nice_only).bottom_line_met is False
    assert score(GOLD, replace(ANSWER, bottom_line=None)).bottom_line_met is False
    assert score(replace(GOLD, answerable=False), ANSWER).bottom_line_met is None
    assert score(replace(GOLD, key_points=()), ANSWER).bottom_line_met is None


def test_a_contradiction_is_found_wherever_it_is_said() -> None:
    group = StatementGroup("x", (Statement(text="Start with MRI.", citations=(Citation(1),)),))
    (outcome,) = score(GOLD, replace(ANSWER, research=(group,))).contradictions
    assert outcome.met_by == ("Start with MRI.",)


def test_silence_misses_every_point_at_the_stage_it_was_lost() -> None:
    assert [p.met for p in score(GOLD, SILENT).points] == [False] * 3
    assert score(GOLD, SILENT).stage is Stage.NOT_RETRIEVED
    unnamed = replace(GOLD, sources=())
    assert score(unnamed, SILENT).stage is Stage.NO_GOLD_SOURCE
    retrieved = replace(SILENT, retrieved=ANSWER.retrieved)
    assert score(GOLD, retrieved).stage is Stage.NOT_SELECTED
    assert score(GOLD, replace(ANSWER, guidelines=())).stage is Stage.NOT_SAID


def test_an_error_misses_all_key_points_and_says_nothing() -> None:
    scores = score_error(GOLD, "LibraryBusy: wait")
    assert scores.points == tuple(
        PointOutcome(p.text, p.must, (), Stage.ERROR) for p in GOLD.key_points
    )
    assert (scores.bottom_line_met, scores.state, scores.stage) == (False, None, Stage.ERROR)
    assert scores.sources == (SourceOutcome("acr-2022"), SourceOutcome("acr-2017"))


def test_the_summary_of_two_answers_and_an_error() -> None:
    summary = summarise([score(GOLD, ANSWER), score(GOLD, SILENT), score_error(GOLD, "x")])
    assert (summary.questions, summary.errors) == (3, 1)
    expected = {
        "must_recall": (2 / 6, 6, 0),
        "nice_recall": (1 / 3, 3, 0),
        "bottom_line": (1 / 3, 3, 0),
        "contradicted": (0.0, 2, 1),
        "source_hit_5": (1 / 3, 3, 0),
        "citation_validity": (2 / 3, 3, 2),
        "abstained": (None, 0, 0),
        "false_refusals": (1 / 2, 2, 1),
        "words": (14, 1, 2),
        "total_ms_p50": (40.0, 1, 2),
    }
    for key, value in expected.items():
        score_ = summary.score(key)
        assert (score_.value, score_.n, score_.unscored) == value, key


TEXTS = {
    "acr-2022": "Ultrasound is first.",
    "acr-2017": "Accuracy was 94.1%.",
}


def source_text(source_id: str) -> SourceText:
    text = TEXTS[source_id]
    source = Source(source_id, SourceKind.GUIDELINE, "T", "f")
    return SourceText(source, text, (Sentence(Span(0, len(text))),), ())


def stages(scores: QuestionScores) -> list[Stage | None]:
    return [point.lost_at for point in scores.points]


def test_a_lost_point_is_laid_to_the_sources_that_hold_it() -> None:
    sources = GoldSources(source_text)
    # acr-2022 was cited, acr-2017 only retrieved, and none of them speaks of MRI.
    cited_without = replace(ANSWER, bottom_line=None, guidelines=(), research=ANSWER.research)
    silenced = replace(cited_without, research=(StatementGroup("x", (said("Nothing."),)),))
    assert stages(score(GOLD, silenced, sources)) == [
        Stage.NOT_SAID,
        Stage.NO_GOLD_SOURCE,
        Stage.NOT_SELECTED,
    ]
    # Without the texts the whole question is laid to the source that came furthest.
    assert stages(score(GOLD, silenced)) == [Stage.NOT_SAID] * 3
    unfound = replace(silenced, retrieved=found("acr-2022"))
    assert stages(score(GOLD, unfound, sources))[2] is Stage.NOT_RETRIEVED
    assert stages(score(GOLD, ANSWER, sources)) == [None, None, None]


def said(text: str, number: int = 1, lead: str | None = None) -> Statement:
    return Statement(text=text, citations=(Citation(number),), lead=lead)


OLDER = (reference(1, "acr-2022"), replace(reference(2, "acr-2017"), superseded_by="acr-2022"))


@pytest.mark.parametrize(
    ("statement", "outcome"),
    [
        pytest.param(said("Start with MRI."), ("Start with MRI.",), id="said"),
        pytest.param(said("Start with MRI.", 2), ("Start with MRI.",), id="older-and-not-named-so"),
        pytest.param(
            said("Start with MRI.", 1, "ACR, superseded:"),
            ("ACR, superseded: Start with MRI.",),
            id="named-so-and-not-older",
        ),
        pytest.param(said("Start with MRI.", 2, "ACR 2017, superseded:"), (), id="told-of"),
    ],
)
def test_what_is_shown_as_an_older_versions_is_told_and_not_advised(
    statement: Statement, outcome: tuple[str, ...]
) -> None:
    groups = (StatementGroup("x", (statement,)),)
    answer = replace(ANSWER, guidelines=groups, references=OLDER)
    (point,) = score(GOLD, answer).contradictions
    assert point.met_by == outcome
    assert bool(point.as_superseded) is (outcome == ())


def test_what_metrics_of_kinds_need_is_recorded() -> None:
    gold = replace(GOLD, kind="version", gold_set="core", expect_state=Expected.ANSWERED)
    scores = score(gold, ANSWER)
    assert (scores.kind, scores.gold_set) == ("version", "core")
    assert scores.expect_state is Expected.ANSWERED
    assert scores.ranking == ("other", "acr-2022", "third", "acr-2017")
    assert scores.evidence == 1.0
    assert (scores.first_met, scores.newest_leads) == (True, True)
    assert scores.fidelity.numbers == 1
    silent = score(gold, SILENT)
    assert (silent.first_met, silent.newest_leads, silent.evidence) == (False, False, None)
    failed = score_error(gold, "x")
    assert (failed.first_met, failed.newest_leads, failed.ranking) == (False, False, ())


def test_the_first_statement_may_stand_in_for_a_missing_bottom_line() -> None:
    headless = replace(ANSWER, bottom_line=None)
    scores = score(GOLD, headless)
    assert (scores.bottom_line_met, scores.first_met) == (False, True)


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(KeyError):
        summarise([]).score("no_such_metric")


def test_a_summary_of_nothing_is_unscored_throughout() -> None:
    assert {measure.score.value for measure in summarise([]).measures} == {None}


def test_keys_are_unique_and_the_summary_is_json() -> None:
    summary = summarise([score(GOLD, ANSWER)])
    keys = [measure.key for measure in summary.measures]
    assert len(keys) == len(set(keys))
    read = json.loads(json.dumps(summary.to_json()))
    assert [m["key"] for m in read["measures"]] == keys
    assert read["measures"][0]["score"]["interval"] == list(summary.score(keys[0]).interval or ())
