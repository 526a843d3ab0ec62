"""Source metadata from front matter, or from nothing but a file's name and title."""

from __future__ import annotations

import hashlib
import re
from pathlib import PurePath
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from corpus.errors import SourceError
from corpus.model import Source, SourceKind, TextOrigin, Verification
from ingest.document import RawDocument

_YEAR_IN_ID = re.compile(r"-((?:19|20)\d{2})(?=-|$)")
_AUTHOR_BREAK = re.compile(r"\s*[;,]\s*")


def _as_text(value: object) -> object:
    """YAML reads 2023 as a number and 2024-05-01 as a date; a citation has them as text."""
    return None if value in (None, "") else str(value)


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value or []


_Text = Annotated[str | None, BeforeValidator(_as_text)]
_Texts = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


class FrontMatter(BaseModel):
    """The fields of a digest (docs/sources.md). Unknown ones are refused: a typo loses a fact."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kind: SourceKind
    title: str
    organization: _Text = None
    authors: _Text = None
    journal: _Text = None
    year: _Text = None
    published: _Text = None
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
    """The YAML block between the opening `---` lines and the rest. No block: ({}, text)."""
    match = re.match(r"\ufeff?---[ \t]*\r?\n(.*?)\r?\n---[ \t]*(?:\r?\n|$)", text, re.S)
    if not match:
        return {}, text
    try:
        fields = yaml.safe_load(match.group(1)) or {}
    except yaml.YAMLError as error:
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
        wrong = "; ".join(
            f"{'.'.join(map(str, e['loc']))}: {e['msg'].lower()}" for e in error.errors()
        )
        raise SourceError(f"{location}: front matter: {wrong}") from error
    published = front.published or front.year
    if published and not re.match(r"(?:1[6-9]|20)\d{2}(?:-\d{2}){0,2}$", published):
        raise SourceError(f"{location}: front matter: {published!r} is not a year or an ISO date")
    return Source(
        id=front.id,
        kind=front.kind,
        title=front.title,
        family=front.family or family_of(front.id),
        organization=front.organization,
        authors=_authors(front.authors),
        journal=front.journal,
        published=published,
        version=front.version or _version_of(front.id) or published,
        doi=front.doi.lower() if front.doi else None,
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


def plain_source(raw: RawDocument, kind: SourceKind, title: str) -> Source:
    """A Source for a file that says nothing of itself; its id is stable for its location."""
    stem = PurePath(raw.name).stem
    slug = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")[:60] or "document"
    place = hashlib.sha256(raw.location.encode()).hexdigest()[:8]
    return Source(id=f"{slug}-{place}", kind=kind, title=title or stem, family=f"{slug}-{place}")


def family_of(source_id: str) -> str:
    """Body and topic without the year: what links the versions of one guideline."""
    return _YEAR_IN_ID.sub("", source_id, count=1)


def _version_of(source_id: str) -> str | None:
    match = _YEAR_IN_ID.search(source_id)
    return match.group(1) if match else None


def _authors(printed: str | None) -> tuple[str, ...]:
    return tuple(a for a in _AUTHOR_BREAK.split(printed or "") if a)
