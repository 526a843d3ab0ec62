"""The commands that look after the library: ingest, sources, doctor."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import GalenError, IndexBroken, UsageError
from ui.terminal import print_json, print_text

if TYPE_CHECKING:
    from corpus.library import Library
    from corpus.model import Source, SourceText
    from corpus.records import Entry
    from ingest.document import Candidate


def register(galen: click.Group) -> None:
    for command in (ingest, sources, doctor):
        galen.add_command(command)


@click.command()
@click.argument("places", nargs=-1, required=True)
@click.option("--kind", default="other", help="what files are that do not say so, e.g. guideline")
@click.option("--approve", is_flag=True, help="load sources held for instruction-like text")
def ingest(places: tuple[str, ...], kind: str, approve: bool) -> None:
    """Load files, folders or `starter`, the bundled sources.

    Files are Markdown or plain text; folders are searched for them. What is unchanged is not read
    again. Each source is committed on its own, so that an interrupted run loses nothing.
    """
    from corpus.model import SourceKind
    from ui.session import SUCCESSES, counted, open_session, tell

    kinds = {k.value: k for k in SourceKind}
    if kind not in kinds:
        raise UsageError(f"unknown kind {kind!r}: choose one of {', '.join(kinds)}")
    found = list(_candidates(places))
    with open_session() as session:
        outcomes = session.take_in(found, title="Ingest", kind=kinds[kind], approve=approve)
    tell(f"{counted(outcomes)}.")
    failed = [outcome for outcome in outcomes if outcome.status not in SUCCESSES]
    if failed:
        raise GalenError(
            f"{len(failed)} of {len(outcomes)} sources failed: the reasons stand above"
        )


def _candidates(places: tuple[str, ...]) -> Iterator[Candidate]:
    from ingest.connectors import files, starter

    for place in places:
        if not place.strip():
            raise UsageError("a place to ingest from is blank: name a file, a folder or `starter`")
        if place == "starter" and not Path(place).exists():
            yield from starter.candidates()
        else:
            yield from files.candidates(Path(place))


@click.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True, help="a JSON array")
@click.pass_context
def sources(context: click.Context, as_json: bool) -> None:
    """List the sources; `sources show ID` prints one."""
    if context.invoked_subcommand is not None:
        return
    from ui.session import open_session, tell

    with open_session(catch_up=False) as session:
        entries = session.library.entries()
    if as_json:
        print_json([_entry(e) for e in entries.values()])
        return
    if not entries:
        tell("The library is empty: `galen ingest starter` loads the bundled sources.")
    for entry in entries.values():
        source = entry.source
        marks = f"  [superseded by {entry.superseded_by}]" if entry.superseded_by else ""
        line = f"{source.id}  {source.kind}  {source.year or 'undated'}  {source.title}{marks}"
        print_text(" ".join(line.splitlines()))


@sources.command()
@click.argument("source_id")
@click.option("--json", "as_json", is_flag=True, help="metadata, normalised text, passages")
def show(source_id: str, as_json: bool) -> None:
    """Print one source: metadata, the normalised text that quotes are sliced from, passages."""
    from ui.session import open_session

    with open_session(catch_up=False) as session:
        text = session.library.source_text(source_id)
        entry = session.library.entries([source_id])[source_id]
    if as_json:
        print_json({**_entry(entry), **_content(text)})
        return
    for name, value in _entry(entry).items():
        if value not in (None, [], False):
            print_text(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    print_text(f"\n{text.text}")


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        **_metadata(entry.source),
        "superseded_by": entry.superseded_by,
        "sha256": entry.sha256,
        "passages": entry.passages,
        "added_at": entry.added_at,
    }


def _metadata(source: Source) -> dict[str, Any]:
    from pydantic import TypeAdapter

    from corpus.model import Source as SourceType

    fields: dict[str, Any] = TypeAdapter(SourceType).dump_python(source, mode="json")
    return {**fields, "year": source.year, "section": source.section.value}


def _content(text: SourceText) -> dict[str, Any]:
    return {
        "text": text.text,
        "passages": [
            {
                "id": p.id,
                "ordinal": p.ordinal,
                "start": p.span.start,
                "end": p.span.end,
                "heading": " > ".join(p.heading) or None,
                "page": p.page,
                "text": p.text,
            }
            for p in text.passages
        ],
        "sentences": [
            {
                "start": s.span.start,
                "end": s.span.end,
                "strength": s.strength,
                "lead_ins": [{"start": x.start, "end": x.end} for x in s.lead_ins],
            }
            for s in text.sentences
        ],
    }


@click.command()
def doctor() -> None:
    """Check the library and repair its indexes from the catalog."""
    from ui.session import open_session

    # Not caught up: an index that cannot be read would stop us before we could replace it.
    with open_session(catch_up=False) as session:
        library = session.library
        repaired = _repair(library)
        print_text(f"home: {session.settings.home}")
        print_text(f"model: {session.embedder.name}")
        print_text(
            f"library: {library.version}, {len(library.entries())} sources,"
            f" {library.passage_count} passages"
        )
        print_text("repaired" if repaired else "healthy")


def _repair(library: Library) -> bool:
    """Whether there was anything to repair. Raises GalenError where a problem is left."""
    from ui.session import progress, show_steps, tell

    found = _problems(library)
    if not found:
        return False
    for problem in found:
        tell(problem)
    tell("Building the indexes again from the catalog.")
    with progress("Indexes", 0, "passage") as bar:
        show_steps(bar, library.rebuild())
    left = _problems(library)
    if left:
        raise GalenError(f"{len(left)} problems are left ({left[0]}): ingest the sources again")
    return True


def _problems(library: Library) -> list[str]:
    try:
        found = [f"{problem.what}: {problem.detail}" for problem in library.verify()]
    except IndexBroken as error:
        return [str(error)]
    pending = library.pending()
    return [*found, f"behind: {pending.reason}"] if pending else found
