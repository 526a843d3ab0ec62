"""Rows of the questions that sentences are known to answer, list by list.

A list is kept whatever sources are held, so it holds for sources that come later and outlives
their removal. `corpus.anticipation` is the only caller.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, insert, select

from corpus.catalog import schema
from corpus.catalog.stores import Store
from corpus.records import Anticipated

_ROWS = schema.anticipated.c
_LISTS = schema.anticipated_lists.c


class Placed(NamedTuple):
    """A question, the sentence that answers it, and the passage that holds the sentence."""

    passage_id: str
    answer: str
    question: str


class AnticipatedLists:
    """Lists by name, each replaced whole."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def replace(self, origin: str, questions: Sequence[Anticipated]) -> None:
        """Keep a list in place of what it gave before; an empty one is forgotten."""
        rows = {(q.source_id, q.question): q.answer for q in questions}
        values = [
            {"origin": origin, "source_id": source, "question": question, "answer": answer}
            for (source, question), answer in rows.items()
        ]
        with self._store.writing() as connection:
            connection.execute(delete(schema.anticipated).where(_ROWS.origin == origin))
            connection.execute(delete(schema.anticipated_lists).where(_LISTS.origin == origin))
            if values:
                stamp = {"origin": origin, "sha256": _stamp(questions)}
                connection.execute(insert(schema.anticipated), values)
                connection.execute(insert(schema.anticipated_lists).values(stamp))

    def stamps(self) -> tuple[tuple[str, str], ...]:
        """Every list with what changes when it does."""
        query = select(_LISTS.origin, _LISTS.sha256).order_by(_LISTS.origin)
        with self._store.reading() as connection:
            return tuple((row.origin, row.sha256) for row in connection.execute(query))

    def sources(self) -> frozenset[str]:
        """The ids of all sources that lists name, held or not."""
        with self._store.reading() as connection:
            return frozenset(connection.scalars(select(_ROWS.source_id).distinct()))

    def placed(self) -> list[Placed]:
        """Every question whose answer a passage of a held source has, passage by passage.

        An answer that no passage holds any more, since the source was changed, is left out.
        """
        asked: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        passages, found = schema.passages.c, []
        named = select(_ROWS.source_id).distinct()
        texts = select(passages.id, passages.source_id, passages.text)
        with self._store.reading() as connection:
            for row in connection.execute(select(schema.anticipated).order_by(_ROWS.origin)):
                asked[row.source_id][row.answer].append(row.question)
            for row in connection.execute(texts.where(passages.source_id.in_(named))):
                for answer, questions in asked[row.source_id].items():
                    if answer in row.text:
                        found += [Placed(row.id, answer, question) for question in questions]
        return sorted(found)


def _stamp(questions: Sequence[Anticipated]) -> str:
    """SHA-256 over a list, by which a change of it is noticed."""
    digest = hashlib.sha256()
    for each in questions:
        digest.update(f"{each.source_id}\n{each.question}\n{each.answer}\n".encode())
    return digest.hexdigest()
