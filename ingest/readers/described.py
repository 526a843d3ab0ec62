"""What a document says of itself -> its Source. For readers of formats with loose metadata.

Whatever is doubtful is left out: a source without a date is better than one with a wrong date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.families import family
from corpus.model import Source, SourceKind
from ingest.document import RawDocument
from ingest.readers.metadata import plain_source

DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"<>{}|\\^`]+", re.I)
_DOI_END = re.compile(r"[.,;:)\]}'’”]+$")
_MONTHS = "january february march april may june july august september october november december"
_MONTH = {name[:3]: number for number, name in enumerate(_MONTHS.split(), start=1)}
_ISO = re.compile(r"((?:1[89]|20)\d\d)(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?!\d)")
_DAY_FIRST = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)?\s+)?([a-z]{3,9})\.?,?\s+((?:19|20)\d\d)", re.I
)
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)", re.I)
_NO_TITLE = re.compile(
    r"(?:microsoft\s+(?:word|powerpoint)\b.*|untitled\W*\d*|document\W*\d*|title|presentation\d*"
    r"|.*\.(?:docx?|indd|pdf|qxd|qxp|rtf|odt|tex|html?|pptx?)|[\W\d_]*)",
    re.I,
)
_BODY = re.compile(
    r"\b(?:organi[sz]ation|cent(?:er|re)s?|ministry|department|agency|association|society|college"
    r"|institutes?|academy|university|council|committee|federation|foundation|hospital|board"
    r"|commission|task\s+force|network|group|services?|nhs|who|cdc|nice)\b",
    re.I,
)
_LONGEST_TITLE = 300


@dataclass(frozen=True, slots=True)
class Described:
    """Metadata as found; None or empty where there is none. `published` in ISO 8601."""

    title: str = ""
    organization: str | None = None
    authors: tuple[str, ...] = ()
    journal: str | None = None
    published: str | None = None
    doi: str | None = None
    pmid: str | None = None
    url: str | None = None
    licence: str | None = None
    version: str | None = None
    topics: tuple[str, ...] = ()


def described_source(raw: RawDocument, kind: SourceKind, found: Described) -> Source:
    """The source of a document; its id is stable for its location."""
    source = plain_source(raw, kind, found.title[:_LONGEST_TITLE])
    linked = family(found.organization, source.title) if found.organization else None
    return replace(
        source,
        family=linked or source.family,
        organization=found.organization,
        authors=found.authors,
        journal=found.journal,
        published=found.published,
        doi=found.doi,
        pmid=found.pmid,
        url=found.url,
        licence=found.licence,
        version=found.version,
        topics=found.topics,
    )


def usable_title(text: str) -> str:
    """The title as one line, "" for a file's name or what a program puts in."""
    title = " ".join(text.split())
    return "" if _NO_TITLE.fullmatch(title) else title


def doi_in(text: str) -> str | None:
    """The first DOI in the text, in lower case, without what ends its sentence."""
    match = DOI.search(text)
    return _DOI_END.sub("", match.group()).lower() if match else None


def iso_date(text: str) -> str | None:
    """ "2016", "2016-09" or "2016-09-01" of a date as printed or coded, or None."""
    text = text.strip()
    if match := _ISO.match(text):
        return _iso(match[1], int(match[2] or 0), int(match[3] or 0))
    if match := _MONTH_FIRST.search(text):
        if match[1][:3].lower() in _MONTH:
            return _iso(match[3], _MONTH[match[1][:3].lower()], int(match[2]))
    if match := _DAY_FIRST.search(text):
        if match[2][:3].lower() in _MONTH:
            return _iso(match[3], _MONTH[match[2][:3].lower()], int(match[1] or 0))
    year = re.search(r"\b(?:19|20)\d\d\b", text)
    return year.group() if year else None


def _iso(year: str, month: int, day: int) -> str:
    if not 1 <= month <= 12:
        return year
    return f"{year}-{month:02}-{day:02}" if 1 <= day <= 31 else f"{year}-{month:02}"


def is_body(name: str) -> bool:
    """Whether a name is that of an organization rather than a person's."""
    return _BODY.search(name) is not None


def parted_authors(names: Sequence[str]) -> tuple[str | None, tuple[str, ...]]:
    """(organization, persons): the first name of a body, and those of people."""
    named = [name for name in (" ".join(n.split()) for n in names) if name]
    bodies = [name for name in named if is_body(name)]
    return (bodies[0] if bodies else None), tuple(n for n in named if not is_body(n))
