"""BibTeX: what reference managers export. A record with an abstract is a source, as with RIS.

The one importer of bibtexparser within ingest; it is loaded when a file is read.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from corpus.errors import SourceError
from corpus.model import SourceKind, Verification
from ingest.document import Document, RawDocument
from ingest.readers.citations import Citation, document
from ingest.readers.encoding import decode
from ingest.readers.identifiers import doi_of, pmid_in
from ingest.readers.latex import plain
from ingest.readers.names import initialled
from ingest.readers.pubmed_blocks import parts_of
from ingest.readers.pubmed_dates import iso

if TYPE_CHECKING:
    from bibtexparser.library import Library

LARGEST_FILE = 32 * 2**20
"""Bytes of one file: it is parsed as a whole."""
_AND = re.compile(r"\s+and\s+", re.I)
_GROUP = re.compile(r"\{([^{}]*)\}")
_YEAR = re.compile(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?")
_KEYWORDS = re.compile(r"\s*[;,]\s*")


def records(stream: BinaryIO, location: str, name: str) -> Iterator[RawDocument]:
    """Every entry in turn, with the abbreviations that the file defines.

    Raises SourceError for what is no BibTeX; after the entries that can be read for one that
    cannot.
    """
    data = stream.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise SourceError(f"{location} has more than {LARGEST_FILE // 2**20} MB: divide it")
    library = _parsed(RawDocument(data, location, name))
    macros = "\n".join(block.raw or "" for block in library.strings)
    for entry in library.entries:
        text = f"{macros}\n{entry.raw}".strip()
        yield RawDocument(text.encode(), f"{location}#{entry.key}", name)
    broken = [block for block in library.failed_blocks if (block.raw or "").strip()]
    if broken or not library.entries:
        line = broken[0].start_line if broken else 0
        what = f"{len(broken)} entries that cannot be read" if broken else "no entry"
        raise SourceError(f"{location} holds {what} (line {(line or 0) + 1}): export it again")


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """One entry. Raises SourceError."""
    entries = _parsed(raw).entries
    if len(entries) != 1:
        raise SourceError(f"{raw.location} holds {len(entries)} entries where one is read")
    found = {field.key.lower(): str(field.value) for field in entries[0].fields}
    return document(_citation(found), kind, Verification.SECONDARY, raw.location)


def _parsed(raw: RawDocument) -> Library:
    from bibtexparser.entrypoint import parse_string

    text = decode(raw)
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # faults are told by records
    return parse_string(text)


def _citation(found: dict[str, str]) -> Citation:
    said = {name: plain(value) for name, value in found.items()}
    places = (said.get("pmid", ""), said.get("url", ""), said.get("note", ""))
    year = _YEAR.match(said.get("date") or said.get("year", ""))
    return Citation(
        title=said.get("title", "").removesuffix("."),
        abstract=tuple(parts_of(said.get("abstract", ""))),
        pmid=pmid_in(places[0], bare=True) or next(filter(None, map(pmid_in, places)), None),
        doi=doi_of(said.get("doi", "")) or doi_of(said.get("url", "")),
        authors=tuple(_authors(found.get("author", ""))),
        journal=said.get("journal") or said.get("journaltitle") or said.get("booktitle") or None,
        published=iso(year[1], year[2] or said.get("month", ""), year[3] or "") if year else None,
        url=said.get("url") or None,
        keywords=tuple(k for k in _KEYWORDS.split(said.get("keywords", "")) if k),
    )


def _authors(names: str) -> Iterator[str]:
    """ "Müller, Hans", "Hans Müller" and groups in braces of their own."""
    for name in _AND.split(names.strip()):
        group = _GROUP.fullmatch(name.strip())
        if group:
            yield plain(group.group(1))
            continue
        said = plain(name)
        if said and said.lower() != "others":
            *given, family = said.split()
            yield initialled(said if "," in said else f"{family}, {' '.join(given)}")
