"""What an NGC summary says of its guideline: title, developers, dates, citation, population."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePath

from corpus.families import family
from corpus.model import Source, SourceKind, Verification
from ingest.document import RawDocument
from ingest.readers.html_pieces import Paragraph
from ingest.readers.html_walk import pieces
from ingest.readers.xml_tree import parse_html

Fields = Mapping[str, tuple[str, ...]]

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_DATE = re.compile(rf"\b((?:19|20)\d\d)(?:\s+({'|'.join(_MONTHS)})\w*(?:-\w+)?(?:\s+(\d\d?))?)?")
_KIND_OF_BODY = re.compile(r" - [^-]+(?:\[[^\]]*\])?$")
_PUBMED = re.compile(r"(?:list_uids=|pubmed/)\s*(\d{1,9})")
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>]+)")
_LINK = re.compile(r"href=\"\s*(https?://[^\"\s/]+/[^\"\s]+)\s*\"")
_NAME = r"[^\W\d_][\w'’\-]*(?:\s[\w'’\-]+){0,3}\s[A-Z]{1,4}(?:\s(?:Jr|Sr|I{2,3}|IV|\d\w\w))?"
_AUTHOR = re.compile(_NAME)
_COLLECTIVE = re.compile(
    r"\b(?:panel|committee|group|task\s+force|society|association|college|academy|organi[sz]ation"
    r"|institute|network|board|council|consortium|centre|center|federation|team|program)\b",
    re.I,
)
# "J Knee. 2015 Dec 9;12(3)": what stands between a full stop and the year of a volume.
_JOURNAL = re.compile(
    r"[.?!]\]?\s([A-Z][^.?!;\d]{1,60})\.\s(?:19|20)\d\d(?:\s[A-Z][\w-]*(?:\s\d+)?)?;\s?\S"
)
_NICE = re.compile(r"National Institute for Health and (?:Care|Clinical) Excellence \(NICE\)")
_BODY_OF_NICE = re.compile(
    r"National (?:Guideline|Clinical Guideline|Collaborating|Institute for H)"
)
_MOST_BODIES = 3
_SHORT = 400


def source_of(fields: Fields, raw: RawDocument) -> Source:
    stem = PurePath(raw.name.partition("#")[0]).name.split(".")[0].lower()
    citation = _text(fields, "Bibliographic Source(s)", raw.location)
    markup = "".join(fields.get("Bibliographic Source(s)", ()))
    title = _title(fields, raw.location)
    authors = _authors(citation)
    organization = _organization(fields, citation, raw.location)
    published = _published(" ".join(fields.get("Date Released", ())))
    return Source(
        id=stem,
        kind=SourceKind.GUIDELINE,
        title=title,
        family=family(organization, title) or stem,
        organization=organization,
        authors=authors,
        journal=_journal(citation),
        published=published,
        version=published[:4] if published else None,
        doi=_first(_DOI, citation, strip=".,;)"),
        pmid=_first(_PUBMED, markup),
        url=_first(_LINK, "".join(fields.get("Guideline Availability", ())[:1])),
        licence=_shortened(_text(fields, "Copyright Statement", raw.location)) or None,
        population=_shortened(_text(fields, "Target Population", raw.location)) or None,
        topics=tuple(_topics(fields, raw.location)),
        verification=Verification.SECONDARY,
    )


def _title(fields: Fields, location: str) -> str:
    return _text(fields, "Guideline Title", location).removesuffix(".")


def _organization(fields: Fields, citation: str, location: str) -> str | None:
    """The developers, each with the initials that the citation or the availability prints.

    Guidelines that a centre developed for NICE are NICE's.
    """
    bodies = [
        _KIND_OF_BODY.sub("", " ".join(body.split()))
        for body in fields.get("Guideline Developer(s)", ())
    ]
    nice = _NICE.search(citation)
    if nice and all(_BODY_OF_NICE.match(body) for body in bodies):
        return nice.group()
    printed = f"{citation} {_text(fields, 'Guideline Availability', location)}"
    named = [_with_initials(body, printed) for body in bodies]
    if len(named) > _MOST_BODIES:
        named = [*named[: _MOST_BODIES - 1], f"and {len(named) - _MOST_BODIES + 1} others"]
    return "; ".join(named) or None


def _with_initials(body: str, printed: str) -> str:
    match = re.search(rf"{re.escape(body)}\s+\(([A-Z][A-Za-z/&.\-]{{1,12}})\)", printed)
    return f"{body} ({match.group(1)})" if match else body


def _authors(citation: str) -> tuple[str, ...]:
    """The authors where all that opens the citation is names; else none."""
    names = [name.strip() for name in citation.partition(". ")[0].split(",")]
    people = [name for name in names if _AUTHOR.fullmatch(name)]
    others = [name for name in names if name not in people]
    if not people or not all(_COLLECTIVE.search(name) for name in others):
        return ()
    return tuple(names)


def _journal(citation: str) -> str | None:
    match = _JOURNAL.search(citation)
    return match.group(1).strip() if match else None


def _published(printed: str) -> str | None:
    """The latest date, as precise as it is printed: "2006 Dec (revised 2014)" is "2014"."""
    dates = [
        (int(year), _MONTHS.index(month) + 1 if month else 0, int(day) if day else 0)
        for year, month, day in _DATE.findall(printed)
    ]
    if not dates:
        return None
    year, month, day = max(dates)
    return f"{year}" + (f"-{month:02}" if month else "") + (f"-{day:02}" if day else "")


def _topics(fields: Fields, location: str) -> Iterator[str]:
    """Diseases and what the guideline is for; each once."""
    seen: set[str] = set()
    values = [
        *_lines(fields, "Disease/Condition(s)", location),
        *fields.get("Guideline Category", ()),
    ]
    for value in values:
        topic = " ".join(value.split()).rstrip(".:;")
        if topic and len(topic) <= 120 and topic.lower() not in seen:
            seen.add(topic.lower())
            yield topic


def _lines(fields: Fields, name: str, location: str) -> list[str]:
    read = (
        piece for value in fields.get(name, ()) for piece in pieces(parse_html(value, location))
    )
    return [piece.text for piece in read if isinstance(piece, Paragraph) and not piece.note]


def _text(fields: Fields, name: str, location: str) -> str:
    """The words of a field, paragraphs and the cells of its table joined."""
    values = (parse_html(value, location) for value in fields.get(name, ()))
    return " ".join(" ".join(" ".join(map(str, value.itertext())) for value in values).split())


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHORT else f"{words[:_SHORT].rsplit(' ', 1)[0]} …"


def _first(pattern: re.Pattern[str], text: str, strip: str = "") -> str | None:
    match = pattern.search(text)
    return match.group(1).rstrip(strip) if match else None
