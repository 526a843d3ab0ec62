"""Whatever the server does when it is asked to help, the answer is there, and it is told."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from chat_doubles import Scripted, copies, passages
from helped import Helped, helped, texts
from helping import helping, use_of
from scripted_server import Connection, Request, Script
from server_faults import FAULTS

from assistant.assistant import Assistant
from assistant.chat.model import Message
from assistant.generative.uses import Use
from corpus.errors import ContextTooLong
from ui.session import Session

QUESTION = "COPD exacerbation: steroid dose and days, and when antibiotics?"
TOLD = {
    "hang": "did not finish within",
    "dribble of words": "did not finish within",
    "cut stream": "broke off in the middle",
    "500": "failed (500)",
    "endless": "has no end",
    "odd shapes": "broke off in the middle",
    "filter": "by its own filter",
}


def failing_for(uses: Sequence[Use], fault: Script) -> Script:
    """A server that fails when it is asked for these, and copies when it is asked for an answer."""

    def script(request: Request, to: Connection) -> None:
        (fault if use_of(request) in uses else helping({}))(request, to)

    return script


def asked(session: Session, script: Script, timeout_s: float = 20.0) -> Helped:
    return helped(session, script, list(Use), QUESTION, reader="patient", timeout_s=timeout_s)


@pytest.fixture(scope="module")
def unhelped(starter_session: Session) -> list[str]:
    answer = helped(starter_session, helping({}), [], QUESTION, reader="patient").answer
    return texts(answer)


@pytest.mark.parametrize("name", TOLD)
def test_a_server_that_fails_is_asked_for_no_further_help(
    starter_session: Session, unhelped: list[str], name: str
) -> None:
    fault = FAULTS[name]
    # The answer must be in time on a busy machine as well.
    timeout_s = 3.0 if fault.slow else 20.0
    found = asked(starter_session, failing_for(list(Use), fault.script), timeout_s)
    assert found.answer.engine == "generative"
    assert texts(found.answer) == unhelped
    assert len([use for use in found.asked_for if use]) <= 2  # 500 is tried once more
    assert len({use for use in found.asked_for if use}) == 1
    (told,) = found.told
    assert "and Galen does without" in told
    assert TOLD[name] in told


def test_where_everything_fails_the_answer_is_the_quoted_one(starter_session: Session) -> None:
    found = asked(starter_session, FAULTS["500"].script)
    assert found.answer.engine == "extractive"
    assert texts(found.answer) == texts(starter_session.assistant.ask(QUESTION))
    assert len(found.told) == 2


def test_no_use_is_on_by_itself(starter_session: Session) -> None:
    found = helped(starter_session, helping({}), [], QUESTION, reader="patient")
    assert found.asked_for == [""]


def test_too_much_to_judge_does_not_end_the_help(starter_session: Session) -> None:
    def reads_little(messages: Sequence[Message], call: int) -> str:
        if "ids of the passages that bear" in messages[-1].content:
            raise ContextTooLong("too long: ask for less")
        return copies(messages, call) if len(messages) > 1 else '{"parts": []}'

    chat = Scripted(reads_little)
    count = starter_session.embedder.count_tokens
    assistant = Assistant(starter_session.library, count, chat=chat, uses=list(Use))
    answer = assistant.ask(QUESTION, engine="generative")
    assert answer.engine == "generative"
    assert len(chat.asked) == 3
    assert passages(chat.asked[-1])
    told = [n.text for n in answer.notices if n.kind == "fallback"]
    assert "too long: ask for less" in told[0]


def test_without_a_model_there_is_no_help(starter_session: Session) -> None:
    count = starter_session.embedder.count_tokens
    bare = Assistant(starter_session.library, count, uses=list(Use))
    answer = bare.ask(QUESTION)
    assert answer.usage.calls == 0
    assert texts(answer) == texts(starter_session.assistant.ask(QUESTION))
