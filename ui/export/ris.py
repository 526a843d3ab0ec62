"""The references as RIS records, for EndNote, Zotero and the like. rispy writes the records.

A record ends at a line end and at nothing else, and `clean` leaves none in a value.
"""

from __future__ import annotations

from collections.abc import Sequence

import rispy

from assistant.answer import Answer, Reference
from ui.export.cleaning import clean
from ui.export.context import ExportContext
from ui.export.links import best_url, doi_of, pmid_of
from ui.export.names import Author, authors_of
from ui.reference_line import marks

FURTHER = "further authors are not named"
Record = dict[str, str | list[str]]


class _Writer(rispy.RisWriter):  # type: ignore[misc]
    """rispy numbers the records by lines between them, which other readers do not expect."""

    def set_header(self, count: int) -> str:
        return ""


def write(answer: Answer, context: ExportContext) -> str:
    """One record for each reference, in their order; empty where there is none."""
    if not answer.references:
        return ""
    records = [_record(reference, answer.references) for reference in answer.references]
    return str(rispy.dumps(records, implementation=_Writer))


def _record(reference: Reference, among: Sequence[Reference]) -> Record:
    authors = authors_of(reference)
    fields: Record = {
        "type_of_reference": "JOUR" if reference.journal else "RPRT",
        "id": clean(reference.source_id),
        "authors": [_name(author) for author in authors.named],
        "title": clean(reference.title),
        "journal_name": clean(reference.journal or ""),
        "publisher": clean(reference.organization or ""),
        "year": str(reference.year or ""),
        "doi": doi_of(reference) or "",
        "accession_number": pmid_of(reference) or "",
        "urls": [url] if (url := best_url(reference)) else [],
        "notes": notes_of(reference, among),
    }
    return {key: value for key, value in fields.items() if value}


def notes_of(reference: Reference, among: Sequence[Reference]) -> list[str]:
    """What limits the use of the source, as on the printed reference, and authors left out."""
    further = [FURTHER] if authors_of(reference).more else []
    return [*map(clean, marks(reference, among)), *further]


def _name(author: Author) -> str:
    """ "Doe, J. A., Jr"; a group as it is."""
    return ", ".join(filter(None, (author.family, author.given, author.suffix)))
