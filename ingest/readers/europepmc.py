"""Europe PMC search replies in JSON (`resultType=core`): one source a result.

The form is that of the Articles RESTful API; fields that are not there are taken as unknown.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from corpus.errors import SourceError
from corpus.model import SourceKind, Verification
from ingest.document import Document, RawDocument
from ingest.readers.citations import Citation, document
from ingest.readers.comments_corrections import Link
from ingest.readers.encoding import decode
from ingest.readers.identifiers import doi_of, pmid_of
from ingest.readers.inline_xml import words
from ingest.readers.pubmed_blocks import Part, parts_of
from ingest.readers.pubmed_source import plain_title
from ingest.readers.xml_tree import parse_html

LIST_KEY = "resultList"
"""What tells a reply, in which a single result is handed on, too."""

LARGEST_REPLY = 64 * 2**20
_HEADING = re.compile(r"<h4>(?P<label>.*?)</h4>", re.S | re.I)
_MARKUP = re.compile(r"[<&]")
_PMC = re.compile(r"(?:PMC)?(\d+)", re.I)
_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


def _only_dicts(value: object) -> object:
    """What is not as the documentation says counts as not there."""
    return value if isinstance(value, dict) else {}


class _Loose(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


class _Author(_Loose):
    fullName: str = ""
    collectiveName: str = ""


class _Authors(_Loose):
    author: list[_Author] = []


class _Journal(_Loose):
    title: str = ""
    isoabbreviation: str = ""
    ISOAbbreviation: str = ""
    medlineAbbreviation: str = ""


class _JournalInfo(_Loose):
    journal: Annotated[_Journal, BeforeValidator(_only_dicts)] = _Journal()
    printPublicationDate: str = ""


class _Types(_Loose):
    pubType: list[str] = []


class _Heading(_Loose):
    descriptorName: str = ""
    majorTopic_YN: str = "N"


class _Headings(_Loose):
    meshHeading: list[_Heading] = []


class _Keywords(_Loose):
    keyword: list[str] = []


class _Link(_Loose):
    id: str = ""
    source: str = ""
    type: str = ""
    reference: str = ""


class _Links(_Loose):
    commentCorrection: list[_Link] = []


class _Result(_Loose):
    id: str = ""
    source: str = ""
    pmid: str = ""
    pmcid: str = ""
    doi: str = ""
    title: str = ""
    abstractText: str = ""
    authorList: _Authors = _Authors()
    journalInfo: _JournalInfo = _JournalInfo()
    pubTypeList: _Types = _Types()
    meshHeadingList: _Headings = _Headings()
    keywordList: _Keywords = _Keywords()
    commentCorrectionList: _Links = _Links()
    firstPublicationDate: str = ""
    pubYear: str = ""
    dateOfRevision: str = ""
    licence: str = Field("", alias="license")


def records(stream: BinaryIO, location: str, name: str) -> Iterator[RawDocument]:
    """Every result of a reply in turn. Raises SourceError for what is no such reply."""
    data = stream.read(LARGEST_REPLY + 1)
    if len(data) > LARGEST_REPLY:
        size = LARGEST_REPLY // 2**20
        raise SourceError(f"{location} has more than {size} MB: ask for fewer results a page")
    for number, result in enumerate(_results(RawDocument(data, location, name)), start=1):
        held = result if isinstance(result, dict) else {}
        place = f"{held.get('source') or 'record'}:{held.get('id') or number}"
        alone = json.dumps({LIST_KEY: {"result": [held]}}).encode()
        yield RawDocument(alone, f"{location}#{place}", name)


def read(raw: RawDocument, kind: SourceKind) -> Document:
    """One result; `kind` is for articles that do not say what they are. Raises SourceError."""
    results = _results(raw)
    if len(results) != 1:
        raise SourceError(f"{raw.location} holds {len(results)} results where one is read")
    try:
        result = _Result.model_validate(results[0])
    except ValidationError as error:
        wrong = error.errors()[0]
        where = ".".join(map(str, wrong["loc"]))
        raise SourceError(
            f"{raw.location}: {where} is not as Europe PMC documents it ({wrong['msg']}): get it"
            " again with resultType=core"
        ) from error
    return document(_citation(result, raw.location), kind, Verification.PRIMARY, raw.location)


def _results(raw: RawDocument) -> list[Any]:
    listed = _parsed(raw).get(LIST_KEY)
    results = listed.get("result") if isinstance(listed, dict) else None
    if not isinstance(results, list):
        raise SourceError(f"{raw.location} holds no list of results: get it again from Europe PMC")
    return results


def _parsed(raw: RawDocument) -> dict[str, Any]:
    try:
        found = json.loads(decode(raw))
    except (json.JSONDecodeError, RecursionError) as error:
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deeply"
        raise SourceError(f"{raw.location} is not valid JSON ({reason}): get it again") from error
    if not isinstance(found, dict):
        raise SourceError(f"{raw.location} holds no Europe PMC reply: get it again")
    return found


def _citation(result: _Result, location: str) -> Citation:
    pmid = pmid_of(result.pmid) or (pmid_of(result.id) if result.source == "MED" else None)
    pmc = _PMC.fullmatch(result.pmcid)
    headings = sorted(result.meshHeadingList.meshHeading, key=lambda h: h.majorTopic_YN != "Y")
    groups = [a.collectiveName.rstrip(".") for a in result.authorList.author if a.collectiveName]
    return Citation(
        title=plain_title(_words(result.title, location), "", pmid or result.id),
        abstract=tuple(_abstract(result.abstractText, location)),
        pmid=pmid,
        pmc=pmc.group(1) if pmc else None,
        doi=doi_of(result.doi),
        authors=tuple(filter(None, (a.fullName or a.collectiveName for a in _authors(result)))),
        body=next(iter(groups), None),
        journal=_journal(result.journalInfo.journal),
        published=_published(result),
        url=f"https://europepmc.org/article/{result.source}/{result.id}" if not pmid else None,
        licence=result.licence or None,
        types=tuple(result.pubTypeList.pubType),
        headings=tuple(heading.descriptorName for heading in headings),
        keywords=tuple(result.keywordList.keyword),
        links=tuple(_links(result)),
        revised=next(iter(_DATE.findall(result.dateOfRevision)), None),
    )


def _authors(result: _Result) -> list[_Author]:
    return result.authorList.author


def _words(text: str, location: str) -> str:
    return words(parse_html(text, location)) if _MARKUP.search(text) else " ".join(text.split())


def _abstract(text: str, location: str) -> Iterator[Part]:
    """The parts below <h4> headings, else the labels within the running text."""
    pieces = _HEADING.split(text)
    yield from parts_of(_words(pieces[0], location))
    for label, said in zip(pieces[1::2], pieces[2::2], strict=True):
        plain = _words(said, location)
        if plain:
            yield Part(_words(label, location).rstrip(" :"), plain)


def _journal(journal: _Journal) -> str | None:
    names = (journal.ISOAbbreviation, journal.isoabbreviation, journal.medlineAbbreviation)
    return next((name for name in (*names, journal.title) if name), None)


def _published(result: _Result) -> str | None:
    """The date of the issue, as PubMed cites, else that of the first publication."""
    dates = (result.journalInfo.printPublicationDate, result.firstPublicationDate, result.pubYear)
    return next((date for date in dates if _DATE.fullmatch(date)), None)


def _links(result: _Result) -> Iterator[Link]:
    for link in result.commentCorrectionList.commentCorrection:
        pmid = pmid_of(link.id) if link.source in ("MED", "") else None
        yield Link(link.type, link.reference.strip().rstrip("."), pmid)
