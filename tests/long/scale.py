"""Builds a library of a million passages out of a real one, and times it on the way.

    python -m tests.long.scale --like HOME --home NEW_HOME --passages 32000 100000 320000 1000000

Sources, sentences and vectors are recombined, not embedded: a source is the first part of one real
source and the last part of another, a vector the mixture of a real passage's and a stranger's. At
each size: passages/s and where the time went, disk, memory, and milliseconds of the gold questions.
An interrupted run goes on from what the new home holds.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import library_folder
from corpus.catalog import Catalog
from corpus.embedding import Embedder, open_embedder
from corpus.library import Library
from corpus.model import Passage, Sentence, SourceText, Span
from corpus.search_text import search_items
from corpus.settings import Settings
from corpus.stored_embeddings import StoredEmbeddings
from evals.benchmarks.machine import peak_memory
from evals.benchmarks.profiling import INGEST, StageSampler
from evals.benchmarks.retrieving import found
from evals.gold import bundled_gold, load_gold
from ui.bench_homes import session_in
from ui.child_process import in_process

OWN_PART = 0.8
"""Of a recombined vector: near enough to its passage to be found with it, never the same twice."""
ROUND = 64
"""Sources that are put together."""


class RecombinedVectors:
    """An Embedder whose vectors are told beforehand, under another model's name."""

    def __init__(self, model: Embedder) -> None:
        self.name, self.fingerprint, self.dimension = model.name, model.fingerprint, model.dimension
        self.count_tokens = model.count_tokens
        self.told: dict[str, NDArray[np.float32]] = {}

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return np.stack([self.told[text] for text in texts])


@dataclass(frozen=True, slots=True)
class RealText:
    """A real source with the vector of each of its passages, (passages, dimension)."""

    text: SourceText
    vectors: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Step:
    """What was measured at one size. Milliseconds are the median and the 95th percentile."""

    passages: int
    sources: int
    built_passages: int
    build_s: float
    shares: dict[str, float]
    disk_mb: dict[str, float]
    building_peak_mb: float
    retrieve_ms: tuple[float, float]
    embed_ms: tuple[float, float]
    answer_ms: tuple[float, float]
    answering_peak_mb: float


def real_texts(settings: Settings, model: Embedder) -> list[RealText]:
    """All sources of the home that have passages, with the vectors that it holds of them."""
    library = Library.open(settings, model)
    lock = library_folder.writer_lock(settings.library_path, 0.0)
    file = settings.library_path / "catalog.sqlite"
    catalog = Catalog.open(file, writable=False, migrating=lock)
    stored = StoredEmbeddings(catalog, model)
    found = []
    for source_id, entry in library.entries().items():
        text = library.source_text(source_id)
        vectors = stored.known([item.dense_text for item in search_items(text)])
        if vectors and not entry.source.retracted and all(v is not None for v in vectors):
            found.append(RealText(text, np.asarray(vectors, np.float32)))
    catalog.close()
    library.close()
    return found


def recombined(number: int, real: Sequence[RealText]) -> tuple[SourceText, NDArray[np.float32]]:
    """The `number`th new source: of two real ones, the same for the same number."""
    chance = random.Random(number)
    one = real[number % len(real)]
    same_section = [r for r in chance.choices(real, k=40) if _section(r) == _section(one)]
    other = same_section[0] if same_section else one
    source = replace(
        one.text.source,
        id=f"recombined-{number}",
        title=f"{one.text.source.title} ({number})",
        family=f"recombined-{number}",
        doi=None,
        pmid=None,
        supersedes=(),
    )
    first, last = _part(one, last=False), _part(other, last=True)
    cut = Span(first[0].span.start, first[-1].span.end)
    rest = Span(last[0].span.start, last[-1].span.end)
    text = f"{cut.of(one.text.text)}\n\n{rest.of(other.text.text)}"
    moves = [(one, cut, -cut.start), (other, rest, cut.end - cut.start + 2 - rest.start)]
    passages = [
        replace(p, span=_moved(p.span, by), source_id=source.id)
        for (_, _, by), part in zip(moves, (first, last), strict=True)
        for p in part
    ]
    passages = [
        replace(p, ordinal=n, id=Passage.make_id(source.id, n, p.text))
        for n, p in enumerate(passages)
    ]
    sentences = [s for real_text, span, by in moves for s in _kept(real_text, span, by)]
    rows = [*(p.ordinal for p in first), *(len(one.vectors) + p.ordinal for p in last)]
    own = np.concatenate([one.vectors, other.vectors])[rows]
    strangers = np.stack([_any_vector(chance, real) for _ in rows])
    mixed = OWN_PART * own + (1 - OWN_PART) * strangers
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    return SourceText(source, text, tuple(sentences), tuple(passages)), mixed


