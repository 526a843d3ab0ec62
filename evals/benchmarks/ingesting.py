"""How fast documents become passages: beside the bare model, and beside a plain LangChain pipeline.

`galen bench` calls it with an empty library in a temporary home. Systems take turns on slices of
the same documents, since a machine is not equally fast from one minute to the next.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from corpus.model import PutStatus, SourceText
from corpus.records import PutOutcome
from corpus.search_text import search_items
from evals.benchmarks.figures import Figure, Target, not_measured, single
from evals.benchmarks.sampling import Survey, candidates
from ingest.document import RawDocument
from ingest.pipeline import Intake, ingest

if TYPE_CHECKING:
    from corpus.embedding import Embedder
    from corpus.library import Library
    from evals.benchmarks.baseline import PlainPipeline
    from evals.benchmarks.watching import WatchedEmbedder

PASSAGES = 1200
"""Passages that are enough where no number of sources is given: three minutes on two cores."""
A_ROUND = 400
_SHARE_OF_MODEL = Target(85, at_least=True)
_BEYOND_PLAIN = Target(1.15, at_least=True)
_FAIR = "Galen / LangChain, source text (fair)"
_BEYOND_PLAIN_INT8 = Target(1.5, at_least=True)
_FAIR_INT8 = "Galen in int8 / LangChain, source text (fair)"
_FIRST_ROUND = 4
_AGAIN = 5
_STORED = frozenset({PutStatus.ADDED, PutStatus.UPDATED, PutStatus.SUPERSEDED})

Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Timed:
    """What one system did with a round: units are passages, texts or chunks."""

    units: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Round:
    """One slice of the documents, through each system. `characters` are of source text.

    `in_model_s` is how much of Galen's time was the model's. `embed` is the model alone on the
    texts that Galen embeds; `plain` is LangChain's pipeline.
    """

    sources: int
    characters: int
    galen: Timed
    in_model_s: float
    embed: Timed
    plain: Timed | None


def rounds(
    documents: Sequence[RawDocument],
    library: Library,
    embedder: WatchedEmbedder,
    plain: PlainPipeline | None,
    *,
    passages: int | None,
) -> Iterator[Round]:
    """Ingest slices of about `A_ROUND` passages, until there are `passages` or no documents left.

    A slice is an ingest of its own, ended and searchable, into the same library, which embeds with
    this embedder.
    """
    start, size, stored = 0, _FIRST_ROUND, 0
    while start < len(documents) and (passages is None or stored < passages):
        done = _round(documents[start : start + size], library, embedder, plain)
        yield done
        start, stored = start + size, stored + done.galen.units
        size = max(1, round(A_ROUND * done.sources / max(done.galen.units, 1)))


def _round(
    documents: Sequence[RawDocument],
    library: Library,
    embedder: WatchedEmbedder,
    plain: PlainPipeline | None,
) -> Round:
    before = embedder.seconds
    outcomes, ingest_s = _timed(lambda: _ingested(documents, library, embedder))
    in_model_s = embedder.seconds - before
    stored = [outcome for outcome in outcomes if outcome.status in _STORED]
    texts = [library.source_text(outcome.source_id) for outcome in stored]
    embedded = [*dict.fromkeys(item.dense_text for text in texts for item in search_items(text))]
    _, embed_s = _timed(lambda: embedder.embed(embedded))
    chunks = None
    if plain is not None:
        chunks = Timed(*_timed(lambda: plain.ingest([_searched(text) for text in texts])))
    return Round(
        sources=len(documents),
        characters=sum(len(_searched(text)) for text in texts),
        galen=Timed(sum(outcome.passages for outcome in stored), ingest_s),
        in_model_s=in_model_s,
        embed=Timed(len(embedded), embed_s),
        plain=chunks,
    )


def _ingested(
    documents: Sequence[RawDocument], library: Library, embedder: Embedder
) -> list[PutOutcome]:
    return [*ingest(candidates(documents), Intake(library, embedder.count_tokens))]


def _searched(text: SourceText) -> str:
    """The words of a source that can be found: all its passages."""
    return "\n\n".join(passage.text for passage in text.passages)


def _timed(work: Callable[[], Done]) -> tuple[Done, float]:
    begun = time.perf_counter()
    done = work()
    return done, time.perf_counter() - begun


def ingest_figures(done: Sequence[Round]) -> Iterator[Figure]:
    """Galen's rate, the bare model's, and the share of the one in the other."""
    sources = sum(each.sources for each in done)
    passages = sum(each.galen.units for each in done)
    if not passages:
        yield not_measured("ingest, end to end", "passages/s", "the data hold no passages")
        return
    texts = sum(each.embed.units for each in done)
    galen_s = sum(each.galen.seconds for each in done)
    embed_s = sum(each.embed.seconds for each in done)
    n = len(done)
    yield single(
        "ingest, end to end",
        "passages/s",
        passages / galen_s,
        n,
        note=f"{passages:,} passages of {sources:,} sources in {galen_s:.1f} s, {n} rounds",
    )
    yield single("the model alone, same texts", "passages/s", texts / embed_s, n)
    yield single(
        "ingest, share of the model's rate",
        "%",
        100 * embed_s / galen_s,
        n,
        _SHARE_OF_MODEL,
        _range([100 * each.embed.seconds / each.galen.seconds for each in done], "%"),
    )
    # The same with nothing taking turns: no noise, but the batches are those of the ingest.
    in_model_s = sum(each.in_model_s for each in done)
    yield single("time in the model, of the ingest", "%", 100 * in_model_s / galen_s, n)


def plain_figures(done: Sequence[Round], *, int8: bool = False) -> Iterator[Figure]:
    """LangChain's rates, and Galen's over them: fair in source text, since chunks overlap.

    `int8` says how Galen's model ran; LangChain's always runs in full precision.
    """
    pairs = [(each, each.plain) for each in done if each.plain is not None]
    chunks = sum(plain.units for _, plain in pairs)
    if not chunks:
        return
    n = len(pairs)
    characters = sum(each.characters for each, _ in pairs)
    plain_s = sum(plain.seconds for _, plain in pairs)
    galen_s = sum(each.galen.seconds for each, _ in pairs)
    passages = sum(each.galen.units for each, _ in pairs)
    yield single("plain LangChain ingest", "chunks/s", chunks / plain_s, n)
    yield single("plain LangChain ingest", "characters/s", characters / plain_s, n)
    yield single("Galen's ingest, same text", "characters/s", characters / galen_s, n)
    yield single(
        _FAIR_INT8 if int8 else _FAIR,
        "x",
        plain_s / galen_s,
        n,
        _BEYOND_PLAIN_INT8 if int8 else _BEYOND_PLAIN,
        _range([plain.seconds / each.galen.seconds for each, plain in pairs], "x")
        + f"; {characters / passages:,.0f} characters a passage, "
        f"{characters / chunks:,.0f} a chunk",
    )
    yield single(
        "Galen / LangChain, passages over chunks",
        "x",
        (passages / galen_s) / (chunks / plain_s),
        n,
    )
    if not int8:
        why = "the model runs in full precision: set GALEN_EMBEDDING_PRECISION=int8"
        yield not_measured(_FAIR_INT8, "x", why, _BEYOND_PLAIN_INT8)


def no_plain_figure(why: str) -> Figure:
    """What stands for the figures of LangChain where it cannot be run."""
    return not_measured(_FAIR, "x", why, _BEYOND_PLAIN)


def again_figures(found: Survey, library: Library, embedder: Embedder) -> Iterator[Figure]:
    """Finding and reading the sources, and ingest of those that the library holds unchanged."""
    read_s = found.reading_s / max(found.found, 1)
    yield single(
        "find and read the sources", "sources/s", 1 / read_s if read_s else 0.0, found.found
    )
    runs = [_timed(lambda: _ingested(found.documents, library, embedder)) for _ in range(_AGAIN)]
    outcomes, _ = runs[0]
    unchanged = sum(outcome.status is PutStatus.UNCHANGED for outcome in outcomes)
    if not unchanged:
        yield not_measured("re-ingest, nothing changed", "sources/s", "no source was unchanged")
        return
    again_s = sum(seconds for _, seconds in runs) / _AGAIN / len(outcomes)
    others = len(outcomes) - unchanged
    yield single(
        "re-ingest, nothing changed",
        "sources/s",
        1 / (read_s + again_s),
        len(outcomes),
        Target(2000, at_least=True),
        f"finding and reading included; {others} of them were read again"
        if others
        else "finding and reading included",
    )


def _range(values: Sequence[float], unit: str) -> str:
    decimals = 2 if unit == "x" else 0
    return f"rounds {min(values):.{decimals}f} to {max(values):.{decimals}f} {unit}"
