"""Which documents of a large collection ingest is measured on: the same ones every time."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from corpus.errors import SourceError
from ingest.document import Candidate, RawDocument

_GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class Survey:
    """The documents that were chosen, in order of choice, of the `found` that there are.

    `reading_s` is what finding and fetching all of them took, `unreadable` how many failed.
    """

    documents: tuple[RawDocument, ...]
    found: int
    unreadable: int
    reading_s: float

    def first(self, count: int) -> Survey:
        """The same survey with the documents that were chosen first."""
        return replace(self, documents=self.documents[:count])


def survey(places: Callable[[], Iterable[Candidate]], most: int) -> Survey:
    """Look the places through twice, to count and to fetch; keep at most `most` documents.

    Connectors stream, hence the second look: a candidate may be fetched only as it comes by.
    """
    found = sum(1 for _ in places())
    wanted = {index: place for place, index in enumerate(islice(even_order(found), most))}
    kept: dict[int, RawDocument] = {}
    unreadable = 0
    begun = time.perf_counter()
    for index, candidate in enumerate(places()):
        try:
            raw = candidate.fetch()
        except SourceError:
            unreadable += 1
            continue
        if index in wanted:
            kept[wanted[index]] = raw
    took = time.perf_counter() - begun
    return Survey(tuple(kept[place] for place in sorted(kept)), found, unreadable, took)


def even_order(count: int) -> Iterator[int]:
    """Every index once, by a fixed stride; the first n lie evenly over all, for any n.

    The stride is the golden section of the count: by the three-distance theorem (Sos 1957) gaps
    between the first n multiples have at most three lengths.
    """
    stride = max(1, round(count * _GOLDEN))
    while math.gcd(stride, max(count, 1)) > 1:
        stride += 1
    return (number * stride % count for number in range(count))


def candidates(documents: Sequence[RawDocument]) -> Iterator[Candidate]:
    """Documents that were fetched already, as the pipeline takes them."""
    for raw in documents:
        yield Candidate(raw.location, partial(_same, raw))


def _same(raw: RawDocument) -> RawDocument:
    return raw
