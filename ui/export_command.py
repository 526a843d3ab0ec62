"""`galen export`: the JSON of an answer, or a saved answer, as a file to print, send or cite."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import UsageError

if TYPE_CHECKING:
    from assistant.workspace.model import Article


@click.command()
@click.argument("out", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "source", type=click.Path(path_type=Path), help="the JSON, else stdin")
@click.option("--article", "article_id", help="a saved answer instead, with its review status")
@click.option("--reader", help="whom to lay it out for, instead of whom it was asked for")
def export(out: Path, source: Path | None, article_id: str | None, reader: str | None) -> None:
    """Write an answer to OUT, as its ending says.

    OUT ends in .pdf, .docx, .md, .json, .ris or .bib, and is overwritten. The answer is what
    `galen ask QUESTION --json` prints, and counts as not reviewed; --article takes a saved one.
    """
    from assistant.answer import Answer
    from assistant.readers import offered
    from assistant.readers import reader as profile
    from corpus.settings import load_settings
    from ui.export import ExportContext, context_of, export_as, format_of

    chosen = format_of(out.name)
    if reader is not None:
        profile(reader, offered(load_settings().patient_layout))
    if article_id is not None and source is not None:
        raise UsageError("--from and --article exclude each other: give one of them")
    now = datetime.now(UTC)
    if article_id is None:
        answer, context = Answer.from_json(_read(source)), ExportContext(generated=now)
    else:
        article = _open(article_id)
        answer, context = article.answer, context_of(article, now)
    out.write_bytes(export_as(chosen, answer, replace(context, reader=reader)))
    click.echo(f"Wrote {out}.", err=True)


def _read(source: Path | None) -> bytes:
    if source is not None and str(source) != "-":
        return source.read_bytes()
    if sys.stdin.isatty():
        raise UsageError("no answer is given: pipe `galen ask QUESTION --json` in, or use --from")
    return sys.stdin.buffer.read()


def _open(article_id: str) -> Article:
    """Of the workspace, as whoever runs the machine, who sees all."""
    from assistant.workspace import Workspace
    from assistant.workspace.model import Person, Role
    from ui.session import open_session

    with open_session(catch_up=False) as session:
        workspace = Workspace.open(session.settings, session.library)
        try:
            return workspace.articles.open(
                article_id, Person("galen export", frozenset({Role.ADMIN}))
            )
        finally:
            workspace.close()
