"""The tables of the catalog, and the revision of them that this Galen reads and writes.

Plain SQLAlchemy Core, kept to what SQLite and PostgreSQL share. A change here needs a migration
in `corpus/migrations/versions` and a new REVISION; a test compares the two.
"""

from __future__ import annotations

import json
from functools import lru_cache

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect

from corpus.model import EditorialNotice, EditorialNoticeKind, Span

REVISION = "r0005"
EARLIER: frozenset[str] = frozenset({"r0001", "r0002", "r0003", "r0004"})
"""Revisions that this Galen can migrate from; any other comes from a newer one."""

ACTIVE = "active"
"""The status of a source that is held."""

metadata = MetaData()


class Texts(TypeDecorator[tuple[str, ...]]):
    """Several texts in one column, as a JSON array."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str:
        return json.dumps(value or (), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        return _texts(value or "[]")


@lru_cache(maxsize=4096)
def _texts(value: str) -> tuple[str, ...]:
    # Remembered, since all sentences below one heading share it: this is most of loading them.
    return tuple(json.loads(value))


class Notices(TypeDecorator[tuple[EditorialNotice, ...]]):
    """Editorial notices in one column, as a JSON array; none as NULL."""

    impl = Text
    cache_ok = True

    def process_bind_param(
        self, value: tuple[EditorialNotice, ...] | None, dialect: Dialect
    ) -> str | None:
        return notices_json(value) if value else None

    def process_result_value(
        self, value: str | None, dialect: Dialect
    ) -> tuple[EditorialNotice, ...]:
        rows = json.loads(value) if value else ()
        return tuple(EditorialNotice(EditorialNoticeKind(kind), *rest) for kind, *rest in rows)


def notices_json(notices: tuple[EditorialNotice, ...]) -> str:
    rows = [[n.kind.value, n.reference, n.pmid, n.doi] for n in notices]
    return json.dumps(rows, ensure_ascii=False)


class Spans(TypeDecorator[tuple[Span, ...]]):
    """Several spans in one column, as "start-end start-end"."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: tuple[Span, ...] | None, dialect: Dialect) -> str:
        return " ".join(f"{span.start}-{span.end}" for span in value or ())

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[Span, ...]:
        pairs = (span.split("-") for span in value.split()) if value else ()
        return tuple(Span(int(start), int(end)) for start, end in pairs)


sources = Table(
    "sources",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("title", Text, nullable=False),
    Column("family", String, nullable=False, index=True),
    Column("organization", Text),
    Column("authors", Texts, nullable=False),
    Column("journal", Text),
    Column("published", String),
    Column("version", String),
    Column("doi", String),
    Column("pmid", String),
    Column("url", Text),
    Column("licence", Text),
    Column("population", Text),
    Column("topics", Texts, nullable=False),
    Column("supersedes", Texts, nullable=False),
    Column("retracted", Boolean, nullable=False),
    Column("text_origin", String, nullable=False),
    Column("verification", String, nullable=False),
    Column("checked", String),
    Column("revised", String),
    Column("notices", Notices),
    # From here on, what the library knows about the source rather than the source itself.
    Column("status", String, nullable=False),
    Column("sha256", String, nullable=False),
    Column("digest", String, nullable=False),
    Column("doi_key", String, index=True),
    Column("pmid_key", String, index=True),
    Column("ingest_key", String, index=True),
    Column("family_key", String, index=True),
    Column("shared_family", String),
    Column("superseded_by", String),
    Column("retraction", String),
    Column("reported", Notices),
    Column("passage_count", Integer, nullable=False),
    Column("added_at", String, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("key", String, primary_key=True),
    Column("origin", String, primary_key=True, index=True),
    Column("kind", String, primary_key=True),
    Column("reference", Text, nullable=False),
    Column("pmid", String),
    Column("doi", String),
    Column("at", String, nullable=False),
)
"""Notices by the paper that they are on ("pmid:5", "doi:10.1/x", "id:abc"), held here or not, and
by who gives them: another record, a list, a person. `sources.retraction` (who reports one) and
`sources.reported` are made from it."""

supersessions = Table(
    "supersessions",
    metadata,
    Column("source_id", ForeignKey("sources.id"), primary_key=True),
    Column("older_id", String, primary_key=True, index=True),
)

editions = Table(
    "editions",
    metadata,
    Column("source_id", ForeignKey("sources.id"), primary_key=True),
    Column("sha256", String, primary_key=True),
    Column("text", Text, nullable=False),
    Column("added_at", String, nullable=False),
)

sentences = Table(
    "sentences",
    metadata,
    Column("source_id", ForeignKey("sources.id"), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("heading", Texts, nullable=False),
    Column("strength", Text),
    Column("lead_ins", Spans, nullable=False),
    Column("item", Boolean, nullable=False),
    Column("page", Integer),
    Index("ix_sentences_source_start", "source_id", "start"),
)

passages = Table(
    "passages",
    metadata,
    Column("id", String, primary_key=True),
    Column("source_id", ForeignKey("sources.id"), nullable=False),
    Column("ordinal", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("heading", Texts, nullable=False),
    Column("page", Integer),
    Index("ix_passages_source_ordinal", "source_id", "ordinal"),
)

embeddings = Table(
    "embeddings",
    metadata,
    Column("model", String, primary_key=True),
    Column("text_sha256", String, primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float16, little-endian
)

anticipated = Table(
    "anticipated",
    metadata,
    Column("origin", String, primary_key=True),
    Column("source_id", String, primary_key=True),
    Column("question", String, primary_key=True),
    Column("answer", Text, nullable=False),
)
"""Questions that a sentence of a source, held or not, is known to answer, list by list."""

anticipated_lists = Table(
    "anticipated_lists",
    metadata,
    Column("origin", String, primary_key=True),
    Column("sha256", String, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("source_id", ForeignKey("sources.id"), nullable=False, index=True),
    Column("what", String, nullable=False),
    Column("at", String, nullable=False),
    Column("hash", String, nullable=False),
)

retired = Table(
    "retired",
    metadata,
    Column("sequence", ForeignKey("changes.sequence"), primary_key=True),
    Column("passage_id", String, primary_key=True),
)
"""Passage ids that a change took out of the indexes, so that an index can follow at any time."""

publications = Table(
    "publications",
    metadata,
    Column("name", String, primary_key=True),
    Column("owner", String, nullable=False),
    Column("mark", String, nullable=False),
    Column("revision", String, nullable=False),
    Column("content", Text, nullable=False),  # a manifest, as JSON
)
"""What is published of an index that is on a server. `owner` begins the names of all that was made
for it there, `mark` is this database's: a copy of it has another, and owns nothing of that."""
