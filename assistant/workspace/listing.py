"""Finding articles: the conditions of a query in SQL, and the lines that a list shows.

`Articles` calls it inside a reading transaction.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select

from assistant.workspace import schema
from assistant.workspace.freezing import canonical_json
from assistant.workspace.model import (
    ArticlePage,
    ArticleQuery,
    ArticleSummary,
    Holdings,
    Person,
    SourceVersion,
    StaleSource,
    Status,
    TopicCount,
)
from assistant.workspace.staleness import stale_sources
from corpus.text.words import content_stems

_ARTICLES = schema.articles.c
_WORDS = schema.article_words.c
_CITED = schema.article_sources.c
_VERSION_FIELDS = tuple(field.name for field in fields(SourceVersion))
_Value = TypeVar("_Value")


def find(connection: Connection, query: ArticleQuery, by: Person, library: Holdings) -> ArticlePage:
    """The page of the articles that match and that this person sees listed."""
    wanted = and_(*_conditions(connection, query, by, library))
    total = connection.scalar(select(func.count()).select_from(schema.articles).where(wanted)) or 0
    rows = connection.execute(
        select(schema.articles)
        .where(wanted)
        .order_by(_ARTICLES.saved_at.desc(), _ARTICLES.id)
        .limit(query.page_size)
        .offset((query.page - 1) * query.page_size)
    ).all()
    found = tuple(_summaries(connection, rows, library))
    return ArticlePage(found, total, query.page, -(-total // query.page_size))


def topic_counts(connection: Connection, by: Person) -> tuple[TopicCount, ...]:
    """The topics of the articles that this person sees listed, most frequent first."""
    listed = connection.scalars(select(_ARTICLES.topics).where(_is_listed(by)))
    counted: Counter[str] = Counter()
    for topics, articles in Counter(listed).items():
        counted.update(dict.fromkeys(_topics(topics), articles))
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return tuple(TopicCount(topic, articles) for topic, articles in ranked)


def _is_listed(by: Person) -> ColumnElement[bool]:
    return or_(_ARTICLES.status != Status.SAVED.value, _ARTICLES.saved_by == by.name)


def _conditions(
    connection: Connection, query: ArticleQuery, by: Person, library: Holdings
) -> Iterator[ColumnElement[bool]]:
    yield _is_listed(by)
    if query.statuses:
        yield _ARTICLES.status.in_([status.value for status in query.statuses])
    if query.topic is not None:
        # Within its quotation marks, a topic is found whole in the JSON array.
        yield _ARTICLES.topics.contains(canonical_json(query.topic), autoescape=True)
    if stems := dict.fromkeys(content_stems(query.words)):
        each = [_WORDS.stems.contains(f" {stem}", autoescape=True) for stem in stems]
        yield _ARTICLES.id.in_(select(_WORDS.article_id).where(*each))
    if query.stale is not None:
        cites_stale = _cites_stale(connection, library)
        yield cites_stale if query.stale else ~cites_stale


def _cites_stale(connection: Connection, library: Holdings) -> ColumnElement[bool]:
    versions = {
        row.key: _version(row) for row in connection.execute(select(schema.source_versions))
    }
    stale = stale_sources(versions.values(), library)
    keys = [key for key, version in versions.items() if version in stale]
    return _ARTICLES.id.in_(select(_CITED.article_id).where(_CITED.version_key.in_(keys)))


def _summaries(
    connection: Connection, rows: Sequence[Row[Any]], library: Holdings
) -> Iterator[ArticleSummary]:
    ids = [row.id for row in rows]
    cited_by = (
        select(_CITED.article_id, schema.source_versions)
        .join_from(schema.article_sources, schema.source_versions)
        .where(_CITED.article_id.in_(ids))
    )
    cited = _grouped((row.article_id, _version(row)) for row in connection.execute(cited_by))
    stale = stale_sources((v for versions in cited.values() for v in versions), library)
    for row in rows:
        own = tuple(stale[version] for version in cited.get(row.id, ()) if version in stale)
        yield _summary(row, own)


def _summary(row: Row[Any], stale: tuple[StaleSource, ...]) -> ArticleSummary:
    return ArticleSummary(
        id=row.id,
        version=row.version,
        status=Status(row.status),
        question=row.question,
        reader=row.reader,
        bottom_line=row.bottom_line,
        topics=_topics(row.topics),
        saved_by=row.saved_by,
        saved_at=row.saved_at,
        updated_at=row.updated_at,
        stale=tuple(sorted(stale, key=lambda found: found.source_id)),
    )


def _topics(stored: str) -> tuple[str, ...]:
    return tuple(json.loads(stored))


def _version(row: Row[Any]) -> SourceVersion:
    return SourceVersion(*(getattr(row, name) for name in _VERSION_FIELDS))


def _grouped(pairs: Iterable[tuple[str, _Value]]) -> dict[str, list[_Value]]:
    groups: dict[str, list[_Value]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return groups
