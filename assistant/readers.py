"""Reader profiles: how an answer is laid out and signed for whom. Never what it says."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.errors import UsageError


@dataclass(frozen=True, slots=True)
class ReaderProfile:
    """One kind of reader, and the disclaimer they are shown."""

    name: str
    disclaimer: str


_PROFESSIONAL = (
    "For education and decision support by health professionals; pending human review, not medical"
    " advice. Check the cited sources and the patient in front of you before acting."
)
_PATIENT = (
    "General information for education only, not advice about you and not reviewed by a clinician."
    " Ask your doctor, nurse or pharmacist before you start, stop or change anything. In an"
    " emergency call your local emergency number."
)

READERS = {
    profile.name: profile
    for profile in (
        ReaderProfile("clinician", _PROFESSIONAL),
        ReaderProfile("nurse", _PROFESSIONAL),
        ReaderProfile("student", _PROFESSIONAL),
        ReaderProfile("patient", _PATIENT),
    )
}
DEFAULT_READER = "clinician"


def reader(name: str) -> ReaderProfile:
    """The profile of this name. Raises UsageError that lists the names there are."""
    if name not in READERS:
        raise UsageError(f"unknown reader {name!r}: choose one of {', '.join(READERS)}")
    return READERS[name]