def _section(real: RealText) -> str:
    return real.text.source.section.value


def _part(real: RealText, *, last: bool) -> Sequence[Passage]:
    passages, half = real.text.passages, (len(real.text.passages) + 1) // 2
    return passages[-half:] if last else passages[:half]


def _kept(real: RealText, span: Span, by: int) -> Iterator[Sentence]:
    for sentence in real.text.sentences:
        if span.holds(sentence.span) and all(span.holds(lead) for lead in sentence.lead_ins):
            yield replace(
                sentence,
                span=_moved(sentence.span, by),
                lead_ins=tuple(_moved(lead, by) for lead in sentence.lead_ins),
            )


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)


def _any_vector(chance: random.Random, real: Sequence[RealText]) -> NDArray[np.float32]:
    vectors = chance.choice(real).vectors
    row: NDArray[np.float32] = vectors[chance.randrange(len(vectors))]
    return row


def build(settings: Settings, real: Sequence[RealText], model: Embedder, size: int) -> Step:
    """Fill the home up to `size` passages, then ask it the gold questions."""
    vectors = RecombinedVectors(model)
    library = Library.open(settings, vectors)
    before, begun = library.passage_count, time.perf_counter()
    number = len(library.entries())
    with StageSampler(INGEST) as sampler:
        while library.passage_count < size:
            made = [recombined(n, real) for n in range(number, number + ROUND)]
            number += ROUND
            vectors.told = {
                item.dense_text: row
                for text, rows in made
                for item, row in zip(search_items(text), rows, strict=True)
            }
            for _ in library.put_many(text for text, _ in made):
                pass
            rate = (library.passage_count - before) / (time.perf_counter() - begun)
            sys.stderr.write(f"\r{library.passage_count:,} passages, {rate:,.0f}/s")
    seconds, built = time.perf_counter() - begun, library.passage_count - before
    library.close()
    shares = {share.stage: round(share.share, 4) for share in sampler.shares()}
    return _asked(settings, built, seconds, shares, peak_memory() / 1e6)


def _asked(
    settings: Settings, built: int, seconds: float, shares: dict[str, float], peak_mb: float
) -> Step:
    questions = [gold.question for gold in load_gold(bundled_gold("core"))]
    with session_in(settings) as session:
        timed = [*found(questions, session.assistant.retriever, session.embedder, None)]
        passages, sources = session.library.passage_count, len(session.library.entries())
    answered = in_process(_answers, settings, questions)
    return Step(
        passages,
        sources,
        built,
        round(seconds, 1),
        shares,
        {part.name: _megabytes(part) for part in sorted(settings.library_path.iterdir())},
        round(peak_mb),
        _middle_and_tail([each.retrieve for each in timed]),
        _middle_and_tail([each.embed for each in timed]),
        _middle_and_tail(answered[0]),
        round(answered[1] / 1e6),
    )


def _answers(settings: Settings, questions: Sequence[str]) -> tuple[list[float], int]:
    with session_in(settings) as session:
        session.assistant.ask(questions[0])
        timings = [session.assistant.ask(q).timings_ms["total"] for q in questions]
        return timings, peak_memory()


def _megabytes(part: Path) -> float:
    files = [part] if part.is_file() else [f for f in part.rglob("*") if f.is_file()]
    unique = {(f.stat().st_dev, f.stat().st_ino): f.stat().st_size for f in files}
    return round(sum(unique.values()) / 1e6, 1)


def _middle_and_tail(values: Sequence[float]) -> tuple[float, float]:
    middle, tail = np.percentile(values, [50, 95])
    return round(float(middle), 1), round(float(tail), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--like", type=Path, required=True, help="a home with real sources")
    parser.add_argument("--home", type=Path, required=True, help="a home to build")
    parser.add_argument("--passages", type=int, nargs="+", required=True, help="sizes, in order")
    asked = parser.parse_args()
    like, new = Settings(home=asked.like), Settings(home=asked.home)
    model = open_embedder(like)
    real = real_texts(like, model)
    sys.stderr.write(f"{len(real):,} real sources of {asked.like}\n")
    for size in asked.passages:
        step = build(new, real, model, size)
        sys.stdout.write(f"{json.dumps(asdict(step))}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
