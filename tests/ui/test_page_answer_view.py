"""The answer view shows all of an answer: each statement once, each citation with its proof."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from test_page_html import Reader

from assistant.answer import Answer, EvidenceState, Withheld
from assistant.glosses import NOTE
from assistant.readers import READERS, offered
from assistant.workspace.model import Article, Staleness, StaleSource, Status
from ui.asking import laid_out
from ui.components.answer_view import Shown, answer_view
from ui.components.citations import cited, panel_id
from ui.session import Session

QUESTIONS = (
    "What is the best imaging modality for a superficial lump on the lower back?",
    "What is the target uric acid in gout?",
    "My chest hurts and my left arm is numb",
    "Who won the world cup in 1998?",
)


@pytest.fixture(scope="module")
def answers(starter_session: Session) -> list[Answer]:
    return [starter_session.assistant.ask(question) for question in QUESTIONS]


def shown(answer: Answer, session: Session, **values: object) -> Shown:
    article = Article(
        id="aRtIcLe",
        version=1,
        revision=1,
        status=values.get("status", Status.SAVED),  # type: ignore[arg-type]
        answer=answer,
        sources=(),
        topics=(),
        saved_by="rita",
        saved_at="2026-11-22T19:00:00.000Z",
        updated_at="2026-11-22T19:00:00.000Z",
        stale=values.get("stale", ()),  # type: ignore[arg-type]
    )
    ids = {quote.passage_id for source in answer.references for quote in source.quotes}
    return Shown(
        answer=answer,
        article=article,
        passages=session.library.passages(ids),
        offers_follow_ups=bool(values.get("offers_follow_ups")),
    )


def element_texts(markup: str, class_: str) -> list[str]:
    """What is read in each element of this class without elements inside."""
    parts = markup.split(f'class="{class_}">')[1:]
    return [Reader(part.partition("<")[0]).text for part in parts]


def test_each_statement_is_shown_once_in_order(
    answers: list[Answer], starter_session: Session
) -> None:
    for answer in answers:
        view = answer_view(shown(answer, starter_session))
        assert element_texts(view, "g-text") == [s.text for s in answer.statements()]


def test_each_citation_opens_a_panel_with_its_quotes_marked(
    answers: list[Answer], starter_session: Session
) -> None:
    for answer in answers:
        view = shown(answer, starter_session)
        markup = answer_view(view)
        ids = Counter(v for name, v in Reader(markup).attributes if name == "id")
        assert set(ids.values()) <= {1}
        for number, statement in enumerate(answer.statements()):
            for found in cited(answer, statement):
                target = panel_id(view.key, number, found.reference.number)
                panel = markup.partition(f'id="{target}"')[2].partition("g-panel")[2]
                marks = panel.partition("g-links")[0].split("<mark>")[1:]
                said = " ".join(Reader(mark.partition("</mark>")[0]).text for mark in marks)
                assert all(quote.text in said for quote in found.quotes)


def test_another_reader_gets_the_same_statements_and_quotes(answers: list[Answer]) -> None:
    for answer in answers:
        for name in READERS:
            told = laid_out(answer, name)
            bare = [replace(statement, glosses=()) for statement in told.statements()]
            assert bare == [*answer.statements()]
            assert told.references == answer.references
            assert told.disclaimer == READERS[name].disclaimer


def test_a_reader_who_is_not_offered_is_laid_out_as_clinicians(answers: list[Answer]) -> None:
    saved = laid_out(answers[0], "patient")
    assert laid_out(saved, "patient", offered(False)) == answers[0]


def test_every_reader_sees_the_same_facts_in_the_same_order(
    answers: list[Answer], starter_session: Session
) -> None:
    for answer in answers:
        views = [
            answer_view(shown(laid_out(answer, name), starter_session, offers_follow_ups=True))
            for name in READERS
        ]
        for class_ in ("g-text", "g-strength", "g-lead", "g-notice", "g-urgent", "g-cite"):
            seen = [element_texts(view, class_) for view in views]
            assert all(each == seen[0] for each in seen), class_
        cites = [view.count("g-cite") for view in views]
        assert len(set(cites)) == 1


def test_each_reader_has_a_layout(answers: list[Answer], starter_session: Session) -> None:
    views = {
        name: answer_view(
            shown(laid_out(answers[0], name), starter_session, offers_follow_ups=True)
        )
        for name in READERS
    }
    folded = {name for name, view in views.items() if "g-fold" in view}
    assert folded == {"nurse", "patient"}
    unsure = NOTE.partition(", ")[2]
    explained = {name for name, view in views.items() if "g-glosses" in view and unsure in view}
    assert explained == set(READERS) - {"clinician"}
    assert {name for name, view in views.items() if "g-meaning" in view} == {"student", "patient"}
    for name, view in views.items():
        body = view.partition("<pre")[0]
        asked = body.count('data-galen="ask"')
        assert asked == min(READERS[name].layout.follow_ups, len(answers[0].follow_ups))
        early = body.find("g-disclaimer") < body.find("From the Guidelines")
        assert early == (name == "patient")
        assert body.find("g-bottom-line") < body.find("g-disclaimer")


def test_what_is_folded_opens_by_itself_where_nothing_else_is_told(
    answers: list[Answer], starter_session: Session
) -> None:
    told = laid_out(replace(answers[0], guidelines=()), "patient")
    assert '<details class="g-section g-fold" open="open">' in answer_view(
        shown(told, starter_session)
    )
    assert "g-fold" in answer_view(shown(laid_out(answers[0], "patient"), starter_session))


def test_a_body_is_never_empty(answers: list[Answer], starter_session: Session) -> None:
    for answer in answers:
        if answer.state is EvidenceState.NONE:
            markup = answer_view(shown(answer, starter_session))
            assert "g-notice" in markup or "g-urgent" in markup


def test_a_stale_answer_is_not_shown_as_reviewed(
    answers: list[Answer], starter_session: Session
) -> None:
    stale = (StaleSource("x", Staleness.RETRACTED, "ACR 2017 has been retracted"),)
    approved = answer_view(shown(answers[0], starter_session, status=Status.APPROVED))
    assert "pending human review" not in approved.partition("g-lead-section")[0]
    both = answer_view(shown(answers[0], starter_session, status=Status.APPROVED, stale=stale))
    assert "pending human review" in both.partition("g-lead-section")[0]
    assert "ACR 2017 has been retracted" in both


def test_withheld_statements_are_counted(answers: list[Answer], starter_session: Session) -> None:
    hidden = replace(answers[0], withheld=(Withheld("a number is not in the passage"),) * 2)
    markup = answer_view(shown(hidden, starter_session))
    assert "2 statements were withheld: a number is not in the passage." in markup
