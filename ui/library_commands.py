"""The command that fills the library: ingest."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import GalenError, UsageError

if TYPE_CHECKING:
    from ingest.document import Candidate


def register(galen: click.Group) -> None:
    galen.add_command(ingest)


@click.command()
@click.argument("places", nargs=-1, required=True)
@click.option("--kind", default="other", help="what files are that do not say so, e.g. guideline")
@click.option("--approve", is_flag=True, help="load sources held for instruction-like text")
def ingest(places: tuple[str, ...], kind: str, approve: bool) -> None:
    """Load files, folders, archives or `starter`, the bundled sources.

    Files are Markdown, plain text, NGC summaries, PubMed records or USPSTF recommendations, as they
    are or in .gz, .tar, .tar.gz and .tgz; folders are searched for them. What is unchanged is not
    read again. Each source is committed on its own, so that an interrupted run loses nothing.
    """
    from corpus.model import SourceKind
    from ui.session import SUCCESSES, counted, open_session, tell

    kinds = {k.value: k for k in SourceKind}
    if kind not in kinds:
        raise UsageError(f"unknown kind {kind!r}: choose one of {', '.join(kinds)}")
    found = _candidates(places)
    with open_session() as session:
        outcomes = session.take_in(found, title="Ingest", kind=kinds[kind], approve=approve)
    tell(f"{counted(outcomes)}.")
    failed = [outcome for outcome in outcomes if outcome.status not in SUCCESSES]
    if failed:
        raise GalenError(
            f"{len(failed)} of {len(outcomes)} sources failed: the reasons stand above"
        )


def _candidates(places: tuple[str, ...]) -> Iterator[Candidate]:
    """What all places hold, drawn as it is needed; a place that cannot be is refused at once."""
    return chain.from_iterable([_found(place) for place in places])


def _found(place: str) -> Iterator[Candidate]:
    from ingest.connectors import files, starter

    if not place.strip():
        raise UsageError("a place to ingest from is blank: name a file, a folder or `starter`")
    if place == "starter" and not Path(place).exists():
        return starter.candidates()
    return files.candidates(Path(place))
