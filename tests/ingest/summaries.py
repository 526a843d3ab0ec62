"""Summaries in the shape of the NGC archive, in words of our own, for the tests of its reader."""

from __future__ import annotations

from html import escape

from corpus.model import SourceKind, SourceText
from ingest.chunking import chunk
from ingest.document import Document, RawDocument
from ingest.readers import read

CITATION = (
    "<table><tr><td>Roe A, Doe BC, Panel on Knees. Knee pain. J Knee. 2015 Dec 9;12(3):4-9."
    ' <a href="http://www.ncbi.nlm.nih.gov/entrez/query.fcgi?db=pubmed&list_uids=123" >PubMed</a>'
    "</td></tr></table>"
)
FIELDS = {
    "Guideline Title": '<div class="content_title">Knee pain&reg; in adults.</div>',
    "Bibliographic Source(s)": CITATION,
    "Date Released": "2006 Mar (revised 2015 Dec 9)",
    "Guideline Developer(s)": "College of Knees - Medical Specialty Society",
    "Guideline Availability": '<p>Available from the <a href="http://knees.example/kp">'
    "College of Knees (CoK) Web site</a>.</p>",
    "Copyright Statement": "<p>No copyright restrictions apply.</p>",
    "Target Population": "<p>Adults with knee pain</p>",
    "Disease/Condition(s)": "<ul><li>Knee pain</li><li>Gout</li></ul>",
    "Guideline Category": "Diagnosis",
}


def summary(recommendations: str, **fields: str) -> bytes:
    """An XML file with these recommendations, in HTML, and other fields changed by name."""
    named = {name.replace("_", " "): value for name, value in fields.items()}
    values = {**FIELDS, "Major Recommendations": recommendations, **named}
    inside = "".join(
        f'<Field Name="{escape(name)}"><FieldValue Value="{escape(value)}"/></Field>'
        for name, value in values.items()
    )
    return (
        f'<?xml version="1.0"?><Version><Section Name="All">{inside}</Section></Version>'.encode()
    )


def document(recommendations: str, name: str = "ngc-7.xml", **fields: str) -> Document:
    raw = RawDocument(summary(recommendations, **fields), f"/in/{name}", name)
    return read(raw, SourceKind.OTHER)


def text(recommendations: str, **fields: str) -> SourceText:
    return chunk(document(recommendations, **fields), lambda words: len(words.split()))


def said(recommendations: str, **fields: str) -> list[tuple[str, str | None]]:
    """Every sentence with its lead-ins before it, and its strength."""
    cut = text(recommendations, **fields)
    return [
        (" ".join([*(lead.of(cut.text) for lead in s.lead_ins), s.span.of(cut.text)]), s.strength)
        for s in cut.sentences
    ]
