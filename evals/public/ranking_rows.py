"""How high each system ranks the gold sources: the rows that several data sets share."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from evals.metrics import ranking
from evals.public.asking import Asked
from evals.public.figures import GALEN, Row, mean, share
from evals.public.plain import SYSTEMS

Gold = Mapping[str, Collection[str]]
"""Question id -> the ids of the sources that should be found; never empty."""

ALL_SYSTEMS = (GALEN, *SYSTEMS)


def found_among_first(
    asked: Sequence[Asked], gold: Gold, what: str, cutoffs: Sequence[int]
) -> Iterator[Row]:
    """A gold source among the first k distinct sources (success at k), system by system."""
    for k in cutoffs:
        for system in ALL_SYSTEMS:
            hits = (not set(gold[a.id]).isdisjoint(a.sources[system][:k]) for a in asked)
            yield share(f"{what} among the first {k}" if k > 1 else f"{what} first", system, hits)


def reciprocal_rank_rows(asked: Sequence[Asked], gold: Gold) -> Iterator[Row]:
    yield from averaged("mean reciprocal rank", asked, gold, ranking.reciprocal_rank)


def averaged(
    measure: str,
    asked: Sequence[Asked],
    gold: Gold,
    of: Callable[[Sequence[str], Collection[str]], float],
) -> Iterator[Row]:
    """The mean over questions of a measure of one ranked list, system by system."""
    for system in ALL_SYSTEMS:
        yield mean(measure, system, (of(a.sources[system], gold[a.id]) for a in asked))
