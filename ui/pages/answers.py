"""Answers: what was saved, to search, filter and open; a link to one opens it here."""

from __future__ import annotations

import streamlit as st

from assistant.workspace.model import Article, ArticleQuery, Person, Status
from ui.components import voting
from ui.components.actions import Action
from ui.components.answer_tools import answer_tools
from ui.components.answer_view import answer_view
from ui.components.article_list import article_list, chosen_page, page_number, total
from ui.components.html import element, page_link, show
from ui.components.named_article import named_article, open_article
from ui.components.readers import reader_choice
from ui.components.wording import STATUS
from ui.services import Services
from ui.showing import shown

_ANY = "Any"
_PAGE = "answers-page"


def page(services: Services, person: Person, action: Action | None) -> None:
    """One answer where the address names one, else the list."""
    named = named_article()
    if named is None:
        _list(services, person)
    elif article := open_article(services, person, named):
        _one(services, person, action, article)


def _one(services: Services, person: Person, action: Action | None, article: Article) -> None:
    show(page_link("answers", "\N{LEFTWARDS ARROW} All answers", class_="g-back"))
    reader = reader_choice(services.assistant.readers, article.answer.reader)
    view = shown(services, person, article, reader)
    show(answer_view(view))
    answer_tools(services, person, view)
    if article.status is not Status.SAVED:
        show(page_link("review", "See its review", class_="g-back", answer=article.id))
    voting.handle(services, person, action)


def _list(services: Services, person: Person) -> None:
    show(element("h1", "Answers", class_="g-page-title"))
    words = st.text_input("Search", placeholder="Words of the question or the answer", key="words")
    first, second, third = st.columns(3)
    status = first.selectbox(
        "Status", [_ANY, *STATUS], format_func=lambda s: STATUS.get(s, _ANY), key="status"
    )
    topics = {each.topic: each for each in services.workspace.articles.topics(person)}
    topic = second.selectbox("Topic", [_ANY, *topics], key="topic")
    standing = third.selectbox("Sources", [_ANY, "Stale", "As they were"], key="standing")
    query = ArticleQuery(
        words=words or "",
        topic=topic if topic in topics else None,
        statuses=frozenset({status}) if isinstance(status, Status) else frozenset(),
        stale={"Stale": True, "As they were": False}.get(standing),
        page=chosen_page(_PAGE),
    )
    found = services.workspace.articles.search(query, person)
    total(found)
    show(article_list(found, "answers"))
    page_number(_PAGE, found.pages)
