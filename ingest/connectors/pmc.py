"""PubMed Central by number (`pmc:PMC123,PMC456`): full texts in JATS, by EFetch."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from corpus.errors import SourceError
from ingest.connectors.remote import Remote
from ingest.connectors.replies import Refused, Unusable
from ingest.connectors.settled import failed, given
from ingest.document import Candidate, RawDocument
from ingest.readers import HEAD_BYTES, xml_records, xml_root

BATCH = 10
"""Articles of one EFetch: a full text has a tenth of a MB, some a hundred times as much."""
_DATABASE = "pmc"
_ROOTS = ("pmc-articleset", "article")
_ID_TYPES = ("pmc", "pmcid", "pmcaid", "pmc-id")


def by_number(numbers: Sequence[str], remote: Remote) -> Iterator[Candidate]:
    """The articles with these numbers, without "PMC". Always fetched. Raises SourceError."""
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        articles = _by_ids(batch, remote)
        for number in batch:
            place = f"pmc:PMC{number}"
            if number in articles:
                yield given(RawDocument(articles[number], place, f"PMC{number}.xml"))
            else:
                yield failed(
                    place, f"PubMed Central gives out no article PMC{number}: check the number"
                )


def _by_ids(ids: Sequence[str], remote: Remote) -> Mapping[str, bytes]:
    try:
        return remote.eutils.fetch(_DATABASE, ids, _read)
    except Refused as error:
        if error.status != 400:
            raise
        return {}  # which is how EFetch says that it knows none of them


def _read(data: bytes) -> Mapping[str, bytes]:
    """The articles of a reply by number. Raises Unusable where it is cut, or something else."""
    if xml_root(data[:HEAD_BYTES]) not in _ROOTS:
        raise Unusable("it sent something else than articles")
    try:
        return {
            number: etree.tostring(article, encoding="utf-8", with_tail=False)
            for article in xml_records.elements(io.BytesIO(data), ("article",), "the reply")
            if (number := _number(article))
        }
    except SourceError as error:
        raise Unusable("its reply is cut or damaged") from error


def _number(article: etree._Element) -> str | None:
    """The article's own number, digits alone."""
    for element in article.iterfind("front/article-meta/article-id"):
        if element.get("pub-id-type") in _ID_TYPES and element.text:
            number = element.text.strip().upper().removeprefix("PMC").partition(".")[0]
            if number.isdecimal():
                return number
    return None
