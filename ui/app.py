"""The app that `galen ui` runs: opens the services once, tells who is asking, shows the page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from urllib.parse import parse_qsl

import streamlit as st
from streamlit.navigation.page import Page

from assistant.workspace.model import Person
from corpus.errors import GalenError
from corpus.settings import load_settings
from ui.components import actions, sidebar, theme
from ui.components.actions import Action
from ui.components.html import element, show
from ui.components.login import login_page, no_role_page
from ui.components.readers import chosen_reader
from ui.identity import current_person
from ui.pages import about, answers, ask, evaluation, review, sources
from ui.services import Services, open_services

PageFunction = Callable[[Services, Person, Action | None], None]
PAGES: dict[str, PageFunction] = {
    "ask": ask.page,
    "answers": answers.page,
    "review": review.page,
    "sources": sources.page,
    "evaluation": evaluation.page,
    "about": about.page,
}
"""The pages by their addresses, in order of the navigation; the first one is the start page."""
_OPENING = "Opening the library. The first time, it is filled, which takes a minute or two ..."


@st.cache_resource(show_spinner=_OPENING, on_release=Services.close)
def _services() -> Services:
    return open_services()


def main() -> None:
    """One run of the script: each click or question is one."""
    st.set_page_config(page_title="Galen", page_icon=theme.ICON)
    st.html(theme.STYLE_SHEET)
    person = current_person(load_settings())
    if person is None:
        login_page()
    elif not person.roles:
        no_role_page(person)
    else:
        _show(_services(), person, actions.pressed())


def _show(services: Services, person: Person, action: Action | None) -> None:
    pages = {name: _page(name, partial(f, services, person, action)) for name, f in PAGES.items()}
    chosen = st.navigation([*pages.values()])
    if action is not None and action.name == "go" and action.values.get("page") in pages:
        query = dict(parse_qsl(action.values.get("query", "")))
        st.switch_page(pages[action.values["page"]], query_params=query)
    try:
        chosen.run()
        sidebar.sidebar(services, person)  # with the question that was just asked
    except GalenError as error:
        said = str(error)
        show(element("p", f"{said[:1].upper()}{said[1:]}.", class_="g-notice", role="alert"))
    actions.listen(chosen_reader(services.assistant.readers))


def _page(name: str, show: Callable[[], None]) -> Page:
    return st.Page(show, title=name.capitalize(), url_path=name, default=name == next(iter(PAGES)))
