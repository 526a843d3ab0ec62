"""What librarians fetch from the Sources page: PubMed, Europe PMC, web addresses, the manifest.

Who may is checked here, whatever a page shows. A place is never a file of this machine: only the
manifest, which stands in the home folder, names those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.workspace.model import Person
from assistant.workspace.permission import require_role
from corpus.model import SourceKind
from ingest.connectors import manifest, places
from ingest.pipeline import Intake, ingest
from ingest.updating import Event, Update
from ui.connecting import connect
from ui.uploads import LIBRARIANS, Uploads

if TYPE_CHECKING:
    from ingest.connectors.manifest import Entry, Manifest
    from ingest.connectors.remote import Remote
    from ingest.document import RawDocument
    from ui.session import Session

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to fetch: a place as on the command line, what it is, and how many records of it."""

    place: str
    kind: SourceKind = SourceKind.OTHER
    limit: int | None = None


class Fetching:
    """Fetches for one person. What gives orders to machines goes to the quarantine."""

    def __init__(self, session: Session, uploads: Uploads, by: Person) -> None:
        self._session = session
        self._uploads = uploads
        self._by = by

    def fetch(self, wanted: Wanted, say: Say) -> Iterator[Event]:
        """What became of each document. Raises NotAllowed, UsageError."""
        require_role(self._by, LIBRARIANS, "add sources")
        place = places.parse_remote(wanted.place)
        remote = connect(self._session, say, kind=wanted.kind, limit=wanted.limit)
        with closing(remote):
            yield from ingest(place.candidates(remote), self._intake(wanted.kind))

    def manifest(self) -> Manifest | None:
        """The manifest of the home folder, if there is one. Raises UsageError where it is wrong."""
        file = self._session.settings.home / manifest.NAME
        return manifest.read(file) if file.exists() else None

    def update(self, wanted: Manifest, say: Say) -> Iterator[Event]:
        """Bring what the manifest names up to date; nothing is removed. Raises NotAllowed."""
        require_role(self._by, LIBRARIANS, "add sources")

        def remote_for(entry: Entry) -> Remote:
            return connect(
                self._session, say, kind=entry.kind, licence=entry.licence, limit=entry.limit
            )

        update = Update(wanted, self._intake(SourceKind.OTHER), remote_for, remove=False)
        yield from update.run()

    def _intake(self, kind: SourceKind) -> Intake:
        library, count = self._session.library, self._session.embedder.count_tokens

        def hold(raw: RawDocument, intake: Intake, detail: str) -> None:
            self._uploads.hold(raw, intake.kind, intake.licence, self._by, detail)

        return Intake(library, count, kind, hold=hold)
