"""Whatever the model's server does, the reader gets the extractive answer, and is told why."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from faithful import faithful, statements
from pydantic import SecretStr
from scripted_server import Connection, Request, Script, closed_port, running
from server_faults import FAULTS, KEY, Fault

from assistant.answer import Answer, NoticeKind, Usage
from assistant.assistant import Assistant
from assistant.chat.openai_chat import OpenAIChat
from corpus.chat_server import ChatServer
from ui.session import Session

GOUT = "What is the target uric acid in gout?"


@pytest.fixture(scope="module")
def quoted(starter_session: Session) -> Answer:
    return starter_session.assistant.ask(GOUT)


def asked(session: Session, base_url: str, timeout_s: float = 20.0) -> Answer:
    server = ChatServer(
        base_url=base_url,
        model="tiny",
        key=SecretStr(KEY),
        timeout_s=timeout_s,
        max_tokens=400,
    )
    count = session.embedder.count_tokens
    assistant = Assistant(session.library, count, chat=OpenAIChat(server))
    return assistant.ask(GOUT, engine="generative")


def fallback_of(answer: Answer, quoted: Answer) -> str:
    """What the one notice says, where all the rest is the extractive answer."""
    (notice,) = (n for n in answer.notices if n.kind is NoticeKind.FALLBACK)
    assert KEY not in json.dumps(answer.to_json())
    rest = tuple(each for each in answer.notices if each is not notice)
    same = replace(answer, notices=rest, id=quoted.id, usage=Usage(), timings_ms={})
    assert same == replace(quoted, timings_ms={})
    return notice.text


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_each_fault_ends_in_the_extractive_answer(
    fault: Fault, starter_session: Session, quoted: Answer, capfd: pytest.CaptureFixture[str]
) -> None:
    with running(fault.script) as server:
        answer = asked(starter_session, server.base_url, fault.timeout_s)
        assert fault.told in fallback_of(answer, quoted)
    assert KEY not in "".join(capfd.readouterr())


def test_a_server_that_is_not_there_ends_in_the_extractive_answer(
    starter_session: Session, quoted: Answer
) -> None:
    answer = asked(starter_session, f"http://127.0.0.1:{closed_port()}/v1")
    assert "cannot be reached" in fallback_of(answer, quoted)


def saying(text: str) -> Script:
    def script(request: Request, to: Connection) -> None:
        to.whole(text)

    return script


def with_wrong_ids(request: Request, to: Connection) -> None:
    found = [{**each, "ids": ["p99"]} for each in statements(request.prompt)]
    to.whole(json.dumps({"statements": found}))


def with_statements_for_ever(request: Request, to: Connection) -> None:
    to.head()
    to.say('{"statements": [')
    while not to.closing.is_set():
        to.say('{"section": "guidelines", "text": "Gout is treated.", "ids": ["p1"]}, ')


@pytest.mark.parametrize(
    "script",
    [
        saying("I cannot help with that."),
        saying("{}"),
        saying('{"statements": "none"}'),
        saying('{"statements": [{"section": "bottom_line"}]}'),
        saying(
            '{"statements": [{"section": "guidelines", "text": "Take 900 mg.", "ids": ["p1"]}]}'
        ),
        with_wrong_ids,
        with_statements_for_ever,
    ],
    ids=["refusal", "empty", "text", "half", "invented", "wrong ids", "endless"],
)
def test_a_model_that_says_nothing_of_use_ends_in_the_extractive_answer(
    script: Script, starter_session: Session, quoted: Answer
) -> None:
    with running(script) as server:
        answer = asked(starter_session, server.base_url)
        assert "its answer is not shown" in fallback_of(answer, quoted)
    assert "900 mg" not in json.dumps(answer.to_json())


def test_a_good_answer_is_shown_and_counted(starter_session: Session) -> None:
    with running(faithful) as server:
        answer = asked(starter_session, server.base_url)
    assert (answer.engine, answer.model) == ("generative", "tiny")
    assert answer.usage == Usage(prompt_tokens=1_234, completion_tokens=210, calls=1)
    assert not [n for n in answer.notices if n.kind is NoticeKind.FALLBACK]
    assert answer.timings_ms["generate"] > 0
    assert KEY not in json.dumps(answer.to_json())


def test_a_context_too_long_is_halved_once(starter_session: Session) -> None:
    lengths: list[int] = []

    def script(request: Request, to: Connection) -> None:
        lengths.append(len(request.prompt))
        fault = FAULTS["context too long"].script
        (fault if len(lengths) == 1 else faithful)(request, to)

    with running(script) as server:
        answer = asked(starter_session, server.base_url)
    assert answer.engine == "generative"
    assert len(lengths) == 2
    assert lengths[1] < lengths[0]


def test_a_server_without_schemas_answers_as_well(starter_session: Session) -> None:
    def script(request: Request, to: Connection) -> None:
        if "response_format" in request.body:
            to.json(422, {"detail": "response_format: extra fields not permitted"})
        else:
            faithful(request, to)

    with running(script) as server:
        assert asked(starter_session, server.base_url).engine == "generative"


def test_identifiers_are_removed_before_anything_is_sent(starter_session: Session) -> None:
    with running(faithful) as server:
        chat = OpenAIChat(ChatServer(base_url=server.base_url, model="tiny"))
        assistant = Assistant(
            starter_session.library, starter_session.embedder.count_tokens, chat=chat
        )
        said = f"My patient John Smith, born 12/03/1961, MRN 1234567: {GOUT.lower()}"
        assert assistant.ask(said, engine="generative").engine == "generative"
    for secret in ("John", "Smith", "1961", "1234567"):
        assert secret not in server.requests[0].prompt


def test_nothing_is_sent_where_nothing_is_found(starter_session: Session) -> None:
    with running(faithful) as server:
        chat = OpenAIChat(ChatServer(base_url=server.base_url, model="tiny"))
        assistant = Assistant(
            starter_session.library, starter_session.embedder.count_tokens, chat=chat
        )
        for question in ("Who won the world cup in 1998?", "I want to kill myself"):
            answer = assistant.ask(question, engine="generative")
            assert answer.bottom_line is None
    assert server.requests == []
