"""How an index follows the catalog: whether what is published can be used, and what it lacks.

Used by `corpus.dense` and `corpus.lexical`. Nothing is published before it is complete, and each
step can be done twice, so that a process may die anywhere and the next one goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from corpus.catalog import Catalog
from corpus.catalog.following import Changed, Head
from corpus.errors import IndexBroken
from corpus.manifest import Manifest
from corpus.records import Pending
from corpus.search_text import SearchItem, search_items
from corpus.segment_place import Published

NOTHING = Head(0, "")


def fault(publication: Published, catalog: Catalog) -> str | None:
    """Why the published index cannot be used, in words, or None."""
    manifest = publication.current()
    if manifest is None:
        lost = publication.is_unreadable()
        return "the record of the index is damaged" if lost else "the index is not built yet"
    if manifest.built_for != publication.built_for:
        return f"the index was built for {manifest.built_for}, now {publication.built_for}"
    if manifest.fingerprint != publication.fingerprint:
        return f"the index for {manifest.built_for} was built by another version of Galen"
    if not catalog.is_at(Head(manifest.change, manifest.change_hash)):
        return "the index is of another library, or of another state of this one"
    damage = publication.damage(manifest.segments)
    return f"the index is damaged ({damage})" if damage is not None else None


def to_rebuild(publication: Published, catalog: Catalog) -> Pending | None:
    """What must be built anew, None where the index can be used or nothing is to be found."""
    why = fault(publication, catalog)
    if why is None or (publication.current() is None and catalog.head() == NOTHING):
        return None
    return Pending(why, sum(changed.passages for changed in catalog.changed_after(0)))


class Shown:
    """The published state that this process has open, replaced when another is published."""

    def __init__(
        self, publication: Published, catalog: Catalog, show: Callable[[Manifest], None]
    ) -> None:
        """`show` opens a manifest's segments; it raises IndexBroken where one is gone."""
        self._publication = publication
        self._catalog = catalog
        self._show = show
        self.manifest: Manifest | None = None

    def refresh(self) -> Manifest | None:
        """What is open, brought up to date; None where there is nothing to be found.

        Raises IndexBroken where what is published cannot be used.
        """
        while (published := self._publication.current()) is not None:
            if published is self.manifest:
                return published
            why = fault(self._publication, self._catalog)
            if why is None:
                self._try(published)
            elif self._publication.current() is published:
                return self._kept(published.fingerprint, why)
        if self._catalog.head() == NOTHING:
            return self.manifest
        return self._kept(self._publication.fingerprint, "the index is not there or is damaged")

    def forget(self) -> None:
        self.manifest = None

    def _kept(self, fingerprint: str, why: str) -> Manifest:
        """What is open, if it was lost or damaged under us: it is whole and needs no files."""
        if self.manifest is None or fingerprint != self._publication.fingerprint:
            raise IndexBroken(f"{why}: run galen doctor to build it again")
        return self.manifest

    def _try(self, published: Manifest) -> None:
        try:
            self._show(published)
        except IndexBroken:
            # Unless another process published meanwhile, and removed what this one names.
            if self._publication.current() is published:
                raise
        else:
            self.manifest = published


def windows(changed: Sequence[Changed], passages: int) -> Iterator[list[Changed]]:
    """Sources in order, as many at a time as are work for about that many passages."""
    window: list[Changed] = []
    work = 0
    for each in changed:
        window.append(each)
        work += each.work
        if work >= passages:
            yield window
            window, work = [], 0
    if window:
        yield window


def items_of(catalog: Catalog, changed: Sequence[Changed]) -> list[SearchItem]:
    """The passages that an index has to take in of these sources."""
    return [
        item
        for each in changed
        if each.passages
        for item in search_items(catalog.source_text(each.source_id))
    ]
