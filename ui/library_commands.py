"""The command that fills the library: ingest."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import GalenError, UsageError

if TYPE_CHECKING:
    from corpus.model import SourceKind
    from corpus.records import PutOutcome
    from ingest.connectors.manifest import Manifest
    from ingest.updating import Event


def register(galen: click.Group) -> None:
    galen.add_command(ingest)


@click.command()
@click.argument("places", nargs=-1)
@click.option("--kind", help="what files are that do not say so, e.g. guideline")
@click.option("--approve", is_flag=True, help="load sources held for instruction-like text")
@click.option("--limit", type=click.IntRange(1), help="how many records a query may bring")
@click.option("--manifest", type=click.Path(path_type=Path), help="bring what this file names")
@click.option("--remove-missing", is_flag=True, help="remove sources whose files are gone")
def ingest(
    places: tuple[str, ...],
    kind: str | None,
    approve: bool,
    limit: int | None,
    manifest: Path | None,
    remove_missing: bool,
) -> None:
    """Load files, folders, archives, web addresses, or what a query finds.

    \b
    PATH                            a file, a folder or an archive
    starter                         the bundled sources
    pubmed:QUERY  pmid:1,2          PubMed, by query or number
    pmc:PMC1,PMC2                   full texts of PubMed Central
    europepmc:QUERY                 Europe PMC, full texts where they are open
    url:ADDRESS                     one page or file of the web

    Without a place, everything that sources.toml in the home folder names is brought up to date.
    What is unchanged is neither fetched nor read again. Each source is committed on its own, so
    that an interrupted run loses nothing: run the same again to go on.
    """
    if places and (manifest or remove_missing):
        raise UsageError("places and --manifest or --remove-missing do not go together: name one")
    if places:
        _bring(places, _kind(kind), approve=approve, limit=limit)
        return
    if kind is not None or approve or limit is not None:
        raise UsageError("--kind, --approve and --limit stand in the manifest for each place")
    _update(_manifest(manifest), remove=remove_missing)


def _bring(named: tuple[str, ...], kind: SourceKind, *, approve: bool, limit: int | None) -> None:
    from ingest.connectors import starter
    from ingest.connectors.places import parse
    from ingest.pipeline import Intake
    from ingest.pipeline import ingest as taken_in
    from ui.connecting import connect, preparing
    from ui.session import open_session, progress

    places = [parse(place) for place in named]
    with open_session() as session, progress("Ingest", None, "source") as bar:
        say = _writer(bar.write)
        with (
            preparing(session, say) as by,
            closing(connect(session, say, kind=kind, limit=limit)) as remote,
        ):
            count = session.embedder.count_tokens
            intake = Intake(session.library, count, kind, approve, preparing=by)
            found = chain.from_iterable(place.candidates(remote) for place in places)
            outcomes = [*_shown(taken_in(found, intake), say, bar.update)]
        if starter.NAME in named:
            session.anticipate(starter.LIST, starter.questions())
    _report(outcomes)


def _update(manifest: Manifest, *, remove: bool) -> None:
    from ingest.connectors.manifest import Entry
    from ingest.connectors.remote import Remote
    from ingest.pipeline import Intake
    from ingest.updating import Update
    from ui.connecting import connect, preparing
    from ui.session import open_session, progress

    with open_session() as session, progress("Ingest", None, "source") as bar:
        say = _writer(bar.write)

        def remote_for(entry: Entry) -> Remote:
            return connect(session, say, kind=entry.kind, licence=entry.licence, limit=entry.limit)

        with preparing(session, say) as by:
            intake = Intake(session.library, session.embedder.count_tokens, preparing=by)
            update = Update(manifest, intake, remote_for, remove=remove)
            outcomes = [*_shown(update.run(), say, bar.update)]
    _report(outcomes)


def _shown(
    events: Iterable[Event], say: Callable[[str], None], count: Callable[[], object]
) -> Iterable[PutOutcome]:
    """The outcomes; what needs attention is said as it happens."""
    from corpus.records import PutOutcome
    from ingest.updating import Begun

    for event in events:
        if isinstance(event, PutOutcome):
            count()
            if event.detail:
                say(f"{event.source_id}: {event.status}: {event.detail}")
            yield event
        elif isinstance(event, Begun):
            say(f"{event.place}:")
        elif event.removed:
            say(f"{event.source_id}: removed, as {event.location} is gone")
        else:
            say(f"{event.source_id}: {event.location} is gone: remove it with --remove-missing")


def _writer(write: Callable[..., None]) -> Callable[[str], None]:
    """Lines on stderr, beside a progress bar."""
    from ui.terminal import plain

    return lambda line: write(plain(line), sys.stderr)


def _report(outcomes: list[PutOutcome]) -> None:
    from ui.session import SUCCESSES, counted, tell

    tell(f"{counted(outcomes) or 'nothing to do'}.")
    failed = [outcome for outcome in outcomes if outcome.status not in SUCCESSES]
    if failed:
        raise GalenError(
            f"{len(failed)} of {len(outcomes)} sources failed: the reasons stand above"
        )


def _kind(name: str | None) -> SourceKind:
    from corpus.model import SourceKind

    kinds = {kind.value: kind for kind in SourceKind}
    if name is not None and name not in kinds:
        raise UsageError(f"unknown kind {name!r}: choose one of {', '.join(kinds)}")
    return kinds[name] if name is not None else SourceKind.OTHER


def _manifest(file: Path | None) -> Manifest:
    from corpus.settings import load_settings
    from ingest.connectors import manifest

    if file is not None:
        return manifest.read(file)
    usual = load_settings().home / manifest.NAME
    if not usual.exists():
        raise UsageError(f"name what to ingest, or write {usual}: galen ingest --help tells how")
    return manifest.read(usual)
