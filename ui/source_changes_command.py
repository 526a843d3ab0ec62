"""`galen sources remove`, `retract`, `notices`, `questions`: what a librarian changes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import GalenError, UsageError

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from corpus.library import Library
    from corpus.model import Report
    from corpus.records import Anticipated

_BY_HAND = "by hand"
_NAMED = 10
"""Sources that a message names before it only counts."""


def register(sources: click.Group) -> None:
    for command in (remove, retract, notices, questions):
        sources.add_command(command)


@click.command()
@click.argument("source_ids", nargs=-1, required=True, metavar="ID...")
def remove(source_ids: tuple[str, ...]) -> None:
    """Take sources out of the library.

    Answers that cite them become stale; what was quoted from them can still be read. Ingesting the
    same file again brings them back.
    """
    from ui.session import open_session, tell

    with open_session(catch_up=False) as session:
        held = session.library.entries(source_ids)
        unknown = [each for each in source_ids if each not in held]
        if unknown:
            raise GalenError(
                f"no source has the id {unknown[0]!r}: nothing was removed; galen sources lists"
                " them all"
            )
        for source_id in dict.fromkeys(source_ids):
            session.library.remove(source_id)
    tell(f"Removed: {_named(list(held))}.")


@click.command()
@click.argument("paper")
@click.option("--reason", help="why, and where it says so; shown with the source")
@click.option("--concern", is_flag=True, help="an expression of concern: marked, not taken out")
@click.option("--undo", is_flag=True, help="take back what was reported of its retraction")
def retract(paper: str, reason: str | None, concern: bool, undo: bool) -> None:
    """Mark a paper as retracted, so that no answer uses it.

    PAPER is a source's id, or pmid:NUMBER or doi:DOI, which also holds for sources to come.
    """
    from corpus.model import EditorialNotice, EditorialNoticeKind, Report
    from ui.session import open_session, tell

    if undo == (reason is not None) or (undo and concern):
        raise UsageError("name a --reason, or take a retraction back with --undo alone")
    kind = EditorialNoticeKind.CONCERN if concern else EditorialNoticeKind.RETRACTION
    about = _about(paper)
    with open_session(catch_up=False) as session:
        library = session.library
        if about.source_id and not library.entries([about.source_id]):
            raise GalenError(
                f"no source has the id {paper!r}: name another, or pmid:NUMBER or doi:DOI"
            )
        if undo:
            marked = library.report(f"{_BY_HAND}: {paper}", [])
            if about.source_id:
                library.clear_retraction(about.source_id, _BY_HAND)
        else:
            notice = EditorialNotice(kind, reason or "")
            told = Report(notice, about.pmid, about.doi, about.source_id)
            marked = library.report(f"{_BY_HAND}: {paper}", [told])
    what = "no longer marked by hand" if undo else f"marked: {kind.value}"
    tell(f"{paper} is {what}; {_counted(marked)}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def notices(file: Path) -> None:
    """Read a list of retractions, concerns and corrections (CSV).

    Columns: pmid, doi or id; kind; reference. Retraction Watch's list is read as it is. The list
    holds for sources to come, until a file of this name is read again.
    """
    from ingest.connectors.archives import bounded
    from ingest.document import RawDocument
    from ingest.readers.notice_lists import read_list
    from ui.session import open_session, tell

    with file.open("rb") as stream:
        raw = RawDocument(bounded(stream, str(file)), str(file), file.name)
    listed = read_list(raw)
    with open_session(catch_up=False) as session:
        marked = session.library.report(f"list {file.name}", listed.reports)
    unnamed = f" ({listed.unnamed:,} rows name no paper)" if listed.unnamed else ""
    tell(f"{len(listed.reports):,} notices read{unnamed}; {_counted(marked)}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def questions(file: Path) -> None:
    """Read a list of questions that sentences of sources are known to answer (JSON Lines).

    A line: {"source": "its id", "answer": "the sentence as printed", "questions": ["...", "..."]}.
    Who asks something alike is shown that sentence first. Nothing of the list is ever shown. The
    list stands until a file of this name is read again; an empty one is forgotten.
    """
    from ingest.connectors.archives import bounded
    from ingest.document import RawDocument
    from ingest.readers.question_lists import read_questions
    from ui.session import open_session, tell

    with file.open("rb") as stream:
        raw = RawDocument(bounded(stream, str(file)), str(file), file.name)
    listed = read_questions(raw)
    with open_session(catch_up=False) as session:
        session.anticipate(f"list {file.name}", listed)
        held = session.library.entries({each.source_id for each in listed})
        lost = _lost(session.library, listed, held)
    told = f"; of {lost:,} no held source has the answer word for word" if lost else ""
    tell(f"{len(listed):,} questions read{told}.")


def _lost(library: Library, listed: Sequence[Anticipated], held: Collection[str]) -> int:
    """How many questions are answered by no sentence that is held."""
    texts = library.texts(held)
    return sum(each.answer not in texts.get(each.source_id, "") for each in listed)


def _about(paper: str) -> Report:
    """The paper that is meant, as a report without content."""
    from corpus.model import EditorialNotice, EditorialNoticeKind, Report
    from ingest.readers.identifiers import doi_of, pmid_of

    nothing = EditorialNotice(EditorialNoticeKind.RETRACTION)
    form, _, value = paper.partition(":")
    if form == "pmid":
        if pmid_of(value) is None:
            raise UsageError(f"{value!r} is no PMID: name a number")
        return Report(nothing, pmid=value)
    if form == "doi":
        if doi_of(value) is None:
            raise UsageError(f"{value!r} is no DOI: it begins with 10.")
        return Report(nothing, doi=doi_of(value))
    return Report(nothing, source_id=paper)


def _counted(marked: list[str]) -> str:
    if not marked:
        return "in the library this changes nothing"
    return f"in the library this changes {_named(marked)}"


def _named(ids: list[str]) -> str:
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return ", ".join(ids[:_NAMED]) + more
