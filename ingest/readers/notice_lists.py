"""Lists of retractions, corrections and concerns in CSV -> reports on papers.

Retraction Watch's own columns are known, and plain ones: id, pmid, doi, kind, reference. For
`galen sources notices`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from corpus.errors import SourceError
from corpus.model import EditorialNotice, EditorialNoticeKind, Report
from ingest.document import RawDocument
from ingest.readers.encoding import decode
from ingest.readers.identifiers import doi_of, pmid_of

# The first of these columns that a list has; Retraction Watch's names come first.
_COLUMNS = {
    "pmid": ("originalpaperpubmedid", "pmid"),
    "doi": ("originalpaperdoi", "doi"),
    "id": ("id", "source_id"),
    "kind": ("retractionnature", "kind"),
    "reason": ("reason", "reference"),
    "date": ("retractiondate", "date"),
    "notice_pmid": ("retractionpubmedid", "notice_pmid"),
    "notice_doi": ("retractiondoi", "notice_doi"),
}
_KINDS = {kind.value.replace("-", " "): kind for kind in EditorialNoticeKind}
_REINSTATED = "reinstatement"
_LONGEST_CELL = 2**20


class NoticeList(NamedTuple):
    """The notices of a list, and how many of its rows name no paper by PMID, DOI or id."""

    reports: list[Report]
    unnamed: int


def read_list(raw: RawDocument) -> NoticeList:
    """Every notice of the list; none on papers that it says were reinstated. Raises SourceError."""
    rows = [*_rows(raw)]
    back = {key for row in rows if row["kind"].lower() == _REINSTATED for key in _paper(row)}
    named = [(line, row) for line, row in enumerate(rows, start=2) if any(_paper(row))]
    reports = [_report(row, raw.location, line) for line, row in named if not back & {*_paper(row)}]
    return NoticeList(reports, len(rows) - len(named))


def _rows(raw: RawDocument) -> Iterator[dict[str, str]]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(decode(raw), newline=""))
    try:
        head = [name.strip().lower() for name in next(reader, [])]
        places = {
            name: next((head.index(c) for c in columns if c in head), None)
            for name, columns in _COLUMNS.items()
        }
        if all(places[name] is None for name in ("pmid", "doi", "id")):
            raise SourceError(
                f"{raw.location} has no column pmid, doi or id: give the list a first line that"
                " names its columns"
            )
        for cells in reader:
            if any(map(str.strip, cells)):
                yield {name: _cell(cells, place) for name, place in places.items()}
    except csv.Error as error:
        raise SourceError(
            f"{raw.location} is not a list in CSV ({error}): save it again"
        ) from error


def _cell(cells: list[str], place: int | None) -> str:
    return cells[place].strip() if place is not None and place < len(cells) else ""


def _paper(row: Mapping[str, str]) -> Iterator[str]:
    """What a row names its paper by; "0" and "unavailable" are no names."""
    for name, value in (("pmid", pmid_of(row["pmid"])), ("doi", doi_of(row["doi"]))):
        if value:
            yield f"{name}:{value.lower()}"
    if row["id"] and not row["pmid"] and not row["doi"]:
        yield f"id:{row['id']}"


def _report(row: Mapping[str, str], location: str, line: int) -> Report:
    named = row["kind"].lower().replace("-", " ") or "retraction"
    kind = _KINDS.get(named)
    if kind is None:
        known = ", ".join(_KINDS)
        raise SourceError(f"{location}, row {line}: unknown kind {row['kind']!r}: use {known}")
    names = dict(part.split(":", 1) for part in _paper(row))
    reasons = "; ".join(part.strip(" +") for part in row["reason"].split(";") if part.strip(" +"))
    reference = ", ".join(part for part in (row["date"].partition(" ")[0], reasons) if part)
    notice = EditorialNotice(
        kind, reference, pmid_of(row["notice_pmid"]), doi_of(row["notice_doi"])
    )
    return Report(notice, names.get("pmid"), names.get("doi"), names.get("id"))
