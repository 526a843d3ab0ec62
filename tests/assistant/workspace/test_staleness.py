"""An article is stale when a source it cites is not what it was, and says which one and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from workspaces import GOUT, READER, URATE, Desk, guideline

from assistant.workspace.model import ArticleQuery, Staleness

CITED = "acme-2017-gout"
Change = Callable[[Desk], None]


def supersede(desk: Desk) -> None:
    desk.put(guideline("acme-2022-gout", GOUT, supersedes=(CITED,)))


CHANGES: dict[Staleness, tuple[Change, str]] = {
    Staleness.UPDATED: (
        lambda desk: desk.put(guideline(CITED, ("A new first sentence stands here.", *GOUT))),
        "the text of Acme College 2017 was updated on ",
    ),
    Staleness.SUPERSEDED: (
        supersede,
        "Acme College 2017 was superseded by Acme College 2022 on ",
    ),
    Staleness.RETRACTED: (
        lambda desk: desk.put(guideline(CITED, GOUT, retracted=True)),
        "Acme College 2017 has been retracted",
    ),
    Staleness.REMOVED: (
        lambda desk: desk.catalog.remove(CITED),
        "Acme College 2017 was removed from the library",
    ),
}


@pytest.mark.parametrize("staleness", CHANGES)
def test_what_happened_to_a_source_is_named(desk: Desk, staleness: Staleness) -> None:
    article = desk.approved()
    assert article.stale == ()
    change, said = CHANGES[staleness]
    change(desk)
    (stale,) = desk.workspace.articles.open(article.id, READER).stale
    assert (stale.source_id, stale.staleness) == (CITED, staleness)
    assert stale.said.startswith(said)
    (listed,) = desk.workspace.articles.search(ArticleQuery(), READER).articles
    assert [s.staleness for s in listed.stale] == [staleness]
    found = desk.workspace.articles.approved_for(article.answer.searched_for, "clinician")
    assert found is not None
    assert found.stale == (stale,)


def test_what_has_not_changed_is_not_stale(desk: Desk) -> None:
    article = desk.approved()
    desk.put(guideline("third-2024-asthma", ("Inhaled steroids are recommended.",)))
    desk.put(guideline(CITED, GOUT))
    assert desk.workspace.articles.open(article.id, READER).stale == ()


def test_what_was_known_when_it_was_saved_is_not_stale(desk: Desk) -> None:
    supersede(desk)
    answer = desk.answer()
    told = tuple(
        replace(r, superseded_by="acme-2022-gout") if r.source_id == CITED else r
        for r in answer.references
    )
    article = desk.saved(references=told)
    assert article.stale == ()
    desk.catalog.remove("acme-2022-gout")
    kinds = {
        stale.source_id: stale.staleness
        for stale in desk.workspace.articles.open(article.id, READER).stale
    }
    assert kinds == {CITED: Staleness.REINSTATED, "acme-2022-gout": Staleness.REMOVED}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("A new sentence stands last.",), "all still in it"),
        ((), "1 of 3 are no longer in it"),
    ],
)
def test_an_updated_source_tells_what_became_of_the_quotes(
    desk: Desk, lines: tuple[str, ...], said: str
) -> None:
    article = desk.approved()
    desk.put(guideline(CITED, (*(GOUT if lines else GOUT[:2]), *lines)))
    (stale,) = desk.workspace.articles.open(article.id, READER).stale
    assert stale.said.endswith(said)


def test_a_source_that_returns_as_it_was_is_not_stale_any_more(desk: Desk) -> None:
    article = desk.approved()
    desk.catalog.remove(CITED)
    assert desk.workspace.articles.open(article.id, READER).stale
    desk.put(guideline(CITED, GOUT))
    assert desk.workspace.articles.open(article.id, READER).stale == ()


def test_lists_are_narrowed_to_what_is_stale_or_is_not(desk: Desk) -> None:
    both = desk.saved(question="Both sources?")
    desk.catalog.remove("other-2020-urate")
    one = desk.saved(question="One source?")
    desk.put(guideline("other-2020-urate", URATE, topics=("gout", "urate")))
    desk.put(guideline("other-2020-urate", ("All is new.",)))
    search = desk.workspace.articles.search
    for stale, expected in ((True, {both.id}), (False, {one.id}), (None, {both.id, one.id})):
        page = search(ArticleQuery(stale=stale), READER)
        assert {article.id for article in page.articles} == expected
        assert page.total == len(expected)
