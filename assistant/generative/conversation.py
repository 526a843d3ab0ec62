"""What is said to the model and what it says back: messages out, statements in, tokens counted.

`GenerativeEngine` holds one conversation for each answer: a request, and one to repair.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from assistant.answer import Usage
from assistant.chat.model import ChatModel, Message, Part, Role
from assistant.clock import Clock
from assistant.generative.escaping import attribute, element_text
from assistant.generative.passages import SentPassage
from assistant.generative.prompts import prompt
from assistant.generative.replies import ReplyReader
from assistant.generative.wire import Proposal, Refused, schema

# Characters of English text to a token, for servers that do not count: told as an estimate.
_CHARACTERS_PER_TOKEN = 4


@dataclass(slots=True)
class Conversation:
    """One exchange with a model for an answer. `usage` grows with every reply."""

    chat: ChatModel
    clock: Clock
    usage: Usage = field(default_factory=Usage)

    def replies(
        self, messages: Sequence[Message], ids: Sequence[str], stage: str
    ) -> Generator[Proposal | Refused, None, None]:
        """Each statement of the reply when it is complete; `stage` is where its time is counted.

        Closing the iterator closes the model's. Raises ModelServerError.
        """
        reader = ReplyReader(frozenset(ids))
        with closing(self.texts(messages, schema(ids), stage)) as texts:
            for text in texts:
                yield from reader.feed(text)
                if reader.is_over:
                    return

    def texts(
        self, messages: Sequence[Message], form: Mapping[str, object], stage: str
    ) -> Generator[str, None, None]:
        """The reply as it comes. `form` is its JSON schema. Raises ModelServerError.

        Where the server tells no tokens, they are estimated from what was sent and received.
        """
        self.usage += Usage(calls=1)
        received, told = 0, False
        try:
            with _closing(self.chat.stream(messages, form)) as parts:
                while True:
                    with self.clock.stage(stage):
                        part = next(parts, None)
                    if part is None:
                        return
                    if part.usage is not None:
                        self.usage += part.usage
                        told = True
                    received += len(part.text)
                    yield part.text
        finally:
            if received and not told:
                sent = sum(len(message.content) for message in messages)
                self.usage += Usage(_tokens(sent), _tokens(received), estimated=True)


def _tokens(characters: int) -> int:
    return round(characters / _CHARACTERS_PER_TOKEN)


@contextmanager
def _closing(parts: Iterator[Part]) -> Iterator[Iterator[Part]]:
    """Ends the request with the block; an iterator that holds nothing open has no `close`."""
    try:
        yield parts
    finally:
        close = getattr(parts, "close", None)
        if close is not None:
            close()


def asking(
    question: str, passages: Sequence[SentPassage], leading: str, leading_id: str
) -> list[Message]:
    """The request for an answer."""
    request = prompt("answer").filled(
        {
            "question": element_text(question),
            "passages": "\n".join(passage.element() for passage in passages),
            "leading": element_text(leading),
            "leading_id": attribute(leading_id),
            "ids": ", ".join(passage.id for passage in passages),
        }
    )
    return [
        Message(Role.SYSTEM, prompt("system").filled({})),
        Message(Role.USER, request),
    ]


def repairing(
    asked: Sequence[Message], passages: Sequence[SentPassage], failed: Sequence[Refused]
) -> list[Message]:
    """The request to write failed statements once more, after what was asked first."""
    lines = (
        json.dumps({"sent": element_text(each.sent), "why": each.reason}, ensure_ascii=False)
        for each in failed
    )
    ids = ", ".join(passage.id for passage in passages)
    request = prompt("repair").filled({"failed": "\n".join(lines), "ids": ids})
    sent = ", ".join(each.sent for each in failed)
    return [
        *asked,
        Message(Role.ASSISTANT, f'{{"statements": [{sent}]}}'),
        Message(Role.USER, request),
    ]
