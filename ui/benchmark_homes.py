"""Libraries that `galen eval benchmark` asks: made of a data set, or the home's if it will do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.embedding import open_embedder
from corpus.errors import UsageError
from corpus.settings import load_settings
from ui.bench_homes import session_in
from ui.session import counted, progress, tell

if TYPE_CHECKING:
    from evals.public.parts import Part
    from ingest.document import Document
    from ui.session import Session


def holding(session: Session, part: Part) -> Session:
    """The session itself. Raises UsageError where its library cannot answer this part."""
    held = session.library.entries().keys()
    if not held:
        raise UsageError("the library is empty: galen ingest what is to be asked first")
    if part.wanted and part.wanted.isdisjoint(held):
        raise UsageError(part.advice)
    lacking = part.wanted - held
    if lacking:
        tell(f"{len(lacking)} of {len(part.wanted)} sources are not in the library.")
    return session


@contextmanager
def made_of(documents: Iterable[Document], home: Path) -> Iterator[Session]:
    """A library with these documents, in a home of its own.

    What it holds already is not embedded again, so a build that was stopped goes on.
    """
    from evals.datasets.loading import load
    from ingest.pipeline import Intake

    settings = load_settings()
    embedder = open_embedder(settings)
    home.mkdir(parents=True, exist_ok=True)
    with session_in(settings.in_home(home), embedder) as session:
        every = list(documents)
        intake = Intake(session.library, embedder.count_tokens)
        with progress(f"Library in {home.name}", len(every), "source") as bar:
            outcomes = []
            for outcome in load(every, intake):
                outcomes.append(outcome)
                bar.update()
        tell(f"{home}: {counted(outcomes)}")
        yield session
