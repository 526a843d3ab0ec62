"""An answer in 80 columns: what is shown, in which order, and nothing that drives a terminal."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.answer import (
    Answer,
    Citation,
    EvidenceState,
    Gloss,
    Notice,
    NoticeKind,
    Quote,
    Reference,
    Retrieved,
    Statement,
    StatementGroup,
    Withheld,
)
from ui.render import render
from ui.session import Session
from ui.terminal import WIDTH, columns

REFERENCE = Reference(
    number=1,
    source_id="body-2020-gout",
    kind="guideline",
    family="body-gout",
    title="Gout: a guideline",
    organization="Body of Rheumatology",
    authors=("Doe J", "Roe R"),
    journal="J Gout",
    year=2020,
    doi="10.1000/gout",
    pmid="123",
    url="https://example.org/gout",
    text_origin="publisher",
    verification="primary",
    superseded_by=None,
    quotes=(Quote(passage_id="body-2020-gout:0:abc", start=0, end=5, text="Gout."),),
)
SAID = Statement(text="Allopurinol is recommended.", citations=(Citation(1),), strength="Strong")
ANSWER = Answer(
    id="1",
    question="How is gout treated?",
    searched_for="How is gout treated?",
    reader="clinician",
    state=EvidenceState.FULL,
    bottom_line=SAID,
    references=(REFERENCE,),
    disclaimer="Check the sources.",
)
QUESTIONS = (
    "What is the best imaging modality for a superficial lump on the lower back?",
    "How should a gout flare be treated?",
    "What blood pressure target is recommended in adults with diabetes?",
    "When should statins be started for primary prevention?",
    "How is community-acquired pneumonia treated in children?",
    "Why is the sky blue?",
    "my chest hurts and my left arm is numb",
)


def too_wide(text: str) -> list[str]:
    """Lines over 80 columns that could have been broken: more than a word after indent and mark."""
    wide = (line for line in text.splitlines() if columns(line) > WIDTH)
    return [line for line in wide if " " in re.sub(r"^\s*(?:[-!]|\[\d+\]) ", "", line).strip()]


@pytest.mark.parametrize("question", QUESTIONS)
def test_real_answers_fit_80_columns_and_say_what_they_hold(
    starter_session: Session, question: str
) -> None:
    answer = starter_session.assistant.ask(question)
    shown = render(answer)
    flat = " ".join(shown.split())
    assert too_wide(shown) == []
    assert shown.endswith("\n")
    assert " \n" not in shown
    for statement in answer.statements():
        assert " ".join(statement.text.split()) in flat
    for reference in answer.references:
        assert f"[{reference.number}]" in flat
        assert " ".join(reference.title.split()).rstrip(".") in flat


def test_a_strength_is_printed_once_with_its_statement() -> None:
    shown = render(ANSWER)
    assert shown.count("Strong") == 1
    assert "Allopurinol is recommended. (Strong) [1]" in shown


def test_an_emergency_stands_before_the_title_and_notes_stand_after_the_evidence() -> None:
    notices = (
        Notice(NoticeKind.DIGEST, "Shown as a digest."),
        Notice(NoticeKind.FALLBACK, "Another engine."),
        Notice(NoticeKind.EMERGENCY, "Call now."),
    )
    shown = render(replace(ANSWER, notices=notices))
    places = [shown.index(t) for t in ("Call now.", "How is gout", "Another engine.", "BOTTOM")]
    assert places == sorted(places)
    assert shown.index("PLEASE NOTE") > shown.index("Allopurinol")
    assert shown.index("Shown as a digest.") > shown.index("PLEASE NOTE")


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_every_notice_is_shown_once(kind: NoticeKind) -> None:
    assert render(replace(ANSWER, notices=(Notice(kind, "Mind this."),))).count("Mind this.") == 1


def test_without_statements_it_is_said_and_the_closest_sources_are_named() -> None:
    found = (Retrieved(1, "body-2020-gout", "body-2020-gout:0:abc", 0.4, "guidelines"),)
    empty = replace(
        ANSWER, state=EvidenceState.NONE, bottom_line=None, references=(), retrieved=found
    )
    shown = render(empty)
    assert "No answer is given" in shown
    assert "body-2020-gout" in shown
    for heading in ("BOTTOM LINE", "FROM THE", "REFERENCES"):
        assert heading not in shown
    missing = (Notice(NoticeKind.MISSING, "Nothing here answers it."),)
    assert "No answer is given" not in render(replace(empty, notices=missing))


def test_a_reference_shows_what_there_is_and_no_more() -> None:
    bare = replace(REFERENCE, authors=(), journal=None, year=None, doi=None, pmid=None, url=None)
    shown = render(replace(ANSWER, references=(bare,)))
    assert "  [1] Gout: a guideline. Body of Rheumatology.\n" in shown
    assert "None" not in shown
    assert "http" not in shown


@pytest.mark.parametrize(
    ("change", "link"),
    [
        ({}, "https://doi.org/10.1000/gout"),
        ({"doi": None}, "https://pubmed.ncbi.nlm.nih.gov/123/"),
        ({"doi": None, "pmid": None}, "https://example.org/gout"),
    ],
)
def test_the_most_lasting_link_is_shown(change: dict[str, None], link: str) -> None:
    shown = render(replace(ANSWER, references=(replace(REFERENCE, **change),)))
    assert f"\n      {link}\n" in shown
    assert shown.count("http") == 1


def test_a_superseded_reference_names_what_replaced_it() -> None:
    old = replace(REFERENCE, superseded_by="body-2024-gout")
    assert "[superseded by body-2024-gout]" in render(replace(ANSWER, references=(old,)))
    new = replace(REFERENCE, number=2, source_id="body-2024-gout")
    assert "[superseded by [2]]" in render(replace(ANSWER, references=(old, new)))


def test_digests_and_secondary_checks_are_marked() -> None:
    marked = replace(REFERENCE, text_origin="digest", verification="secondary")
    shown = " ".join(render(replace(ANSWER, references=(marked,))).split())
    assert "[read as Galen's summary; checked on a third party's page only]" in shown
    assert "Source: Galen's summary of Body of Rheumatology" in shown


def test_withheld_statements_are_counted_aloud() -> None:
    one, other = Withheld("a number is not in the source"), Withheld("it does not stand alone")
    assert "1 statement was withheld: a number is not in the source." in render(
        replace(ANSWER, withheld=(one,))
    )
    shown = " ".join(render(replace(ANSWER, withheld=(one, other, one))).split())
    assert (
        "3 statements were withheld: a number is not in the source; it does not stand alone."
        in shown
    )


def test_glosses_leads_and_search_are_shown() -> None:
    said = replace(SAID, lead="ACR 2012, superseded:", glosses=(Gloss("urate", "uric acid salt"),))
    shown = render(
        replace(
            ANSWER,
            searched_for="gout - and in pregnancy?",
            guidelines=(StatementGroup("Body, 2020", (said,)),),
        )
    )
    assert "- ACR 2012, superseded: Allopurinol is recommended." in shown
    assert "In plain words, urate: uric acid salt." in shown
    assert "Searched for: gout - and in pregnancy?" in shown


def test_every_reference_of_the_bottom_line_is_named_as_its_source() -> None:
    second = replace(REFERENCE, number=2, title="Another guideline")
    both = replace(SAID, citations=(Citation(1), Citation(2), Citation(1)))
    shown = render(replace(ANSWER, bottom_line=both, references=(REFERENCE, second)))
    assert shown.count("Source: ") == 2
    assert "[1][2]" in shown


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT, TEXT)
def test_nothing_from_outside_drives_the_terminal(question: str, said: str, title: str) -> None:
    statement = replace(SAID, text=said, strength=title, lead=question)
    shown = render(
        replace(
            ANSWER,
            question=question,
            bottom_line=statement,
            guidelines=(StatementGroup(title, (statement,)),),
            references=(replace(REFERENCE, title=title, doi=said, superseded_by=question),),
            withheld=(Withheld(said),),
            follow_ups=(question,),
        )
    )
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert too_wide(shown.replace("\u00a0", "x")) == []


def test_wide_characters_count_two_columns_and_accents_one() -> None:
    said = "痛風の治療には" * 20 + " Müller’s e\u0301tude: ≥ 6.8 mg/dL or ≤ 5 µmol/L " * 5
    shown = render(replace(ANSWER, bottom_line=replace(SAID, text=said), question=said))
    assert max(columns(line) for line in shown.splitlines()) <= WIDTH
    assert "".join(said.split()) in "".join(shown.split())


def test_a_very_long_title_and_a_long_link_lose_nothing() -> None:
    link = "https://example.org/" + "a" * 200
    long = replace(REFERENCE, title="gout and urate " * 60, doi=None, pmid=None, url=link)
    shown = render(replace(ANSWER, references=(long,)))
    assert link in shown
    # Once in the reference, once as the source of the bottom line.
    assert " ".join(shown.split()).count("gout and urate") == 120
    assert too_wide(shown) == []
