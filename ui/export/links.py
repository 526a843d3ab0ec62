"""Where a reference leads: DOI, PubMed, a web page. Only what is well formed, only http(s)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from assistant.answer import Reference
from ui.export.cleaning import clean

# The DOI Handbook, 2.2: "10.", a registrant code, "/", and any printable suffix.
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/[^\s\\{}\"^`|\x00-\x1f\x7f-\x9f\ufffd]+")
_PMID = re.compile(r"[1-9]\d{0,8}")
# RFC 3986 less what RIS splits at (;), what ends a link in Markdown, and what TeX obeys: those are
# percent-encoded, which names the same page.
_URL_SAFE = "-._~:/?#[]@!$&*+,=%"
_LONGEST_URL = 2000


@dataclass(frozen=True, slots=True)
class Link:
    """What to print and where it leads; `url` is an http(s) URL in ASCII."""

    text: str
    url: str


def doi_of(reference: Reference) -> str | None:
    """The DOI without a prefix, None where there is none or it is malformed."""
    doi = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", "", clean(reference.doi or ""))
    return doi if _DOI.fullmatch(doi) else None


def pmid_of(reference: Reference) -> str | None:
    pmid = clean(reference.pmid or "")
    return pmid if _PMID.fullmatch(pmid) else None


def web_url(url: str | None) -> str | None:
    """The URL, percent-encoded, where it is http or https with a host; else None."""
    text = (url or "").strip()
    if not text or len(text) > _LONGEST_URL or clean(text) != text or " " in text:
        return None
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        return None
    return quote(text, safe=_URL_SAFE)


def links_of(reference: Reference) -> Iterator[Link]:
    """Each distinct way to the source, the most lasting first."""
    seen = set()
    for link in _links(reference):
        if link.url.casefold().rstrip("/") not in seen:
            seen.add(link.url.casefold().rstrip("/"))
            yield link


def best_url(reference: Reference) -> str | None:
    """The most lasting URL, None where the reference has no link at all."""
    return next((link.url for link in links_of(reference)), None)


def _links(reference: Reference) -> Iterator[Link]:
    if doi := doi_of(reference):
        yield Link(f"doi:{doi}", f"https://doi.org/{quote(doi, safe='-._~:/')}")
    if pmid := pmid_of(reference):
        yield Link(f"PMID {pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/")
    if url := web_url(reference.url):
        yield Link(url, url)
