"""What an engine says to a chat model and what it hears back: the protocol `ChatModel`.

Frozen values, no I/O. Implemented by `openai_chat`, by the LangChain adapter and by test doubles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from assistant.answer import Usage


class Role(StrEnum):
    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a reply as it comes. `usage` only in the last one, where the server tells it."""

    text: str
    usage: Usage | None = None


class ChatModel(Protocol):
    """A model that continues a conversation."""

    @property
    def name(self) -> str:
        """The model, as its server names it."""

    @property
    def host(self) -> str:
        """Where questions are sent, `host[:port]`, as shown to the reader."""

    @property
    def structured(self) -> bool:
        """Whether the server takes a JSON schema: True until it has refused one."""

    def stream(
        self, messages: Sequence[Message], schema: Mapping[str, object] | None = None
    ) -> Iterator[Part]:
        """The reply, part by part; `schema` is the JSON schema asked for.

        A server that refuses schemas is asked again without: the messages must say the form in
        words too. Closing the iterator cancels the request. Raises ModelServerError, whose one
        line says what happened and what to do, and never holds the key.
        """
