"""PubMed records in XML, as E-utilities, the yearly baseline and its updates deliver them.

`records` takes a set of any size apart, `read` reads one record, or the deletion of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from lxml import etree

from corpus.errors import SourceError
from corpus.model import Source, SourceKind, TextOrigin
from ingest.document import Document, RawDocument
from ingest.readers import comments_corrections, xml_records, xml_splitting
from ingest.readers.pubmed_blocks import abstract, further_abstracts
from ingest.readers.pubmed_source import article_source, book_source, links_of, pmid_of
from ingest.readers.xml_records import Element

RECORDS = ("PubmedArticle", "PubmedBookArticle")
DELETIONS = ("DeleteCitation", "DeleteDocument")
_CUT = (*RECORDS, *DELETIONS)
_PMID = re.compile(rb"<PMID(?:\s[^<>]*)?>\s*([1-9]\d{0,8})\s*</PMID>")
_FIRST_PMID = re.compile(rb"<PMID(?:\s[^<>]*)?>[^<]*</PMID>")


def records(stream: BinaryIO, location: str, name: str) -> Iterator[RawDocument]:
    """Every record of a set in turn, each as a document of its own in UTF-8.

    A record's location is that of the set with "#pmid:" and its number, a deleted one's "#deleted:"
    and its number. Raises SourceError for a set that breaks off or is not well-formed, after the
    records before the fault.
    """
    found = xml_splitting.opened(stream)
    cuts = (
        xml_splitting.cuts(found, _CUT, location)
        if found.plain
        else _of_tree(found.stream, location)
    )
    for number, cut in enumerate(cuts, start=1):
        if cut.tag in DELETIONS:
            for pmid in _PMID.findall(cut.data):
                data = b"<%b><PMID>%b</PMID></%b>" % (cut.tag.encode(), pmid, cut.tag.encode())
                yield RawDocument(data, f"{location}#deleted:{pmid.decode()}", name)
            continue
        # The first is the record's own; those of comments and references follow it.
        first = _FIRST_PMID.search(cut.data)
        own = _PMID.fullmatch(first.group()) if first else None
        place = f"pmid:{own.group(1).decode()}" if own else f"record:{number}"
        yield RawDocument(cut.data, f"{location}#{place}", name)


def _of_tree(stream: BinaryIO, location: str) -> Iterator[xml_splitting.Cut]:
    """The records of a set in another encoding, or with declarations, by the XML parser."""
    for record in xml_records.elements(stream, _CUT, location):
        data = etree.tostring(record, encoding="utf-8", with_tail=False)
        yield xml_splitting.Cut(str(record.tag), data)


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """One record; `kind` is for articles that do not say what they are.

    A record without an abstract gives a Document without blocks. Raises SourceError.
    """
    record = _only_record(xml_records.parse(raw), raw.location)
    if record.tag in DELETIONS:
        return _deleted(record, raw.location)
    is_book = record.tag == "PubmedBookArticle"
    source = (book_source if is_book else article_source)(record, kind, raw.location)
    own = abstract(record.find("BookDocument" if is_book else "MedlineCitation/Article"))
    if own.notice and not source.licence:
        source = replace(source, licence=own.notice)
    citation = record.find("MedlineCitation")
    reference = ". ".join(part for part in (source.journal, source.published) if part)
    told = comments_corrections.reports(links_of(citation), reference, source.pmid, source.doi)
    return Document(source, (*own.blocks, *further_abstracts(citation)), reports=tuple(told))


def _deleted(record: Element, location: str) -> Document:
    """What takes the source of a deleted record out of the library."""
    pmid = pmid_of(record)
    if pmid is None:
        raise SourceError(f"{location}: names no valid PMID to delete: download it again")
    source = Source(
        id=f"pmid-{pmid}",
        kind=SourceKind.OTHER,
        title=f"PubMed record {pmid} (deleted)",
        family=f"pmid-{pmid}",
        pmid=pmid,
        text_origin=TextOrigin.ABSTRACT,
    )
    return Document(source, (), withdrawn=True)


def _only_record(root: Element, location: str) -> Element:
    if root.tag in _CUT:
        return root
    found = [child for child in root if child.tag in _CUT]
    if len(found) != 1:
        raise SourceError(
            f"{location}: holds {len(found)} PubMed records where one is read:"
            " give it as a file of its own"
        )
    return found[0]
