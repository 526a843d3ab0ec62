"""`galen workspace`: list saved answers, export, purge what is too old, verify the trail.

For whoever runs the machine: it acts with the role of an administrator and asks for no login.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from corpus.errors import GalenError, UsageError
from ui.terminal import print_json, print_text, wrapped

if TYPE_CHECKING:
    from assistant.workspace.database import Database
    from assistant.workspace.model import ArticleSummary
    from corpus.settings import Settings

EXPORTS = ("articles", "feedback", "trail")


@click.group()
def workspace() -> None:
    """Saved answers, their reviews, conversations and feedback."""


@workspace.command(name="list")
@click.option("--status", help="only this status, e.g. submitted or approved")
@click.option("--stale", is_flag=True, help="only where a cited source has changed since")
@click.option("--words", default="", help="only where question or text hold these words")
@click.option("--page", type=click.IntRange(1), default=1, help="which page, from 1")
@click.option("--json", "as_json", is_flag=True, help="a JSON array")
def list_articles(status: str | None, stale: bool, words: str, page: int, as_json: bool) -> None:
    """List the answers that were submitted for review, newest first, 50 a page."""
    from assistant.workspace import Workspace
    from assistant.workspace.model import ArticleQuery, Person, Role, Status
    from ui.session import open_session, tell

    if status is not None and status not in {each.value for each in Status}:
        raise UsageError(f"unknown status {status!r}: choose one of {', '.join(Status)}")
    query = ArticleQuery(
        words=words,
        statuses=frozenset({Status(status)}) if status else frozenset(Status) - {Status.SAVED},
        stale=True if stale else None,
        page=page,
        page_size=50,
    )
    with open_session(catch_up=False) as session:
        opened = Workspace.open(session.settings, session.library)
        found = opened.articles.search(query, Person("galen workspace", frozenset({Role.ADMIN})))
        opened.close()
    if as_json:
        print_json([_record(article) for article in found.articles])
    else:
        for article in found.articles:
            _print(article)
    tell(f"{found.total} answers, page {found.page} of {max(found.pages, 1)}.")


def _record(article: ArticleSummary) -> dict[str, object]:
    return {
        "id": article.id,
        "status": article.status.value,
        "question": article.question,
        "reader": article.reader,
        "topics": [*article.topics],
        "saved_at": article.saved_at,
        "updated_at": article.updated_at,
        "stale": [
            {"source_id": s.source_id, "what": s.staleness.value, "said": s.said}
            for s in article.stale
        ],
    }


def _print(article: ArticleSummary) -> None:
    print_text(f"{article.id}  {article.updated_at[:10]}  {article.status.value}")
    stale = (f"stale: {source.said}" for source in article.stale)
    for told in (article.question, *stale):
        print_text("\n".join(wrapped(told, "  ")))


@workspace.command()
@click.argument("what", type=click.Choice(EXPORTS))
def export(what: str) -> None:
    """Print all submitted articles, all feedback, or the trail, as JSON Lines."""
    from assistant.workspace.articles import article_lines
    from assistant.workspace.feedback import Feedback
    from assistant.workspace.trail import Trail

    with _database() as (_, database):
        lines = {
            "articles": lambda: article_lines(database),
            "feedback": Feedback(database).lines,
            "trail": Trail(database).lines,
        }[what]()
        for line in lines:
            sys.stdout.write(f"{line}\n")


@workspace.command()
@click.option("--days", type=click.IntRange(0), help="instead of GALEN_RETENTION_DAYS")
def purge(days: int | None) -> None:
    """Delete conversations, feedback and unsubmitted answers that are too old, for good.

    What was submitted for review is kept, and so is the trail.
    """
    from assistant.workspace import retention
    from ui.session import tell

    with _database() as (settings, database):
        kept = settings.retention_days if days is None else days
        gone = retention.purge(database, datetime.now(UTC), kept)
    if not kept:
        tell("Nothing is too old: GALEN_RETENTION_DAYS is 0, which keeps all for ever.")
        return
    tell(
        f"Deleted what is older than {kept} days: {gone.conversations} conversations, "
        f"{gone.answers} answers, {gone.votes} votes."
    )


@workspace.command(name="verify-trail")
@click.option("--head", help="a hash that was printed earlier, which must still be in the trail")
def verify_trail(head: str | None) -> None:
    """Check that no record of a review was changed; print the last hash, to note elsewhere."""
    from assistant.workspace.trail import Trail
    from ui.session import tell

    with _database() as (_, database):
        report = Trail(database).verify(head)
    if report.broken is not None:
        raise GalenError(f"the trail is broken: {report.broken}; compare it with a backup")
    if report.head:
        print_text(report.head)
    tell(f"{report.records} records, none of them changed.")


@contextmanager
def _database() -> Iterator[tuple[Settings, Database]]:
    """The database alone: what is too old must go even where the library cannot be opened."""
    from assistant.workspace.opening import open_database
    from corpus.settings import load_settings

    settings = load_settings()
    database = open_database(settings.workspace_place)
    try:
        yield settings, database
    finally:
        database.close()
