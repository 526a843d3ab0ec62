"""The words of the workspace: people, articles, reviews, conversations, feedback. Frozen values.

Every part of the workspace and the pages over it speak in these types. Times are UTC, ISO 8601 with
milliseconds. Statements are numbered from 0 in reading order (`Answer.statements()`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assistant.answer import Answer
from corpus.model import Span
from corpus.records import Entry


class Role(StrEnum):
    """What a person may do. Readers ask, submit and comment; reviewers and admins decide."""

    READER = "reader"
    REVIEWER = "reviewer"
    LIBRARIAN = "librarian"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts: the account's name, which is stored as it is, and the roles it has now."""

    name: str
    roles: frozenset[Role]


class Status(StrEnum):
    """Where an article stands. `saved` is an answer that nobody has submitted for review."""

    SAVED = "saved"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under-review"
    CHANGES_REQUESTED = "changes-requested"
    APPROVED = "approved"
    RETIRED = "retired"


class Action(StrEnum):
    """What a person does to an article; each is one record of the trail."""

    SUBMIT = "submit"
    TAKE_UP = "take-up"
    COMMENT = "comment"
    EDIT = "edit"
    REQUEST_CHANGES = "request-changes"
    APPROVE = "approve"
    RETIRE = "retire"


@dataclass(frozen=True, slots=True)
class SourceVersion:
    """A cited source as it was when the answer was saved.

    `name` is short ("ACR 2017"); `sha256` is that of the source's text, "" where the library no
    longer held it; `superseded_by` is a source id.
    """

    source_id: str
    name: str
    title: str
    year: int | None
    sha256: str
    superseded_by: str | None = None
    retracted: bool = False


class Staleness(StrEnum):
    """What happened to a cited source after the answer was saved."""

    UPDATED = "updated"
    SUPERSEDED = "superseded"
    REINSTATED = "reinstated"
    RETRACTED = "retracted"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class StaleSource:
    """A cited source that is not what it was, and a sentence that says so for a person."""

    source_id: str
    staleness: Staleness
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A saved answer in its last revision. `version` counts its changes, for `Reviewing`.

    `stale` is found on reading; empty means that every cited source is as it was.
    """

    id: str
    version: int
    revision: int
    status: Status
    answer: Answer
    sources: tuple[SourceVersion, ...]
    topics: tuple[str, ...]
    saved_by: str
    saved_at: str
    updated_at: str
    stale: tuple[StaleSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleSummary:
    """One line of a list of articles. `bottom_line` is "" where the answer has none."""

    id: str
    version: int
    status: Status
    question: str
    reader: str
    bottom_line: str
    topics: tuple[str, ...]
    saved_by: str
    saved_at: str
    updated_at: str
    stale: tuple[StaleSource, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleQuery:
    """Which articles to list. Each part narrows the list; a part left as it is does not.

    `words` must all occur in question or text (stems; the beginning of a word is enough).
    `page` counts from 1.
    """

    words: str = ""
    topic: str | None = None
    statuses: frozenset[Status] = frozenset()
    stale: bool | None = None
    page: int = 1
    page_size: int = 20


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Articles of one page, newest first, and how many there are on all pages."""

    articles: tuple[ArticleSummary, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class TopicCount:
    topic: str
    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewEvent:
    """One record of the trail. `content` is the SHA-256 of the revision that it is about.

    `role` is the one that allowed the action; `hash` covers this record and all before it.
    """

    sequence: int
    at: str
    who: str
    role: Role
    action: Action
    article_id: str
    before: Status
    after: Status
    revision: int
    content: str
    comment: str
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class TrailReport:
    """What `Trail.verify` found. `broken` names the first broken link, None for a whole chain.

    `head` is the hash of the last record: kept elsewhere, it proves later that nothing was cut off.
    """

    records: int
    head: str
    broken: str | None

    @property
    def whole(self) -> bool:
        return self.broken is None


@dataclass(frozen=True, slots=True)
class Revision:
    """One state of an article's answer. Revision 1 is what was saved."""

    number: int
    at: str
    who: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Turn:
    """One question of a conversation, numbered from 1, with the saved answer to it."""

    number: int
    question: str
    searched_for: str
    article_id: str
    answer: Answer
    at: str


@dataclass(frozen=True, slots=True)
class Conversation:
    id: str
    title: str
    started_at: str
    updated_at: str
    turns: tuple[Turn, ...]


@dataclass(frozen=True, slots=True)
class ConversationSummary:
    """One line of a person's list. `title` is the first question, "" before there is one."""

    id: str
    title: str
    started_at: str
    updated_at: str
    turns: int


class Thumb(StrEnum):
    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class Vote:
    """One person's present opinion. `statement` is None for the answer as a whole."""

    statement: int | None
    thumb: Thumb
    reason: str
    at: str


@dataclass(frozen=True, slots=True)
class VoteCount:
    """How many thumbs a statement (None: the whole answer) of a revision got, with all reasons."""

    revision: int
    statement: int | None
    up: int
    down: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Purged:
    """How much a purge deleted."""

    conversations: int
    answers: int
    votes: int


class Holdings(Protocol):
    """What the workspace asks of a library; `Library` and `Catalog` both are one."""

    def entries(self, source_ids: Iterable[str] | None = None) -> Mapping[str, Entry]: ...

    def editions(self, source_id: str) -> tuple[str, ...]: ...

    def quote(self, source_id: str, span: Span, edition: str | None = None) -> str: ...
