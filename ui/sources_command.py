"""`galen sources`: the list of what the library holds, one source in full, and the ingest log."""

from __future__ import annotations

import difflib
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import GalenError, UnknownSource, UsageError
from ui.source_changes_command import register
from ui.terminal import WIDTH, columns, print_json, print_text, wrapped

if TYPE_CHECKING:
    from corpus.library import Library
    from corpus.model import Source, SourceText
    from corpus.records import Entry

STATUSES = ("current", "superseded", "retracted")
_SUGGESTED = 3
_ALIKE = 0.6
"""How alike an id must be to be suggested, from 0 to 1 (difflib's default)."""


@click.group(invoke_without_command=True)
@click.option("--kind", help="only this kind, e.g. guideline or rct")
@click.option("--status", type=click.Choice(STATUSES), help="only sources that stand so")
@click.option("--body", metavar="TEXT", help="only where organization or journal hold this")
@click.option("--limit", type=click.IntRange(1), help="at most so many")
@click.option("--json", "as_json", is_flag=True, help="a JSON array")
@click.pass_context
def sources(
    context: click.Context,
    kind: str | None,
    status: str | None,
    body: str | None,
    limit: int | None,
    as_json: bool,
) -> None:
    """List the sources; `sources show ID` prints one, `sources log` what changed.

    A line a source: id, kind, year, title, and what must be known of it in brackets. On a terminal
    that is too narrow, titles stand below.
    """
    if context.invoked_subcommand is not None:
        return
    from ui.session import open_session, tell

    chosen = _filter(kind, status, body)
    with open_session(catch_up=False) as session:
        held = [*session.library.entries().values()]
    found = [entry for entry in held if chosen(entry)]
    shown = found[:limit]
    if as_json:
        print_json([_entry(entry) for entry in shown])
        return
    for line in _table(shown):
        print_text(line)
    tell(_counted(len(shown), len(found), len(held)))


def _filter(kind: str | None, status: str | None, body: str | None) -> Callable[[Entry], bool]:
    from corpus.model import SourceKind

    kinds = [each.value for each in SourceKind]
    if kind is not None and kind not in kinds:
        raise UsageError(f"unknown kind {kind!r}: choose one of {', '.join(kinds)}")

    def chosen(entry: Entry) -> bool:
        source = entry.source
        printed = f"{source.organization or ''}\n{source.journal or ''}".casefold()
        return (
            (kind is None or source.kind == kind)
            and (status is None or _status(entry) == status)
            and (body is None or body.casefold() in printed)
        )

    return chosen


def _status(entry: Entry) -> str:
    if entry.source.retracted:
        return "retracted"
    return "superseded" if entry.superseded_by else "current"


def _counted(shown: int, found: int, held: int) -> str:
    if not held:
        return "The library is empty: `galen ingest starter` loads the bundled sources."
    if shown < found:
        return f"{shown:,} shown of {found:,} found, of {held:,} sources."
    return f"{found:,} of {held:,} sources." if found < held else f"{held:,} sources."


def _table(entries: Sequence[Entry]) -> Iterator[str]:
    ids = max((columns(entry.source.id) for entry in entries), default=0)
    kinds = max((len(entry.source.kind) for entry in entries), default=0)
    # What is piped on stays a line a source, whatever its length.
    width = max(WIDTH, shutil.get_terminal_size().columns) if sys.stdout.isatty() else None
    for entry in entries:
        source = entry.source
        gap = " " * (ids - columns(source.id))
        head = f"{source.id}{gap}  {source.kind:<{kinds}}  {source.year or 'undated'}"
        title = " ".join(filter(None, (*source.title.split(), _marks(entry))))
        if width is None or columns(head) + 2 + columns(title) <= width:
            yield f"{head}  {title}"
        else:
            yield "\n".join((head, *wrapped(title, "    ")))


def _marks(entry: Entry) -> str:
    """What a reader must know before trusting a source, in brackets."""
    source = entry.source
    marks = (
        "retracted" if source.retracted else "",
        f"superseded by {entry.superseded_by}" if entry.superseded_by else "",
        *sorted({notice.kind.value for notice in source.notices} - {"retraction"}),
        source.text_origin.value if source.text_origin != "publisher" else "",
        "secondary verification" if source.verification == "secondary" else "",
    )
    said = "; ".join(filter(None, marks))
    return f"[{said}]" if said else ""


@sources.command()
@click.argument("source_id")
@click.option("--json", "as_json", is_flag=True, help="metadata, normalised text, passages")
def show(source_id: str, as_json: bool) -> None:
    """Print one source: metadata, versions, and the text that quotes are sliced from."""
    from ui.session import open_session

    with open_session(catch_up=False) as session:
        library = session.library
        entries = library.entries()
        try:
            text = library.source_text(source_id)
        except UnknownSource as error:
            raise GalenError(_unknown(source_id, entries)) from error
        versions = _versions(library, source_id, entries)
    entry = entries[source_id]
    if as_json:
        print_json({**_entry(entry), **_content(text), "versions": versions})
        return
    said = [f"{each.kind.value}: {each.where}" for each in entry.source.notices]
    standing = {"status": _status(entry), "notices": said}
    described = {**_entry(entry), **standing, **_shown_versions(versions)}
    for name, value in described.items():
        if value not in (None, [], False):
            print_text(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    print_text(f"\n{text.text}")


def _unknown(source_id: str, ids: Mapping[str, Entry]) -> str:
    """One line that names the ids most like the one that was asked for."""
    asked = source_id.casefold()
    parts = [each for each in ids if asked and (asked in each or each in asked)]
    alike = difflib.get_close_matches(asked, ids, _SUGGESTED, _ALIKE)
    named = [*dict.fromkeys([*alike, *parts])][:_SUGGESTED]
    hint = f"did you mean {' or '.join(named)}?" if named else "galen sources lists them all"
    return f"no source has the id {source_id!r}: {hint}"


def _versions(library: Library, source_id: str, entries: Mapping[str, Entry]) -> dict[str, Any]:
    """The held sources that this one replaces, its whole family, and its own texts by SHA-256."""
    family = entries[source_id].source.family
    return {
        "superseded_by": entries[source_id].superseded_by,
        "replaces": [each for each, entry in entries.items() if entry.superseded_by == source_id],
        "same_family": [
            each
            for each, entry in entries.items()
            if entry.source.family == family and each != source_id
        ],
        "editions": [*library.editions(source_id)],
    }


def _shown_versions(versions: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "replaces": versions["replaces"],
        "same family": versions["same_family"],
        "earlier editions": versions["editions"][:-1],
    }


@sources.command()
@click.option("--limit", default=20, type=click.IntRange(1), help="how many changes; default 20")
@click.option("--json", "as_json", is_flag=True, help="a JSON array")
def log(limit: int, as_json: bool) -> None:
    """Print the last changes of the library, newest first: when, what, which source."""
    from ui.session import open_session, tell

    with open_session(catch_up=False) as session:
        changes = session.library.log(limit)
    if as_json:
        print_json(
            [
                {"sequence": c.sequence, "at": c.at, "what": c.what, "source_id": c.source_id}
                for c in changes
            ]
        )
        return
    width = max((len(change.what) for change in changes), default=0)
    for change in changes:
        print_text(f"{change.at}  {change.what:<{width}}  {change.source_id}")
    if not changes:
        tell("Nothing was ingested yet: `galen ingest starter` loads the bundled sources.")


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


register(sources)
