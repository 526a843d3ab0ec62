"""The article named in the address (`?answer=ID`), which the pages Answers and Review open."""

from __future__ import annotations

import streamlit as st

from assistant.workspace.model import Article, Person
from corpus.errors import GalenError
from ui.components.html import element, show
from ui.services import Services


def named_article() -> str | None:
    """The id in the address, None where it names none."""
    return st.query_params.get("answer")


def open_article(services: Services, person: Person, named: str) -> Article | None:
    """The article; where it cannot be opened, the page says why, and None."""
    try:
        return services.workspace.articles.open(named, person)
    except GalenError as error:
        show(element("p", str(error), class_="g-notice", role="alert"))
        return None
