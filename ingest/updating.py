"""Brings everything that a manifest names up to date, and finds what is no longer there.

`galen ingest` without places and the Sources page call it.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING

from corpus.errors import GalenError, UnknownSource
from corpus.model import PutStatus
from corpus.records import PutOutcome
from ingest.connectors import places
from ingest.connectors.ledger import Delivered, Ledger
from ingest.connectors.manifest import Entry, Manifest
from ingest.connectors.places import Place
from ingest.connectors.remote import Remote
from ingest.document import Candidate
from ingest.pipeline import Intake, ingest

if TYPE_CHECKING:
    from collections.abc import Callable

    OpenRemote = Callable[[Entry], Remote]


@dataclass(frozen=True, slots=True)
class Begun:
    """An entry of the manifest that is being gone through."""

    place: str


@dataclass(frozen=True, slots=True)
class Gone:
    """A source whose file is no longer there; `removed` from the library if that was asked for."""

    source_id: str
    location: str
    removed: bool


Event = Begun | PutOutcome | Gone


@dataclass(slots=True)
class _Seen:
    """Of one entry with files: what was met in this run."""

    ledger: Ledger
    locations: set[str] = field(default_factory=set)


class Update:
    """One run over a manifest. `remote_for` opens the connectors with an entry's limit and kind."""

    def __init__(
        self, manifest: Manifest, intake: Intake, remote_for: OpenRemote, *, remove: bool
    ) -> None:
        self._manifest = manifest
        self._intake = intake
        self._remote_for = remote_for
        self._remove = remove
        self._held_now: set[str] = set()
        self._failures = 0

    def run(self) -> Iterator[Event]:
        """What happened, entry by entry; at the end what is gone. One failure stops no other.

        Where something failed, files may only be out of reach: then nothing is said to be gone.
        """
        looked_at: list[_Seen] = []
        for entry in self._manifest.entries:
            if entry.enabled:
                yield Begun(entry.place)
                seen = yield from self._entry(entry)
                looked_at += [seen] if seen is not None else []
        if self._failures == 0:
            for seen in looked_at:
                yield from self._gone(seen)

    def _entry(self, entry: Entry) -> Generator[Event, None, _Seen | None]:
        """Returns what was seen of files; None for a query, whose records only ever come."""
        try:
            place = places.parse(entry.place, self._manifest.base)
        except GalenError as error:
            self._failures += 1
            yield PutOutcome(entry.place, PutStatus.FAILED, 0, str(error))
            return None
        intake = replace(
            self._intake, kind=entry.kind, approve=entry.approve, licence=entry.licence
        )
        with closing(self._remote_for(entry)) as remote:
            seen = _Seen(remote.ledgers.of_files(place.text)) if place.is_local else None
            yield from ingest(self._noted(place, remote, seen), intake)
        return seen

    def _noted(self, place: Place, remote: Remote, seen: _Seen | None) -> Iterator[Candidate]:
        for candidate in place.candidates(remote):
            if seen is None:
                yield candidate
            else:
                seen.locations.add(candidate.location)
                yield replace(candidate, settle=partial(self._settle, seen, candidate.location))

    def _settle(self, seen: _Seen, location: str, outcome: PutOutcome) -> None:
        self._failures += outcome.status is PutStatus.FAILED
        self._held_now.add(outcome.source_id)
        seen.ledger.settle(location)(outcome)

    def _gone(self, seen: _Seen) -> Iterator[Gone]:
        """Sources of files that are not there any more, and that no other file gives now."""
        for delivered in seen.ledger.all():
            if delivered.key not in seen.locations:
                yield from self._leave(delivered, seen.ledger)

    def _leave(self, delivered: Delivered, ledger: Ledger) -> Iterator[Gone]:
        source = delivered.source
        moved = not source or source in self._held_now
        if moved or not ledger.held({delivered.key: delivered}):
            ledger.forget(delivered.key)
            return
        if self._remove:
            with suppress(UnknownSource):  # somebody else was quicker
                self._intake.library.remove(source)
            ledger.forget(delivered.key)
        yield Gone(source, delivered.key, self._remove)
