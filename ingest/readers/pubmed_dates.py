"""Dates of records in ISO 8601, as precise as they are printed. For the readers of articles."""

from __future__ import annotations

import re
from datetime import date

from ingest.readers.xml_records import Element, text_of

_MONTHS = {
    name: number
    for number, name in enumerate(
        "jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1
    )
}
# "1998 Dec-1999 Jan", "2015 Nov-Dec", "2004 Aug 16-31", "Winter 2000": the first year and, where
# they follow it, the first month and day.
_MEDLINE_DATE = re.compile(
    r"\b(?P<year>(?:1[5-9]|20)\d\d)\b(?:\s+(?P<month>[A-Za-z]{3})[a-z]*(?:\s+(?P<day>\d{1,2})\b)?)?"
)


def cited_date(article: Element) -> str | None:
    """The date that PubMed cites an <Article> by, or None.

    Where the journal publishes electronically first and for good (PubModel "Electronic..."), that
    is the article's own date; else the issue's, even where an electronic version came before it
    (NLM, "Use of Article and ArticleDate Attribute Values", the rule of PubMed's own display).
    """
    own, issue = article.find("ArticleDate"), article.find("Journal/JournalIssue/PubDate")
    first, second = iso_date(own), iso_date(issue)
    if not article.get("PubModel", "").startswith("Electronic"):
        first, second = second, first
    return first or second


def iso_date(element: Element | None) -> str | None:
    """ "2018", "2018-05" or "2018-05-17" of an element with <Year>, or with <MedlineDate>.

    Of a range the beginning. Seasons are left out. Years are those of print, from 1500.
    """
    if element is None:
        return None
    if element.find("MedlineDate") is not None:
        return date_in(text_of(element.find("MedlineDate")))
    year, month, day = (text_of(element.find(name)) for name in ("Year", "Month", "Day"))
    return iso(year, month, day) if _MEDLINE_DATE.fullmatch(year) else date_in(year)


def iso_date_of(element: Element) -> str | None:
    """`iso_date` of a JATS date, whose names are in small letters."""
    year, month, day = (text_of(element.find(name)) for name in ("year", "month", "day"))
    return iso(year, month, day) if _MEDLINE_DATE.fullmatch(year) else None


def date_in(text: str) -> str | None:
    """The date in words as MEDLINE prints it: "2002 Sep", "1998 Dec-1999 Jan"."""
    match = _MEDLINE_DATE.search(text)
    return iso(match["year"], match["month"] or "", match["day"] or "") if match else None


def iso(year: str, month: str, day: str) -> str:
    """ISO 8601 as precise as the parts allow; a month is a number or an English name."""
    number = int(month) if month.isdigit() else _MONTHS.get(month[:3].lower(), 0)
    if not 1 <= number <= 12:
        return year
    try:
        return date(int(year), number, int(day)).isoformat()
    except ValueError:
        return f"{year}-{number:02}"  # no day, or one that this month has not
