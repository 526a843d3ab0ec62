"""Reviews: who does what to an article, one whole transaction a step, each recorded in the trail.

Every step but a comment names the version of the article that the person saw; if it is not the
last one any more, nothing happens and Conflict is raised.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, select, update

from assistant.workspace import differences, editing, records, schema, trail
from assistant.workspace.database import Database, utc_now
from assistant.workspace.editing import Verify
from assistant.workspace.edits import Difference, Edit
from assistant.workspace.freezing import Frozen
from assistant.workspace.model import (
    Action,
    Article,
    Holdings,
    Person,
    ReviewEvent,
    Revision,
    Status,
)
from assistant.workspace.permission import (
    ANYBODY,
    STEPS,
    is_allowed,
    require_allowed,
    require_role,
)
from assistant.workspace.privacy import cleaned
from corpus.errors import Conflict, NotAllowed, UsageError
from corpus.model import content_hash

_ARTICLES = schema.articles.c
_REVISIONS = schema.revisions.c


class Reviewing:
    """The steps from a submitted answer to an approved one, and back. Nothing starts approved."""

    def __init__(self, database: Database, library: Holdings) -> None:
        self._database = database
        self._library = library

    def allowed(self, article: Article, by: Person) -> tuple[Action, ...]:
        """What this person may do to the article as it is."""
        return tuple(a for a in Action if is_allowed(a, by, article.status, article.saved_by))

    def submit(self, article_id: str, by: Person, version: int, comment: str = "") -> Article:
        """Ask for a review: of a saved answer by who saved it, again after changes."""
        return self._step(Action.SUBMIT, article_id, by, version, comment)

    def take_up(self, article_id: str, by: Person, version: int, comment: str = "") -> Article:
        """Begin a review, or open an approved article again."""
        return self._step(Action.TAKE_UP, article_id, by, version, comment)

    def request_changes(self, article_id: str, by: Person, version: int, comment: str) -> Article:
        """Say in the comment what must change before approval."""
        return self._step(Action.REQUEST_CHANGES, article_id, by, version, comment)

    def approve(self, article_id: str, by: Person, version: int, comment: str = "") -> Article:
        """Put one's name to the article. Raises NotAllowed while a cited source is stale."""
        article = self._open(article_id)
        if article.stale and article.status is Status.UNDER_REVIEW:
            raise NotAllowed(
                f"{article.stale[0].said}: ask the question again and submit the new answer"
            )
        return self._step(Action.APPROVE, article_id, by, version, comment)

    def retire(self, article_id: str, by: Person, version: int, comment: str = "") -> Article:
        """Take the article out of use for ever; it stays readable."""
        return self._step(Action.RETIRE, article_id, by, version, comment)

    def comment(self, article_id: str, by: Person, comment: str) -> ReviewEvent:
        """Say something on the article without changing it."""
        with self._database.writing() as connection:
            row = records.article_row(connection, article_id)
            body = records.body_of(connection, article_id, row.revision)
            return _record(connection, row, Action.COMMENT, by, comment, body, row.revision)

    def edit(
        self,
        article_id: str,
        by: Person,
        version: int,
        edits: Sequence[Edit],
        verify: Verify,
        comment: str = "",
    ) -> Article:
        """Make a new revision. Raises EditRefused where new words fail a check, naming it."""
        with self._database.reading() as connection:
            row = _row_of_version(connection, article_id, version)
            require_allowed(Action.EDIT, by, Status(row.status), row.saved_by)
            body = records.body_of(connection, article_id, row.revision)
        frozen = Frozen.from_body(body)
        edited = editing.apply(frozen.answer, edits, verify)
        changed, number, now = frozen.with_answer(edited.answer), row.revision + 1, utc_now()
        with self._database.writing() as connection:
            row = _row_of_version(connection, article_id, version)
            records.insert_revision(
                connection, article_id, number, changed, by, now, origins=edited.origins
            )
            records.index_again(connection, article_id, changed)
            _record(connection, row, Action.EDIT, by, comment, changed.body, number)
            values = records.shown(changed) | {"revision": number}
            connection.execute(update(schema.articles).where(_ARTICLES.id == row.id).values(values))
        return self._open(article_id)

    def history(self, article_id: str, by: Person) -> tuple[ReviewEvent, ...]:
        """Every step of the article's review, oldest first."""
        require_role(by, ANYBODY, "see a review")
        with self._database.reading() as connection:
            records.article_row(connection, article_id)
            return trail.events(connection, article_id)

    def revisions(self, article_id: str, by: Person) -> tuple[Revision, ...]:
        """Every state of the article, oldest first."""
        require_role(by, ANYBODY, "see a review")
        with self._database.reading() as connection:
            rows = _revision_rows(connection, article_id)
        return tuple(
            Revision(row.number, row.at, row.who, Frozen.from_body(row.body).answer) for row in rows
        )

    def differences(
        self, article_id: str, by: Person, old: int, new: int
    ) -> tuple[Difference, ...]:
        """What changed from one revision to a later one."""
        require_role(by, ANYBODY, "see a review")
        with self._database.reading() as connection:
            rows = {row.number: row for row in _revision_rows(connection, article_id)}
        if not (old in rows and new in rows and old < new):
            raise UsageError(f"compare an earlier revision with a later one, of 1 to {len(rows)}")
        steps = [json.loads(rows[number].origins) for number in range(old + 1, new + 1)]
        before, after = (Frozen.from_body(rows[number].body).answer for number in (old, new))
        return differences.differences(before, after, differences.composed(steps))

    def _step(
        self, action: Action, article_id: str, by: Person, version: int, comment: str
    ) -> Article:
        with self._database.writing() as connection:
            row = _row_of_version(connection, article_id, version)
            body = records.body_of(connection, article_id, row.revision)
            _record(connection, row, action, by, comment, body, row.revision)
        return self._open(article_id)

    def _open(self, article_id: str) -> Article:
        with self._database.reading() as connection:
            return records.read_article(connection, article_id, self._library)


