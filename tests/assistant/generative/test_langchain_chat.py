"""A LangChain chat model as Galen's: answers, tokens, callbacks and failures pass through."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from chat_doubles import reply, said
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.language_models import BaseChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk, ChatResult

from assistant.answer import NoticeKind, Usage
from assistant.assistant import Assistant
from assistant.chat.model import ChatModel, Message, Part, Role
from assistant.langchain import GalenChain, LangChainChat
from corpus.errors import ModelServerError
from ui.session import Session

LUMP = "What is the best imaging modality for a superficial lump on the lower back?"
LEADING = (
    "Ultrasound of the area of interest is an appropriate first imaging test for a superficial or"
    " palpable soft-tissue mass, including a lump on the back."
)
REPLY = reply([said("bottom_line", LEADING, "p1")])
ASKED = (
    Message(Role.SYSTEM, "rules"),
    Message(Role.USER, "question"),
    Message(Role.ASSISTANT, "reply"),
)


class Listener(BaseCallbackHandler):
    """Keeps what it is told of chat models and chains."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.roles: list[str] = []

    def on_chat_model_start(
        self, serialized: Any, messages: Any, *, run_id: UUID, **_: Any
    ) -> None:
        self.events.append("model start")
        self.roles = [message.type for message in messages[0]]

    def on_llm_new_token(self, token: str, *, run_id: UUID, **_: Any) -> None:
        if "token" not in self.events:
            self.events.append("token")

    def on_llm_end(self, response: Any, *, run_id: UUID, **_: Any) -> None:
        self.events.append("model end")

    def on_llm_error(self, error: BaseException, *, run_id: UUID, **_: Any) -> None:
        self.events.append("model error")


class Counting(BaseChatModel):
    """Streams one reply and tells its tokens in the last chunk; fails where `fails` is set."""

    fails: bool = False

    @property
    def _llm_type(self) -> str:
        return "counting"

    def _generate(self, messages: list[BaseMessage], *_: Any, **__: Any) -> ChatResult:
        raise NotImplementedError

    def _stream(
        self, messages: list[BaseMessage], *_: Any, **__: Any
    ) -> Iterator[ChatGenerationChunk]:
        if self.fails:
            raise ValueError("invalid key sk-secret")
        for stretch in (REPLY[:30], REPLY[30:]):
            yield ChatGenerationChunk(message=AIMessageChunk(content=stretch))
        told = {"input_tokens": 70, "output_tokens": 7, "total_tokens": 77}
        yield ChatGenerationChunk(message=AIMessageChunk(content="", usage_metadata=told))


def chat(model: BaseChatModel, *listeners: BaseCallbackHandler) -> LangChainChat:
    config = {"callbacks": list(listeners)} if listeners else None
    return LangChainChat(model, name="fake", host="nowhere.example", config=config)


def fake(*replies: str) -> GenericFakeChatModel:
    return GenericFakeChatModel(messages=iter([AIMessage(content=each) for each in replies]))


def assistant(session: Session, model: ChatModel) -> Assistant:
    return Assistant(session.library, session.embedder.count_tokens, chat=model)


def test_it_is_a_chat_model_of_galens() -> None:
    model: ChatModel = chat(fake("a b c"))
    assert "".join(part.text for part in model.stream(ASKED, {"type": "object"})) == "a b c"
    assert (model.name, model.host, model.structured) == ("fake", "nowhere.example", False)


def test_tokens_come_with_the_last_part() -> None:
    *rest, last = chat(Counting()).stream(ASKED)
    assert last == Part("", Usage(70, 7)) or last.usage is None
    assert sum((part.usage or Usage() for part in [*rest, last]), Usage()) == Usage(70, 7)


def test_messages_keep_their_roles_and_callbacks_hear_them() -> None:
    listener = Listener()
    list(chat(fake("a b"), listener).stream(ASKED))
    assert listener.roles == ["system", "human", "ai"]
    assert listener.events == ["model start", "token", "model end"]


def test_a_failure_is_told_without_the_providers_words() -> None:
    with pytest.raises(
        ModelServerError, match=r"fake at nowhere\.example failed \(ValueError\)"
    ) as e:
        list(chat(Counting(fails=True)).stream(ASKED))
    assert "sk-secret" not in str(e.value)
    narrow = LangChainChat(Counting(fails=True), name="x", host="y", failures=(OSError,))
    with pytest.raises(ValueError, match="sk-secret"):
        list(narrow.stream(ASKED))


def test_an_answer_is_written_with_it_and_the_chains_callbacks_hear_it(
    starter_session: Session,
) -> None:
    listener = Listener()
    chain = GalenChain(assistant(starter_session, chat(Counting())), engine="generative")
    answer = chain.invoke(LUMP, config={"callbacks": [listener]})
    assert (answer.engine, answer.model) == ("generative", "fake")
    assert answer.bottom_line is not None
    assert answer.bottom_line.text == LEADING
    assert answer.usage == Usage(70, 7, calls=1)
    assert listener.events == ["model start", "token", "model end"]


def test_a_failing_model_ends_in_the_extractive_answer(starter_session: Session) -> None:
    chain = GalenChain(assistant(starter_session, chat(Counting(fails=True))), engine="generative")
    answer = chain.invoke(LUMP)
    assert answer.engine == "extractive"
    assert NoticeKind.FALLBACK in {notice.kind for notice in answer.notices}
    assert "sk-secret" not in str(answer)
