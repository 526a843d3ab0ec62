"""What a web page tells of itself in its head: Highwire, Dublin Core, Open Graph and JSON-LD.

For the HTML reader. In that order: the first was made for citations, the others for search engines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from lxml.etree import _Element

from ingest.readers.described import (
    Described,
    doi_in,
    iso_date,
    parted_authors,
    usable_title,
)

_TITLES = ("citation_title", "dc.title", "dcterms.title", "og:title", "twitter:title")
_AUTHORS = ("citation_author", "dc.creator", "dcterms.creator", "author", "article:author")
_DATES = (
    "citation_publication_date",
    "citation_date",
    "citation_online_date",
    "dcterms.issued",
    "dc.date.issued",
    "dc.date",
    "dcterms.date",
    "article:published_time",
    "dcterms.created",
)
_BODIES = ("dc.publisher", "dcterms.publisher", "citation_publisher", "og:site_name")
_DOIS = ("citation_doi", "prism.doi", "dc.identifier", "dcterms.identifier", "bepress_citation_doi")
_LICENCES = ("dc.rights", "dcterms.license", "dcterms.rights", "citation_license")
_KEYWORDS = ("citation_keywords", "dc.subject", "keywords")
_ARTICLE = re.compile(r"(?:Article|Page|Guideline|Report|Publication|Posting)$")
_SITE_PART = re.compile(r"\s+[|–—-]\s+|\s*::\s*|\s+»\s+")
_MOST_SCRIPTS = 20
_MOST_DEEP = 12
_MOST_TOPICS = 12
_LARGEST = 500_000
_DATE = re.compile(r"(?:[A-Z][a-z]+\.?\s+\d{1,2},?|\d{1,2}\.?\s+[A-Z][a-z]+)\s+(?:19|20)\d\d")
_ADDRESS = re.compile(r"https?://\S+")


def described(page: _Element) -> Described:
    """Title, authors, dates and numbers as far as the page states them."""
    meta = _meta(page)
    linked = next(_linked_data(page), {})
    body, people = parted_authors(_all(meta, _AUTHORS) or tuple(_names(linked.get("author"))))
    publisher = _first(meta, _BODIES) or next(_names(linked.get("publisher")), None)
    date = _first(meta, _DATES) or _text(linked.get("datePublished")) or _printed_date(page)
    return Described(
        title=_title(page, meta, linked),
        organization=body or publisher,
        authors=tuple(name for name in people if not _ADDRESS.match(name)),
        journal=_first(meta, ("citation_journal_title", "prism.publicationname")),
        published=iso_date(date or ""),
        doi=next((doi for text in _all(meta, _DOIS) if (doi := doi_in(text))), None),
        pmid=_number(_first(meta, ("citation_pmid",))),
        url=_address(page, meta),
        licence=_first(meta, _LICENCES) or _licence_link(page) or _text(linked.get("license")),
        topics=tuple(_topics(meta)),
    )


def _meta(page: _Element) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in page.iter("meta"):
        name = element.get("name") or element.get("property") or element.get("itemprop") or ""
        content = " ".join((element.get("content") or "").split())
        if name and content:
            found.setdefault(name.strip().lower(), []).append(content)
    return found


def _all(meta: Mapping[str, list[str]], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(next((meta[name] for name in names if name in meta), ()))


def _first(meta: Mapping[str, list[str]], names: tuple[str, ...]) -> str | None:
    return next(iter(_all(meta, names)), None)


def _title(page: _Element, meta: Mapping[str, list[str]], linked: Mapping[str, Any]) -> str:
    """The title without the name of the site that <title> ends with."""
    stated = _first(meta, _TITLES) or _text(linked.get("headline"))
    if stated and usable_title(stated):
        return usable_title(stated)
    headings = [" ".join("".join(map(str, h.itertext())).split()) for h in page.iter("h1")]
    headings = [heading for heading in headings if heading]
    element = next(page.iter("title"), None)
    whole = " ".join("".join(map(str, element.itertext())).split()) if element is not None else ""
    if len(headings) == 1 or (headings and whole.startswith(headings[0])):
        return headings[0]
    return usable_title(_SITE_PART.split(whole)[0]) or (headings[0] if headings else "")


def _printed_date(page: _Element) -> str | None:
    """A date that stands alone beside the title."""
    for element in page.iter("time"):
        if element.get("datetime"):
            return element.get("datetime")
    title = next(page.iter("h1"), None)
    around = title.getparent() if title is not None else None
    for text in around.itertext() if around is not None and around.tag != "body" else ():
        if _DATE.fullmatch(str(text).strip()):
            return str(text).strip()
    return None


def _address(page: _Element, meta: Mapping[str, list[str]]) -> str | None:
    links = (
        e.get("href") for e in page.iter("link") if (e.get("rel") or "").lower() == "canonical"
    )
    stated = next(links, None) or _first(meta, ("og:url", "citation_abstract_html_url"))
    return stated if stated and _ADDRESS.fullmatch(stated) else None


def _licence_link(page: _Element) -> str | None:
    for element in page.iter("a", "link"):
        if "license" in (element.get("rel") or "").lower().split():
            return element.get("href")
    return None


def _number(text: str | None) -> str | None:
    return text if text and text.isdigit() else None


def _topics(meta: Mapping[str, list[str]]) -> Iterator[str]:
    found = (part.strip() for text in _all(meta, _KEYWORDS) for part in re.split(r"[;,]", text))
    kept = dict.fromkeys(part for part in found if 2 < len(part) < 60)
    yield from list(kept)[:_MOST_TOPICS]


# -- JSON-LD


def _linked_data(page: _Element) -> Iterator[Mapping[str, Any]]:
    """The descriptions of articles or pages in the page's scripts, the first one first."""
    scripts = [s for s in page.iter("script") if s.get("type") == "application/ld+json"]
    for script in scripts[:_MOST_SCRIPTS]:
        text = script.text or ""
        if len(text) > _LARGEST:
            continue
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            continue  # for search engines, and not needed
        yield from _articles(data, 0)


def _articles(data: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _MOST_DEEP:
        return
    if isinstance(data, list):
        for part in data:
            yield from _articles(part, depth + 1)
    elif isinstance(data, dict):
        kinds = data.get("@type")
        named = kinds if isinstance(kinds, list) else [kinds]
        if any(isinstance(name, str) and _ARTICLE.search(name) for name in named):
            yield data
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _articles(data.get(name), depth + 1)


def _names(value: object) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        name = each.get("name") if isinstance(each, dict) else each
        if isinstance(name, str) and name.strip():
            yield " ".join(name.split())


def _text(value: object) -> str | None:
    return " ".join(value.split()) if isinstance(value, str) and value.strip() else None
