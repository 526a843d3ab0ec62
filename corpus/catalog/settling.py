"""Whether a source about to be put must be stored, by what the catalog holds of the same paper.

`writing.put` decides by it inside its transaction, `Catalog.judge` before anything is embedded.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, or_, select

from corpus.catalog import notices, schema
from corpus.catalog.changes import ACTIVE, WITHDRAWN, any_row
from corpus.catalog.joining import completed, rank, text_name
from corpus.catalog.rows import as_put, digest, fault, identifier_key, to_source
from corpus.model import PutStatus, Report, Source, SourceText
from corpus.records import PutOutcome

_SOURCES = schema.sources.c


@dataclass(frozen=True, slots=True)
class Standing:
    """What the catalog holds already that bears on a source about to be put."""

    twin: Row[Any] | None
    """Another source with the same DOI or PMID."""
    row: Row[Any] | None
    buried: Row[Any] | None
    """The same source, taken out since its record was deleted where it came from."""
    digest: str

    @property
    def unchanged(self) -> bool:
        return self.row is not None and self.row.digest == self.digest

    @property
    def same_paper(self) -> Row[Any] | None:
        return self.twin if self.twin is not None else self.row


def judge(connection: Connection, text: SourceText) -> PutOutcome | None:
    """The outcome of a source that needs no storing, or None where there is something to store."""
    wrong = fault(text)
    if wrong is not None:
        return PutOutcome(text.source.id, PutStatus.FAILED, 0, wrong)
    if text.withdrawn:
        return None  # what it takes out may be among those that are put before it
    standing = standing_of(connection, text)
    outcome = settled(text, standing)
    news = notices.unknown(connection, text.source.id, reports_of(text, standing, outcome))
    if outcome is None or news or completes(text, standing, outcome):
        return None
    return outcome


def standing_of(connection: Connection, text: SourceText) -> Standing:
    row = any_row(connection, text.source.id)
    status = row.status if row is not None else None
    return Standing(
        twin=_twin(connection, text),
        row=row if status == ACTIVE else None,
        buried=row if status == WITHDRAWN else None,
        digest=digest(text),
    )


def settled(text: SourceText, standing: Standing) -> PutOutcome | None:
    """What becomes of a source that is not written: it is known, worse than what is held, empty."""
    source, held, row = text.source, standing.same_paper, standing.row
    if text.withdrawn:
        return _settled_withdrawal(source, row)
    if held is not None and _is_worse(source, held, other=standing.twin is not None):
        name = text_name(to_source(held))
        return PutOutcome(
            source.id, PutStatus.DUPLICATE, 0, f"already in the library as {held.id} ({name})"
        )
    if not text.passages and not source.retracted:
        return PutOutcome(source.id, PutStatus.NO_TEXT, 0, "no text to quote: nothing was stored")
    if standing.buried is not None and not _is_newer(source, standing.buried):
        said = "its record was deleted where it came from: it stays out until that is revised"
        return PutOutcome(source.id, PutStatus.UNCHANGED, 0, said)
    if row is None or standing.twin is not None:
        return None
    if _is_older(source, row):
        said = f"the library holds a later state of it, revised {row.revised}"
        return PutOutcome(source.id, PutStatus.UNCHANGED, row.passage_count, said)
    if standing.unchanged and row.ingest_key == text.ingest_key:
        return PutOutcome(source.id, PutStatus.UNCHANGED, row.passage_count)
    return None


def _settled_withdrawal(source: Source, row: Row[Any] | None) -> PutOutcome | None:
    if row is None:
        return PutOutcome(source.id, PutStatus.UNCHANGED, 0, "deleted, and not in the library")
    if rank(to_source(row)) > rank(source):
        said = "its PubMed record was deleted; the full text that is held stays"
        return PutOutcome(source.id, PutStatus.UNCHANGED, row.passage_count, said)
    return None


def _is_worse(source: Source, held: Row[Any], *, other: bool) -> bool:
    """Whether what is held of a paper is better; of another record of it also if it is as good."""
    ours, theirs = rank(source), rank(to_source(held))
    return ours < theirs or (other and ours == theirs)


def _is_older(source: Source, held: Row[Any]) -> bool:
    same = rank(source) == rank(to_source(held))
    return same and bool(source.revised and held.revised and source.revised < held.revised)


def _is_newer(source: Source, buried: Row[Any]) -> bool:
    if rank(source) > rank(to_source(buried)):
        return True
    return bool(source.revised and source.revised > (buried.revised or ""))


def reports_of(text: SourceText, standing: Standing, outcome: PutOutcome | None) -> list[Report]:
    """What this document makes known on other papers, or on its own where others hold the text.

    A retraction is news about the paper, from whichever record it comes.
    """
    held = standing.same_paper
    worse = outcome is not None and outcome.status is PutStatus.DUPLICATE
    if held is None or not worse:
        return [*text.reports]
    own = (replace(r, source_id=held.id) for r in notices.of_source(text.source))
    return [*text.reports, *own]


def completes(text: SourceText, standing: Standing, outcome: PutOutcome | None) -> bool:
    held = standing.same_paper
    if held is None or outcome is None or outcome.status is not PutStatus.DUPLICATE:
        return False
    source = as_put(held)
    return completed(source, text.source) != source


def _twin(connection: Connection, text: SourceText) -> Row[Any] | None:
    doi, pmid = identifier_key(text.source.doi), identifier_key(text.source.pmid)
    same = [_SOURCES.doi_key == doi] if doi else []
    same += [_SOURCES.pmid_key == pmid] if pmid else []
    if not same or text.withdrawn:
        return None
    query = (
        select(schema.sources)
        .where(or_(*same), _SOURCES.status == ACTIVE, _SOURCES.id != text.source.id)
        .order_by(_SOURCES.id)
    )
    return connection.execute(query).first()
