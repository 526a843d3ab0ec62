"""Source metadata from front matter, or from nothing but a file's name and title."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePath
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corpus.errors import SourceError
from corpus.families import family_by_id
from corpus.model import Source, SourceKind, TextOrigin, Verification
from ingest.document import RawDocument

_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)(?:\r?\n)?^---[ \t]*(?:\r?\n|\Z)", re.S | re.M)
_UNCLOSED = re.compile(r"---[ \t]*\r?\n\w+:(?:\s|$)")
_DATE = re.compile(r"(?:1[6-9]|20)\d{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?")
_YEAR_IN_ID = re.compile(r"-((?:19|20)\d{2})(?=-|$)")
_AUTHOR_BREAK = re.compile(r"\s*[;,]\s*")


# What YAML writes for nothing. Every other scalar is kept as it is printed ("2023", "1.10").
_NOTHING = frozenset({"", "~", "null", "Null", "NULL"})


def _as_text(value: object) -> object:
    return None if isinstance(value, str) and value in _NOTHING else value


def _as_list(value: object) -> object:
    if not isinstance(value, str):
        return value
    return [] if value in _NOTHING else [value]


def _as_authors(value: object) -> object:
    """ "Carson JL, Stanworth SJ" or a YAML list of names."""
    return _AUTHOR_BREAK.split(value) if isinstance(value, str) else value


_Text = Annotated[str | None, BeforeValidator(_as_text)]
_Texts = Annotated[tuple[str, ...], BeforeValidator(_as_list)]
_Authors = Annotated[tuple[str, ...], BeforeValidator(_as_authors)]


class FrontMatter(BaseModel):
    """The fields of a digest (docs/sources.md). Unknown ones are refused: a typo loses a fact."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$", max_length=200)
    kind: SourceKind
    title: str = Field(min_length=1)
    organization: _Text = None
    authors: _Authors = ()
    journal: _Text = None
    year: _Text = None
    published: _Text = None  # replaces `year` where the day is known
    version: _Text = None
    family: _Text = None
    doi: _Text = None
    pmid: _Text = None
    url: _Text = None
    licence: _Text = None
    population: _Text = None
    topics: _Texts = ()
    checked: _Text = None
    verification: Verification = Verification.PRIMARY
    supersedes: _Texts = ()
    retracted: bool = False
    text_origin: TextOrigin | None = None


def split_front_matter(text: str, location: str) -> tuple[dict[str, Any], str]:
    """The YAML block between the opening `---` lines and the rest. No block: ({}, text).

    Values are text, lists or mappings of text. Raises SourceError for a block that is not closed
    or is not YAML.
    """
    match = _FRONT_MATTER.match(text)
    if not match:
        if _UNCLOSED.match(text):
            raise SourceError(
                f"{location}: the front matter has no closing line: add `---` below its last field"
            )
        return {}, text
    try:
        # Not libyaml's parser: deep nesting ends the process there, and is an error here.
        fields = yaml.load(match.group(1), yaml.BaseLoader) or {}
    except (yaml.YAMLError, RecursionError) as error:
        where = getattr(error, "problem_mark", None)
        line = f" (line {where.line + 2})" if where else ""
        raise SourceError(
            f"{location}: the front matter is not valid YAML{line}: correct it"
        ) from error
    if not isinstance(fields, dict):
        raise SourceError(f"{location}: the front matter is not a list of fields: correct it")
    return fields, text[match.end() :]


def digest_source(fields: dict[str, Any], location: str) -> Source:
    """A Source from complete front matter. Raises SourceError naming every wrong field."""
    try:
        front = FrontMatter.model_validate(fields)
    except ValidationError as error:
        wrong = "; ".join(_in_words(e["type"], e["loc"], e["msg"]) for e in error.errors())
        raise SourceError(f"{location}: front matter: {wrong}") from error
    published = front.published or front.year
    if published and not _DATE.fullmatch(published):
        raise SourceError(
            f"{location}: front matter: {published!r} is not a year or an ISO date: correct it"
        )
    return Source(
        id=front.id,
        kind=front.kind,
        title=front.title,
        family=front.family or family_by_id(front.id),
        organization=front.organization,
        authors=tuple(a for a in front.authors if a),
        journal=front.journal,
        published=published,
        version=front.version or _version_of(front.id) or published,
        doi=front.doi,
        pmid=front.pmid,
        url=front.url,
        licence=front.licence,
        population=front.population,
        topics=front.topics,
        supersedes=front.supersedes,
        retracted=front.retracted,
        text_origin=front.text_origin
        or (TextOrigin.DIGEST if front.checked else TextOrigin.PUBLISHER),
        verification=front.verification,
        checked=front.checked,
    )


def _in_words(kind: str, location: tuple[int | str, ...], message: str) -> str:
    name = ".".join(map(str, location))
    if kind == "extra_forbidden":
        return f"unknown field {name}: see docs/sources.md for the fields there are"
    if kind == "missing":
        return f"{name} is missing: add it"
    return f"{name}: {message[0].lower()}{message[1:]}"


def plain_source(raw: RawDocument, kind: SourceKind, title: str) -> Source:
    """A Source for a file that says nothing of itself; its id is stable for its location."""
    stem = PurePath(raw.name).stem
    slug = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:60] or "document"
    place = hashlib.sha256(raw.location.encode()).hexdigest()[:8]
    return Source(id=f"{slug}-{place}", kind=kind, title=title or stem, family=f"{slug}-{place}")


def _version_of(source_id: str) -> str | None:
    match = _YEAR_IN_ID.search(source_id)
    return match.group(1) if match else None
