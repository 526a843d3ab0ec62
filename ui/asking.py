"""A question from the page: answered in a thread of its own, so that it can be stopped at once.

The Ask page draws each event as it comes and keeps the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event as Flag

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.chat.line import stoppable
from assistant.events import Event, Found
from assistant.followup import Turn
from assistant.glosses import for_reader
from assistant.leads import name_of
from assistant.readers import DEFAULT_READER, READERS, ReaderProfile
from assistant.workspace.model import Conversation

BEAT_S = 0.5
"""How often a page that waits comes to draw something, and so can be stopped."""
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Waiting:
    """Nothing happened for a moment."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, for whom, of which engine, and after which earlier questions."""

    text: str
    reader: str
    engine: str = "extractive"
    history: Sequence[Turn] = ()


@contextmanager
def asking(assistant: Assistant, question: Question) -> Iterator[Iterator[Event | Waiting]]:
    """Every event as it comes, and Waiting between them. Raises QuestionError and UsageError.

    However the block is left, the work on the question ends, and with it what a model's server
    still writes.
    """
    stop = Flag()
    events: SimpleQueue[Event | None] = SimpleQueue()
    with ThreadPoolExecutor(1, "galen-question") as pool:
        working = pool.submit(_work, assistant, question, stop, events)

        def heard() -> Iterator[Event | Waiting]:
            while True:
                try:
                    event = events.get(timeout=BEAT_S)
                except Empty:
                    yield Waiting()
                    continue
                if event is None:
                    working.result()  # raises what was raised there
                    return
                yield event

        try:
            yield heard()
        finally:
            stop.set()


def _work(
    assistant: Assistant, question: Question, stop: Flag, events: SimpleQueue[Event | None]
) -> None:
    try:
        with stoppable(stop):
            answering = assistant.stream(
                question.text,
                reader_name=question.reader,
                engine=question.engine,
                history=question.history,
            )
            with closing(answering):
                for event in answering:
                    if stop.is_set():
                        return
                    events.put(event)
    finally:
        events.put(None)


def names_of(found: Found) -> tuple[str, ...]:
    """The short names of the first sources."""
    sources = (found.entries[each.source_id].source for each in found.retrieved)
    return tuple(dict.fromkeys(map(name_of, sources)))[:_NAMED]


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
