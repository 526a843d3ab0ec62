"""Reads a chat server's reply as it comes: its text, its tokens, and how it ended.

What servers send is not trusted to have any shape. `openai_chat` opens it and judges its end.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from assistant.answer import Usage


class Response(Protocol):
    """What is read of an HTTP response beside its events."""

    @property
    def headers(self) -> Mapping[str, str]: ...

    def read(self) -> bytes: ...


class Events(Protocol):
    """A stream of a chat server's events, as the client of the interface gives it."""

    @property
    def response(self) -> Response: ...

    def __iter__(self) -> Iterator[object]: ...

    def close(self) -> None: ...


class Delta(NamedTuple):
    """What one event adds to the text, and the tokens so far where it tells them."""

    text: str
    usage: Usage | None


class Reply:
    """One reply. `began`: anything came at all; `ending`: the reason it gave for its end."""

    def __init__(self, stream: Events) -> None:
        self._stream = stream
        self._kind = stream.response.headers.get("content-type", "")
        self.began = False
        self.ending: str | None = None

    @property
    def is_stream(self) -> bool:
        """Whether the server calls it a stream of events."""
        return "event-stream" in self._kind

    def deltas(self) -> Iterator[Delta]:
        """The reply, event by event; all of it at once where the server does not stream."""
        if "json" in self._kind:
            yield self._take(json.loads(self._stream.response.read()), "message")
            return
        for event in self._stream:
            yield self._take(event, "delta")

    def close(self) -> None:
        """Let the connection go, whatever is still to come."""
        self._stream.close()

    def _take(self, event: object, holder: str) -> Delta:
        choices = _field(event, "choices")
        first = choices[0] if isinstance(choices, list) and choices else None
        self.began = self.began or isinstance(choices, list)
        ending, text = _field(first, "finish_reason"), _field(_field(first, holder), "content")
        if isinstance(ending, str):
            self.ending = ending
        return Delta(text if isinstance(text, str) else "", _usage(_field(event, "usage")))


def _usage(told: object) -> Usage | None:
    sent, received = _field(told, "prompt_tokens"), _field(told, "completion_tokens")
    if isinstance(sent, int) and isinstance(received, int):
        return Usage(prompt_tokens=max(0, sent), completion_tokens=max(0, received))
    return None


def _field(value: object, name: str) -> object:
    if isinstance(value, Mapping):
        return value.get(name)
    return getattr(value, name, None)
