"""The form of a model's reply: its JSON schema, and one statement of it, read and cleaned.

`replies` reads with it. What is not of the form is refused with a reason that the model is told.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.generative.escaping import unescaped
from assistant.printed import sentences
from corpus.model import Section

BOTTOM_LINE = "bottom_line"
SECTIONS = (BOTTOM_LINE, Section.GUIDELINES.value, Section.RESEARCH.value)
_ANY = Section.GUIDELINES.value  # where it is shown depends on its source
_LONGEST = 800  # characters of a statement; printed sentences have 600 at most
_MOST_IDS = 4

# Ids that a model repeats in the text, and "Yes:" or "No:", which no check could hold it to.
_ID_MARKS = re.compile(r"\s*[\[(]\s*p\d+(?:\s*[,;]\s*p\d+)*\s*[\])]")
_VERDICT = re.compile(r"^(?:yes|no)\s*[:;.,\u2013\u2014-]+\s*(?=\w)", re.I)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A statement that the model wants to make, and the ids of the passages it cites."""

    section: str
    text: str
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """A statement that is not shown: what the model sent, as JSON, and why."""

    sent: str
    reason: str


class _Wire(BaseModel):
    """One statement as sent. A heading is let pass and not used: headings are Galen's own."""

    model_config = ConfigDict(strict=True, extra="ignore")

    section: Literal["bottom_line", "guidelines", "research"]
    text: str = Field(max_length=_LONGEST)
    ids: list[str] = Field(min_length=1, max_length=_MOST_IDS)


def schema(ids: Sequence[str]) -> Mapping[str, object]:
    """The JSON schema of a reply that may cite these ids. Every property is required, for servers
    that insist on it."""
    statement = {
        "type": "object",
        "properties": {
            "section": {"type": "string", "enum": list(SECTIONS)},
            "text": {"type": "string"},
            "ids": {"type": "array", "items": {"type": "string", "enum": list(ids)}},
        },
        "required": ["section", "text", "ids"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {"statements": {"type": "array", "items": statement}},
        "required": ["statements"],
        "additionalProperties": False,
    }


def read(found: Mapping[str, object], sent: str, ids: Collection[str]) -> Proposal | Refused:
    """One object of a reply as a statement, or why it is none."""
    try:
        wire = _Wire.model_validate(found)
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))
        return Refused(sent, f"it is not of the form asked for: {where}: {fault['msg']}")
    unknown = [each for each in wire.ids if each not in ids]
    if unknown:
        return Refused(sent, "it cites an id that was not given")
    text = cleaned(wire.text)
    if not any(map(str.isalnum, text)):
        return Refused(sent, "its text is empty")
    return Proposal(wire.section, text, tuple(dict.fromkeys(wire.ids)))


def as_sent(proposal: Proposal) -> str:
    """The statement as JSON, to be told of it again."""
    found = {"section": proposal.section, "text": proposal.text, "ids": list(proposal.ids)}
    return json.dumps(found, ensure_ascii=False)


def parts(proposal: Proposal) -> list[Proposal]:
    """One statement for each sentence; only the first can be the bottom line."""
    return [
        replace(proposal, text=text, section=proposal.section if n == 0 else _ANY)
        for n, text in enumerate(sentences(proposal.text))
    ]


def cleaned(text: str) -> str:
    """The statement on one line, without ids, invisible characters and a verdict before it."""
    shown = "".join(_visible(character) for character in unescaped(text))
    bare = _ID_MARKS.sub("", " ".join(shown.split()))
    bare = _VERDICT.sub("", bare, count=1).strip()
    return unicodedata.normalize("NFC", f"{bare[:1].upper()}{bare[1:]}")


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cf":  # joiners and marks of direction, which could make it read otherwise
        return ""
    return " " if category[0] == "C" else character
