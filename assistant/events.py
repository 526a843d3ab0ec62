"""What `Assistant.stream` tells while a question is answered, in this order. Frozen values.

Searching, then Found where anything was searched, then a StatementReady for each statement of a
language model that passed verification, then Done. Nothing unverified is ever in an event.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answer import Answer, Reference, Retrieved, Statement
from corpus.records import Entry


@dataclass(frozen=True, slots=True)
class Searching:
    """The question as it stands alone, which is searched for."""

    searched_for: str


@dataclass(frozen=True, slots=True)
class Found:
    """The sources found, best first, with what the library holds of each; `sources` counts all."""

    retrieved: tuple[Retrieved, ...]
    entries: Mapping[str, Entry]
    sources: int


@dataclass(frozen=True, slots=True)
class StatementReady:
    """One verified statement of a language model, as soon as it is complete.

    `section` is "bottom_line", "guidelines" or "research", `heading` the small heading it stands
    under, `references` all that are cited so far: a number never changes while one answer streams.
    The answer in Done is the one that counts: it may be another engine's.
    """

    section: str
    heading: str | None
    statement: Statement
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """The whole answer, the same that `Assistant.ask` returns."""

    answer: Answer


Event = Searching | Found | StatementReady | Done
