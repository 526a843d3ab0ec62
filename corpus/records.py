"""What the library hands out: hits, entries, outcomes, problems. Frozen values, no I/O.

Light to import, so that callers can name these types without loading an index.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from corpus.model import PutStatus, Source


@dataclass(frozen=True, slots=True)
class QueryTerm:
    """A word, or several words that must stand together (a phrase), and how much it counts."""

    text: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Hit:
    """Where one list placed a passage. `rank` counts from 1; a higher score is better."""

    passage_id: str
    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class Hits:
    """Both lists for one query, best first: cosine similarities, and BM25 scores."""

    dense: tuple[Hit, ...] = ()
    lexical: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides where a source ranks, read for every source that is found."""

    year: int | None
    superseded_by: str | None
    retracted: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A source as the library holds it. `sha256` is its text's, `added_at` is UTC in ISO 8601."""

    source: Source
    superseded_by: str | None
    sha256: str
    passages: int
    added_at: str


@dataclass(frozen=True, slots=True)
class PutOutcome:
    """How one source ended. For a duplicate, `detail` names the source that is already there."""

    source_id: str
    status: PutStatus
    passages: int
    detail: str = ""


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One change of the library: `what` is a PutStatus value or "removed", `at` UTC, ISO 8601."""

    sequence: int
    source_id: str
    what: str
    at: str


@dataclass(frozen=True, slots=True)
class Pending:
    """Why the indexes must follow the catalog before they answer for all of it, and how far."""

    reason: str
    passages: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Steps done of a total that may grow while another process adds sources."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault that `Library.verify` found: `what` is its kind, `detail` where it is."""

    what: str
    detail: str


@dataclass(frozen=True, slots=True)
class IndexHit:
    """A passage that an index found, with its score: higher is better."""

    passage_id: str
    score: float


@dataclass(frozen=True, slots=True)
class Anticipated:
    """A question that one sentence of a source, `answer` as printed, is known to answer."""

    source_id: str
    answer: str
    question: str


class Nearness(NamedTuple):
    """How near the questions that a sentence answers are to one that is asked.

    `meaning` is the mean cosine of the two nearest, `words` the share of weighted words that the
    nearest has in common with it, 0 to 1.
    """

    meaning: float
    words: float
