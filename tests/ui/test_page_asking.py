"""A question from the page: its events in order, its end at once when it is stopped, its draft."""

from __future__ import annotations

import json
import threading

import pytest
from faithful import faithful, statements
from scripted_server import Connection, Request, running
from server_faults import FAULTS
from test_page_html import Reader

from assistant.answer import NoticeKind
from assistant.assistant import Assistant
from assistant.chat.openai_chat import OpenAIChat
from assistant.events import Done, Found, Searching, StatementReady
from corpus.chat_server import ChatServer
from corpus.errors import QuestionError
from ui.asking import Question, Waiting, asking, names_of
from ui.components.draft import Draft
from ui.session import Session

GOUT = "What is the target uric acid in gout?"
GENERATED = Question(GOUT, "clinician", "generative")


def assistant(session: Session, base_url: str) -> Assistant:
    chat = OpenAIChat(ChatServer(base_url=base_url, model="tiny"))
    chat.prepare()
    return Assistant(session.library, session.embedder.count_tokens, chat=chat)


def test_events_come_in_order_and_end_with_the_answer_of_the_command_line(
    starter_session: Session,
) -> None:
    with asking(starter_session.assistant, Question(GOUT, "nurse")) as events:
        searching, found, done = (e for e in events if not isinstance(e, Waiting))
    assert isinstance(searching, Searching)
    assert isinstance(found, Found)
    assert isinstance(done, Done)
    assert searching.searched_for == done.answer.searched_for
    assert found.sources > 0
    assert "ACR 2020" in names_of(found)
    assert done.answer.reader == "nurse"
    same = starter_session.assistant.ask(GOUT, reader_name="nurse")
    assert [*done.answer.statements()] == [*same.statements()]


def test_what_cannot_be_asked_is_refused_as_everywhere(starter_session: Session) -> None:
    with asking(starter_session.assistant, Question(" ", "clinician")) as events:
        with pytest.raises(QuestionError):
            next(iter(events))


def test_statements_come_while_the_model_writes_and_make_up_the_answer(
    starter_session: Session,
) -> None:
    go_on = threading.Event()

    def script(request: Request, to: Connection) -> None:
        text = json.dumps({"statements": statements(request.prompt)})
        middle = text.index("}, {") + 3
        to.head()
        to.say(text[:middle])
        go_on.wait(20)
        to.say(text[middle:], "stop")

    draft = Draft(GOUT)
    with running(script) as server:
        with asking(assistant(starter_session, server.base_url), GENERATED) as events:
            for event in events:
                if isinstance(event, StatementReady):
                    go_on.set()  # only now is the rest written
                if isinstance(event, Searching | Found | StatementReady):
                    draft = draft.after(event)
    assert isinstance(event, Done)
    ready = {each.statement.text for each in draft.ready}
    assert ready <= {statement.text for statement in event.answer.statements()}
    seen = Reader(draft.markup()).text
    assert all(text in seen for text in ready)
    assert "Bottom line" in seen
    assert "From the Guidelines" in seen


def test_leaving_ends_the_request_of_a_silent_model(starter_session: Session) -> None:
    with running(FAULTS["hang"].script) as server:
        with asking(assistant(starter_session, server.base_url), GENERATED) as events:
            for event in events:
                if isinstance(event, Waiting) and server.connections:
                    break
        assert server.connections[0].hung_up.wait(20)
    assert not [t for t in threading.enumerate() if t.name.startswith("galen-")]


def test_a_failure_of_the_model_is_an_extractive_answer(starter_session: Session) -> None:
    with running(FAULTS["500"].script) as server:
        with asking(assistant(starter_session, server.base_url), GENERATED) as events:
            *_, done = events
    assert isinstance(done, Done)
    assert done.answer.engine == "extractive"
    assert NoticeKind.FALLBACK in {notice.kind for notice in done.answer.notices}


def test_a_draft_shows_text_as_text(starter_session: Session) -> None:
    tricks = "<script>alert(1)</script> :red[x] $y$"
    with running(faithful) as server:
        with asking(assistant(starter_session, server.base_url), GENERATED) as events:
            ready = [event for event in events if isinstance(event, StatementReady)]
    draft = Draft(tricks, tricks, None, tuple(ready))
    assert "<script>" not in draft.markup()
    assert tricks in Reader(draft.markup()).text
