"""The one exception tree. Caught once, at the entry points, and shown as one line.

GalenError
├── UsageError            the caller asked for something that cannot be (exit 2)
│   ├── QuestionError     an empty, oversized or unreadable question
│   └── SettingsError     a setting that is missing or wrong
├── LibraryError          the library cannot be read or written
│   ├── LibraryBusy       another process is writing
│   ├── LibraryReadOnly   the home folder cannot be written
│   ├── IndexBroken       an index disagrees with the catalog
│   └── UnknownSource     no source has this id
├── WorkspaceError        saved answers and reviews cannot be read or written
│   ├── WorkspaceBusy     another process keeps the database
│   ├── Conflict          somebody else changed the article meanwhile
│   ├── NotAllowed        this person, or an article in this status, may not
│   ├── EditRefused       an edit of a statement does not hold
│   └── UnknownRecord     no article or conversation has this id
├── ModelError            the embedding model cannot be found, or is not the one expected
├── ModelServerError      the language model's server refused, failed or did not answer in time
│   ├── ContextTooLong    the request holds more than the model can read
│   └── RequestStopped    whoever waited for the reply wants it no longer
├── ClusterError          the Ray cluster cannot be used, or is gone
├── SourceError           a document cannot be read
│   └── UnsupportedFormat no reader knows this format
├── GoldError             a gold file holds mistakes
└── MissingExtra          an optional dependency is not installed

Every message is one line and says what to do next.
"""

from __future__ import annotations


class GalenError(Exception):
    """Anything Galen reports to a person. `exit_code` is the command line's."""

    exit_code = 1


class UsageError(GalenError):
    """The caller asked for something that cannot be."""

    exit_code = 2


class QuestionError(UsageError):
    """The question is empty, too long or not text."""


class SettingsError(UsageError):
    """A setting is missing or wrong."""


class LibraryError(GalenError):
    """The library cannot be read or written."""


class LibraryBusy(LibraryError):
    """Another process holds the writer's lock."""


class LibraryReadOnly(LibraryError):
    """The home folder cannot be written."""


class IndexBroken(LibraryError):
    """An index disagrees with the catalog; `galen doctor` rebuilds it."""


class UnknownSource(LibraryError):
    """No source in the library has this id."""

    exit_code = 2


class WorkspaceError(GalenError):
    """Saved answers and reviews cannot be read or written."""


class WorkspaceBusy(WorkspaceError):
    """Another process keeps the workspace's database to itself."""


class Conflict(WorkspaceError):
    """Somebody else changed the article after this person saw it."""


class NotAllowed(WorkspaceError):
    """The person has not the role for it, or the article not the status."""

    exit_code = 2


class EditRefused(WorkspaceError):
    """An edit names no statement, or its words fail verification."""

    exit_code = 2


class UnknownRecord(WorkspaceError):
    """No article or conversation has this id, or it is somebody else's."""

    exit_code = 2


class ModelError(GalenError):
    """The embedding model cannot be found, or is not the one expected."""


class ModelServerError(GalenError):
    """The language model's server refused, failed, or did not answer in time.

    `detail` is what the server said, shortened and without the key: for whoever runs Galen, never
    for a reader, since nobody has checked it.
    """

    def __init__(self, message: str, detail: str = "") -> None:
        super().__init__(message)
        self.detail = detail


class ContextTooLong(ModelServerError):
    """The request holds more than the model can read: less of it may do."""


class RequestStopped(ModelServerError):
    """Whoever waited for the reply wants it no longer."""


class ClusterError(GalenError):
    """The Ray cluster that shares the work of an ingest cannot be used, or is gone."""


class SourceError(GalenError):
    """A document cannot be read."""


class UnsupportedFormat(SourceError):
    """No reader knows this format."""


class GoldError(GalenError):
    """A gold file holds mistakes, all of them listed in the message."""

    exit_code = 2


class MissingExtra(GalenError):
    """An optional dependency is not installed; the message names the extra."""
