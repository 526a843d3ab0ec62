"""Putting: sources into the catalog: embedded in windows, committed one by one, made findable.

`Library.put_many` calls it, and holds the writer's lock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from corpus.catalog import Catalog
from corpus.model import PutStatus, SourceText, content_hash
from corpus.records import PutOutcome
from corpus.search_text import search_items
from corpus.stored_embeddings import StoredEmbeddings

PASSAGES_A_WINDOW = 64
"""Passages of several sources that are embedded together; enough to fill the model's batches."""
FRESH_S = 1.0
"""For how long a committed source may be missing from the lexical index."""
SECONDS_A_TEXT = 0.05
"""How long embedding takes, until that has been measured."""
PUBLISHING_SHARE = 0.1
"""Publishing may take this share of the time, so that an accelerator does not wait for it."""

_STORED = frozenset(
    {
        PutStatus.ADDED,
        PutStatus.UPDATED,
        PutStatus.SUPERSEDED,
        PutStatus.RETRACTED,
        PutStatus.REMOVED,
    }
)


class Putting:
    """One run. `keep_up` publishes to the indexes what has been committed.

    `given` are vectors that were computed before, by the hash of their texts.
    """

    def __init__(
        self,
        catalog: Catalog,
        embeddings: StoredEmbeddings,
        keep_up: Callable[[], None],
        given: Mapping[str, bytes] = MappingProxyType({}),
    ) -> None:
        self._catalog = catalog
        self._embeddings = embeddings
        self._keep_up = keep_up
        self._given = given
        self._waiting_since: float | None = None
        self._seconds_a_text = SECONDS_A_TEXT
        self._cheap_from = 0.0

    def put(self, texts: Iterable[SourceText]) -> Iterator[PutOutcome]:
        """An outcome for each, in order. The indexes follow also when this is closed early."""
        try:
            for window in _windows(texts):
                for outcome in self._put_window(window):
                    if outcome.status in _STORED and self._waiting_since is None:
                        self._waiting_since = time.monotonic()
                    self._publish_if_late(soon=0.0)
                    yield outcome
        finally:
            self._publish()

    def _put_window(self, window: Sequence[SourceText]) -> Iterator[PutOutcome]:
        outcomes = [self._catalog.judge(text) for text in window]
        new = [text for text, done in zip(window, outcomes, strict=True) if done is None]
        hashed = {id(text): dense_texts(text) for text in new}
        vectors = self._embedded([t for texts in hashed.values() for t in texts.values()])
        for text, done in zip(window, outcomes, strict=True):
            if done is not None:
                yield done
            else:
                own = {key: vectors[key] for key in hashed[id(text)] if key in vectors}
                yield self._catalog.put(text, self._embeddings.model, own)

    def _embedded(self, texts: Sequence[str]) -> dict[str, bytes]:
        """The vectors that the catalog lacks. What waits is published before, if that is cheap
        beside embedding, or if it would wait too long.
        """
        lacking = self._embeddings.lacking(texts)
        ready = {key: self._given[key] for key in lacking if key in self._given}
        missing = {key: text for key, text in lacking.items() if key not in ready}
        if missing and time.monotonic() >= self._cheap_from:
            self._publish_waiting()
        self._publish_if_late(soon=len(missing) * self._seconds_a_text)
        begun = time.monotonic()
        vectors = self._embeddings.embedded(missing)
        if missing:
            self._seconds_a_text = (time.monotonic() - begun) / len(missing)
        return ready | vectors

    def _publish_if_late(self, *, soon: float) -> None:
        since = self._waiting_since
        if since is not None and time.monotonic() - since + soon > FRESH_S / 2:
            self._publish_waiting()

    def _publish_waiting(self) -> None:
        if self._waiting_since is not None:
            self._publish()

    def _publish(self) -> None:
        begun = time.monotonic()
        self._waiting_since = None
        self._keep_up()
        ended = time.monotonic()
        self._cheap_from = ended + (ended - begun) / PUBLISHING_SHARE


def dense_texts(text: SourceText) -> dict[str, str]:
    """What is embedded of a source, by SHA-256. Nothing of a retracted one, never searched."""
    if text.source.retracted:
        return {}
    return {content_hash(item.dense_text): item.dense_text for item in search_items(text)}


def _windows(texts: Iterable[SourceText]) -> Iterator[list[SourceText]]:
    window: list[SourceText] = []
    for text in texts:
        window.append(text)
        if sum(max(len(each.passages), 1) for each in window) >= PASSAGES_A_WINDOW:
            yield window
            window = []
    if window:
        yield window
