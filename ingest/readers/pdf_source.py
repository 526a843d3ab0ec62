"""The Source of a PDF: from its metadata packet (XMP), its information, and its first pages.

For the PDF reader. The date on which the file was made says nothing of when it was published, and
its author is often whoever made it: both are used only where the pages say the same.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import etree

from corpus.errors import SourceError
from corpus.model import Source, SourceKind
from ingest.document import RawDocument
from ingest.readers.described import (
    Described,
    described_source,
    doi_in,
    iso_date,
    parted_authors,
    usable_title,
)
from ingest.readers.pdf_content import PdfContent
from ingest.readers.pdf_flow import Item
from ingest.readers.pdf_paragraphs import Para
from ingest.readers.xml_tree import parse_xml

_PACKET = re.compile(rb"<x:xmpmeta\b.{0,200000}?</x:xmpmeta>", re.S)
_DC = "{http://purl.org/dc/elements/1.1/}"
_PRISM = re.compile(r"\{http://prismstandard\.org/namespaces/basic/[\d.]+/\}")
_MOST_PACKETS = 200
_FIRST_PAGES = 4
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©\s*)?(?:(?P<first>(?:19|20)\d\d),?\s*(?:by\s+)?"
    r"(?P<holder>[A-Z][^\d©.,;()]{3,80})?|(?P<owner>[A-Z][^\d©.;()]{3,80}?),?\s*"
    r"(?P<year>(?:19|20)\d\d))"
)
_DATED = re.compile(
    r"(?:published(?:\s+online)?|publication\s+date|date\s+of\s+(?:publication|issue)|issued"
    r"|(?:last\s+)?(?:updated|reviewed|revised)|version\s+[\d.]+)\s*(?:on|in)?[\s:–-]*"
    r"(?P<date>(?:\d{1,2}(?:st|nd|rd|th)?\s+)?[A-Z][a-z]{2,8}\.?\s+(?:\d{1,2},?\s+)?(?:19|20)\d\d"
    r"|(?:19|20)\d\d(?:-\d\d){0,2})",
    re.I,
)
_LONGEST_TITLE = 250
_LONGEST_NAME = 8
_CC = re.compile(r"\bCC[ -]BY(?:-[A-Z]{2})*(?:\s+\d\.\d)?(?:\s+IGO)?")


def pdf_source(
    raw: RawDocument, kind: SourceKind, found: PdfContent, items: Sequence[Item]
) -> Source:
    """Title, authors, date, DOI and licence as far as they are sure."""
    packet = _packet(raw)
    opening = " ".join(text for text in _opening(items))
    title = usable_title(found.about.get("Title", "")) or _printed_title(items)
    body, people = _authors(found, packet, opening)
    owner, year = _owner(opening)
    return described_source(
        raw,
        kind,
        Described(
            title=title,
            organization=body or owner,
            authors=people,
            journal=packet.journal,
            published=packet.published or _printed_date(found) or year,
            doi=packet.doi or doi_in(_first_words(items)),
            licence=licence.group() if (licence := _CC.search(opening)) else None,
        ),
    )


def _opening(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Para) and item.page <= _FIRST_PAGES:
            yield item.text


def _first_words(items: Sequence[Item]) -> str:
    """The words of the first page that has any: a DOI there is the document's own."""
    pages = [item.page for item in items if isinstance(item, Para)]
    own = (i.text for i in items if isinstance(i, Para) and i.page == min(pages, default=0))
    return " ".join(own)


def _printed_title(items: Sequence[Item]) -> str:
    """The largest words of the first pages that are long enough for a title."""
    paras = [i for i in items if isinstance(i, Para) and i.page <= _FIRST_PAGES]
    worded = [p for p in paras if 2 <= len(p.text.split()) and len(p.text) <= _LONGEST_TITLE]
    first = min((p.page for p in worded), default=0)
    for pages in ((first,), range(_FIRST_PAGES + 1)):
        own = [p for p in worded if p.page in pages]
        largest = max((p.lines[0].size for p in own), default=0.0)
        usual = Counter(round(p.lines[0].size) for p in paras).most_common(1)
        if own and (largest > usual[0][0] or pages != (first,)):
            big = [p for p in own if p.lines[0].size >= 0.95 * largest and p.page == own[0].page]
            return " ".join(p.text for p in big[:3])[:_LONGEST_TITLE]
    return ""


def _printed_date(found: PdfContent) -> str | None:
    """The latest date that the first pages print as that of the document."""
    for page in found.pages[:_FIRST_PAGES]:
        text = " ".join(run.text for run in page.runs)
        dates = [date for m in _DATED.finditer(text) if (date := iso_date(m["date"]))]
        if dates:
            return max(dates)
    return None


def _owner(opening: str) -> tuple[str | None, str | None]:
    """Who holds the copyright, and since when."""
    for match in _COPYRIGHT.finditer(opening):
        owner = " ".join((match["owner"] or match["holder"] or "").split()[:_LONGEST_NAME])
        return parted_authors([owner])[0], match["year"] or match["first"]
    return None, None


def _authors(
    found: PdfContent, packet: Described, opening: str
) -> tuple[str | None, tuple[str, ...]]:
    names = packet.authors or tuple(re.split(r"\s*;\s*", found.about.get("Author", "")))
    body, people = parted_authors(names)
    printed = opening.casefold()
    named = tuple(n for n in people if n.replace(",", " ").split()[0].casefold() in printed)
    return body, named


# -- The metadata packet


def _packet(raw: RawDocument) -> Described:
    """What XMP tells, where it is stored in plain: journals put the DOI and the date there."""
    # Pictures in it have packets of their own; the document's is the one of a journal, or the last.
    packets = [match.group() for match in islice(_PACKET.finditer(raw.data), _MOST_PACKETS)]
    own = next((packet for packet in packets if b"prism" in packet), packets[-1:])
    if not own:
        return Described()
    try:
        root = parse_xml(own if isinstance(own, bytes) else own[0], raw.location)
    except SourceError:
        return Described()  # metadata of a fault of its own; the pages are read all the same
    return Described(
        authors=tuple(_listed(root, f"{_DC}creator")),
        journal=_prism(root, "publicationName"),
        published=iso_date(_prism(root, "coverDate") or _prism(root, "publicationDate") or ""),
        doi=doi_in(_prism(root, "doi") or ""),
    )


def _listed(root: etree._Element, tag: str) -> Iterator[str]:
    for element in root.iter(tag):
        yield from (text for part in element.itertext() if (text := " ".join(str(part).split())))


def _prism(root: etree._Element, name: str) -> str | None:
    """A field of PRISM, as an element or as an attribute."""
    for element in root.iter():
        tag = str(element.tag)
        if _PRISM.match(tag) and tag.endswith("}" + name) and element.text:
            return element.text.strip()
        for key, value in element.attrib.items():
            if _PRISM.match(str(key)) and str(key).endswith("}" + name):
                return str(value).strip()
    return None
