"""How long a warm library takes to find passages and to answer, question by question."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from assistant.query import Query, understand
from assistant.retrieval import Retriever
from corpus.embedding import Embedder
from evals.benchmarks.figures import Figure, Target, not_measured, single, spread
from evals.benchmarks.starts import EXAMPLE

SMALL = 10_000
"""Passages below which a library is held to the limit for the starter library."""
_STAGES = ("retrieve", "compose", "verify")
_GROWTH = "name the home of a larger library with --grown"


@dataclass(frozen=True, slots=True)
class Found:
    """Milliseconds of one question. `plain` is LangChain's similarity search, `grown` the retrieval
    in a larger library, where they ran."""

    embed: float
    retrieve: float
    plain: float | None = None
    grown: float | None = None


@dataclass(frozen=True, slots=True)
class Systems:
    """What each question goes through in turn, so that a busy minute is one for all of them."""

    retriever: Retriever
    embedder: Embedder
    plain: Callable[[str], object] | None = None
    grown: Retriever | None = None


def found(questions: Sequence[str], systems: Systems) -> Iterator[Found]:
    """Each question through each system in turn, after one question that is not counted."""
    for number, question in enumerate([EXAMPLE, *questions]):
        timed = _search(understand(question), systems, embed_first=number % 2 == 0)
        if number:
            yield timed


def _search(query: Query, systems: Systems, *, embed_first: bool) -> Found:
    plain, grown = systems.plain, systems.grown
    embed = 0.0
    if embed_first:
        embed = _milliseconds(lambda: systems.embedder.embed([query.text]))
    retrieve = _milliseconds(lambda: systems.retriever.retrieve(query))
    if not embed_first:
        embed = _milliseconds(lambda: systems.embedder.embed([query.text]))
    return Found(
        embed,
        retrieve,
        _milliseconds(lambda: plain(query.question)) if plain is not None else None,
        _milliseconds(lambda: grown.retrieve(query)) if grown is not None else None,
    )


def retrieval_figures(
    timed: Sequence[Found], passages: int, passages_grown: int | None = None
) -> Iterator[Figure]:
    """Embedding, the whole retrieval, what it takes beyond embedding and in a larger library."""
    yield spread("embed a question", "ms", [each.embed for each in timed])
    yield spread("retrieve", "ms", [each.retrieve for each in timed], Target(60, "p95"))
    above = [each.retrieve - each.embed for each in timed]
    yield spread("retrieve, above embedding", "ms", above, Target(15))
    grown = [each.grown for each in timed if each.grown is not None]
    if not grown:
        yield not_measured("retrieve, 1,000,000 passages / 32,000", "x", _GROWTH, Target(3))
        return
    yield spread(f"retrieve in {passages_grown:,} passages", "ms", grown)
    name = f"retrieve, {passages_grown:,} passages / {passages:,}"
    times = median(grown) / median(each.retrieve for each in timed)
    yield single(name, "x", times, len(grown), Target(3))


def plain_figures(timed: Sequence[Found]) -> Iterator[Figure]:
    """LangChain's retriever on the same questions: dense only, without words, fusion or sources."""
    pairs = [(each, each.plain) for each in timed if each.plain is not None]
    if pairs:
        yield spread("plain LangChain retriever", "ms", [plain for _, plain in pairs])
        ratios = [plain / each.retrieve for each, plain in pairs]
        yield spread("LangChain's time / Galen's, retrieve", "x", ratios)


def answer_figures(
    timings: Sequence[Mapping[str, float]], peak_bytes: int, passages: int
) -> Iterator[Figure]:
    """Stages as the answers report them, and the memory of the process that gave them all."""
    for stage in _STAGES:
        yield spread(f"answer: {stage}", "ms", [timing[stage] for timing in timings])
    totals = [timing["total"] for timing in timings]
    yield spread("whole answer", "ms", totals, Target(300 if passages < SMALL else 500, "p95"))
    yield single("peak memory, all answers", "MB", peak_bytes / 1e6, len(timings), Target(600))


def _milliseconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000
