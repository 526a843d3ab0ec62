"""Chat models for tests: real classes that answer from the prompt they are given."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.answer import Usage
from assistant.chat.model import Message, Part
from assistant.generative.escaping import unescaped

_PASSAGE = re.compile(r"<passage ([^>]*)>(.*?)</passage>", re.S)
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_LEADING = re.compile(r'<leading id="([^"]*)">(.*?)</leading>', re.S)

Said = dict[str, Any]


@dataclass(frozen=True)
class Given:
    """A passage as the prompt holds it."""

    id: str
    section: str
    sentences: tuple[str, ...]
    attributes: Mapping[str, str]


def passages(messages: Sequence[Message]) -> list[Given]:
    found = []
    for written, text in _PASSAGE.findall(messages[1].content):
        attributes = dict(_ATTRIBUTE.findall(written))
        sentences = tuple(unescaped(line) for line in text.splitlines())
        found.append(Given(attributes["id"], attributes["section"], sentences, attributes))
    return found


def leading(messages: Sequence[Message]) -> Said:
    ((passage_id, text),) = _LEADING.findall(messages[1].content)
    return said("bottom_line", unescaped(text), passage_id)


def said(section: str, text: str, *ids: str) -> Said:
    return {"section": section, "text": text, "ids": list(ids)}


def reply(statements: Sequence[Said]) -> str:
    return json.dumps({"statements": list(statements)}, ensure_ascii=False)


@dataclass
class Scripted:
    """Says what `answer` makes of the messages, in parts of `width` characters.

    Keeps what it was asked, how many replies are open, and how many were closed before their end.
    """

    answer: Callable[[Sequence[Message], int], str]
    width: int = 40
    name: str = "double"
    host: str = "127.0.0.1:1"
    structured: bool = True
    asked: list[Sequence[Message]] = field(default_factory=list)
    schemas: list[Mapping[str, object] | None] = field(default_factory=list)
    parts: int = 0
    cut_short: int = 0

    def stream(
        self, messages: Sequence[Message], schema: Mapping[str, object] | None = None
    ) -> Iterator[Part]:
        self.asked.append(list(messages))
        self.schemas.append(schema)
        whole = self.answer(messages, len(self.asked))
        try:
            for start in range(0, len(whole), self.width):
                self.parts += 1
                yield Part(whole[start : start + self.width])
            yield Part("", Usage(prompt_tokens=100, completion_tokens=10))
        except GeneratorExit:
            self.cut_short += 1
            raise


def copies(messages: Sequence[Message], call: int) -> str:
    """The leading sentence, then the first sentence of every passage, word for word."""
    statements = [leading(messages)]
    for each in passages(messages):
        text = each.sentences[0]
        if text != statements[0]["text"]:
            statements.append(said(each.section, text, each.id))
    return reply(statements)
