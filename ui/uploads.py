"""Files that people add from the page: kept in the home folder, taken in one by one, or held back.

The Sources page calls it, and `ui.fetching` for what is fetched. Who may add sources is checked
here, whatever a page shows.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from assistant.workspace.model import Person, Role
from assistant.workspace.permission import require_role
from corpus.errors import SourceError
from corpus.model import PutStatus, SourceKind
from corpus.records import PutOutcome
from ingest.connectors import files
from ingest.connectors.archives import is_readable
from ingest.connectors.settled import given
from ingest.document import RawDocument
from ingest.pipeline import Intake, ingest
from ingest.readers import READABLE, read

if TYPE_CHECKING:
    from ui.session import Session

LIBRARIANS = frozenset({Role.LIBRARIAN, Role.ADMIN})
_UNSAFE = re.compile(r"[^\w.+ -]+")
_LONGEST = 120
_LONGEST_STEM = 80
_NOT_TEXT = frozenset({".pdf", ".docx"})


@dataclass(frozen=True, slots=True)
class Held:
    """A file in quarantine: somebody must read it before it is taken in. `detail` tells why.

    `location` is where a fetched document came from; "" for a file that was uploaded. `licence` is
    the one that it was fetched with, if any.
    """

    name: str
    kind: str
    uploaded_by: str
    detail: str
    location: str = ""
    licence: str | None = None


class Uploads:
    """The folder of uploaded files, and the quarantine beside it."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._folder = session.settings.home / "uploads"
        self._quarantine = session.settings.home / "quarantine"

    def take_in(self, name: str, data: bytes, kind: SourceKind, by: Person) -> Iterator[PutOutcome]:
        """Keep a file and ingest what it holds. Raises NotAllowed, SourceError.

        A file with instruction-like text goes to the quarantine as a whole.
        """
        require_role(by, LIBRARIANS, "add sources")
        safe = _safe_name(name)
        yield from self._ingest(_written(self._folder / safe, data), kind, by, approve=False)

    def held(self) -> tuple[Held, ...]:
        """The files in quarantine, by name."""
        notes = sorted(self._quarantine.glob("*.held.json"))
        return tuple(Held(**json.loads(note.read_text("utf-8"))) for note in notes)

    def text_of(self, held: Held, by: Person) -> str:
        """What a held file says, to be read before it is approved: of a PDF or a Word file, what
        would be taken in.
        """
        require_role(by, LIBRARIANS, "read the quarantine")
        name = _safe_name(held.name)
        data = (self._quarantine / name).read_bytes()
        if PurePath(name).suffix.lower() not in _NOT_TEXT:
            return data.decode("utf-8", errors="replace")
        try:
            document = read(RawDocument(data, held.location or name, name), SourceKind(held.kind))
        except SourceError as error:
            return str(error)
        return "\n\n".join([document.source.title, *(block.text for block in document.blocks)])

    def approve(self, held: Held, by: Person) -> Iterator[PutOutcome]:
        """Take a held file in as it is."""
        require_role(by, LIBRARIANS, "approve sources")
        name = _safe_name(held.name)
        data = (self._quarantine / name).read_bytes()
        if held.location:
            raw = RawDocument(data, held.location, name)
            intake = replace(self._intake(SourceKind(held.kind)), approve=True)
            yield from ingest([given(raw)], replace(intake, licence=held.licence))
        else:
            path = _written(self._folder / name, data)
            yield from self._ingest(path, SourceKind(held.kind), by, approve=True)
        self._forget(held)

    def reject(self, held: Held, by: Person) -> None:
        """Delete a held file."""
        require_role(by, LIBRARIANS, "reject sources")
        self._forget(held)

    def hold(
        self, raw: RawDocument, kind: SourceKind, licence: str | None, by: Person, detail: str
    ) -> None:
        """Put a fetched document into the quarantine, named by where it came from."""
        require_role(by, LIBRARIANS, "add sources")
        digest = hashlib.sha256(raw.location.encode()).hexdigest()[:8]
        ending = "".join(PurePath(raw.name).suffixes[-1:])
        stem = raw.location.replace("/", "_").replace(".", "_")[:_LONGEST_STEM]
        name = _safe_name(f"{stem}-{digest}{ending}")
        _written(self._quarantine / name, raw.data)
        note = Held(name, kind.value, by.name, held_reason(detail), raw.location, licence)
        self._note(note)

    def _ingest(
        self, path: Path, kind: SourceKind, by: Person, *, approve: bool
    ) -> Iterator[PutOutcome]:
        intake = replace(self._intake(kind), approve=approve)
        for outcome in ingest(files.candidates(path), intake):
            if outcome.status is PutStatus.QUARANTINED and path.exists():
                self._hold(path, kind, by, held_reason(outcome.detail))
            yield outcome

    def _hold(self, path: Path, kind: SourceKind, by: Person, detail: str) -> None:
        self._quarantine.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.replace(self._quarantine / path.name)
        self._note(Held(path.name, kind.value, by.name, detail))

    def _note(self, note: Held) -> None:
        (self._quarantine / f"{note.name}.held.json").write_text(json.dumps(asdict(note)), "utf-8")

    def _intake(self, kind: SourceKind) -> Intake:
        return Intake(self._session.library, self._session.embedder.count_tokens, kind)

    def _forget(self, held: Held) -> None:
        name = _safe_name(held.name)
        (self._quarantine / f"{name}.held.json").unlink(missing_ok=True)
        (self._quarantine / name).unlink(missing_ok=True)


def held_reason(detail: str) -> str:
    """A message without its last part, which says what to do next on the command line."""
    return detail.rpartition(": ")[0] or detail


def _safe_name(name: str) -> str:
    """A file name that is one and stays in its folder. Raises SourceError for unread formats."""
    safe = _UNSAFE.sub("_", PurePath(name.replace("\\", "/")).name).strip(" .")
    stem, dot, ending = safe.partition(".")
    safe = f"{stem[:_LONGEST]}{dot}{ending[-_LONGEST:]}"
    if not stem or not is_readable(safe):
        readable = ", ".join(sorted(READABLE))
        raise SourceError(
            f"{name!r} is in no format that Galen reads: it reads {readable}, also as .gz, .tar,"
            " .tar.gz and .tgz"
        )
    return safe


def _written(path: Path, data: bytes) -> Path:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.write_bytes(data)
    return path
