"""Saved answers: save, open by link, search, and the approved answer to a question."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import exists, select

from assistant.answer import Answer
from assistant.workspace import listing, schema
from assistant.workspace.database import Database, utc_now
from assistant.workspace.freezing import canonical_json, freeze, question_key
from assistant.workspace.model import (
    Article,
    ArticlePage,
    ArticleQuery,
    Holdings,
    Person,
    Status,
    TopicCount,
)
from assistant.workspace.permission import ANYBODY, require_role
from assistant.workspace.records import (
    article_row,
    delete_articles,
    insert_article,
    read_article,
)
from corpus.errors import NotAllowed, UsageError

MAX_PAGE_SIZE = 200

_ARTICLES = schema.articles.c


class Articles:
    """Answers that were saved, whether or not anybody submitted them for review."""

    def __init__(self, database: Database, library: Holdings) -> None:
        self._database = database
        self._library = library

    def save(self, answer: Answer, by: Person) -> Article:
        """Save an asked answer whole: what it says, its quotes, the versions of its sources.

        Personal identifiers are removed from what the person typed. The id is the link to it.
        """
        require_role(by, ANYBODY, "save an answer")
        frozen = freeze(answer, self._library)
        with self._database.writing() as connection:
            article_id = insert_article(connection, frozen, by, utc_now())
        return self.open(article_id, by)

    def open(self, article_id: str, by: Person) -> Article:
        """The article with this id, for anybody who has the link and a role.

        Raises UnknownRecord, NotAllowed.
        """
        require_role(by, ANYBODY, "open a saved answer")
        with self._database.reading() as connection:
            return read_article(connection, article_id, self._library)

    def search(self, query: ArticleQuery, by: Person) -> ArticlePage:
        """A page of the articles that match, newest first; a page behind the last one is empty.

        What is not submitted is listed for the person who saved it alone. Stop words in
        `query.words` are left out.
        """
        require_role(by, ANYBODY, "see saved answers")
        if query.page < 1 or not 1 <= query.page_size <= MAX_PAGE_SIZE:
            raise UsageError(f"pages count from 1 and hold 1 to {MAX_PAGE_SIZE} answers")
        with self._database.reading() as connection:
            return listing.find(connection, query, by, self._library)

    def topics(self, by: Person) -> tuple[TopicCount, ...]:
        """The topics of the articles that this person sees listed, most frequent first."""
        require_role(by, ANYBODY, "see saved answers")
        with self._database.reading() as connection:
            return listing.topic_counts(connection, by)

    def approved_for(self, question: str, reader: str) -> Article | None:
        """The last approved answer to this question for this reader, None where there is none.

        `question` is compared with `Answer.searched_for`, as `question_key` does. What is found
        may have become stale since.
        """
        query = (
            select(_ARTICLES.id)
            .where(
                _ARTICLES.question_key == question_key(question),
                _ARTICLES.reader == reader,
                _ARTICLES.status == Status.APPROVED.value,
            )
            .order_by(_ARTICLES.updated_at.desc(), _ARTICLES.id)
            .limit(1)
        )
        with self._database.reading() as connection:
            found = connection.scalar(query)
            return read_article(connection, found, self._library) if found else None

    def delete(self, article_id: str, by: Person) -> None:
        """Delete one's own answer that was not submitted and is in no conversation, for good."""
        with self._database.writing() as connection:
            row = article_row(connection, article_id)
            if row.saved_by != by.name or row.status != Status.SAVED:
                raise NotAllowed("only your own answers that are not submitted can be deleted")
            asked = exists().where(schema.turns.c.article_id == article_id)
            if connection.scalar(select(asked)):
                raise NotAllowed("this answer is part of a conversation: delete the conversation")
            delete_articles(connection, [article_id])
        self._database.scrub()


def article_lines(database: Database) -> Iterator[str]:
    """Every article that was submitted, in its last revision, as JSON Lines, oldest first."""
    bodies = schema.revisions.c
    query = (
        select(schema.articles, bodies.body)
        .join_from(
            schema.articles,
            schema.revisions,
            (bodies.article_id == _ARTICLES.id) & (bodies.number == _ARTICLES.revision),
        )
        .where(_ARTICLES.status != Status.SAVED.value)
        .order_by(_ARTICLES.saved_at, _ARTICLES.id)
    )
    with database.reading() as connection:
        for row in connection.execute(query):
            described = {
                "id": row.id,
                "status": row.status,
                "revision": row.revision,
                "saved_at": row.saved_at,
                "updated_at": row.updated_at,
            }
            # The body is JSON already, of one object.
            yield f"{canonical_json(described)[:-1]},{row.body[1:]}"
