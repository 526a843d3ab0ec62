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
    """Milliseconds of one question. `plain` is LangChain's similarity search, where it ran."""

    embed: float
    retrieve: float
    plain: float | None


@dataclass(frozen=True, slots=True)
class Sized:
    """What a library of so many passages took, question by question."""

    passages: int
    timed: Sequence[Found]

    @property
    def middle(self) -> float:
        """Milliseconds of the median retrieval."""
        return median(each.retrieve for each in self.timed)


def found(
    questions: Sequence[str],
    retriever: Retriever,
    embedder: Embedder,
    plain: Callable[[str], object] | None,
) -> Iterator[Found]:
    """Each question through each system in turn, after one question that is not counted."""
    for number, question in enumerate([EXAMPLE, *questions]):
        query = understand(question)
        timed = _search(query, retriever, embedder, plain, embed_first=number % 2 == 0)
        if number:
            yield timed


def _search(
    query: Query,
    retriever: Retriever,
    embedder: Embedder,
    plain: Callable[[str], object] | None,
    *,
    embed_first: bool,
) -> Found:
    embed = 0.0
    if embed_first:
        embed = _milliseconds(lambda: embedder.embed([query.text]))
    retrieve = _milliseconds(lambda: retriever.retrieve(query))
    if not embed_first:
        embed = _milliseconds(lambda: embedder.embed([query.text]))
    searched = _milliseconds(lambda: plain(query.question)) if plain is not None else None
    return Found(embed, retrieve, searched)


def retrieval_figures(here: Sized, grown: Sized | None = None) -> Iterator[Figure]:
    """Embedding, the whole retrieval, what it takes beyond embedding and in a larger library."""
    timed = here.timed
    yield spread("embed a question", "ms", [each.embed for each in timed])
    yield spread("retrieve", "ms", [each.retrieve for each in timed], Target(60, "p95"))
    above = [each.retrieve - each.embed for each in timed]
    yield spread("retrieve, above embedding", "ms", above, Target(15))
    if grown is None:
        yield not_measured("retrieve, 1,000,000 passages / 32,000", "x", _GROWTH, Target(3))
        return
    name = f"retrieve, {grown.passages:,} passages / {here.passages:,}"
    yield single(name, "x", grown.middle / here.middle, len(grown.timed), Target(3))


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
