"""Reads a reply while it comes: each statement is handed on when its JSON object is complete.

Tolerates a fence and words around the JSON; refuses to read on for ever. `conversation` feeds it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from assistant.generative.wire import Proposal, Refused, read

MOST_STATEMENTS = 24
MOST_CHARACTERS = 40_000
_MOST_OF_ONE = 6_000
_DEEPEST = 6
_AFTERWORD = 200  # characters after the JSON that are read on, for the count of tokens at the end


@dataclass(slots=True)
class ReplyReader:
    """The statements of one reply. `ids` are those that may be cited.

    `is_over`: nothing more is to be read; what it holds is whole and another would be too many.
    """

    ids: Collection[str]
    is_over: bool = False
    _characters: int = 0
    _statements: int = 0
    _after: int = 0
    _open: list[list[str]] = field(default_factory=list)  # the characters of each open object
    _in_string: bool = False
    _escaped: bool = False

    def feed(self, text: str) -> Iterator[Proposal | Refused]:
        """The statements that this stretch completes."""
        for character in text:
            if self.is_over:
                return
            found = self._take(character)
            if found is not None:
                self._statements += 1
                yield found
            self.is_over = self._is_enough()

    def _is_enough(self) -> bool:
        return (
            self._characters >= MOST_CHARACTERS
            or self._statements >= MOST_STATEMENTS
            or self._after >= _AFTERWORD
            or len(self._open) > _DEEPEST
        )

    def _take(self, character: str) -> Proposal | Refused | None:
        self._characters += 1
        if not self._open:
            self._after += self._statements > 0
        if character == "{" and not self._in_string:
            self._open.append([])
        if self._open:
            self._open[-1].append(character)
        if self._in_string:
            self._read_string(character)
        elif character == '"':
            self._in_string = bool(self._open)
        elif character == "}" and self._open:
            return self._closed("".join(self._open.pop()))
        return None

    def _read_string(self, character: str) -> None:
        """A string ends at its quotation mark; at a line's end it was none."""
        if self._escaped:
            self._escaped = False
        elif character == "\\":
            self._escaped = True
        elif character in '"\n':
            self._in_string = False

    def _closed(self, written: str) -> Proposal | Refused | None:
        """What stood between two braces, if it is a statement. An outer object holds no inner one:
        those were taken out of it."""
        if len(written) > _MOST_OF_ONE:
            return None
        try:
            found = json.loads(written)
        except (ValueError, RecursionError):
            return None
        return read(found, written, self.ids) if {"text", "ids"} & found.keys() else None