def _row_of_version(connection: Connection, article_id: str, version: int) -> Row[Any]:
    """The article, if it is still the one that the person saw. Raises Conflict."""
    row = records.article_row(connection, article_id)
    if row.version != version:
        raise Conflict("somebody else changed this article meanwhile: reload it and try again")
    return row


def _record(
    connection: Connection,
    row: Row[Any],
    action: Action,
    by: Person,
    comment: str,
    body: str,
    revision: int,
) -> ReviewEvent:
    """Check the step, append it to the trail and bring the article there, in one transaction."""
    before, said = Status(row.status), cleaned(comment)
    role = require_allowed(action, by, before, row.saved_by)
    if STEPS[action].comment and not said:
        raise UsageError(f"{action.value.replace('-', ' ')}: say in a comment what it is about")
    after, now = STEPS[action].after or before, utc_now()
    event = trail.append(
        connection,
        trail.Record(
            at=now,
            who=by.name,
            role=role,
            action=action,
            article_id=row.id,
            before=before,
            after=after,
            revision=revision,
            content=content_hash(body),
            comment=said,
        ),
    )
    values = {"status": after.value, "last_event": event.sequence}
    if action is not Action.COMMENT:
        values |= {"version": row.version + 1, "updated_at": now}
    changed = connection.execute(
        update(schema.articles)
        .where(_ARTICLES.id == row.id, _ARTICLES.version == row.version)
        .values(values)
    )
    if changed.rowcount != 1:  # only where the database lets two writers run side by side
        raise Conflict("somebody else changed this article meanwhile: reload it and try again")
    return event


def _revision_rows(connection: Connection, article_id: str) -> Sequence[Row[Any]]:
    records.article_row(connection, article_id)
    query = select(schema.revisions).where(_REVISIONS.article_id == article_id)
    return connection.execute(query.order_by(_REVISIONS.number)).all()
