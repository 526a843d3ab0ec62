"""Europe PMC by query (`europepmc:gout AND OPEN_ACCESS:y`): full texts where they are open access.

After "Europe PMC Articles RESTful API": search replies are paged by cursor marks; of what is open
access the full text is JATS, of everything else the record itself is the document.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import SourceError
from ingest.connectors.ledger import Ledger
from ingest.connectors.remote import MOST_UNASKED, Remote
from ingest.connectors.replies import Refused, Unusable
from ingest.connectors.settled import failed, given, kept
from ingest.document import Candidate, RawDocument
from ingest.readers import HEAD_BYTES, xml_root

PAGE = 100
"""Records of one reply; a thousand would be allowed, and be lost together."""
_FIRST_CURSOR = "*"
_PMC_NUMBER = re.compile(r"PMC[0-9]{1,10}")
_FULL_TEXT_ROOTS = ("article", "pmc-articleset")
# Of a record, what does not tell that it was revised: counts that others' papers raise.
_COUNTED = ("citedByCount", "hasReferences", "hasTextMinedTerms", "hasDbCrossReferences")


class _Record(BaseModel):
    """The part of a record (result type "core") that decides what is fetched."""

    model_config = ConfigDict(extra="allow", frozen=True)

    id: str
    source: str
    pmcid: str | None = None
    open_access: str = Field("N", alias="isOpenAccess")

    @property
    def key(self) -> str:
        return f"{self.source}:{self.id}"


class _ResultList(BaseModel):
    result: tuple[dict[str, object], ...] = ()


class _Reply(BaseModel):
    hit_count: int = Field(alias="hitCount")
    next_cursor: str | None = Field(None, alias="nextCursorMark")
    result_list: _ResultList = Field(default_factory=_ResultList, alias="resultList")


class _Found(NamedTuple):
    record: _Record
    content: Mapping[str, object]

    @property
    def mark(self) -> str:
        """Changes when the record is revised."""
        kept = {name: value for name, value in self.content.items() if name not in _COUNTED}
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:16]


@dataclass(slots=True)
class _Run:
    """How far a query has come; `left` is how many records there are still to be taken."""

    query: str
    cursor: str
    left: int


def by_query(query: str, remote: Remote) -> Iterator[Candidate]:
    """Every record that Europe PMC finds. Raises SourceError where it finds none, or too many."""
    place = f"europepmc:{query}"
    ledger = remote.ledgers.of(place)
    run = _Run(query, _FIRST_CURSOR, remote.limit or MOST_UNASKED)
    reply = _page(run, remote)
    _refuse(query, reply.hit_count, remote)
    run.left = min(run.left, reply.hit_count)
    ledger.begin(datetime.fromtimestamp(remote.timing.wall(), UTC).date().isoformat())
    while True:
        found = _found(reply)[: run.left]
        run.left -= len(found)
        try:
            for each in found:
                yield _candidate(each, ledger, remote)
            cursor, run.cursor = run.cursor, reply.next_cursor or run.cursor
            if not found or run.left <= 0 or run.cursor == cursor:
                break
            reply = _page(run, remote)
        except SourceError as error:
            yield failed(place, str(error))
            return
    ledger.finish()


def _refuse(query: str, count: int, remote: Remote) -> None:
    if not count:
        raise SourceError(
            f"Europe PMC finds nothing for {query!r}: check the spelling, or try the query on its"
            " page"
        )
    if remote.limit is None and count > MOST_UNASKED:
        raise SourceError(
            f"Europe PMC finds {count:,} records for {query!r}: narrow the query, or name how many"
            f" to take (--limit {MOST_UNASKED})"
        )
    if remote.limit is not None and count > remote.limit:
        remote.say(f"Europe PMC finds {count:,} records; {remote.limit:,} are taken.")


def _page(run: _Run, remote: Remote) -> _Reply:
    fields = {
        "query": run.query,
        "format": "json",
        "resultType": "core",
        "pageSize": str(min(PAGE, run.left)),
        "cursorMark": run.cursor,
    }
    return remote.europepmc.get("search", fields, _read_page)


def _read_page(data: bytes) -> _Reply:
    try:
        return _Reply.model_validate_json(data)
    except ValidationError as error:
        raise Unusable("it sent something else than a search result") from error


def _found(reply: _Reply) -> Sequence[_Found]:
    try:
        return [_Found(_Record.model_validate(each), each) for each in reply.result_list.result]
    except ValidationError as error:
        raise SourceError("Europe PMC sent a record without id: try again later") from error


def _candidate(found: _Found, ledger: Ledger, remote: Remote) -> Candidate:
    """The record's document, fetched at once: who finds the network gone must stop here."""
    record = found.record
    location = f"europepmc:{record.key}"
    before = ledger.delivered(record.key)
    if before is not None and before.mark == found.mark and ledger.held({record.key: before}):
        return kept(location, before.source)
    raw = _full_text(record, location, remote) or _record_alone(found, location)
    return replace(given(raw), settle=ledger.settle(record.key, found.mark))


def _full_text(record: _Record, location: str, remote: Remote) -> RawDocument | None:
    """The article, or None where there is none to be had: then its record is all there is."""
    if record.open_access != "Y" or not _PMC_NUMBER.fullmatch(record.pmcid or ""):
        return None
    try:
        data = remote.europepmc.get(f"{record.pmcid}/fullTextXML", {}, _read_article)
    except Refused as error:
        if error.status != 404:
            raise
        remote.say(f"Europe PMC has no full text of {record.pmcid}: its record is taken.")
        return None
    return RawDocument(data, location, f"{record.pmcid}.xml")


def _read_article(data: bytes) -> bytes:
    if xml_root(data[:HEAD_BYTES]) not in _FULL_TEXT_ROOTS:
        raise Unusable("it sent something else than an article")
    if not data.rstrip().endswith(b">"):
        raise Unusable("its reply is cut")
    return data


def _record_alone(found: _Found, location: str) -> RawDocument:
    """A search result with this record alone, without what changes with others' papers."""
    content = {name: value for name, value in found.content.items() if name not in _COUNTED}
    reply = {"resultList": {"result": [content]}}
    data = json.dumps(reply, ensure_ascii=False, sort_keys=True).encode()
    return RawDocument(data, location, f"{found.record.source}-{found.record.id}.json")
