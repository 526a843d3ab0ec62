"""The page of one source: what was published on it since, and its licence."""

from __future__ import annotations

from texts import source_text  # from the library's tests

from corpus.model import EditorialNotice, EditorialNoticeKind
from corpus.records import Entry
from ui.components.source_text import source_text as page


def shown(*notices: EditorialNotice, retracted: bool = False) -> str:
    text = source_text("a", "It works.", notices=notices, retracted=retracted, licence="CC BY 4.0")
    return str(page(Entry(text.source, None, text.sha256, 1, "2024-01-01"), text, None))


def test_a_concern_and_a_correction_are_shown_with_their_references() -> None:
    concern = EditorialNotice(EditorialNoticeKind.CONCERN, "J Gout. 2022", pmid="99")
    correction = EditorialNotice(EditorialNoticeKind.CORRECTION, doi="10.1000/c")
    page_ = shown(concern, correction)
    assert "Expression of concern: J Gout. 2022, PMID 99." in page_
    assert "Correction: doi 10.1000/c." in page_
    assert "CC BY 4.0" in page_


def test_why_a_source_is_retracted_is_shown() -> None:
    retraction = EditorialNotice(EditorialNoticeKind.RETRACTION, "made-up data")
    assert "Retraction: made-up data" in shown(retraction, retracted=True)
    assert "retracted" not in shown().lower()
