"""A question from the page, in stages: what is searched for, which sources are found, the answer.

The Ask page draws each stage as it comes and keeps the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.followup import Turn, standalone
from assistant.glosses import for_reader
from assistant.leads import name_of
from assistant.query import understand
from assistant.readers import DEFAULT_READER, READERS, ReaderProfile
from assistant.triage import triage
from assistant.workspace.model import Conversation

_NAMED = 4


@dataclass(frozen=True, slots=True)
class Searching:
    """The question as it stands alone, which is being searched for."""

    searched_for: str


@dataclass(frozen=True, slots=True)
class Found:
    """How many sources were found, and the short names of the first ones."""

    sources: int
    names: tuple[str, ...]


Stage = Searching | Found | Answer


def stages(
    assistant: Assistant, question: str, reader_name: str, history: Sequence[Turn]
) -> Iterator[Stage]:
    """Every stage when it is reached; the last one is the answer. Raises QuestionError."""
    screened = triage(question)
    searched_for = standalone(history, screened.question)
    yield Searching(searched_for)
    if screened.answerable:
        found = assistant.retriever.retrieve(understand(searched_for))
        ids = dict.fromkeys(scored.passage.source_id for scored in found.passages)
        names = dict.fromkeys(name_of(found.source(each)) for each in ids)
        yield Found(len(found.strength), tuple(names)[:_NAMED])
    yield assistant.ask(question, reader_name=reader_name, history=history)


def history_of(conversation: Conversation | None) -> tuple[Turn, ...]:
    """The earlier questions, each with what was answered first."""
    turns = conversation.turns if conversation else ()
    lines = (turn.answer.bottom_line for turn in turns)
    return tuple(
        Turn(turn.question, line.text if line else None)
        for turn, line in zip(turns, lines, strict=True)
    )


def laid_out(
    answer: Answer, reader_name: str, readers: Mapping[str, ReaderProfile] = READERS
) -> Answer:
    """The same statements, quotes and numbers for another reader, without asking again.

    Where the reader is not among those offered, as of an answer that was saved before the patient
    layout was switched off, it is laid out as for clinicians.
    """
    return for_reader(answer, readers.get(reader_name, readers[DEFAULT_READER]))
