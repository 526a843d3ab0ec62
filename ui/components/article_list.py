"""Lists of saved answers: question, bottom line, status, whether stale."""

from __future__ import annotations

import streamlit as st

from assistant.workspace.model import ArticlePage, ArticleSummary, Status
from ui.components.html import Markup, element, page_link, show
from ui.components.wording import READER, STATUS, counted, day


def article_list(found: ArticlePage, page: str) -> Markup:
    """Cards that lead to an article on one of our pages."""
    return element("ul", *(_card(each, page) for each in found.articles), class_="g-cards")


def page_number(key: str, pages: int) -> None:
    """The control that turns pages; `chosen_page` gives its value before the list is read."""
    if pages > 1:
        st.number_input("Page", 1, pages, key=key, width=140)


def chosen_page(key: str) -> int:
    return int(st.session_state.get(key, 1))


def total(found: ArticlePage) -> None:
    """How many there are, also where there are none."""
    show(element("p", counted(found.total, "answer"), class_="g-small"))


def _card(article: ArticleSummary, page: str) -> Markup:
    stale = [element("li", source.said) for source in article.stale]
    return element(
        "li",
        page_link(page, article.question, class_="g-title", answer=article.id),
        element("p", article.bottom_line or "No answer was given.", class_="g-card-line"),
        element(
            "p",
            status_mark(article.status),
            element("span", f"for {READER.get(article.reader, article.reader).lower()}"),
            element("span", f"{day(article.updated_at)}"),
            element("span", ", ".join(article.topics[:3])),
            class_="g-card-facts",
        ),
        element("div", element("strong", "Stale"), element("ul", *stale), class_="g-stale-small")
        if stale
        else "",
    )


def status_mark(status: Status) -> Markup:
    return element("span", STATUS[status], class_=f"g-status g-status-{status.value}")
