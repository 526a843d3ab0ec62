"""What a place has delivered to this library so far, so that it is not fetched again.

One file a place, in the library's folder: who throws the library away, throws this away with it.
A line is added for every document that was settled, after it was committed. A line that broke off
is passed over: its document is fetched again, which costs a request and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from corpus.errors import LibraryReadOnly
from corpus.model import PutStatus
from corpus.records import PutOutcome

Holds = Callable[[Collection[str]], Collection[str]]
"""Of source ids, those that the library holds."""

_STORED = frozenset(
    {
        PutStatus.ADDED,
        PutStatus.UPDATED,
        PutStatus.UNCHANGED,
        PutStatus.SUPERSEDED,
        PutStatus.RETRACTED,
    }
)
_UNSETTLED = frozenset({PutStatus.FAILED, PutStatus.QUARANTINED})
"""These may end in another way next time, and are always asked for again."""
_IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Delivered:
    """A document by its key. `source` is the id that it is held under, "" where it is not.

    `mark` is whatever tells the place's versions of it apart.
    """

    key: str
    source: str
    mark: str = ""


class Ledger:
    """The record of one place. Runs are begun and finished; one that is not was interrupted."""

    def __init__(self, file: Path, place: str, versions: str, holds: Holds) -> None:
        self._file = file
        self._place = place
        self._versions = versions
        self._holds = holds
        self._delivered: dict[str, Delivered] = {}
        self._this_run: set[str] = set()
        self._begun: str | None = None
        self._valid = not versions  # a ledger of files has no runs
        self.current_since: str | None = None
        """When the last finished run began, as `begin` was told; None before the first."""
        for line in self._lines():
            self._replay(line)

    @property
    def interrupted(self) -> bool:
        """Whether the last run was not finished."""
        return self._begun is not None

    def begin(self, today: str) -> None:
        """A new run, or the interrupted one again."""
        if self._begun is None:
            self._add({"begun": today, "place": self._place, "versions": self._versions})

    def finish(self) -> None:
        """Everything that the place offered was drawn."""
        self._add({"finished": self._begun})

    def delivered(self, key: str) -> Delivered | None:
        return self._delivered.get(key)

    def all(self) -> tuple[Delivered, ...]:
        return tuple(self._delivered.values())

    def still_current(self, keys: Iterable[str], modified: Container[str]) -> dict[str, Delivered]:
        """Of these, what need not be fetched, by key: it was settled in the run that goes on, or
        in a finished one and is not modified; and the library has not lost it.
        """
        settled = {
            key: self._delivered[key]
            for key in keys
            if key in self._this_run
            or (self.current_since and key in self._delivered and key not in modified)
        }
        return self.held(settled)

    def held(self, delivered: Mapping[str, Delivered]) -> dict[str, Delivered]:
        """Without what the library has lost since."""
        ids = [each.source for each in delivered.values() if each.source]
        held: set[str] = set()
        for start in range(0, len(ids), _IDS_AT_ONCE):
            held.update(self._holds(ids[start : start + _IDS_AT_ONCE]))
        return {k: each for k, each in delivered.items() if not each.source or each.source in held}

    def settle(self, key: str, mark: str = "") -> Callable[[PutOutcome], None]:
        """What writes down how a document ended, for `Candidate.settle`."""
        return partial(self._settle, key, mark)

    def forget(self, key: str) -> None:
        """It is no longer there, and what came of it has left the library."""
        self._add({"gone": key})

    def _settle(self, key: str, mark: str, outcome: PutOutcome) -> None:
        if outcome.status in _UNSETTLED:
            return
        source = outcome.source_id if outcome.status in _STORED else ""
        entry = Delivered(key, source, mark)
        if entry != self._delivered.get(key) or (self.interrupted and key not in self._this_run):
            self._add(asdict(entry))

    def _replay(self, line: dict[str, str | None]) -> None:
        """One line of the file, in order."""
        if "begun" in line:
            self._valid = line.get("versions") == self._versions
            if not self._valid:
                self._delivered, self.current_since = {}, None
            self._begun, self._this_run = line["begun"] if self._valid else None, set()
        elif not self._valid:
            return
        elif "finished" in line:
            self.current_since, self._begun, self._this_run = line["finished"], None, set()
        elif "gone" in line:
            self._delivered.pop(str(line["gone"]), None)
        else:
            entry = Delivered(str(line.get("key")), str(line.get("source")), str(line.get("mark")))
            self._delivered[entry.key] = entry
            if self._begun is not None:
                self._this_run.add(entry.key)

    def _add(self, line: dict[str, str | None]) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with self._file.open("ab") as file:
                # After a line that broke off, the next one begins on its own.
                lead = b"\n" if file.tell() and not self._ends_whole() else b""
                file.write(lead + json.dumps(line).encode("ascii") + b"\n")
        except OSError as error:
            raise LibraryReadOnly(
                f"{self._file} cannot be written ({error.strerror}): check the disk and its"
                " permissions"
            ) from error
        self._replay(line)

    def _ends_whole(self) -> bool:
        with self._file.open("rb") as file:
            file.seek(-1, 2)
            return file.read(1) == b"\n"

    def _lines(self) -> Iterator[dict[str, str | None]]:
        try:
            text = self._file.read_text("ascii", errors="replace")
        except FileNotFoundError:
            return
        for line in text.splitlines():
            try:
                read = json.loads(line)
            except ValueError:
                continue
            if isinstance(read, dict):
                yield read


@dataclass(frozen=True, slots=True)
class Ledgers:
    """Where ledgers are kept. `versions` names what would read the documents."""

    folder: Path
    versions: str
    holds: Holds

    def of(self, place: str) -> Ledger:
        """What was delivered by another version of the readers does not count."""
        return self._open(place, self.versions)

    def of_files(self, place: str) -> Ledger:
        """For files, which are looked at every time: what became of them counts for ever."""
        return self._open(f"files:{place}", "")

    def _open(self, place: str, versions: str) -> Ledger:
        digest = hashlib.sha256(place.encode()).hexdigest()[:24]
        return Ledger(self.folder / f"{digest}.jsonl", place, versions, self.holds)
