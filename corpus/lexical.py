"""WordIndex: passages by their words, one published generation of a tantivy index after another.

`Library` asks and follows it. A generation begins as links to the files of the one before, which
tantivy never changes, so that a small addition writes little and readers keep what they opened.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

from corpus import lexicon
from corpus.catalog import Catalog
from corpus.catalog.following import Changed, Head
from corpus.errors import IndexBroken
from corpus.following import Shown, fault, items_of, to_rebuild, windows
from corpus.lexicon import LexicalIndex, Words
from corpus.manifest import Manifest, Segment, StoredFile, stored_files
from corpus.model import Section
from corpus.publication import Publication
from corpus.records import IndexHit, Pending, QueryTerm
from corpus.search_text import LEXICAL_TEXT_VERSION, SearchItem, lexical_texts
from corpus.views import View, cannot_open

STEP = 2000
"""Passages in one step: a commit of the index, and one progress report."""
REPLACED = ".json"
"""tantivy replaces files of this ending, and never changes others."""


class WordIndex:
    """The passages that match words best, as of what was published last. For several threads."""

    def __init__(self, folder: Path, catalog: Catalog, view: View) -> None:
        fingerprint = (
            f"{lexicon.ANALYSER}/text {LEXICAL_TEXT_VERSION}/layout {lexicon.LAYOUT_VERSION}"
        )
        self._catalog = catalog
        self._view = view
        self._publication = Publication(folder, fingerprint, "words")
        self._shown = Shown(self._publication, catalog, self._open)
        self._index: LexicalIndex | None = None
        self._lock = threading.RLock()

    # -- Reading

    def search(self, terms: Sequence[QueryTerm], section: Section, k: int) -> list[IndexHit]:
        """The `k` passages of a section that match best, best first, with BM25 scores.

        Raises IndexBroken where what is published cannot be used.
        """
        index = self._refreshed()
        return index.search(terms, section, k) if index is not None else []

    def document_frequency(self, term: str) -> int:
        """How many passages hold the term, stemmed, several words as a phrase."""
        index = self._refreshed()
        return index.document_frequency(term) if index is not None else 0

    @property
    def passage_count(self) -> int:
        index = self._refreshed()
        return index.passage_count if index is not None else 0

    def ids(self) -> dict[Section, set[str]]:
        """Everything that can be found. Raises IndexBroken."""
        index = self._refreshed()
        return index.ids() if index is not None else {section: set() for section in Section}

    def pending(self) -> Pending | None:
        """What `catch_up` would do."""
        rebuild = to_rebuild(self._publication, self._catalog)
        manifest = self._publication.current()
        if rebuild is not None or manifest is None:
            return rebuild
        changed = self._catalog.changed_after(manifest.change)
        passages = sum(each.passages for each in changed)
        return Pending(f"{len(changed)} sources changed since", passages) if changed else None

    def is_broken(self) -> bool:
        """Whether what is published cannot be used: that is repaired on purpose, not in passing."""
        published = self._publication.current()
        return published is not None and fault(self._publication, self._catalog) is not None

    def damage(self) -> str | None:
        """The first damaged file, found by reading them all."""
        manifest = self._publication.current()
        return self._publication.damage(manifest.segments, thorough=True) if manifest else None

    def close(self) -> None:
        with self._lock:
            self._shown.forget()
            self._drop()

    def _refreshed(self) -> LexicalIndex | None:
        with self._lock:
            self._shown.refresh()
            return self._index

    def _open(self, manifest: Manifest) -> None:
        opened = [self._loaded(segment) for segment in manifest.segments]
        self._drop()
        self._index = next(iter(opened), None)

    def _loaded(self, segment: Segment) -> LexicalIndex:
        published = self._publication.folder / segment.folder
        with ExitStack() as on_failure:
            try:
                shown = self._view.of(published, segment, copied=())
            except OSError as error:
                raise IndexBroken(cannot_open(published, error)) from error
            on_failure.callback(self._view.drop, shown)
            index = LexicalIndex(shown)
            index.load()
            on_failure.pop_all()
        return index

    def _drop(self) -> None:
        # Not closed: a search of another thread may be using it, and needs only what it has open.
        if self._index is not None:
            self._view.drop(self._index.folder)
        self._index = None

    # -- Following; needs the writer's lock

    def keep_up(self) -> None:
        """After a change: publish it."""
        for _ in self.catch_up():
            pass

    def catch_up(self) -> Iterator[int]:
        """Do what is pending; yields the number of passages of each step."""
        manifest = self._publication.current()
        if manifest is None or fault(self._publication, self._catalog) is not None:
            yield from self.rebuild()
        elif changed := self._catalog.changed_after(manifest.change):
            head, retired = self._catalog.head(), self._catalog.retired_after(manifest.change)
            yield from self._build(head, changed, manifest.segments, retired)

    def rebuild(self) -> Iterator[int]:
        """Build from the catalog alone; yields as `catch_up`.

        What is published stays so until the new index is complete.
        """
        head = self._catalog.head()
        yield from self._build(head, self._catalog.changed_after(0), (), ())

    def _build(
        self,
        head: Head,
        changed: Sequence[Changed],
        before: Sequence[Segment],
        retired: Sequence[str],
    ) -> Iterator[int]:
        """Publish a generation: the one before, less what was retired, and the changed sources."""
        self._publication.prepare()
        if not changed:
            self._publication.publish(head, ())
            return
        generation = self._publication.new_segment(head.sequence)
        with ExitStack() as on_failure:
            on_failure.callback(shutil.rmtree, generation, ignore_errors=True)
            shared = _linked(self._publication.folder, before, generation)
            index = LexicalIndex(generation)
            for window in windows(changed, STEP):
                items = items_of(self._catalog, window)
                index.update(retired, [_words(item) for item in items])
                retired = ()
                yield len(items)
            index.close()
            made = Segment(generation.name, head.sequence, stored_files(generation, shared))
            self._publication.publish(head, [made])
            on_failure.pop_all()


def _words(item: SearchItem) -> Words:
    texts = lexical_texts(item.source, item.passage, item.lead_in)
    return Words(item.passage.id, item.section, texts)


def _linked(index: Path, before: Sequence[Segment], generation: Path) -> list[StoredFile]:
    """Begin a generation with the files of the one before; returns those that both share."""
    shared = []
    for segment in before:
        for file in segment.files:
            source, target = index / segment.folder / file.path, generation / file.path
            if source.suffix == REPLACED:
                shutil.copyfile(source, target)
            else:
                _link(source, target)
                shared.append(file)
    return shared


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # a file system without links, as on some network shares
        shutil.copyfile(source, target)
