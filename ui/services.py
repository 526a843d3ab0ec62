"""What the pages work with, opened once a process: library, assistant, workspace, uploads.

`ui/app.py` opens it and hands it to the pages; everything in it may be used by many threads.
"""

from __future__ import annotations

import gc
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ui.session import Session, open_session
from ui.uploads import Uploads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from assistant.assistant import Assistant
    from assistant.verification import Claim, Verified
    from assistant.workspace import Workspace
    from corpus.chat_server import Price
    from corpus.library import Library
    from corpus.settings import Settings


@dataclass(frozen=True)
class Services:
    """The objects behind the pages."""

    session: Session
    workspace: Workspace
    uploads: Uploads
    _open: ExitStack

    @property
    def library(self) -> Library:
        return self.session.library

    @property
    def assistant(self) -> Assistant:
        return self.session.assistant

    @property
    def settings(self) -> Settings:
        return self.session.settings

    @property
    def price(self) -> Price | None:
        """Of the language model's tokens, where it is known."""
        server = self.settings.chat_server
        return server.price if server else None

    def verify(self, claims: Sequence[Claim]) -> Sequence[Verified]:
        """Check a reviewer's words as an engine's are checked."""
        from assistant.verification import Verifier

        return Verifier(self.library).verify(claims)

    def close(self) -> None:
        """Let all files go."""
        self._open.close()


def open_services() -> Services:
    """Open everything; fill an empty library, and delete what the retention days have outlived."""
    from assistant.workspace import Workspace

    with ExitStack() as stack:
        session = stack.enter_context(open_session(fill=True))
        workspace = Workspace.open(session.settings, session.library)
        stack.callback(workspace.close)
        workspace.purge(datetime.now(UTC), session.settings.retention_days)
        # Warm what is imported on the first question, so that the first reader does not wait.
        session.assistant.ask("What is the target uric acid in gout?")
        if session.chat is not None:
            session.chat.prepare()
        # Streamlit collects garbage after every click. What stays for good, word lists and modules
        # above all, is not looked through again each time: that took more than half of a click.
        gc.collect()
        gc.freeze()
        return Services(session, workspace, Uploads(session), stack.pop_all())
