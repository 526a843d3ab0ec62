"""What is said to the model and what it says back: messages out, statements in, tokens counted.

`GenerativeEngine` holds one conversation for each answer: a request, and one to repair.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from assistant.answer import Usage
from assistant.chat.model import ChatModel, Message, Part, Role
from assistant.clock import Clock
from assistant.generative.escaping import attribute, element_text
from assistant.generative.passages import SentPassage
from assistant.generative.prompts import prompt
from assistant.generative.replies import ReplyReader
from assistant.generative.wire import Proposal, Refused, schema


@dataclass(slots=True)
class Conversation:
    """One exchange with a model about these passages. `usage` grows with every reply."""

    chat: ChatModel
    clock: Clock
    usage: Usage = field(default_factory=Usage)

    def replies(
        self, messages: Sequence[Message], ids: Sequence[str], stage: str
    ) -> Generator[Proposal | Refused, None, None]:
        """Each statement of the reply when it is complete; `stage` is where its time is counted.

        Closing the iterator closes the model's. Raises ModelServerError.
        """
        self.usage += Usage(calls=1)
        reader = ReplyReader(frozenset(ids))
        with _closing(self.chat.stream(messages, schema(ids))) as parts:
            while not reader.is_over:
                with self.clock.stage(stage):
                    part = next(parts, None)
                if part is None:
                    return
                if part.usage is not None:
                    self.usage += part.usage
                yield from reader.feed(part.text)


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
