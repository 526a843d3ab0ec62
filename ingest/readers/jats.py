"""Articles in JATS or the older NLM form, as publishers and PubMed Central deliver them.

`read` takes one article; `records` takes an article set of E-utilities apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from lxml import etree

from corpus.errors import SourceError
from corpus.model import SourceKind, TextOrigin
from ingest.document import Document, RawDocument
from ingest.readers import xml_records
from ingest.readers.jats_blocks import abstract_blocks, back_blocks, body_blocks
from ingest.readers.jats_notices import reports_on_others
from ingest.readers.jats_source import article_source, place_of
from ingest.readers.unsearched import without_apparatus
from ingest.readers.xml_records import Element

ROOT = "article"
SET = "pmc-articleset"


def records(stream: BinaryIO, location: str, name: str) -> Iterator[RawDocument]:
    """Every article of a set in turn, each as a document of its own in UTF-8.

    Its location is that of the set with "#" and its identifier. Raises SourceError as
    `xml_records.elements` does, and for a set without an article.
    """
    number = 0
    for number, article in enumerate(xml_records.elements(stream, (ROOT,), location), start=1):
        data = etree.tostring(article, encoding="utf-8", with_tail=False)
        yield RawDocument(data, f"{location}#{place_of(article) or f'article:{number}'}", name)
    if not number:
        raise SourceError(f"{location} holds no article: check the identifiers that were asked for")


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """One article; `kind` is for articles that do not say what they are.

    Where PubMed Central may not hand out the text there is an abstract alone, and the source says
    so. Raises SourceError.
    """
    article = _only_article(xml_records.parse(raw), raw.location)
    body = [*body_blocks(article)]
    origin = TextOrigin.PUBLISHER if body else TextOrigin.ABSTRACT
    source = article_source(article, kind, origin, raw.location)
    blocks = (*abstract_blocks(article), *body, *back_blocks(article))
    return Document(
        source,
        tuple(without_apparatus(blocks)),
        reports=tuple(reports_on_others(article, source)),
    )


def _only_article(root: Element, location: str) -> Element:
    found = [root] if root.tag == ROOT else root.findall(f".//{ROOT}")
    if len(found) != 1:
        raise SourceError(
            f"{location}: holds {len(found)} articles where one is read: give it as a file of its"
            " own"
        )
    return found[0]
