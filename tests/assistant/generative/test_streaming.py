"""Streaming with a model: statements appear when verified, numbers hold, stopping cancels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pytest
from chat_doubles import Scripted, copies, leading, passages, reply, said

from assistant.answer import Verdict
from assistant.assistant import Assistant
from assistant.chat.model import Message, Part
from assistant.events import Done, Event, Found, Searching, StatementReady
from ui.session import Session

LUMP = "What is the best imaging modality for a superficial lump on the lower back?"


def assistant(session: Session, chat: Scripted | None) -> Assistant:
    return Assistant(session.library, session.embedder.count_tokens, chat=chat)


def half_wrong(messages: Sequence[Message], call: int) -> str:
    """Every other statement names a drug that no passage holds."""
    made = [leading(messages)]
    for each in passages(messages)[1:8]:
        made.append(said(each.section, each.sentences[0], each.id))
        if len(made) % 2:
            made.append(said(each.section, f"Ibuprofen: {each.sentences[0]}", each.id))
    return reply(made)


@pytest.fixture(scope="module")
def events(starter_session: Session) -> list[Event]:
    return [*assistant(starter_session, Scripted(half_wrong)).stream(LUMP, engine="generative")]


def ready(events: Sequence[Event]) -> list[StatementReady]:
    return [event for event in events if isinstance(event, StatementReady)]


def test_events_come_in_their_order(events: list[Event]) -> None:
    assert [type(event) for event in events[:2]] == [Searching, Found]
    assert isinstance(events[-1], Done)
    assert len(ready(events)) == len(events) - 3
    assert ready(events)[0].section == "bottom_line"


def test_the_extractive_engine_streams_without_statements(starter_session: Session) -> None:
    asking = assistant(starter_session, None)
    searching, found, done = asking.stream(LUMP)
    assert searching == Searching(LUMP)
    assert isinstance(found, Found)
    assert isinstance(done, Done)
    assert found.retrieved == done.answer.retrieved
    assert found.sources >= len(found.retrieved)
    assert {each.source_id for each in found.retrieved} <= found.entries.keys()
    assert [type(e) for e in asking.stream("I want to kill myself")] == [Searching, Done]


def test_nothing_unverified_is_in_any_event(events: list[Event]) -> None:
    for event in ready(events):
        assert Verdict.FAIL not in event.statement.checks.values()
        assert event.statement.checks["support"] is Verdict.PASS
        assert event.statement.citations
    assert not any("Ibuprofen" in event.statement.text for event in ready(events))
    assert "Ibuprofen" not in str(events)


def test_numbers_and_quotes_stay_what_they_were(events: list[Event]) -> None:
    *_, done = events
    assert isinstance(done, Done)
    final = {
        statement.text: [done.answer.quote(c) for c in statement.citations]
        for statement in done.answer.statements()
    }
    numbers = {r.source_id: r.number for r in done.answer.references}
    seen = 0
    for event in ready(events):
        quotes = [event.references[c.number - 1].quotes[c.quote] for c in event.statement.citations]
        assert quotes == final[event.statement.text]
        assert all(numbers[r.source_id] == r.number for r in event.references)
        assert len(event.references) >= seen
        seen = len(event.references)
    assert len(final) == len(ready(events))


def test_a_statement_is_told_before_the_reply_has_ended(starter_session: Session) -> None:
    chat = Scripted(copies, width=5)
    whole = 0
    for event in assistant(starter_session, chat).stream(LUMP, engine="generative"):
        if isinstance(event, StatementReady):
            whole = len(copies(chat.asked[0], 1))
            break
    assert 0 < chat.parts * 5 < whole / 2


def test_closing_the_stream_closes_the_models(starter_session: Session) -> None:
    chat = Scripted(copies, width=5)
    stream = assistant(starter_session, chat).stream(LUMP, engine="generative")
    assert any(isinstance(event, StatementReady) for event in stream)
    parts = chat.parts
    stream.close()
    assert (chat.cut_short, chat.parts) == (1, parts)
    assert not list(stream)


class Line:
    """A reply that is no generator: nothing but `close` ends the request behind it."""

    def __init__(self, whole: str) -> None:
        self._stretches = iter([whole[:1_500], whole[1_500:]])
        self.closed = 0

    def __iter__(self) -> Line:
        return self

    def __next__(self) -> Part:
        return Part(next(self._stretches))

    def close(self) -> None:
        self.closed += 1


class OverALine(Scripted):
    """A double that answers over such a line."""

    def stream(
        self, messages: Sequence[Message], schema: Mapping[str, object] | None = None
    ) -> Iterator[Part]:
        self.line = Line(self.answer(messages, 1))
        return self.line


def test_the_models_line_is_closed_whether_stopped_or_heard_out(starter_session: Session) -> None:
    chat = OverALine(copies)
    stream = assistant(starter_session, chat).stream(LUMP, engine="generative")
    assert any(isinstance(event, StatementReady) for event in stream)
    assert not chat.line.closed
    stream.close()
    assert chat.line.closed == 1
    *_, done = assistant(starter_session, chat).stream(LUMP, engine="generative")
    assert isinstance(done, Done)
    assert done.answer.engine == "generative"
    assert chat.line.closed == 1


def test_closing_before_the_model_is_asked_asks_nothing(starter_session: Session) -> None:
    chat = Scripted(copies)
    stream = assistant(starter_session, chat).stream(LUMP, engine="generative")
    assert isinstance(next(stream), Searching)
    stream.close()
    assert not chat.asked


def test_an_endless_reply_is_closed(starter_session: Session) -> None:
    chat = Scripted(lambda messages, call: "and so on " * 100_000)
    *_, done = assistant(starter_session, chat).stream(LUMP, engine="generative")
    assert isinstance(done, Done)
    assert chat.cut_short == 1
