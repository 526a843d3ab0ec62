"""Reader profiles: how an answer is laid out and signed for whom. Never what it says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.answer import Answer
from assistant.plain_words import TermKind
from corpus.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How an answer is arranged. Every surface obeys it, and nothing in it can change a fact.

    `explains` are the kinds of terms that get plain words. The two lines stand under their
    headings. `explains_headings`: the small headings of the research get plain words too.
    `folds_research`: on the page it opens at a click, while text and files, which cannot fold,
    print all of it. `cautions_first`: the disclaimer follows the bottom line instead of standing
    last. `follow_ups`: how many of the suggested questions are offered.
    """

    explains: frozenset[TermKind] = frozenset()
    guidelines_line: str = ""
    research_line: str = ""
    explains_headings: bool = False
    folds_research: bool = False
    cautions_first: bool = False
    follow_ups: int = 3


@dataclass(frozen=True, slots=True)
class ReaderProfile:
    """One kind of reader, the disclaimer they are shown and the layout they read in."""

    name: str
    disclaimer: str
    layout: Layout


_PROFESSIONAL = (
    "For education and decision support by health professionals; pending human review, not medical"
    " advice. Check the cited sources and the patient in front of you before acting."
)
_PATIENT = (
    "General information for education only, not advice about you and not reviewed by a clinician."
    " Ask your doctor, nurse or pharmacist before you start, stop or change anything. In an"
    " emergency call your local emergency number."
)
_READING_EVIDENCE = frozenset({TermKind.STRENGTHS, TermKind.STATISTICS, TermKind.STUDIES})

PATIENT = "patient"
READERS: Mapping[str, ReaderProfile] = {
    profile.name: profile
    for profile in (
        ReaderProfile("clinician", _PROFESSIONAL, Layout()),
        ReaderProfile(
            "nurse",
            _PROFESSIONAL,
            Layout(
                explains=_READING_EVIDENCE | {TermKind.UNCOMMON_ABBREVIATIONS},
                folds_research=True,
            ),
        ),
        ReaderProfile(
            "student",
            _PROFESSIONAL,
            Layout(
                explains=_READING_EVIDENCE
                | {TermKind.COMMON_ABBREVIATIONS, TermKind.UNCOMMON_ABBREVIATIONS},
                guidelines_line="What expert bodies advise, each with its strength as printed",
                research_line="What studies found, by how the studies were made",
                explains_headings=True,
            ),
        ),
        ReaderProfile(
            PATIENT,
            _PATIENT,
            Layout(
                explains=frozenset(TermKind),
                guidelines_line="What experts recommend",
                research_line="What studies found",
                explains_headings=True,
                folds_research=True,
                cautions_first=True,
                follow_ups=2,
            ),
        ),
    )
}
DEFAULT_READER = "clinician"


def offered(patient_layout: bool) -> Mapping[str, ReaderProfile]:
    """The profiles that may be asked for: without the patients' where that is switched off."""
    return {name: profile for name, profile in READERS.items() if patient_layout or name != PATIENT}


def reader(name: str, among: Mapping[str, ReaderProfile] = READERS) -> ReaderProfile:
    """The profile of this name. Raises UsageError that lists the names there are."""
    if name not in among:
        raise UsageError(f"unknown reader {name!r}: choose one of {', '.join(among)}")
    return among[name]


def layout_of(answer: Answer) -> Layout:
    """The layout of the reader whom the answer is for.

    The default one's where a file names a reader that there is not: it can still be printed.
    """
    return READERS.get(answer.reader, READERS[DEFAULT_READER]).layout
