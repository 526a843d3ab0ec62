"""Keeps the two indexes equal to the catalog: what each was built for, how far it has followed.

`Library` calls it. An index records the last change it holds after it has written it, and every
step can be done twice, so that a process may die anywhere and the next one goes on.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from corpus import lexicon, vectors
from corpus.catalog import Catalog
from corpus.catalog.following import Changed
from corpus.errors import IndexBroken
from corpus.model import Section
from corpus.records import Pending
from corpus.search_text import (
    DENSE_TEXT_VERSION,
    LEXICAL_TEXT_VERSION,
    SearchItem,
    lexical_fields,
    search_items,
)
from corpus.stored_embeddings import StoredEmbeddings

if TYPE_CHECKING:
    from corpus.embedding import Embedder

STATE_FILE = "followed.json"


@dataclass(frozen=True, slots=True)
class IndexState:
    """What an index on disk holds: built how (`fingerprint`), for what (in words), up to where."""

    fingerprint: str
    built_for: str
    change: int


class Follower(Protocol):
    """One index with what it takes to follow the catalog."""

    folder: Path
    fingerprint: str
    built_for: str
    step: int
    """Passages in one step: a commit of the index, and one progress report."""

    def apply(self, retired: Sequence[str], items: Sequence[SearchItem]) -> None:
        """Take ids out, then put passages in. Doing it again changes nothing."""
        ...

    def ids(self) -> dict[Section, set[str]]: ...

    def reset(self) -> None: ...

    def close(self) -> None: ...


class VectorFollower:
    """The dense index: it depends on the model, the distance and the text that is embedded."""

    step = 64

    def __init__(
        self, index: vectors.VectorIndex, embeddings: StoredEmbeddings, embedder: Embedder
    ) -> None:
        self.index = index
        self.folder = index.folder
        self._embeddings = embeddings
        self.built_for = embedder.name
        self.fingerprint = (
            f"{embedder.fingerprint}/{embedder.dimension}/{vectors.DISTANCE}"
            f"/text {DENSE_TEXT_VERSION}/layout {vectors.LAYOUT_VERSION}"
        )

    def apply(self, retired: Sequence[str], items: Sequence[SearchItem]) -> None:
        self.index.delete(retired)
        for section in Section:
            chosen = [item for item in items if item.section is section]
            if chosen:
                matrix = self._embeddings.matrix([item.dense_text for item in chosen])
                self.index.upsert(section, [item.passage.id for item in chosen], matrix)

    def ids(self) -> dict[Section, set[str]]:
        return self.index.ids()

    def reset(self) -> None:
        self.index.reset()

    def close(self) -> None:
        self.index.close()


class LexicalFollower:
    """The lexical index: it depends on the analyser and on the text of its fields."""

    step = 2000
    built_for = "words"

    def __init__(self, index: lexicon.LexicalIndex) -> None:
        self.index = index
        self.folder = index.folder
        self.fingerprint = (
            f"{lexicon.ANALYSER}/text {LEXICAL_TEXT_VERSION}/layout {lexicon.LAYOUT_VERSION}"
        )

    def apply(self, retired: Sequence[str], items: Sequence[SearchItem]) -> None:
        if retired or items:
            added = [
                (i.passage.id, i.section, lexical_fields(i.source, i.passage, i.lead_in))
                for i in items
            ]
            self.index.update(retired, added)

    def ids(self) -> dict[Section, set[str]]:
        return self.index.ids()

    def reset(self) -> None:
        self.index.reset()

    def close(self) -> None:
        self.index.close()


class Followed:
    """An index as far as it has followed: knows when it is behind, and catches up."""

    def __init__(self, follower: Follower, catalog: Catalog) -> None:
        self._follower = follower
        self._catalog = catalog
        self._seen = self.state()

    def state(self) -> IndexState | None:
        """What the folder says, None where no index is, or where its record is unreadable."""
        try:
            record = (self._follower.folder / STATE_FILE).read_text("utf-8")
            return IndexState(**json.loads(record))
        except (FileNotFoundError, NotADirectoryError, ValueError, TypeError):
            return None

    def pending(self) -> Pending | None:
        state, head = self.state(), self._catalog.head().sequence
        if state is None and head == 0:
            return None
        behind = self._behind(state)
        passages = sum(changed.passages for changed in behind)
        if state is None:
            return Pending("the index is not built yet", passages)
        if state.fingerprint != self._follower.fingerprint:
            return Pending(self._why(state), passages)
        return Pending(f"{len(behind)} sources changed since", passages) if behind else None

    def _why(self, state: IndexState) -> str:
        now = self._follower.built_for
        if state.built_for == now:
            return f"the index for {now} was built by another version of Galen"
        return f"the index was built for {state.built_for}, now {now}"

    def catch_up(self) -> Iterator[int]:
        """Follow the catalog to its last change; yields the number of passages of each step."""
        state = self.state()
        if state is None or state.fingerprint != self._follower.fingerprint:
            self._follower.reset()
        change = self._change(state)
        behind = self._behind(state)
        if behind and change:
            self._follower.apply(self._catalog.retired_after(change), [])
        for window in _windows(behind, self._follower.step):
            items = [item for changed in window for item in self._items(changed)]
            self._follower.apply([], items)
            self._record(window[-1].sequence)
            yield len(items)

    def require_usable(self) -> bool:
        """Whether there is anything to query; opens the index again if others have written it.

        Raises IndexBroken if the index was built for another model or analyser.
        """
        state = self.state()
        if state != self._seen:
            self._follower.close()
            self._seen = state
        if state is not None and state.fingerprint == self._follower.fingerprint:
            return True
        pending = self.pending()
        if pending is not None:
            raise IndexBroken(f"{pending.reason}: run galen doctor to build it again")
        return False

    def reset(self) -> None:
        self._follower.reset()

    def ids(self) -> dict[Section, set[str]]:
        return self._follower.ids()

    def close(self) -> None:
        self._follower.close()

    def _change(self, state: IndexState | None) -> int:
        """The change to follow from: 0, from scratch, unless the index is of the right kind."""
        if state is None or state.fingerprint != self._follower.fingerprint:
            return 0
        return state.change

    def _behind(self, state: IndexState | None) -> list[Changed]:
        return self._catalog.changed_after(self._change(state))

    def _items(self, changed: Changed) -> Iterator[SearchItem]:
        if changed.passages:
            yield from search_items(self._catalog.source_text(changed.source_id))

    def _record(self, change: int) -> None:
        state = IndexState(self._follower.fingerprint, self._follower.built_for, change)
        _write_whole(self._follower.folder / STATE_FILE, json.dumps(asdict(state)))
        self._seen = state


def _windows(behind: Sequence[Changed], passages: int) -> Iterator[list[Changed]]:
    """Sources in order, as many at a time as hold about that many passages."""
    window: list[Changed] = []
    for changed in behind:
        window.append(changed)
        if sum(each.passages for each in window) >= passages:
            yield window
            window = []
    if window:
        yield window


def _write_whole(path: Path, content: str) -> None:
    """Write a file so that it holds either the old or the new content, whatever happens."""
    temporary = path.with_suffix(".new")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
