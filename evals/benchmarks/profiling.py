"""Where the time goes, by stage: a thread that looks at the working thread now and then.

The time since the last look counts for the stage that is found: that of the innermost function
that `stages` names. No function is slowed down for being called often.
"""

from __future__ import annotations

import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import FrameType

from evals.benchmarks.figures import Figure, single

_EVERY_S = 0.002
_OURS = ("corpus", "ingest", "assistant")

Stages = Mapping[str, str]
"""Module, package or module.function to the stage that it is part of; the longest name counts."""

INGEST: Stages = {
    "ingest.connectors": "read",
    "ingest.readers": "read",
    "ingest.pipeline": "read",
    "ingest.preparing": "read",
    "ingest.chunking": "chunk",
    "corpus.embedding": "embed",
    "corpus.embedding.minilm.count_tokens": "count tokens",
    "corpus.embedding.sentence_transformer.count_tokens": "count tokens",
    "corpus.catalog": "catalog",
    "corpus.dense": "vector index",
    "corpus.folding": "vector index",
    "corpus.segments": "vector index",
    "corpus.tail": "vector index",
    "corpus.vectors": "vector index",
    "corpus.lexical": "lexical index",
    "corpus.lexicon": "lexical index",
}
ANSWER: Stages = {
    "corpus.embedding": "embed",
    "corpus.embedding.minilm.count_tokens": "rank",
    "corpus.embedding.sentence_transformer.count_tokens": "rank",
    "corpus.dense": "dense",
    "corpus.segments": "dense",
    "corpus.tail": "dense",
    "corpus.vectors": "dense",
    "corpus.lexical": "lexical",
    "corpus.lexicon": "lexical",
    "corpus.catalog": "fetch",
    "assistant.triage": "triage",
    "assistant.query": "understand",
    "assistant.intent": "rank",
    "assistant.retrieval": "rank",
    "assistant.evidence": "rank",
    "assistant.ranking": "rank",
    "assistant.population": "rank",
    "assistant.sufficiency": "rank",
    "assistant.selection": "rank",
    "assistant.extractive": "compose",
    "assistant.leads": "compose",
    "assistant.printed": "compose",
    "assistant.followup": "compose",
    "assistant.notices": "compose",
    "assistant.verification": "verify",
    "assistant.support": "verify",
}


@dataclass(frozen=True, slots=True)
class Share:
    """A stage and its part of the whole time, 0 to 1."""

    stage: str
    share: float
    seconds: float


class StageSampler:
    """Watches the thread that enters it, from `with` to its end."""

    def __init__(self, stages: Stages) -> None:
        self._stages = stages
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._ended = threading.Event()
        self._watched = 0
        self._watcher = threading.Thread(target=self._watch, name="stages", daemon=True)

    def __enter__(self) -> StageSampler:
        self._watched = threading.get_ident()
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._watcher.join()

    def shares(self) -> list[Share]:
        """The stages, largest first; their shares add up to 1, if there was time to look at all."""
        total = sum(self._seconds.values())
        ordered = sorted(self._seconds.items(), key=lambda item: -item[1])
        return [Share(s, seconds / total, seconds) for s, seconds in ordered]

    def _watch(self) -> None:
        last = time.perf_counter()
        while not self._ended.wait(_EVERY_S):
            frame = sys._current_frames().get(self._watched)
            now = time.perf_counter()
            self._seconds[stage_of([*_names(frame)], self._stages)] += now - last
            last = now


def stage_of(stack: Sequence[str], stages: Stages) -> str:
    """The stage of a stack of dotted names, innermost first.

    Without a stage, time counts for the innermost module of ours, so that none of it is lost.
    """
    for name in stack:
        prefix = name
        while prefix:
            if prefix in stages:
                return stages[prefix]
            prefix = prefix.rpartition(".")[0]
    ours = (name.rpartition(".")[0] for name in stack if name.split(".")[0] in _OURS)
    return next(ours, "other")


def profile_figures(of: str, shares: Sequence[Share]) -> Iterator[Figure]:
    """A figure a stage: its share of the time of `of`."""
    for share in shares:
        yield single(f"{of}: {share.stage}", "%", 100 * share.share)


def _names(frame: FrameType | None) -> Iterator[str]:
    while frame is not None:
        yield f"{frame.f_globals.get('__name__', '')}.{frame.f_code.co_name}"
        frame = frame.f_back
