"""Leads and names: Galen's own words around evidence, made from metadata or a checked relation."""

from __future__ import annotations

import re

from assistant.denial import denies
from corpus.model import Source
from corpus.records import Entry

CORRECTION = "The sources do not support this:"
_SMALL_WORDS = frozenset("of and the for in on to a an from with by at".split())


def lead_of(entry: Entry, *, corrects: bool = False) -> str | None:
    """What must stand before a statement: that its source is superseded, or nothing.

    `corrects`: it denies what the question takes for granted, and says so.
    """
    if entry.superseded_by:
        return f"{name_of(entry.source)}, superseded:"
    return CORRECTION if corrects else None


def is_true(lead: str | None, entry: Entry, text: str, strength: str | None) -> bool:
    """Whether the lead may stand before the text: by the metadata, or because the text denies."""
    if lead == CORRECTION:
        return not entry.superseded_by and denies(text, strength)
    return lead == lead_of(entry)


def name_of(source: Source) -> str:
    """Body and version of a guideline ("ACR 2022"), first author and year of a study."""
    year = source.version or (str(source.year) if source.year else "")
    body = short_body(source) or _first_author(source) or source.title
    return f"{body} {year}".strip()


def short_body(source: Source) -> str:
    """The body's initials where its own id uses them too, else its full name."""
    if not source.organization:
        return ""
    initials = _initials(source.organization)
    known = source.id.split("-")[0].upper()
    return initials if len(initials) > 1 and initials == known else source.organization


def full_name(source: Source) -> str:
    """As a heading: the organisation in full with the version, or the study's title."""
    if not source.organization:
        return source.title
    return f"{source.organization}, {source.version or source.year or 'undated'}"


def _initials(organization: str) -> str:
    words = [w for w in re.findall(r"[A-Za-z]+", organization) if w.lower() not in _SMALL_WORDS]
    return "".join(w if w.isupper() else w[0].upper() for w in words)


def _first_author(source: Source) -> str:
    if not source.authors:
        return ""
    first = source.authors[0]
    surname = re.sub(r"\s+[A-Z]{1,3}(?:\s+(?:Jr|Sr|II|III))?$", "", first)
    return f"{surname} et al." if len(source.authors) > 1 else surname
