"""The words of the library: sources, their text, sentences and passages. Frozen values, no I/O.

Every other package speaks in these types. Offsets are half-open `[start, end)` in Unicode code
points of the source's normalised text (NFC), the same text that `galen sources show` prints.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum


class EvidenceLevel(IntEnum):
    """How far a study design protects from bias, 1 is best.

    A simplification of the OCEBM 2011 Levels of Evidence table for treatment questions
    (Oxford Centre for Evidence-Based Medicine, 2011). Guidelines stand outside it, as 0.
    """

    GUIDELINE = 0
    SYNTHESIS = 1
    TRIAL = 2
    OBSERVATIONAL = 3
    CASES = 4
    OPINION = 5


class SourceKind(StrEnum):
    """What a document is. Guidelines feed "From the Guidelines", all others "From the Research"."""

    GUIDELINE = "guideline"
    SYSTEMATIC_REVIEW = "systematic-review"
    META_ANALYSIS = "meta-analysis"
    RCT = "rct"
    COHORT = "cohort"
    CASE_CONTROL = "case-control"
    DIAGNOSTIC_ACCURACY = "diagnostic-accuracy"
    CASE_SERIES = "case-series"
    NARRATIVE_REVIEW = "narrative-review"
    OTHER = "other"

    @property
    def section(self) -> Section:
        return Section.GUIDELINES if self is SourceKind.GUIDELINE else Section.RESEARCH

    @property
    def level(self) -> EvidenceLevel:
        return _LEVELS.get(self, EvidenceLevel.OPINION)


class Section(StrEnum):
    """The half of the answer, and the index collection, that a source belongs to."""

    GUIDELINES = "guidelines"
    RESEARCH = "research"


_LEVELS = {
    SourceKind.GUIDELINE: EvidenceLevel.GUIDELINE,
    SourceKind.SYSTEMATIC_REVIEW: EvidenceLevel.SYNTHESIS,
    SourceKind.META_ANALYSIS: EvidenceLevel.SYNTHESIS,
    SourceKind.RCT: EvidenceLevel.TRIAL,
    SourceKind.COHORT: EvidenceLevel.OBSERVATIONAL,
    SourceKind.CASE_CONTROL: EvidenceLevel.OBSERVATIONAL,
    SourceKind.DIAGNOSTIC_ACCURACY: EvidenceLevel.OBSERVATIONAL,
    SourceKind.CASE_SERIES: EvidenceLevel.CASES,
}


class TextOrigin(StrEnum):
    """Whose words a source's text is: the publisher's, an abstract's, or Galen's own summary."""

    PUBLISHER = "publisher"
    ABSTRACT = "abstract"
    DIGEST = "digest"


class Verification(StrEnum):
    """Where the facts of a source were checked: on a primary page, or on a third party's only."""

    PRIMARY = "primary"
    SECONDARY = "secondary"


class EditorialNoticeKind(StrEnum):
    """What was made known about a paper after it was published, gravest first."""

    RETRACTION = "retraction"
    CONCERN = "expression-of-concern"
    PARTIAL_RETRACTION = "partial-retraction"
    CORRECTION = "correction"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class EditorialNotice:
    """A notice on a paper. `reference` says where it stands, or the reason for it, as printed."""

    kind: EditorialNoticeKind
    reference: str = ""
    pmid: str | None = None
    doi: str | None = None

    @property
    def where(self) -> str:
        """Where it stands, with what it can be looked up by: "J Gout. 2021;3:12, PMID 99"."""
        number = self.pmid or self.doi
        if number is None or number in self.reference:
            return self.reference
        name = "PMID" if self.pmid else "doi"
        return ", ".join(part for part in (self.reference, f"{name} {number}") if part)


