"""Builds what ingest needs from a session: services, the web, ledgers; who prepares documents.

`galen ingest` and the Sources page call it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from corpus.model import SourceKind
from ingest.connectors.ledger import Ledgers
from ingest.connectors.remote import Remote, open_remote
from ingest.pipeline import Here, Preparing
from ingest.preparing import READING_VERSION

if TYPE_CHECKING:
    from ui.session import Session

LEDGERS = "received"
"""The folder in the library's where its ledgers are kept."""


def connect(
    session: Session,
    say: Callable[[str], None],
    *,
    kind: SourceKind = SourceKind.OTHER,
    licence: str | None = None,
    limit: int | None = None,
) -> Remote:
    """Connectors for one run, to be closed. What would be read otherwise counts as not received."""
    settings, library = session.settings, session.library
    versions = "|".join((READING_VERSION, kind, licence or ""))
    ledgers = Ledgers(settings.library_path / LEDGERS, versions, library.standings)
    return open_remote(settings, settings.home, ledgers, say, limit)


@contextmanager
def preparing(session: Session, say: Callable[[str], None]) -> Iterator[Preparing]:
    """This process, or the workers of the Ray cluster that is set. Raises ClusterError, later."""
    cluster = session.settings.ray_cluster
    if cluster is None:
        yield Here()
        return
    from ingest.cluster.crew import Crew, likeness_of
    from ingest.cluster.spreading import Spread

    with Crew(cluster, likeness_of(session.settings, session.embedder), say) as crew:
        yield Spread(crew)
