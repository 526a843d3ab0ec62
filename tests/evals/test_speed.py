"""The figures of `galen bench`: each stage once a question; a start that fails is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.errors import GalenError
from evals.benchmarks.speed import Figure, cold_starts, warm_answers
from ui.session import Session

QUESTIONS = ("How is gout treated?", "Why is the sky blue?", "Which statin dose?")


def test_every_stage_is_measured_once_a_question(starter_session: Session) -> None:
    figures = {
        figure.name: figure
        for figure in warm_answers(starter_session.assistant, starter_session.embedder, QUESTIONS)
    }
    assert list(figures) == [
        "embed a question",
        "answer: retrieve",
        "answer: compose",
        "answer: verify",
        "whole answer",
        "peak memory of this process",
    ]
    memory = figures.pop("peak memory of this process")
    assert (memory.unit, memory.n) == ("MiB", 1)
    assert memory.p50 > 1
    for figure in figures.values():
        assert (figure.unit, figure.n) == ("ms", len(QUESTIONS))
        assert 0 <= figure.p50 <= figure.p95
    assert figures["whole answer"].p50 >= figures["answer: retrieve"].p50


def test_a_figure_reads_as_one_line_and_as_json() -> None:
    figure = Figure("whole answer", "ms", 12.0, 34.5, 3)
    assert figure.line().split() == "whole answer p50 12.0 p95 34.5 ms (n=3)".split()
    assert figure.to_json() == {
        "name": "whole answer", "unit": "ms", "p50": 12.0, "p95": 34.5, "n": 3
    }  # fmt: skip


def test_a_start_that_fails_says_why(private_home: Path) -> None:
    private_home.mkdir()
    (private_home / "galen.toml").write_text("colour = 'red'", "utf-8")
    starts = cold_starts(1)
    assert next(starts).name == "galen --help, cold process"
    with pytest.raises(GalenError, match="unknown setting 'colour'"):
        next(starts)
