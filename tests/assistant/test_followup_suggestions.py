"""Suggested questions are whole, about the same subject, and answered by the library."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assistant.followup import MAX_FOLLOW_UPS, Turn, follow_ups, standalone
from assistant.retrieval import Retrieval
from corpus.model import Passage, ScoredPassage, Source, SourceKind, Span
from corpus.records import Entry
from ui.session import Session

ASKED = (
    "What is the first-line treatment of gout flares?",
    "best imaging for suspected kidney stone",
    "how is a COPD exacerbation treated?",
    "Is MRI safe in pregnancy?",
)
STUDY = Source(
    id="pmid-1",
    kind=SourceKind.COHORT,
    title="Uric acid and the heart",
    family="pmid-1",
    authors=("Roe A", "Doe B"),
    published="2016",
    topics=("Cohort Studies", "Kidney Failure, Chronic", "Gout", "Humans"),
)
GUIDELINE = replace(
    STUDY,
    id="ngc-1",
    kind=SourceKind.GUIDELINE,
    title="Management of acute gout",
    authors=(),
    organization="National Institute for Health and Care Excellence (NICE)",
    published="2014-05",
    topics=("Management", "Acute gout, including flares", "Acute gout"),
)
TEXT = "In acute gout, colchicine. Gout in cohort studies of chronic kidney failure in humans."


def retrieval(*sources: Source, superseded: str = "") -> Retrieval:
    """One passage of each source, best first."""
    found = [Passage(f"{s.id}:0:abc", s.id, 0, Span(0, len(TEXT)), TEXT) for s in sources]
    passages = [
        ScoredPassage(passage, 1.0, rank, source.section, None, None)
        for rank, (passage, source) in enumerate(zip(found, sources, strict=True), start=1)
    ]
    entries = {
        s.id: Entry(s, "newer" if s.id == superseded else None, "", 1, "2026-01-01T00:00:00")
        for s in sources
    }
    return Retrieval(tuple(passages), entries, {s.id: 1.0 for s in sources}, 2024)


SHOWN = replace(STUDY, id="shown", topics=("gout",))


def test_a_guideline_is_named_by_year_and_short_name() -> None:
    found = retrieval(SHOWN, GUIDELINE)
    assert follow_ups(found, {"shown"}) == (
        "What does the 2014 NICE guideline recommend on acute gout?",
    )


def test_of_several_bodies_the_first_is_named() -> None:
    several = replace(GUIDELINE, organization="British Guidelines; Second Body")
    (asked,) = follow_ups(retrieval(SHOWN, several), {"shown"})
    assert asked == "What does the 2014 British guideline recommend on acute gout?"


def test_a_study_is_named_by_author_or_acronym() -> None:
    assert follow_ups(retrieval(SHOWN, STUDY), {"shown"}) == (
        "What did Roe et al. 2016 find on gout?",
    )
    trial = replace(STUDY, title="Febuxostat or allopurinol (CARES)")
    assert follow_ups(retrieval(SHOWN, trial), {"shown"}) == (
        "What did the CARES study find on gout?",
    )


def test_a_title_that_asks_is_the_question() -> None:
    title = "Does uric acid in gout harm the heart?"
    study = replace(STUDY, title=title, authors=())
    assert follow_ups(retrieval(SHOWN, study), {"shown"}) == (title,)


@pytest.mark.parametrize(
    "source",
    [
        replace(STUDY, authors=()),
        replace(STUDY, topics=("Cohort Studies", "Humans")),
        replace(STUDY, topics=("Asthma",)),
        replace(GUIDELINE, organization=None),
        replace(GUIDELINE, topics=("Management", "Gout, including flares")),
        replace(STUDY, title="Gout and " * 30 + "what else?", authors=()),
    ],
)
def test_what_cannot_be_worded_is_not_suggested(source: Source) -> None:
    assert follow_ups(retrieval(SHOWN, source), {"shown"}) == ()


def test_neither_shown_nor_superseded_sources_are_suggested() -> None:
    assert follow_ups(retrieval(SHOWN, GUIDELINE), {"shown", "ngc-1"}) == ()
    assert follow_ups(retrieval(SHOWN, GUIDELINE, superseded="ngc-1"), {"shown"}) == ()


@pytest.mark.parametrize("question", ASKED)
def test_a_suggestion_is_whole_and_stands_alone(starter_session: Session, question: str) -> None:
    answer = starter_session.assistant.ask(question)
    assert len(set(answer.follow_ups)) == len(answer.follow_ups) <= MAX_FOLLOW_UPS
    for suggested in answer.follow_ups:
        assert re.fullmatch(r"[A-Z“\"].*\?", suggested)
        assert "…" not in suggested
        assert standalone([Turn(question)], suggested) == suggested


@pytest.mark.parametrize("question", ASKED)
def test_a_suggested_question_is_answered(starter_session: Session, question: str) -> None:
    answer = starter_session.assistant.ask(question)
    for suggested in answer.follow_ups:
        assert starter_session.assistant.ask(suggested).bottom_line is not None


def test_there_is_something_to_ask_next(starter_session: Session) -> None:
    assert any(starter_session.assistant.ask(question).follow_ups for question in ASKED)
