"""RIS: what reference managers export. A record with an abstract is a source, others have no text.

It is somebody's copy of a citation, so its facts count as checked on a third party's page only.
Not by rispy, with which Galen writes RIS: of a field that is repeated it keeps the first alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.model import SourceKind, Verification
from ingest.document import Document, RawDocument
from ingest.readers.citations import Citation, document
from ingest.readers.encoding import decode
from ingest.readers.identifiers import doi_of, pmid_in
from ingest.readers.names import initialled
from ingest.readers.pubmed_blocks import Part, parts_of
from ingest.readers.pubmed_dates import iso
from ingest.readers.tagged import LONGEST_RECORD, Fields, as_text, every, fields, first, parted

_TAG = re.compile(r"(?P<tag>[A-Z][A-Z0-9])  ?- ?(?P<value>.*)", re.S)
_OPENS = re.compile(r"\ufeff?TY  ?- ?\w")
_DATE = re.compile(r"(\d{4})(?:[/-](\d{1,2}))?(?:[/-](\d{1,2}))?")


def records(stream: BinaryIO, location: str, name: str) -> Iterator[RawDocument]:
    """Every record in turn. Raises SourceError for what is not text in UTF-8, or holds none."""
    number = 0
    try:
        with as_text(stream) as lines:
            for text in parted(lines, _OPENS):
                number += 1
                yield RawDocument(text.encode(), f"{location}#record:{number}", name)
    except UnicodeDecodeError as error:
        raise SourceError(f"{location} is not text in UTF-8: export it as UTF-8") from error
    if not number:
        raise SourceError(f"{location} holds no RIS record (a line TY  - ...): export it again")


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """One record. Raises SourceError."""
    text = decode(raw)
    if len(text) > LONGEST_RECORD:
        raise SourceError(f"{raw.location}: the record has no end: export it again")
    found = fields(text.splitlines(), _TAG)
    return document(_citation(found), kind, Verification.SECONDARY, raw.location)


def _citation(found: Fields) -> Citation:
    doi = doi_of(first(found, "DO")) or next(
        (d for value in every(found, "M3", "UR", "L3") if (d := doi_of(value))), None
    )
    names = every(found, "AU", "A1")
    return Citation(
        title=" ".join(first(found, "TI", "T1", "CT").split()).removesuffix("."),
        abstract=tuple(_abstract(found)),
        pmid=_pmid(found),
        doi=doi,
        authors=tuple(initialled(name) for name in names),
        journal=first(found, "JO", "JF", "J2", "T2", "JA") or None,
        published=_published(first(found, "DA", "PY", "Y1")),
        url=first(found, "UR") or None,
        keywords=every(found, "KW"),
    )


def _abstract(found: Fields) -> Iterator[Part]:
    yield from parts_of(" ".join(first(found, "AB", "N2").split()))


def _pmid(found: Fields) -> str | None:
    """PubMed's accession number; any other database's is a number, too."""
    if "pubmed" in first(found, "DB", "DP").lower() or "medline" in first(found, "DB").lower():
        number = pmid_in(first(found, "AN"), bare=True)
        if number:
            return number
    places = every(found, "AN", "C2", "UR", "N1", "M1", "ID")
    return next((number for value in places if (number := pmid_in(value))), None)


def _published(text: str) -> str | None:
    match = _DATE.match(text.strip())
    return iso(match[1], match[2] or "", match[3] or "") if match else None
