"""Which records a PubMed query finds, and which of them were modified since. For `pubmed`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from corpus.errors import SourceError
from ingest.connectors.eutils import MOST_LISTED, Days, Found, History
from ingest.connectors.remote import MOST_UNASKED, Remote

DATABASE = "pubmed"
_FIRST_ENTERED = date(1900, 1, 1)
_MARGIN = timedelta(days=2)
"""What was modified so shortly before the last run began is asked for again: zones, indexing."""


class Listed(NamedTuple):
    """PMIDs, newest first; `history` where NCBI remembers exactly these."""

    ids: Sequence[str]
    history: History | None


def today(remote: Remote) -> date:
    return datetime.fromtimestamp(remote.timing.wall(), UTC).date()


def listed(query: str, remote: Remote) -> Listed:
    """What the query finds, within the limit. Raises SourceError for nothing, or too many."""
    first = remote.eutils.search(DATABASE, query, remote.limit or MOST_UNASKED)
    _refuse(query, first, remote.limit)
    if first.unknown:
        remote.say(f"PubMed does not know {_quoted(first.unknown)} in this query.")
    most = min(first.total, remote.limit or MOST_UNASKED)
    if most < first.total:
        remote.say(f"PubMed finds {first.total:,} records; the newest {most:,} are taken.")
    if len(first.ids) >= most:
        return Listed(first.ids[:most], first.history)
    ids = _by_days(query, remote, "edat", (_FIRST_ENTERED, today(remote)), most)
    if len(ids) < most:
        remote.say(f"PubMed finds {first.total:,} records and lists {len(ids):,} of them.")
    return Listed(ids, None)


def modified(query: str, remote: Remote, since: str) -> frozenset[str]:
    """Of what the query finds, the records that were modified since this day (ISO 8601)."""
    span = (date.fromisoformat(since) - _MARGIN, today(remote))
    return frozenset(_by_days(query, remote, "mdat", span, None))


def _refuse(query: str, found: Found, limit: int | None) -> None:
    if not found.total:
        unknown = f" (it does not know {_quoted(found.unknown)})" if found.unknown else ""
        raise SourceError(
            f"PubMed finds nothing for {query!r}{unknown}: check the spelling, or try the query on"
            " its page"
        )
    if limit is None and found.total > MOST_UNASKED:
        raise SourceError(
            f"PubMed finds {found.total:,} records for {query!r}: narrow the query, or name how"
            f" many to take, newest first (--limit {MOST_UNASKED})"
        )


def _by_days(
    query: str, remote: Remote, of: str, span: tuple[date, date], most: int | None
) -> list[str]:
    """Search range by range, each halved until all that it holds is listed; newest first."""
    ids: dict[str, None] = {}
    spans = [span]
    while spans and (most is None or len(ids) < most):
        first, last = spans.pop()
        days = Days(of, first.strftime("%Y/%m/%d"), last.strftime("%Y/%m/%d"))
        found = remote.eutils.search(DATABASE, query, MOST_LISTED, days)
        if found.total > len(found.ids) and first < last:
            middle = first + (last - first) // 2
            spans += [(first, middle), (middle + timedelta(days=1), last)]
            continue
        if found.total > len(found.ids):
            remote.say(f"PubMed lists {len(found.ids):,} of {found.total:,} records of {last}.")
        ids |= dict.fromkeys(found.ids)
    return [*ids][:most]


def _quoted(phrases: Sequence[str]) -> str:
    return ", ".join(map(repr, phrases))
