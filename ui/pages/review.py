"""Review: what was submitted, the steps from there to approval, edits, and who did what when."""

from __future__ import annotations

import streamlit as st

from assistant.workspace.model import Article, ArticleQuery, Person, Status
from ui.components import voting
from ui.components.actions import Action
from ui.components.answer_view import answer_view
from ui.components.article_list import article_list, chosen_page, page_number, total
from ui.components.editing import edit_form
from ui.components.html import element, page_link, show
from ui.components.named_article import named_article, open_article
from ui.components.review_history import history, trail_state
from ui.components.review_steps import steps
from ui.components.wording import STATUS
from ui.services import Services
from ui.showing import shown

_OPEN = (Status.SUBMITTED, Status.UNDER_REVIEW, Status.CHANGES_REQUESTED)
_REVIEWED = (*_OPEN, Status.APPROVED, Status.RETIRED)
_PAGE = "review-page"


def page(services: Services, person: Person, action: Action | None) -> None:
    """One article where the address names one, else the list."""
    named = named_article()
    if named is None:
        _list(services, person)
    elif article := open_article(services, person, named):
        _one(services, person, action, article)


def _one(services: Services, person: Person, action: Action | None, article: Article) -> None:
    show(page_link("review", "\N{LEFTWARDS ARROW} All reviews", class_="g-back"))
    view = shown(services, person, article, article.answer.reader)
    show(answer_view(view))
    steps(services, person, article)
    edit_form(services, person, article)
    history(services, person, article)
    voting.handle(services, person, action)


def _list(services: Services, person: Person) -> None:
    show(element("h1", "Review", class_="g-page-title"))
    trail_state(services)
    chosen = st.pills(
        "Status",
        _REVIEWED,
        selection_mode="multi",
        default=_OPEN,
        format_func=STATUS.__getitem__,
        key="review-status",
    )
    query = ArticleQuery(statuses=frozenset(chosen or _REVIEWED), page=chosen_page(_PAGE))
    found = services.workspace.articles.search(query, person)
    total(found)
    show(article_list(found, "review"))
    page_number(_PAGE, found.pages)
