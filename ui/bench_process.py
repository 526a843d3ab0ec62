"""What `galen bench` measures in processes of their own: nothing else is in their memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from corpus.settings import Settings
from evals.benchmarks.profiling import ANSWER, INGEST, Share, Stages, StageSampler
from ui.bench_homes import session_in

if TYPE_CHECKING:
    from ingest.document import RawDocument


@dataclass(frozen=True, slots=True)
class Answered:
    """Milliseconds by stage of every answer, and the most memory that the process held.

    `shares` are of a second time through all questions, where a profile was asked for.
    """

    timings: tuple[Mapping[str, float], ...]
    peak_bytes: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an ingest held in memory at most, and where its time went if that was asked."""

    passages: int
    peak_bytes: int
    shares: tuple[Share, ...]


def answer_all(settings: Settings, questions: Sequence[str], profiled: bool) -> Answered:
    """Answer every question from a library, after one that warms up and is not counted."""
    from evals.benchmarks.machine import peak_memory
    from evals.benchmarks.starts import EXAMPLE

    with session_in(settings) as session:
        ask = session.assistant.ask
        ask(EXAMPLE)
        timings = tuple(ask(question).timings_ms for question in questions)
        peak = peak_memory()
        with _sampler(ANSWER, profiled) as sampler:
            for question in questions if profiled else ():
                ask(question)
    return Answered(timings, peak, _shares(sampler))


def load_all(settings: Settings, documents: Sequence[RawDocument], profiled: bool) -> Loaded:
    """Ingest documents into the library of a home, which should be empty."""
    from evals.benchmarks.machine import peak_memory
    from evals.benchmarks.sampling import candidates
    from ingest.pipeline import Intake, ingest

    with session_in(settings) as session:
        intake = Intake(session.library, session.embedder.count_tokens)
        with _sampler(INGEST, profiled) as sampler:
            passages = sum(outcome.passages for outcome in ingest(candidates(documents), intake))
        return Loaded(passages, peak_memory(), _shares(sampler))


def _sampler(stages: Stages, profiled: bool) -> AbstractContextManager[StageSampler | None]:
    return StageSampler(stages) if profiled else nullcontext()


def _shares(sampler: StageSampler | None) -> tuple[Share, ...]:
    return tuple(sampler.shares()) if sampler is not None else ()
