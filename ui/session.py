"""Builds what commands need: settings, model, library, assistant. Progress goes to stderr.

The only place where these objects are made; everything else receives them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Sized
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NoReturn

from tqdm import tqdm

from corpus.embedding import Embedder, open_embedder
from corpus.errors import LibraryBusy, LibraryReadOnly
from corpus.model import PutStatus, SourceKind
from corpus.records import Anticipated, Progress, PutOutcome
from corpus.settings import Settings, load_settings
from ui.terminal import plain

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from assistant.chat.openai_chat import OpenAIChat
    from corpus.library import Library
    from ingest.document import Candidate

SUCCESSES = frozenset(PutStatus) - {PutStatus.FAILED}


@dataclass(frozen=True)
class Session:
    """One process's library and what works on it."""

    settings: Settings
    embedder: Embedder
    library: Library

    @cached_property
    def assistant(self) -> Assistant:
        from assistant.assistant import Assistant
        from assistant.generative.uses import Use
        from assistant.readers import offered

        readers = offered(self.settings.patient_layout)
        budget = self.settings.llm_context_tokens
        uses = [Use(name) for name in self.settings.llm_uses]
        count = self.embedder.count_tokens
        return Assistant(self.library, count, readers, self.chat, budget, uses)

    @cached_property
    def chat(self) -> OpenAIChat | None:
        """The client of the language model, where one is configured."""
        server = self.settings.chat_server
        if server is None:
            return None
        from assistant.chat.openai_chat import OpenAIChat

        return OpenAIChat(server)

    def take_in(
        self,
        found: Iterable[Candidate],
        *,
        title: str,
        kind: SourceKind = SourceKind.OTHER,
        approve: bool = False,
    ) -> list[PutOutcome]:
        """Ingest with a progress bar; prints what needs attention as it happens."""
        from ingest.pipeline import Intake, ingest

        intake = Intake(self.library, self.embedder.count_tokens, kind, approve)
        outcomes = []
        total = len(found) if isinstance(found, Sized) else None
        with progress(title, total, "source") as bar:
            for outcome in ingest(found, intake):
                outcomes.append(outcome)
                bar.update()
                if outcome.detail:
                    told = f"{outcome.source_id}: {outcome.status}: {outcome.detail}"
                    bar.write(plain(told), sys.stderr)
        return outcomes

    def take_in_starter(self) -> None:
        """The bundled sources, and the questions that their sentences are known to answer."""
        from ingest.connectors import starter

        self.take_in(starter.candidates(), title="Starter library")
        self.anticipate(starter.LIST, starter.questions())

    def anticipate(self, origin: str, questions: Sequence[Anticipated]) -> None:
        """Keep a list of anticipated questions, with a progress bar."""
        with progress("Questions", len(questions), "question") as bar:
            for done in self.library.anticipate(origin, questions):
                bar.update(done)


@contextmanager
def open_session(*, fill: bool = False, catch_up: bool = True) -> Iterator[Session]:
    """The session of this command. With `fill`, an empty library gets the starter sources."""
    settings = load_settings()
    with ThreadPoolExecutor(1) as pool:
        # The model loads while the indexes' libraries are imported: half a second of every start.
        loading = pool.submit(open_embedder, settings)
        from corpus.library import Library

        embedder = loading.result()
    library = Library.open(settings, embedder)
    try:
        session = Session(settings, embedder, library)
        if catch_up:
            _catch_up(library)
        if fill:
            _fill(session)
        yield session
    finally:
        library.close()


def _fill(session: Session) -> None:
    """Give an empty library the starter sources, and one that has them the questions it lacks.

    It lacks them where the first run was cut short, or was an older Galen's.
    """
    from ingest.connectors import starter

    library = session.library
    if library.entries():
        if not library.anticipates(starter.LIST) and library.entries(starter.ids()):
            _complete(session)
        return
    tell(f"Filling the library in {session.settings.home} with the starter sources (once).")
    session.take_in_starter()


def _complete(session: Session) -> None:
    from ingest.connectors import starter

    try:
        session.anticipate(starter.LIST, starter.questions())
    except (LibraryBusy, LibraryReadOnly) as error:
        tell(f"The questions of the starter sources are not loaded: {error}.")


def _catch_up(library: Library) -> None:
    """Bring the indexes up to date: after a crash, another model, or a new version of Galen.

    Where another process is doing so, or no one may, readers go on with what the indexes hold.
    """
    pending = library.pending()
    if pending is None:
        return
    try:
        following = library.catch_up()
        first = next(following, None)
    except (LibraryBusy, LibraryReadOnly) as error:
        tell(f"The search indexes are not up to date ({pending.reason}): {error}.")
        return
    tell(f"Bringing the search indexes up to date: {pending.reason}.")
    steps = following if first is None else chain((first,), following)
    with progress("Indexes", pending.passages, "passage") as bar:
        show_steps(bar, steps)


def show_steps(bar: tqdm[NoReturn], steps: Iterable[Progress]) -> None:
    """Draw steps on a bar as they are done; their total may grow."""
    for step in steps:
        bar.total = step.total
        bar.update(step.done - bar.n)


@contextmanager
def progress(title: str, total: int | None, unit: str) -> Iterator[tqdm[NoReturn]]:
    """A progress bar on stderr; a count alone where the total is not known."""
    with tqdm(total=total, desc=title, unit=unit, file=sys.stderr, dynamic_ncols=True) as bar:
        yield bar


def tell(message: str) -> None:
    """A line for the person at the terminal; data goes to stdout."""
    print(plain(message), file=sys.stderr, flush=True)  # noqa: T201


def counted(outcomes: Iterable[PutOutcome]) -> str:
    """ "320 added, 2 superseded" for a summary."""
    counts = Counter(outcome.status for outcome in outcomes)
    return ", ".join(f"{counts[status]} {status}" for status in PutStatus if counts[status])
