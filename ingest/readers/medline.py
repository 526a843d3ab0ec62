"""MEDLINE tagged text: what PubMed saves in the format "PubMed" or as .nbib.

`records` takes a file of any size apart, `read` reads one record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from corpus.errors import SourceError
from corpus.model import SourceKind, Verification
from ingest.document import Document, RawDocument
from ingest.readers.citations import Citation, document
from ingest.readers.comments_corrections import Link
from ingest.readers.encoding import decode
from ingest.readers.identifiers import doi_of, pmid_of
from ingest.readers.pubmed_blocks import Part, parts_of
from ingest.readers.pubmed_dates import date_in, iso
from ingest.readers.pubmed_source import plain_title
from ingest.readers.tagged import LONGEST_RECORD, Fields, as_text, every, fields, first, parted

MARK = re.compile(rb"(?:\xef\xbb\xbf)?\s*PMID- *\d{1,9}\s*[\r\n]")
"""How a file in this format begins, whatever its name ends in."""

_TAGGED = re.compile(r"(?P<tag>[A-Z][A-Z0-9]{1,3}) {0,2}- ?(?P<value>.*)", re.S)
_OPENS = re.compile(r"PMID- *\S")
_PMID = re.compile(r"PMID- *([1-9]\d{0,8})\s*$", re.M)
_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})$")
_LOCATED = re.compile(r"(?P<id>\S+) \[doi\]$")
_CITED_PMID = re.compile(r"\bPMID:\s*([1-9]\d{0,8})")
_CITED_DOI = re.compile(r"\bdoi:\s*(10\.\d{4,9}/\S+?)[.;]?(?:\s|$)", re.I)
# NLM, "MEDLINE/PubMed data element (field) descriptions".
_LINKS = {
    "CRI": "CorrectedandRepublishedIn",
    "CRF": "CorrectedandRepublishedFrom",
    "ECI": "ExpressionOfConcernIn",
    "ECF": "ExpressionOfConcernFor",
    "EIN": "ErratumIn",
    "EFR": "ErratumFor",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RRI": "RetractedandRepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}


def records(stream: BinaryIO, location: str, name: str) -> Iterator[RawDocument]:
    """Every record in turn, each as a document of its own. Raises SourceError for other bytes."""
    try:
        with as_text(stream) as lines:
            for number, text in enumerate(parted(lines, _OPENS), start=1):
                own = _PMID.match(text)
                place = f"pmid:{own.group(1)}" if own else f"record:{number}"
                yield RawDocument(text.encode(), f"{location}#{place}", name)
    except UnicodeDecodeError as error:
        raise SourceError(f"{location} is not text in UTF-8: save it as UTF-8") from error


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """One record; `kind` is for articles that do not say what they are. Raises SourceError."""
    text = decode(raw)
    if len(text) > LONGEST_RECORD:
        raise SourceError(f"{raw.location}: the record has no end: get the file again")
    found = fields(text.splitlines(), _TAGGED)
    pmid = pmid_of(first(found, "PMID"))
    if pmid is None:
        raise SourceError(f"{raw.location}: the record has no valid PMID: download it again")
    return document(_citation(found, pmid), kind, Verification.PRIMARY, raw.location)


def _citation(found: Fields, pmid: str) -> Citation:
    majors = [heading for heading in found.get("MH", ()) if "*" in heading]
    minors = [heading for heading in found.get("MH", ()) if "*" not in heading]
    revised = _DAY.match(first(found, "LR"))
    return Citation(
        title=plain_title(first(found, "TI", "TT", "BTI"), first(found, "TT"), pmid),
        abstract=tuple(_abstract(found)),
        pmid=pmid,
        pmc=first(found, "PMC").removeprefix("PMC") or None,
        doi=_doi(found),
        authors=every(found, "AU", "CN"),
        body=first(found, "CN").rstrip(".") or None,
        journal=first(found, "TA", "JT") or None,
        published=date_in(first(found, "DP", "DEP")),
        licence=first(found, "CI") or None,
        types=every(found, "PT"),
        headings=tuple(_descriptor(heading) for heading in (*majors, *minors)),
        keywords=tuple(keyword.lstrip("*").rstrip(".") for keyword in every(found, "OT")),
        links=tuple(_links(found)),
        revised=iso(*revised.groups()) if revised else None,
    )


def _abstract(found: Fields) -> Iterator[Part]:
    for text in every(found, "AB"):
        yield from parts_of(text)


def _doi(found: Fields) -> str | None:
    located = (_LOCATED.match(value) for value in (*found.get("LID", ()), *found.get("AID", ())))
    return next((doi for match in located if match and (doi := doi_of(match["id"]))), None)


def _descriptor(heading: str) -> str:
    """ "Ablation/adverse effects/*methods" without its qualifiers."""
    return heading.partition("/")[0].lstrip("*")


def _links(found: Fields) -> Iterator[Link]:
    for tag, kind in _LINKS.items():
        for reference in found.get(tag, ()):
            pmid, doi = _CITED_PMID.search(reference), _CITED_DOI.search(reference)
            printed = _CITED_PMID.sub("", reference).strip().rstrip(".")
            yield Link(
                kind, printed, pmid.group(1) if pmid else None, doi.group(1) if doi else None
            )
