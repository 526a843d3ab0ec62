"""Lists of retractions: both forms of columns, and what is wrong with a list."""

from __future__ import annotations

import pytest

from corpus.errors import SourceError
from corpus.model import EditorialNotice, EditorialNoticeKind, Report
from ingest.document import RawDocument
from ingest.readers.notice_lists import NoticeList, read_list

RETRACTION = EditorialNoticeKind.RETRACTION
WATCH = (
    "Record ID,Title,RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDOI,"
    "OriginalPaperPubMedID,RetractionNature,Reason\n"
)


def listed(text: str) -> NoticeList:
    return read_list(RawDocument(text.encode(), "/in/list.csv", "list.csv"))


def test_a_plain_list() -> None:
    found = listed(
        'pmid,doi,id,kind,reference\n5,,,,"J Gout, 2021"\n'
        ",https://doi.org/10.1000/G,,expression of concern,\n,,acme-2020-gout,correction,x\n\n"
    )
    assert found.reports == [
        Report(EditorialNotice(RETRACTION, "J Gout, 2021"), pmid="5"),
        Report(EditorialNotice(EditorialNoticeKind.CONCERN), doi="10.1000/g"),
        Report(EditorialNotice(EditorialNoticeKind.CORRECTION, "x"), source_id="acme-2020-gout"),
    ]


def test_the_columns_of_retraction_watch() -> None:
    found = listed(
        WATCH
        + "1,A,1/2/2024 0:00,10.1000/r,77,10.1000/a,0,Retraction,+Error in Data;+Investigation;\n"
        + "2,B,1/2/2024 0:00,10.1000/r,0,unavailable,6,Retraction,\n"
        + "3,B,1/2/2025 0:00,10.1000/s,0,unavailable,6,Reinstatement,\n"
        + "4,C,1/2/2024 0:00,unavailable,0,unavailable,0,Retraction,\n"
    )
    notice = EditorialNotice(
        RETRACTION, "1/2/2024, Error in Data; Investigation", "77", "10.1000/r"
    )
    assert found == NoticeList([Report(notice, doi="10.1000/a")], unnamed=1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no column pmid, doi or id"),
        ("title\nGout\n", "no column pmid, doi or id"),
        ("pmid,kind\n5,nonsense\n", "row 2: unknown kind 'nonsense'"),
        ("pmid,x\n5," + "y" * (2**20 + 1), "not a list in CSV"),
        ("pmid\n5\0\n", "binary data"),
    ],
)
def test_what_is_wrong_is_told(text: str, said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        listed(text)
    assert "\n" not in str(caught.value)
