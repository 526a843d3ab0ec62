"""Asks the model for one thing beside an answer, and tells what became of it.

One `Helper` for each answer: it counts tokens and time, and falls silent when the server fails.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from enum import StrEnum

from assistant.answer import Notice, NoticeKind, Usage
from assistant.chat.model import ChatModel, Message, Role
from assistant.clock import Clock
from assistant.generative.conversation import Conversation
from assistant.generative.prompts import prompt
from corpus.errors import ContextTooLong, ModelServerError

_MOST_CHARACTERS = 20_000
_LONGEST_TEXT = 800  # characters of one string of a reply


class Use(StrEnum):
    """What a model may be asked for; also the names of settings, prompts and stages."""

    PARTS = "parts"
    JUDGING = "judging"
    WORDING = "wording"


_IN_WORDS = {
    Use.PARTS: "to part the question",
    Use.JUDGING: "which passages bear on the question",
    Use.WORDING: "to word the answer for its reader",
}


class Helper:
    """The model as a helper with one answer. `notices` tell what was asked of it in vain."""

    def __init__(self, chat: ChatModel | None, uses: Collection[Use], clock: Clock) -> None:
        """Without a model nothing is ever asked."""
        self._chat = chat
        self._uses = frozenset(uses)
        self._conversation = Conversation(chat, clock) if chat is not None else None
        self.notices: list[Notice] = []

    @property
    def usage(self) -> Usage:
        return self._conversation.usage if self._conversation else Usage()

    def does(self, use: Use) -> bool:
        """Whether it may be asked for this."""
        return self._conversation is not None and use in self._uses

    def reply(
        self, use: Use, values: Mapping[str, str], form: Mapping[str, object]
    ) -> Mapping[str, object] | None:
        """The JSON object that the model replies with, None where there is none.

        `values` fill the prompt of the use, `form` is the JSON schema. Its content is unchecked.
        Never raises ModelServerError: what failed is in `notices`.
        """
        if self._conversation is None or use not in self._uses:
            return None
        asked = [Message(Role.USER, prompt(use.value).filled(values))]
        try:
            with closing(self._conversation.texts(asked, form, use.value)) as texts:
                said = _up_to(_MOST_CHARACTERS, texts)
        except ModelServerError as error:
            self.set_aside(use, str(error))
            if not isinstance(error, ContextTooLong):
                self._ask_no_more()
            return None
        if len(said) > _MOST_CHARACTERS:
            self.set_aside(use, "its reply has no end.")
            self._ask_no_more()
            return None
        found = _object_in(said)
        if found is None:
            self.set_aside(use, "its reply is not in the form asked for.")
        return found

    def _ask_no_more(self) -> None:
        """Whoever has waited for a failing server is not made to wait for it again."""
        self._uses = frozenset()

    def set_aside(self, use: Use, why: str) -> None:
        """Tell that the rules' version stands, and why."""
        if self._chat is None:
            return
        told = (
            f"The language model {self._chat.name} at {self._chat.host} was asked"
            f" {_IN_WORDS[use]}, and Galen does without: {why}"
        )
        self.notices.append(Notice(NoticeKind.FALLBACK, told))


def strings(found: Mapping[str, object], name: str, most: int) -> tuple[str, ...]:
    """The list of strings of this name; nothing where it is none, or longer than any should be."""
    listed = found.get(name)
    if not isinstance(listed, list) or len(listed) > most:
        return ()
    texts = tuple(each for each in listed if isinstance(each, str))
    whole = len(texts) == len(listed) and all(len(each) <= _LONGEST_TEXT for each in texts)
    return texts if whole else ()


def _up_to(most: int, texts: Iterator[str]) -> str:
    said = ""
    for text in texts:
        said += text
        if len(said) > most:
            break
    return said


def _object_in(said: str) -> dict[str, object] | None:
    """The first JSON object, whatever stands around it."""
    start = said.find("{")
    if start < 0:
        return None
    try:
        found, _ = json.JSONDecoder().raw_decode(said, start)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
