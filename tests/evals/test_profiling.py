"""Where the time goes: which stage a stack belongs to, and that all time is accounted for."""

from __future__ import annotations

import time

import pytest

from evals.benchmarks.profiling import ANSWER, INGEST, StageSampler, profile_figures, stage_of

CHUNKING = ("ingest.chunking._pack", "ingest.chunking.chunk", "ingest.pipeline.ingest")


@pytest.mark.parametrize(
    ("stack", "stage"),
    [
        (CHUNKING, "chunk"),
        (("corpus.embedding.minilm.count_tokens", *CHUNKING), "count tokens"),
        (("tokenizers.encode", "corpus.embedding.minilm.count_tokens", *CHUNKING), "count tokens"),
        (("corpus.embedding.minilm._forward", "corpus.embedding.minilm.embed"), "embed"),
        (("sqlite3.execute", "corpus.catalog.put", "corpus.library.put_many"), "catalog"),
        (("corpus.text.sentences.spans", *CHUNKING), "chunk"),
        (("corpus.library.put_many", "ingest.pipeline.ingest"), "read"),
        (("json.dumps", "corpus.brand_new.work", "corpus.library.put_many"), "corpus.brand_new"),
        (("threading.wait",), "other"),
        ((), "other"),
    ],
)
def test_the_innermost_named_function_decides(stack: tuple[str, ...], stage: str) -> None:
    assert stage_of(stack, INGEST) == stage


def test_only_whole_names_match() -> None:
    assert stage_of(["assistant.supporting.x"], ANSWER) == "assistant.supporting"
    assert stage_of(["assistant.support.x"], ANSWER) == "verify"


def _busy() -> None:
    end = time.perf_counter() + 0.2
    while time.perf_counter() < end:
        pass


def test_shares_add_up_and_the_busy_function_has_most_of_them() -> None:
    with StageSampler({f"{__name__}._busy": "busy"}) as sampler:
        _busy()
    first, *others = sampler.shares()
    assert first.stage == "busy"
    assert first.share > 0.5
    assert first.share + sum(other.share for other in others) == pytest.approx(1)
    assert {figure.unit for figure in profile_figures("test", sampler.shares())} == {"%"}


def test_no_time_has_no_shares() -> None:
    assert StageSampler(INGEST).shares() == []
