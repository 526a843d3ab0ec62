"""Rows of the questions that sentences are known to answer, list by list.

`Catalog` calls it inside a transaction of its own. A list is kept whatever sources are held, so it
holds for sources that come later and outlives their removal.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select

from corpus.catalog import schema
from corpus.records import Anticipated


class Placed(NamedTuple):
    """A question, the sentence that answers it, and the passage that holds the sentence."""

    passage_id: str
    answer: str
    question: str


_ROWS = schema.anticipated.c
_LISTS = schema.anticipated_lists.c


def replace(connection: Connection, origin: str, questions: Sequence[Anticipated]) -> None:
    """Keep a list's questions in place of all that it gave before; an empty list is forgotten."""
    connection.execute(delete(schema.anticipated).where(_ROWS.origin == origin))
    connection.execute(delete(schema.anticipated_lists).where(_LISTS.origin == origin))
    rows = {(q.source_id, q.question): q.answer for q in questions}
    if not rows:
        return
    values = [
        {"origin": origin, "source_id": source, "question": question, "answer": answer}
        for (source, question), answer in rows.items()
    ]
    connection.execute(insert(schema.anticipated), values)
    connection.execute(
        insert(schema.anticipated_lists).values(origin=origin, sha256=stamp_of(questions))
    )


def stamp_of(questions: Sequence[Anticipated]) -> str:
    """SHA-256 over a list, by which a change of it is noticed."""
    digest = hashlib.sha256()
    for each in questions:
        digest.update(f"{each.source_id}\n{each.question}\n{each.answer}\n".encode())
    return digest.hexdigest()


def stamps(connection: Connection) -> tuple[tuple[str, str], ...]:
    """Every list with its stamp: another value, another state of the lists."""
    query = select(_LISTS.origin, _LISTS.sha256).order_by(_LISTS.origin)
    return tuple((row.origin, row.sha256) for row in connection.execute(query))


def sources(connection: Connection) -> frozenset[str]:
    """The ids of all sources that lists name, held or not."""
    return frozenset(connection.scalars(select(_ROWS.source_id).distinct()))


def placed(connection: Connection) -> Iterator[Placed]:
    """Every question whose answer a passage of a held source has.

    An answer that no passage holds any more, since the source was changed, is left out.
    """
    asked: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in connection.execute(select(schema.anticipated).order_by(_ROWS.origin)):
        asked[row.source_id][row.answer].append(row.question)
    passages = schema.passages.c
    known = select(_ROWS.source_id).distinct()
    query = select(passages.id, passages.source_id, passages.text).where(
        passages.source_id.in_(known)
    )
    for row in connection.execute(query.order_by(passages.id)):
        for answer, questions in asked[row.source_id].items():
            if answer in row.text:
                yield from (Placed(row.id, answer, question) for question in questions)
