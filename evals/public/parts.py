"""What a data set asks of the benchmark: its questions, its sources, and how answers are scored.

Each data set's file builds `Part`s; the command asks their questions and has them measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

from evals.benchmarks.sampling import even_order
from evals.intervals import SEED
from evals.public.asking import Asked, Question
from evals.public.figures import Row
from ingest.document import Document

SHOWN_DEPTH = 20
"""Distinct sources that an answer tells to have found."""
TO_READ = 20
"""Answers that are written out for reading by eye."""

_Thing = TypeVar("_Thing")


@dataclass(frozen=True, slots=True)
class Measured:
    """The figures; what each question came to, as JSON-able dataclasses; texts to read by eye."""

    rows: tuple[Row, ...]
    records: tuple[Any, ...] = ()
    to_read: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One set of questions over one library.

    `documents` gives the sources of a library that is made for it; None asks the library of the
    home, which must then hold a source of `wanted` (if any are named), or `advice` is the error.
    `depth` is how many distinct sources of each ranking are looked at.
    """

    name: str
    about: tuple[str, ...]
    questions: tuple[Question, ...]
    measure: Callable[[Sequence[Asked]], Measured]
    documents: Callable[[], Iterable[Document]] | None = None
    wanted: frozenset[str] = frozenset()
    advice: str = ""
    depth: int = SHOWN_DEPTH


def spread_evenly(things: Sequence[_Thing], limit: int | None) -> tuple[_Thing, ...]:
    """At most `limit` of them at a fixed stride, in their order; always the same ones."""
    if limit is None or limit >= len(things):
        return tuple(things)
    chosen = [index for index, _ in zip(even_order(len(things)), range(limit), strict=False)]
    return tuple(things[index] for index in sorted(chosen))


def pooled(documents: Iterable[Document], gold: frozenset[str], most: int | None) -> list[Document]:
    """All documents; with `most`, the gold ones (by source id) and others up to that number."""
    every = list(documents)
    if most is None:
        return every
    others = [d for d in every if d.source.id not in gold]
    held = len(every) - len(others)
    kept = {d.source.id for d in spread_evenly(others, max(0, most - held))}
    return [d for d in every if d.source.id in gold or d.source.id in kept]


def seeded_sample(things: Sequence[_Thing], size: int = TO_READ) -> Iterator[_Thing]:
    """A random sample in the order of the things, the same for the same number of them."""
    picks = np.random.default_rng(SEED).permutation(len(things))[:size]
    return (things[index] for index in sorted(picks))
