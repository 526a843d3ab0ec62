"""The page's own words for what is stored as codes: statuses, kinds, checks, readers, dates."""

from __future__ import annotations

from collections.abc import Mapping

from assistant.answer import Reference
from assistant.workspace.model import Status

BANNER = "Educational purpose only, pending human review"
BANNER_APPROVED = "Educational purpose only"

STATUS: Mapping[Status, str] = {
    Status.SAVED: "Not submitted for review",
    Status.SUBMITTED: "Submitted",
    Status.UNDER_REVIEW: "Under Review",
    Status.CHANGES_REQUESTED: "Changes requested",
    Status.APPROVED: "Approved",
    Status.RETIRED: "Retired",
}

READER: Mapping[str, str] = {
    "clinician": "Clinician",
    "nurse": "Nurse",
    "student": "Student",
    "patient": "Patient or family",
}

CHECK: Mapping[str, str] = {
    "citation": "The quoted text was read again from the library and is there, to the letter",
    "context": "It carries the condition, the population and the lead-in it is printed under",
    "support": "The cited passage says what the statement says",
    "numbers": "Every number, unit and comparison stands in the cited passage",
    "polarity": "Negations and directions agree with the cited passage",
    "strength": "The strength shown is printed with this very sentence",
    "lead": "The words in front are true of the source",
}

KIND: Mapping[str, str] = {
    "guideline": "Guideline",
    "systematic-review": "Systematic review",
    "meta-analysis": "Meta-analysis",
    "rct": "Randomised trial",
    "cohort": "Cohort study",
    "case-control": "Case-control study",
    "diagnostic-accuracy": "Diagnostic accuracy study",
    "case-series": "Case series",
    "narrative-review": "Narrative review",
    "other": "Other",
}

_MONTHS = ("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec").split()


def day(at: str) -> str:
    """ "2026-11-22T19:40:00.000Z" as "22 Nov 2026"."""
    year, month, date = at[:10].split("-")
    return f"{int(date)} {_MONTHS[int(month) - 1]} {year}"


def moment(at: str) -> str:
    """A day with the time, in UTC."""
    return f"{day(at)}, {at[11:16]} UTC"


def body(reference: Reference) -> str:
    """Whose it is: the organisation, else the first author, else the title."""
    authors = reference.authors
    return reference.organization or (authors[0] if authors else "") or reference.title


def body_and_year(reference: Reference) -> str:
    return f"{body(reference)}, {reference.year}" if reference.year else body(reference)


def counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
