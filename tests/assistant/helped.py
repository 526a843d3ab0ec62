"""Asks the worded engine with a scripted server as its model, for tests of its further uses."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from helping import use_of
from scripted_server import Request, Script, running

from assistant.answer import Answer, NoticeKind
from assistant.assistant import Assistant
from assistant.chat.openai_chat import OpenAIChat
from assistant.generative.uses import Use
from corpus.chat_server import ChatServer
from ui.session import Session


@dataclass(frozen=True)
class Helped:
    """An answer, and what was sent for it."""

    answer: Answer
    requests: Sequence[Request]

    @property
    def asked_for(self) -> list[str]:
        return [use_of(request) for request in self.requests]

    @property
    def told(self) -> list[str]:
        """What the notices say was asked in vain."""
        return [n.text for n in self.answer.notices if n.kind is NoticeKind.FALLBACK]


def helped(
    session: Session,
    script: Script,
    uses: Collection[Use],
    question: str,
    *,
    reader: str = "clinician",
    engine: str = "generative",
    timeout_s: float = 20.0,
) -> Helped:
    """The answer of one question."""
    with running(script) as server:
        address = ChatServer(base_url=server.base_url, model="tiny", timeout_s=timeout_s)
        assistant = Assistant(
            session.library, session.embedder.count_tokens, chat=OpenAIChat(address), uses=uses
        )
        answer = assistant.ask(question, reader_name=reader, engine=engine)
        return Helped(answer, tuple(server.requests))


def texts(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements()]
