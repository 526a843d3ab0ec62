"""Asks every question of Galen and of the plain retrievers, and keeps what each came to.

Galen's part is the product itself: `Assistant.ask`, with its refusals.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.answer import Answer, Statement
from assistant.query import understand
from corpus.errors import QuestionError
from evals.public.figures import GALEN

if TYPE_CHECKING:
    from assistant.assistant import Assistant
    from evals.public.plain import PlainRetrievers

FIRST_PASSAGES = 3
"""Passages of a plain retriever that are held against an answer: about as many words."""


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: Galen's answer (None where it could not be asked, with the `error`).

    `sources` holds for each system the distinct sources it found, best first. `passages` holds for
    each plain system the texts of its first passages, which stand in for an answer of its own.
    `replaced_by` are the library's superseded sources, each with the one that supersedes it.
    """

    id: str
    question: str
    answer: Answer | None
    error: str | None
    sources: Mapping[str, tuple[str, ...]]
    passages: Mapping[str, tuple[str, ...]]
    replaced_by: Mapping[str, str] = field(default_factory=dict)

    @property
    def statements(self) -> tuple[Statement, ...]:
        """What Galen shows, in reading order; the bottom line first."""
        return tuple(self.answer.statements()) if self.answer else ()

    def texts(self, system: str) -> tuple[str, ...]:
        """What a system puts before the reader: statements, or the first passages."""
        if system == GALEN:
            return tuple(said(statement) for statement in self.statements)
        return self.passages[system]


def said(statement: Statement) -> str:
    """A statement with the strength label that is shown beside it."""
    label = f"({statement.strength.strip('()')})" if statement.strength else ""
    return " ".join(part for part in (statement.lead, statement.text, label) if part)


def ask(
    questions: Iterable[Question], assistant: Assistant, plain: PlainRetrievers, depth: int
) -> Iterator[Asked]:
    """Each question in turn; `depth` distinct sources of each ranking are kept."""
    entries = assistant.library.entries().items()
    replaced_by = {name: each.superseded_by for name, each in entries if each.superseded_by}
    for question in questions:
        answer, error = _answer(question, assistant)
        found = plain.search(question.text)
        passages = plain.passages
        sources = {name: passages.sources(hits, depth) for name, hits in found.items()}
        firsts = {
            name: tuple(passages.shown[hit] for hit in hits[:FIRST_PASSAGES])
            for name, hits in found.items()
        }
        galens = _sources(answer, assistant, depth) if answer else ()
        rankings = {GALEN: galens, **sources}
        yield Asked(question.id, question.text, answer, error, rankings, firsts, replaced_by)


def _answer(question: Question, assistant: Assistant) -> tuple[Answer | None, str | None]:
    try:
        return assistant.ask(question.text, question_id=question.id), None
    except QuestionError as error:
        return None, str(error)


def _sources(answer: Answer, assistant: Assistant, depth: int) -> tuple[str, ...]:
    """The sources that the answer tells of; beyond them, what the same search found further down.

    Where triage let nothing be searched, nothing was found.
    """
    told = [each.source_id for each in answer.retrieved]
    if not told or len(told) >= depth:
        return tuple(told[:depth])
    found = assistant.retriever.retrieve(understand(answer.searched_for))
    every = (scored.passage.source_id for scored in found.passages)
    return tuple(dict.fromkeys([*told, *every]))[:depth]
