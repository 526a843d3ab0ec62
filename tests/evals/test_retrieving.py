"""Timing of retrieval and answers: each question once through each system."""

from __future__ import annotations

import pytest

from evals.benchmarks.retrieving import (
    SMALL,
    Found,
    Systems,
    answer_figures,
    found,
    plain_figures,
    retrieval_figures,
)
from ui.session import Session

QUESTIONS = ("How is gout treated?", "Why is the sky blue?", "Which statin dose?")


def test_every_question_goes_through_every_system(little_session: Session) -> None:
    asked: list[str] = []
    retriever, embedder = little_session.assistant.retriever, little_session.embedder
    timed = [*found(QUESTIONS, Systems(retriever, embedder, asked.append, retriever))]
    assert len(timed) == len(QUESTIONS)
    assert tuple(asked[1:]) == QUESTIONS
    for each in timed:
        assert each.embed > 0
        assert each.retrieve > 0
        assert each.plain is not None
        assert each.grown is not None
    for figure in retrieval_figures(timed, 2_335, 70_000):
        assert figure.n == len(QUESTIONS)


def test_without_a_baseline_none_is_reported(little_session: Session) -> None:
    systems = Systems(little_session.assistant.retriever, little_session.embedder)
    timed = [*found(QUESTIONS, systems)]
    assert all((each.plain, each.grown) == (None, None) for each in timed)
    assert list(plain_figures(timed)) == []


def test_what_retrieval_adds_is_counted_question_by_question() -> None:
    timed = [Found(5, 15, 60), Found(20, 22, 22), Found(5, 25, 50)]
    figures = {figure.name: figure for figure in retrieval_figures(timed, 2_335)}
    assert figures["retrieve"].p50 == 22
    assert figures["retrieve, above embedding"].p50 == 10
    (_, ratio) = plain_figures(timed)
    assert ratio.p50 == 2


@pytest.mark.parametrize(("passages", "limit"), [(SMALL - 1, 300), (SMALL, 500)])
def test_the_limit_of_an_answer_follows_the_size_of_the_library(passages: int, limit: int) -> None:
    timings = [{"triage": 1.0, "retrieve": 2.0, "compose": 3.0, "verify": 4.0, "total": 400.0}] * 3
    figures = {figure.name: figure for figure in answer_figures(timings, 700_000_000, passages)}
    whole = figures["whole answer"]
    assert whole.target is not None
    assert (whole.target.limit, whole.verdict) == (limit, "met" if limit == 500 else "missed")
    memory = figures["peak memory, all answers"]
    assert (memory.p50, memory.unit, memory.verdict) == (700, "MB", "missed")


def test_growth_is_the_ratio_of_the_median_retrievals() -> None:
    times = ((10.0, 30.0), (20.0, 50.0), (300.0, 60.0))
    timed = [Found(1.0, here, grown=there) for here, there in times]
    last = [*retrieval_figures(timed, 32_000, 1_000_000)][-1]
    assert (last.name, last.p50) == ("retrieve, 1,000,000 passages / 32,000", 2.5)
    alone = [Found(1.0, here) for here, _ in times]
    assert [*retrieval_figures(alone, 32_000)][-1].p50 is None
