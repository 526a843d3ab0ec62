"""PubMed by query (`pubmed:gout AND colchicine`) and by number (`pmid:1,2,3`).

A query's records are listed first and fetched in batches. What an earlier run settled is not
fetched again, unless PubMed has modified it since.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from corpus.errors import SourceError
from ingest.connectors import pubmed_listing
from ingest.connectors.eutils import History, HistoryLost
from ingest.connectors.ledger import Ledger
from ingest.connectors.pubmed_listing import DATABASE
from ingest.connectors.remote import Remote
from ingest.connectors.replies import Refused, Unusable
from ingest.connectors.settled import failed, given, kept
from ingest.document import Candidate, RawDocument
from ingest.readers import HEAD_BYTES, records_of

_NAME = "pubmed.xml"

Records = Mapping[str, RawDocument]
"""By PMID."""


def by_query(query: str, remote: Remote) -> Iterator[Candidate]:
    """Every record that PubMed finds. Raises SourceError where it finds none, or too many."""
    place = f"pubmed:{query}"
    ledger = remote.ledgers.of(place)
    listed = pubmed_listing.listed(query, remote)
    since = ledger.current_since
    modified = pubmed_listing.modified(query, remote, since) if since else frozenset[str]()
    known = ledger.still_current(listed.ids, modified)
    ledger.begin(pubmed_listing.today(remote).isoformat())
    for key, delivered in known.items():
        yield kept(f"pmid:{key}", delivered.source)
    wanted = [key for key in listed.ids if key not in known]
    if known:
        remote.say(f"{len(known):,} of {len(listed.ids):,} records are here and unchanged.")
    history = listed.history if not known else None
    size = remote.eutils.batch
    for start in range(0, len(wanted), size):
        batch = wanted[start : start + size]
        try:
            records = _records(batch, history, start, remote)
        except SourceError as error:
            yield failed(place, f"{error} ({start:,} of {len(wanted):,} records were fetched)")
            return
        yield from _delivered(batch, records, ledger)
    ledger.finish()


def by_number(numbers: Sequence[str], remote: Remote) -> Iterator[Candidate]:
    """The records with these PMIDs, which are always fetched. Raises SourceError."""
    size = remote.eutils.batch
    for start in range(0, len(numbers), size):
        batch = numbers[start : start + size]
        yield from _delivered(batch, _by_ids(batch, remote), None)


def _delivered(ids: Sequence[str], records: Records, ledger: Ledger | None) -> Iterator[Candidate]:
    for key, raw in records.items():
        yield replace(given(raw), settle=ledger.settle(key) if ledger else None)
    for key in ids:
        if key not in records:
            yield failed(f"pmid:{key}", f"PubMed has no record with the PMID {key}: check it")


def _records(ids: Sequence[str], history: History | None, start: int, remote: Remote) -> Records:
    """A batch of what the search found; by number what NCBI does not remember."""
    records: dict[str, RawDocument] = {}
    if history is not None:
        try:
            records |= remote.eutils.fetch_found(DATABASE, history, start, len(ids), _read)
        except HistoryLost:
            remote.say("PubMed has forgotten the search: going on by number.")
    missing = [key for key in ids if key not in records]
    return {**records, **_by_ids(missing, remote)} if missing else records


def _by_ids(ids: Sequence[str], remote: Remote) -> Records:
    try:
        return remote.eutils.fetch(DATABASE, ids, _read)
    except Refused as error:
        if error.status != 400:
            raise
        return {}  # which is how EFetch says that it knows none of them


def _read(data: bytes) -> Records:
    """The records of a reply. Raises Unusable where it is cut, or something else."""
    records = records_of(_NAME, data[:HEAD_BYTES])
    if records is None:
        raise Unusable("it sent something else than PubMed records")
    try:
        return {
            key: replace(raw, location=f"pmid:{key}")
            for raw in records(io.BytesIO(data), "pubmed", _NAME)
            if (key := raw.location.rpartition("#pmid:")[2]).isdecimal()
        }
    except SourceError as error:
        raise Unusable("its reply is cut or damaged") from error
