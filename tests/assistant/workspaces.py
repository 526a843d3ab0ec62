"""Workspaces for tests: a real database over a real catalog of two guidelines, in a folder."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from texts import source_text

from assistant.answer import (
    Answer,
    Citation,
    EvidenceState,
    Quote,
    Reference,
    Statement,
    StatementGroup,
)
from assistant.verification import Verifier
from assistant.workspace import Workspace
from assistant.workspace.model import Article, Person, Role
from assistant.workspace.schema import metadata
from assistant.workspace.server_store import SCHEMA
from corpus.catalog import Catalog, postgres
from corpus.model import Sentence, SourceText
from corpus.servers import DatabaseServer, Place
from corpus.settings import Settings

READER = Person("rita", frozenset({Role.READER}))
OTHER = Person("otto", frozenset({Role.READER}))
REVIEWER = Person("vera", frozenset({Role.READER, Role.REVIEWER}))
NOBODY = Person("nemo", frozenset())

GOUT = (
    "Colchicine 1 mg is recommended first for an acute gout flare in adults.",
    "Naproxen 500 mg twice daily is an alternative for an acute gout flare in adults.",
    "Aspirin is not recommended for an acute gout flare in adults.",
)
URATE = ("Allopurinol is recommended for adults with two or more gout flares a year.",)


def guideline(source_id: str, lines: Sequence[str], **changes: Any) -> SourceText:
    """A guideline of the body that its id begins with, one sentence a line."""
    body, year, *_ = source_id.split("-")
    described: dict[str, Any] = {
        "title": f"Gout, by {body}",
        "organization": f"{body.title()} College",
        "published": year,
        "topics": ("gout",),
    }
    return source_text(source_id, "\n".join(lines), **(described | changes))


@contextmanager
def disposed(server: DatabaseServer) -> Iterator[Engine]:
    """Connections to a workspace's tables as another program has them."""
    engine = postgres.open_engine(server, SCHEMA)
    try:
        yield engine
    finally:
        engine.dispose()


@dataclass(frozen=True)
class Desk:
    """A workspace over a catalog, both real, in a folder of their own or in one database."""

    home: Path
    catalog: Catalog
    workspace: Workspace
    place: Place
    url: str | None = None

    def reopened(self) -> Desk:
        """Another one over the same library and workspace."""
        return open_desk(self.home, self.url)

    @property
    def database(self) -> Path:
        return self.home / "workspace" / "workspace.sqlite"

    @property
    def on_server(self) -> bool:
        return isinstance(self.place, DatabaseServer)

    def sql(self, *statements: str) -> int:
        """Run statements of another program, in one transaction; how many rows the last changed."""
        rows = 0
        if isinstance(self.place, DatabaseServer):
            with disposed(self.place) as engine, engine.begin() as connection:
                for statement in statements:
                    rows = connection.exec_driver_sql(statement.replace("%", "%%")).rowcount
            return rows
        with closing(sqlite3.connect(self.database)) as file, file:
            for statement in statements:
                rows = file.execute(statement).rowcount
        return rows

    def content(self) -> bytes:
        """All bytes of the database's files, or all that its tables hold."""
        if not isinstance(self.place, DatabaseServer):
            files = sorted(self.database.parent.iterdir())
            assert self.database in files
            return b"".join(file.read_bytes() for file in files)
        with disposed(self.place) as engine, engine.connect() as connection:
            tables = [str(connection.execute(t.select()).all()) for t in metadata.sorted_tables]
        return "".join(tables).encode("utf-8")

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.catalog)  # type: ignore[arg-type]  # it asks for nothing else

    def put(self, text: SourceText) -> None:
        self.catalog.put(text, "none", {})

    def answer(self, question: str = "What is first for a gout flare?", **changes: Any) -> Answer:
        """An answer that says every sentence of both guidelines, the first as bottom line."""
        texts = [self.catalog.source_text(i) for i in sorted(self.catalog.entries())]
        return answer_from(texts, question, **changes)

    def saved(self, by: Person = READER, **changes: Any) -> Article:
        return self.workspace.articles.save(self.answer(**changes), by)

    def close(self) -> None:
        self.workspace.close()
        self.catalog.close()

    def under_review(self, **changes: Any) -> Article:
        saved = self.saved(**changes)
        reviewing = self.workspace.reviewing
        submitted = reviewing.submit(saved.id, READER, saved.version)
        return reviewing.take_up(saved.id, REVIEWER, submitted.version)

    def approved(self, **changes: Any) -> Article:
        article = self.under_review(**changes)
        return self.workspace.reviewing.approve(article.id, REVIEWER, article.version)


def open_desk(home: Path, url: str | None = None) -> Desk:
    """The workspace of this home, or of a PostgreSQL database.

    Its catalog gets two guidelines where it holds none.
    """
    settings = Settings(home=home, library_url=url, workspace_url=url)
    settings.library_path.mkdir(parents=True, exist_ok=True)
    place = settings.library_place
    catalog = Catalog.open(place, writable=True, migrating=nullcontext())
    workspace = Workspace.open(settings, catalog)
    desk = Desk(home, catalog, workspace, settings.workspace_place, url)
    if not catalog.entries():
        desk.put(guideline("acme-2017-gout", GOUT))
        desk.put(guideline("other-2020-urate", URATE, topics=("gout", "urate")))
    return desk


def answer_from(texts: Sequence[SourceText], question: str, **changes: Any) -> Answer:
    said = [
        [_statement(n, i, t, s) for i, s in enumerate(t.sentences)] for n, t in _numbered(texts)
    ]
    groups = [said[0][1:], *said[1:]]
    described: dict[str, Any] = {
        "id": "q1",
        "question": question,
        "searched_for": question,
        "reader": "clinician",
        "state": EvidenceState.FULL,
        "bottom_line": said[0][0],
        "guidelines": tuple(
            StatementGroup(t.source.title, tuple(g)) for t, g in zip(texts, groups, strict=True)
        ),
        "references": tuple(_reference(n, t) for n, t in _numbered(texts)),
        "library_version": "r2-000000",
    }
    return Answer(**(described | changes))


def _numbered(texts: Sequence[SourceText]) -> list[tuple[int, SourceText]]:
    return [*enumerate(texts, start=1)]


def _statement(number: int, index: int, text: SourceText, sentence: Sentence) -> Statement:
    return Statement(
        text=sentence.span.of(text.text),
        citations=(Citation(number, index),),
        strength=sentence.strength,
    )


def _reference(number: int, text: SourceText) -> Reference:
    source = text.source
    quotes = tuple(
        Quote(
            passage_id=text.passages[0].id,
            start=s.span.start,
            end=s.span.end,
            text=s.span.of(text.text),
        )
        for s in text.sentences
    )
    return Reference(
        number=number,
        source_id=source.id,
        kind=source.kind,
        family=source.family,
        title=source.title,
        organization=source.organization,
        authors=source.authors,
        journal=source.journal,
        year=source.year,
        doi=source.doi,
        pmid=source.pmid,
        url=source.url,
        text_origin=source.text_origin,
        verification=source.verification,
        superseded_by=None,
        quotes=quotes,
    )