@dataclass(frozen=True, slots=True)
class Report:
    """A notice that one document, list or person gives on a paper that is named by its ids."""

    notice: EditorialNotice
    pmid: str | None = None
    doi: str | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One document as published. Dates are ISO 8601 of any precision ("2023").

    `revised` is when the record that it was read from was last changed, `notices` what has been
    made known about it since it was published.
    """

    id: str
    kind: SourceKind
    title: str
    family: str
    organization: str | None = None
    authors: tuple[str, ...] = ()
    journal: str | None = None
    published: str | None = None
    version: str | None = None
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    licence: str | None = None
    population: str | None = None
    topics: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()
    retracted: bool = False
    text_origin: TextOrigin = TextOrigin.PUBLISHER
    verification: Verification = Verification.PRIMARY
    checked: str | None = None
    revised: str | None = None
    notices: tuple[EditorialNotice, ...] = ()

    @property
    def year(self) -> int | None:
        return int(self.published[:4]) if self.published else None

    @property
    def section(self) -> Section:
        return self.kind.section


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a source's normalised text, `[start, end)` in code points."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def holds(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Sentence:
    """One quotable sentence. The span leaves out a printed strength label, which is kept beside it.

    `strength` is the label as printed ("Class 1, LOE A") and belongs to this sentence alone, or
    None. `lead_ins` are the spans that a list item must carry to keep its meaning, outermost first
    ("The following should not be used:", "In children:"). `item` is true for list items.
    """

    span: Span
    heading: tuple[str, ...] = ()
    strength: str | None = None
    lead_ins: tuple[Span, ...] = ()
    item: bool = False
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """An exact span of a source's text, the unit of retrieval.

    The id is source id + ordinal + content hash: the same text at the same place keeps its id when
    it is ingested again, and a changed text never does.
    """

    id: str
    source_id: str
    ordinal: int
    span: Span
    text: str
    heading: tuple[str, ...] = ()
    page: int | None = None

    @staticmethod
    def make_id(source_id: str, ordinal: int, text: str) -> str:
        return f"{source_id}:{ordinal}:{content_hash(text)[:12]}"

    @staticmethod
    def source_of(passage_id: str) -> str:
        return passage_id.rsplit(":", 2)[0]

    @staticmethod
    def place_of(passage_id: str) -> tuple[str, int]:
        """The source's id, and the ordinal of the passage in it."""
        source_id, ordinal, _ = passage_id.rsplit(":", 2)
        return source_id, int(ordinal)

    @property
    def intact(self) -> bool:
        """Whether the text is still the one that the id was made from."""
        return self.id == Passage.make_id(self.source_id, self.ordinal, self.text)


@dataclass(frozen=True, slots=True)
class SourceText:
    """A source with its normalised text, cut into sentences and passages: what ingest delivers.

    `ingest_key` names the bytes and the program versions it was made from, so that an unchanged
    document is known before it is read. `reports` are notices that it gives on other papers.
    `withdrawn`: it says nothing but that the record with this id was deleted where it came from.
    """

    source: Source
    text: str
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    ingest_key: str | None = None
    reports: tuple[Report, ...] = ()
    withdrawn: bool = False

    @property
    def sha256(self) -> str:
        return content_hash(self.text)

    def sentences_in(self, passage: Passage) -> Iterator[Sentence]:
        return (s for s in self.sentences if passage.span.holds(s.span))


@dataclass(frozen=True, slots=True)
class ListHit:
    """Where one list placed a passage. `rank` counts from 1; a higher score is better."""

    rank: int
    score: float


@dataclass(frozen=True, slots=True)
class ScoredPassage:
    """A passage found for a query, and by which list. A higher `score` is better."""

    passage: Passage
    score: float
    rank: int
    section: Section
    dense: ListHit | None = None
    lexical: ListHit | None = None


class PutStatus(StrEnum):
    """How a source ended. All but `failed` are successes."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"
    RETRACTED = "retracted"
    DUPLICATE = "duplicate"
    REMOVED = "removed"
    QUARANTINED = "quarantined"
    NO_TEXT = "no-text"
    FAILED = "failed"


def content_hash(text: str) -> str:
    """SHA-256 of the text in UTF-8, hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
