"""How a request is put: servers differ in what they take, so each refusal drops what it names.

`openai_chat` starts with the fullest form and remembers the one that a server took.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

REFUSALS = frozenset({400, 415, 422, 500, 501})
"""Statuses by which servers refuse a parameter; llama-cpp-python calls a request that does not
validate an error of its own (500)."""


class Structure(StrEnum):
    """How the JSON is asked for beside the words that every prompt holds."""

    JSON_SCHEMA = "json_schema"
    JSON_OBJECT = "json_object"
    WORDS = "words"


class Limit(StrEnum):
    """The parameter that bounds a reply; newer models of OpenAI know only the second."""

    MAX_TOKENS = "max_tokens"
    MAX_COMPLETION_TOKENS = "max_completion_tokens"


_STRUCTURE = re.compile(
    r"response_format|json_?\s?schema|json_?\s?object|structured output|guided|grammar", re.I
)
_USAGE = re.compile(r"stream_options|include_usage", re.I)
_UNNAMED = re.compile(
    r"not supported|unsupported|not permitted|unknown|unrecogni[sz]ed|extra", re.I
)


@dataclass(frozen=True, slots=True)
class Form:
    """What a request holds beside model and messages."""

    structure: Structure = Structure.JSON_SCHEMA
    usage: bool = True
    limit: Limit = Limit.MAX_TOKENS
    temperature: bool = True

    def parameters(self, schema: Mapping[str, object] | None, max_tokens: int) -> dict[str, Any]:
        """The request's parameters by their names in the interface."""
        given: dict[str, Any] = {self.limit.value: max_tokens}
        if self.usage:
            given["stream_options"] = {"include_usage": True}
        if self.temperature:
            given["temperature"] = 0.0
        if schema is not None and self.structure is Structure.JSON_SCHEMA:
            named = {"name": "answer", "strict": True, "schema": dict(schema)}
            given["response_format"] = {"type": "json_schema", "json_schema": named}
        elif schema is not None and self.structure is Structure.JSON_OBJECT:
            # llama.cpp's servers read the schema here; others ignore it.
            given["response_format"] = {"type": "json_object", "schema": dict(schema)}
        return given

    def after_refusal(self, status: int, said: str, *, with_schema: bool) -> Form | None:
        """The form without what was refused; None where the refusal is of something else."""
        if status not in REFUSALS:
            return None
        found = self._without_named(said, with_schema)
        if found == self and status != 500 and _UNNAMED.search(said):
            found = self._plainer(with_schema)
        return None if found == self else found

    def _without_named(self, said: str, with_schema: bool) -> Form:
        form = self
        if _USAGE.search(said):
            form = replace(form, usage=False)
        if with_schema and _STRUCTURE.search(said):
            form = replace(form, structure=_next(self.structure))
        if Limit.MAX_COMPLETION_TOKENS in said and Limit.MAX_TOKENS in said:
            form = replace(form, limit=Limit.MAX_COMPLETION_TOKENS)
        if "temperature" in said:
            form = replace(form, temperature=False)
        return form

    def _plainer(self, with_schema: bool) -> Form:
        """Without the one that fewest servers know."""
        if with_schema and self.structure is not Structure.WORDS:
            return replace(self, structure=_next(self.structure))
        return replace(self, usage=False)


def _next(structure: Structure) -> Structure:
    return Structure.JSON_OBJECT if structure is Structure.JSON_SCHEMA else Structure.WORDS
