"""Anticipated questions: which sentence answers a question that was foreseen in other words.

A curator writes down what a sentence will be asked by. A reader's question is compared with those,
question with question, which is nearer than question with statement. `Library` holds one; every
process keeps the lists in memory, and reads them again when a list or one of its sources changes.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from corpus.catalog import Catalog
from corpus.catalog.anticipated import Placed
from corpus.following import NOTHING
from corpus.records import Anticipated, Nearness
from corpus.stored_embeddings import StoredEmbeddings
from corpus.text.words import content_stems

_A_BATCH = 256
_BEST = 400
"""Sentences that are handed out: far more than an answer ever looks at."""

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class _Held:
    """One state of the lists: questions in order, those of one sentence side by side.

    `vectors` (questions, dimension) are of length one; `starts` is where each sentence begins.
    """

    stamps: tuple[tuple[str, str], ...]
    sources: frozenset[str]  # held or not: one that comes may have the answer
    questions: tuple[Placed, ...]
    vectors: Floats

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        keys = [(each.passage_id, each.answer) for each in self.questions]
        return np.array([n for n, key in enumerate(keys) if n == 0 or keys[n - 1] != key], np.intp)

    @cached_property
    def words(self) -> _Words:
        return _Words([frozenset(content_stems(each.question)) for each in self.questions])


class _Words:
    """The words of many questions, each weighted by how few of them have it."""

    def __init__(self, stems: Sequence[frozenset[str]]) -> None:
        frequency = Counter(stem for each in stems for stem in each)
        total = len(stems)
        self._idf = {s: math.log(1 + (total - f + 0.5) / (f + 0.5)) for s, f in frequency.items()}
        self._having: Mapping[str, list[int]] = defaultdict(list)
        for n, each in enumerate(stems):
            for stem in each:
                self._having[stem].append(n)
        self._weight = np.array([sum(self._idf[s] for s in each) for each in stems], np.float32)

    def shared(self, own: AbstractSet[str], widened: AbstractSet[str]) -> Floats:
        """Of each question the weight that it shares, as a share of all that either has, 0 to 1.

        Words that the asker's stand for count as shared, and as nothing that must be met.
        """
        same, more = self._sum(own), self._sum(widened - own)
        asked = sum(self._idf.get(stem, 0.0) for stem in own)
        either = np.maximum(asked + self._weight - same, 1e-6)
        share: Floats = np.minimum((same + more) / either, 1.0)
        return share

    def _sum(self, stems: AbstractSet[str]) -> Floats:
        weights = np.zeros(len(self._weight), np.float32)
        for stem in sorted(stems & self._idf.keys()):
            weights[self._having[stem]] += self._idf[stem]
        return weights


class Anticipation:
    """The questions of one library's lists, searched exactly."""

    def __init__(self, catalog: Catalog, embeddings: StoredEmbeddings) -> None:
        self._catalog = catalog
        self._lists = catalog.anticipated
        self._embeddings = embeddings
        nothing = np.empty((0, embeddings.dimension), np.float32)
        self._held = _Held((), frozenset(), (), nothing)
        self._head = NOTHING

    def replace(self, origin: str, questions: Sequence[Anticipated]) -> Iterator[int]:
        """Keep a list in place of what it gave before, its questions embedded first.

        Yields how many are embedded at a time; the list is kept when all are.
        """
        for batch in _batches([each.question for each in questions]):
            self._embeddings.matrix(batch)
            yield len(batch)
        self._lists.replace(origin, questions)

    def lacking(self) -> int:
        """How many questions have no vector of the model in use."""
        return self._embeddings.absent([each.question for each in self._lists.placed()])

    def catch_up(self) -> Iterator[int]:
        """Embed what has no vector of the model in use; yields how many at a time."""
        for batch in _batches([each.question for each in self._lists.placed()]):
            yield self._embeddings.absent(batch)
            self._embeddings.matrix(batch)

    def near(
        self, vector: Floats, own: AbstractSet[str], widened: AbstractSet[str]
    ) -> dict[tuple[str, str], Nearness]:
        """How near the sentences' questions are, by passage id and sentence, the nearest ones.

        `own` and `widened` are the stems of a question and of what its words stand for.
        """
        held = self._current()
        if not held.questions:
            return {}
        meaning = _two_best(held.vectors @ vector, held.starts)
        words = np.maximum.reduceat(held.words.shared(own, widened), held.starts)
        best = np.argsort(-(meaning + words), kind="stable")[:_BEST]
        named = ((held.questions[held.starts[n]], n) for n in best)
        return {
            (first.passage_id, first.answer): Nearness(float(meaning[n]), float(words[n]))
            for first, n in named
        }

    def _current(self) -> _Held:
        stamps = self._lists.stamps()
        if not stamps and not self._held.stamps:
            return self._held
        head = self._catalog.head()
        if stamps != self._held.stamps or (head != self._head and self._moved()):
            self._held = self._read(stamps)
        self._head = head
        return self._held

    def _moved(self) -> bool:
        """Whether a source that has questions changed since they were read."""
        changed = self._catalog.changed_after(self._head.sequence)
        return any(each.source_id in self._held.sources for each in changed)

    def _read(self, stamps: tuple[tuple[str, str], ...]) -> _Held:
        """What has no vector of the model in use is left out until `catch_up`."""
        placed = self._lists.placed()
        vectors = self._embeddings.known([each.question for each in placed])
        usable = [(p, v) for p, v in zip(placed, vectors, strict=True) if v is not None]
        rows = np.array([vector for _, vector in usable], np.float32)
        return _Held(
            stamps,
            self._lists.sources(),
            tuple(each for each, _ in usable),
            rows.reshape(-1, self._embeddings.dimension),
        )


def _two_best(scores: Floats, starts: NDArray[np.intp]) -> Floats:
    """The mean of the two highest scores of each group; of one alone, that one."""
    best = np.maximum.reduceat(scores, starts)
    sizes = np.diff(starts, append=len(scores))
    rest = scores.copy()
    rest[_first_where(scores == np.repeat(best, sizes), starts, sizes)] = -np.inf
    second = np.maximum.reduceat(rest, starts)
    mean: Floats = np.where(sizes > 1, (best + second) / 2, best).astype(np.float32)
    return mean


def _first_where(
    hit: NDArray[np.bool_], starts: NDArray[np.intp], sizes: NDArray[np.intp]
) -> NDArray[np.intp]:
    """The first hit of each group, each of which has one."""
    places = np.flatnonzero(hit)
    groups = np.repeat(np.arange(len(starts)), sizes)[places]
    firsts: NDArray[np.intp] = places[np.unique(groups, return_index=True)[1]]
    return firsts


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    return (texts[start : start + _A_BATCH] for start in range(0, len(texts), _A_BATCH))
