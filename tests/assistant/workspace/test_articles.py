"""Saved answers come back whole, are found by their words, and are seen by those who may."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from workspaces import GOUT, NOBODY, OTHER, READER, REVIEWER, Desk, guideline

from assistant.answer import Answer
from assistant.workspace.articles import article_lines
from assistant.workspace.model import ArticleQuery, Status
from assistant.workspace.opening import open_database
from corpus.errors import NotAllowed, UnknownRecord, UsageError


def test_a_saved_answer_comes_back_whole_after_a_restart(desk: Desk) -> None:
    answer = desk.answer()
    saved = desk.workspace.articles.save(answer, READER)
    desk.workspace.close()
    again = desk.reopened()
    opened = again.workspace.articles.open(saved.id, OTHER)
    again.close()
    assert opened == saved
    assert opened.answer == answer
    assert opened.status is Status.SAVED
    assert [source.source_id for source in opened.sources] == [
        reference.source_id for reference in answer.references
    ]
    assert {source.sha256 for source in opened.sources} == {
        entry.sha256 for entry in desk.catalog.entries().values()
    }


def test_the_text_that_was_quoted_is_frozen_also_when_it_has_changed_before_saving(
    desk: Desk,
) -> None:
    answer = desk.answer()
    quoted = desk.catalog.entries()["acme-2017-gout"].sha256
    desk.put(guideline("acme-2017-gout", ("Something else is said now.", *GOUT)))
    saved = desk.workspace.articles.save(answer, READER)
    assert saved.sources[0].sha256 == quoted
    assert [stale.source_id for stale in saved.stale] == ["acme-2017-gout"]


def test_quotes_that_no_edition_holds_have_no_edition(desk: Desk) -> None:
    answer = desk.answer()
    first, *others = answer.references
    forged = replace(first, quotes=tuple(replace(q, text="never said") for q in first.quotes))
    saved = desk.workspace.articles.save(replace(answer, references=(forged, *others)), READER)
    assert saved.sources[0].sha256 == ""
    assert saved.stale


def test_ids_cannot_be_guessed(desk: Desk) -> None:
    ids = [desk.saved().id for _ in range(20)]
    assert len(set(ids)) == 20
    assert min(map(len, ids)) >= 32
    for wrong in ("", ids[0][:-1], ids[0].swapcase(), f"{ids[0]}'--", "%"):
        with pytest.raises(UnknownRecord):
            desk.workspace.articles.open(wrong, READER)


def found(desk: Desk, by: object = READER, **query: object) -> list[str]:
    page = desk.workspace.articles.search(ArticleQuery(**query), by)  # type: ignore[arg-type]
    return [article.question for article in page.articles]


def test_articles_are_found_by_the_words_of_question_and_text(desk: Desk) -> None:
    desk.saved(question="Treatment of an acute attack?")
    desk.saved(question="Prevention of oedema?")
    assert found(desk) == ["Prevention of oedema?", "Treatment of an acute attack?"]
    assert found(desk, words="ATTACKS") == ["Treatment of an acute attack?"]
    assert found(desk, words="edema") == ["Prevention of oedema?"]
    assert len(found(desk, words="colchicine flare")) == 2
    assert len(found(desk, words="naprox the of")) == 2
    assert found(desk, words="colchicine warfarin") == []
    assert found(desk, words="olchicine") == []
    assert found(desk, words="100%_") == []


def test_a_topic_is_what_the_bottom_line_is_about(desk: Desk) -> None:
    desk.saved()
    assert len(found(desk, topic="gout")) == 1
    assert found(desk, topic="urate") == []
    assert [topic.topic for topic in desk.workspace.articles.topics(READER)] == ["gout"]


def test_pages_tile_the_list_newest_first(desk: Desk) -> None:
    asked = [f"Question number {n}?" for n in range(7)]
    for question in asked:
        desk.saved(question=question)
    search = desk.workspace.articles.search
    pages = [search(ArticleQuery(page=n, page_size=3), READER) for n in (1, 2, 3, 4)]
    assert [article.question for page in pages for article in page.articles] == asked[::-1]
    assert {(page.total, page.pages) for page in pages} == {(7, 3)}
    for wrong in (ArticleQuery(page=0), ArticleQuery(page_size=0), ArticleQuery(page_size=10**6)):
        with pytest.raises(UsageError):
            search(wrong, READER)


def test_what_is_not_submitted_is_listed_for_its_owner_and_opened_by_its_link(desk: Desk) -> None:
    saved = desk.saved()
    assert found(desk, READER)
    assert not found(desk, OTHER)
    assert not desk.workspace.articles.topics(OTHER)
    assert desk.workspace.articles.open(saved.id, OTHER).id == saved.id
    desk.workspace.reviewing.submit(saved.id, READER, saved.version)
    assert found(desk, OTHER)
    assert found(desk, OTHER, statuses=frozenset({Status.SUBMITTED}))
    assert not found(desk, OTHER, statuses=frozenset({Status.APPROVED, Status.RETIRED}))


def test_without_a_role_nothing_is_seen(desk: Desk) -> None:
    saved, articles = desk.saved(), desk.workspace.articles
    for forbidden in (
        lambda: articles.open(saved.id, NOBODY),
        lambda: articles.search(ArticleQuery(), NOBODY),
        lambda: articles.topics(NOBODY),
        lambda: articles.save(desk.answer(), NOBODY),
    ):
        with pytest.raises(NotAllowed, match="reader"):
            forbidden()


@pytest.mark.parametrize(
    "asked",
    [
        "What is first for a gout flare?",
        "  what is  FIRST for a gout\nflare ",
        "What is first for a gout flare!?",
        "Whát is first for a gout flare",
    ],
)
def test_the_approved_answer_is_found_however_the_question_is_typed(desk: Desk, asked: str) -> None:
    approved = desk.approved()
    found = desk.workspace.articles.approved_for(asked, "clinician")
    assert found is not None
    assert found.id == approved.id
    assert desk.workspace.articles.approved_for(asked, "patient") is None


@pytest.mark.parametrize(
    "asked",
    [
        "What is second for a gout flare?",
        "Is gout flare first?",
        "What is first for a gout flare in pregnancy?",
        "",
    ],
)
def test_another_question_is_not_answered_by_it(desk: Desk, asked: str) -> None:
    desk.approved()
    assert desk.workspace.articles.approved_for(asked, "clinician") is None


def test_questions_that_differ_by_a_number_or_comparator_are_two(desk: Desk) -> None:
    desk.approved(question="Statin if LDL > 190 mg/dL?")
    for asked in (
        "Statin if LDL < 190 mg/dL?",
        "Statin if LDL ≥ 190 mg/dL?",
        "Statin if LDL > 19?",
    ):
        assert desk.workspace.articles.approved_for(asked, "clinician") is None


def test_only_approved_answers_come_first_and_the_last_approved_one(desk: Desk) -> None:
    articles, reviewing = desk.workspace.articles, desk.workspace.reviewing
    question = desk.answer().searched_for
    desk.saved()
    desk.under_review()
    assert articles.approved_for(question, "clinician") is None
    first, second = desk.approved(), desk.approved()
    found = articles.approved_for(question, "clinician")
    assert found is not None
    assert found.id == second.id
    reviewing.retire(second.id, REVIEWER, second.version)
    found = articles.approved_for(question, "clinician")
    assert found is not None
    assert found.id == first.id


def test_an_unsubmitted_answer_is_deleted_by_its_owner_alone(desk: Desk) -> None:
    articles = desk.workspace.articles
    mine, submitted = desk.saved(), desk.under_review()
    for article, by in ((mine, OTHER), (mine, REVIEWER), (submitted, READER)):
        with pytest.raises(NotAllowed):
            articles.delete(article.id, by)
    talk = desk.workspace.conversations.start(READER)
    turn = desk.workspace.conversations.add_turn(talk.id, READER, "And then?", desk.answer())
    with pytest.raises(NotAllowed, match="conversation"):
        articles.delete(turn.article_id, READER)
    articles.delete(mine.id, READER)
    with pytest.raises(UnknownRecord):
        articles.open(mine.id, READER)


def test_an_export_has_a_line_for_each_article_that_was_submitted(desk: Desk) -> None:
    desk.saved()
    approved, reviewed = desk.approved(), desk.under_review()
    database = open_database(desk.place)
    lines = [json.loads(line) for line in article_lines(database)]
    database.close()
    assert [(line["id"], line["status"]) for line in lines] == [
        (approved.id, "approved"),
        (reviewed.id, "under-review"),
    ]
    assert Answer.from_json(lines[0]["answer"]) == approved.answer
    assert lines[0]["sources"][0]["sha256"] == approved.sources[0].sha256
