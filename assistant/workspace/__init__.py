"""The workspace: saved answers, their reviews, conversations and feedback, in its own database.

Entry points open it, pages and commands use its parts. Any number of processes may write at once.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from assistant.workspace.articles import Articles
from assistant.workspace.conversations import Conversations
from assistant.workspace.database import Database
from assistant.workspace.feedback import Feedback
from assistant.workspace.model import Holdings, Purged
from assistant.workspace.opening import open_database
from assistant.workspace.retention import purge
from assistant.workspace.reviewing import Reviewing
from assistant.workspace.trail import Trail

if TYPE_CHECKING:
    from corpus.settings import Settings


class Workspace:
    """What people made of the answers.

    articles       save, open, search and list; the approved answer to a question
    reviewing      submit, take up, comment, edit, request changes, approve, retire; who and when
    trail          the tamper-evident record of every review event: verify, export
    conversations  a person's own questions, found again after a reload; delete
    feedback       thumbs and reasons for each statement; counts, export
    """

    def __init__(self, database: Database, library: Holdings) -> None:
        self._database = database
        self.trail = Trail(database)
        self.articles = Articles(database, library)
        self.reviewing = Reviewing(database, library)
        self.conversations = Conversations(database, library)
        self.feedback = Feedback(database)

    @classmethod
    def open(cls, settings: Settings, library: Holdings) -> Self:
        """Open the workspace of the home folder, creating it where there is none.

        Raises WorkspaceError where the file is damaged, from a newer Galen or cannot be written.
        """
        return cls(open_database(settings.workspace_place), library)

    def close(self) -> None:
        """Let the file go. The workspace cannot be used afterwards."""
        self._database.close()

    def purge(self, now: datetime, days: int) -> Purged:
        """Delete what is older than `days` for good; nothing where `days` is 0. See `retention`."""
        return purge(self._database, now, days)
