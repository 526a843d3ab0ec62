"""PubMed records in XML, as E-utilities and the yearly baseline deliver them.

`records` takes a set of any size apart, `read` reads one record. Lists of deleted records are
passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from lxml import etree

from corpus.errors import SourceError
from corpus.model import SourceKind
from ingest.document import Document, RawDocument
from ingest.readers import xml_records
from ingest.readers.pubmed_blocks import abstract, further_abstracts
from ingest.readers.pubmed_source import article_source, book_source, pmid_of
from ingest.readers.xml_records import Element

RECORDS = ("PubmedArticle", "PubmedBookArticle")


def records(stream: BinaryIO, location: str, name: str) -> Iterator[RawDocument]:
    """Every record of a set in turn, each as a document of its own in UTF-8.

    A record's location is that of the set with "#pmid:" and its number. Raises SourceError for a
    set that breaks off or is not well-formed, after the records before the fault.
    """
    for number, record in enumerate(xml_records.elements(stream, RECORDS, location), start=1):
        pmid = pmid_of(record)
        place = f"pmid:{pmid}" if pmid else f"record:{number}"
        data = etree.tostring(record, encoding="utf-8", with_tail=False)
        yield RawDocument(data, f"{location}#{place}", name)


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """One record; `kind` is for articles that do not say what they are.

    A record without an abstract gives a Document without blocks. Raises SourceError.
    """
    record = _only_record(xml_records.parse(raw), raw.location)
    is_book = record.tag == "PubmedBookArticle"
    source = (book_source if is_book else article_source)(record, kind, raw.location)
    own = abstract(record.find("BookDocument" if is_book else "MedlineCitation/Article"))
    if own.notice and not source.licence:
        source = replace(source, licence=own.notice)
    others = further_abstracts(record.find("MedlineCitation"))
    return Document(source, (*own.blocks, *others))


def _only_record(root: Element, location: str) -> Element:
    if root.tag in RECORDS:
        return root
    found = [child for child in root if child.tag in RECORDS]
    if len(found) != 1:
        raise SourceError(
            f"{location}: holds {len(found)} PubMed records where one is read:"
            " give it as a file of its own"
        )
    return found[0]
