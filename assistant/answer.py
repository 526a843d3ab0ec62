"""The answer: what is shown, what it rests on, what was found and what was withheld. Frozen values.

Engines build it, verification prunes it, the command line, the page and the evals read it.
`to_json` is the wire form that the command line promises; `from_json` reads it back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter, ValidationError

from corpus.errors import GalenError


class EvidenceState(StrEnum):
    """How well the library answers the question. In state `none` there are no statements."""

    FULL = "full"
    PARTIAL = "partial"
    CONFLICT = "conflict"
    NONE = "none"


class NoticeKind(StrEnum):
    EMERGENCY = "emergency"
    SELF_HARM = "self-harm"
    OUT_OF_SCOPE = "out-of-scope"
    INJECTION = "injection"
    PERSONAL_DATA_REMOVED = "personal-data-removed"
    MISSING = "missing"
    SUPERSEDED = "superseded"
    CONFLICT = "conflict"
    RETRACTED = "retracted"
    EXPRESSION_OF_CONCERN = "expression-of-concern"
    CORRECTED = "corrected"
    OTHER_POPULATION = "other-population"
    DIGEST = "digest"
    SECONDARY_VERIFICATION = "secondary-verification"
    FALLBACK = "fallback"


class Verdict(StrEnum):
    """The outcome of one check of one statement."""

    PASS = "pass"
    FAIL = "fail"
    NOT_APPLICABLE = "n/a"


@dataclass(frozen=True, slots=True)
class Notice:
    kind: NoticeKind
    text: str


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer to one quote of a reference: its `number` from 1, the `quote` index from 0."""

    number: int
    quote: int = 0


@dataclass(frozen=True, slots=True)
class Gloss:
    """A term of a statement in plain words, shown beside the text."""

    term: str
    plain: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One displayed sentence. `text` is evidence; `lead` is Galen's own checked words before it."""

    text: str
    lead: str | None = None
    citations: tuple[Citation, ...]
    strength: str | None = None
    checks: Mapping[str, Verdict] = field(default_factory=dict)
    glosses: tuple[Gloss, ...] = ()


@dataclass(frozen=True, slots=True)
class StatementGroup:
    """Statements under one small heading."""

    heading: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A verbatim span of a source: `text` is its normalised text `[start, end)` in code points."""

    passage_id: str
    start: int
    end: int
    page: int | None = None
    heading: str | None = None
    text: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A numbered source with the quotes taken from it."""

    number: int
    source_id: str
    kind: str
    family: str
    title: str
    organization: str | None
    authors: tuple[str, ...]
    journal: str | None
    year: int | None
    doi: str | None
    pmid: str | None
    url: str | None
    text_origin: str
    verification: str
    superseded_by: str | None
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """A statement that failed verification: the reader sees that there was one, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Retrieved:
    """One line of what retrieval found, in order of rank (from 1)."""

    rank: int
    source_id: str
    passage_id: str
    score: float
    section: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of a language model, summed over `calls` requests; zero where none was used.

    `estimated`: the server did not count all of them, so that some are guessed from characters.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    calls: int = 0
    estimated: bool = False

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.calls + other.calls,
            self.estimated or other.estimated,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything there is to say of one question. `timings_ms`: each stage, and `total`."""

    id: str
    question: str
    searched_for: str
    reader: str
    state: EvidenceState
    notices: tuple[Notice, ...] = ()
    bottom_line: Statement | None = None
    guidelines: tuple[StatementGroup, ...] = ()
    research: tuple[StatementGroup, ...] = ()
    references: tuple[Reference, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    follow_ups: tuple[str, ...] = ()
    disclaimer: str = ""
    engine: str = "extractive"
    model: str | None = None
    library_version: str = ""
    usage: Usage = Usage()
    retrieved: tuple[Retrieved, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)

    def statements(self) -> Iterator[Statement]:
        """Every displayed statement in reading order, the bottom line first."""
        if self.bottom_line is not None:
            yield self.bottom_line
        for group in (*self.guidelines, *self.research):
            yield from group.statements

    def reference(self, citation: Citation) -> Reference:
        return self.references[citation.number - 1]

    def quote(self, citation: Citation) -> Quote:
        return self.reference(citation).quotes[citation.quote]

    def to_json(self) -> dict[str, Any]:
        """The wire form: plain dicts, lists, strings and numbers in the promised order."""
        payload: dict[str, Any] = _ADAPTER.dump_python(self, mode="json")
        return payload

    @classmethod
    def from_json(cls, payload: str | bytes | Mapping[str, Any]) -> Answer:
        """Read the wire form back. Raises GalenError where it is not one."""
        try:
            data = json.loads(payload) if isinstance(payload, str | bytes) else payload
            return _ADAPTER.validate_python(data)
        except (ValidationError, ValueError) as error:
            raise GalenError(f"not the JSON of an answer: {str(error).splitlines()[0]}") from error


_ADAPTER = TypeAdapter(Answer)
