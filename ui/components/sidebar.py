"""Beside every page: a new question, the person's earlier ones, and who is asking."""

from __future__ import annotations

import streamlit as st

from assistant.workspace.model import Person
from ui.components.html import element, page_link, show
from ui.identity import LOCAL_NAME
from ui.services import Services

_LISTED = 12


def sidebar(services: Services, person: Person) -> None:
    """Draw it."""
    earlier = services.workspace.conversations.mine(person, _LISTED)
    lines = (
        element("li", page_link("ask", talk.title or "Untitled", conversation=talk.id))
        for talk in earlier
    )
    with st.sidebar:
        show(
            page_link("ask", "New question", class_="g-button g-new"),
            element("h2", "Your questions", class_="g-eyebrow") if earlier else "",
            element("ul", *lines, class_="g-earlier") if earlier else "",
            element("p", _who(person), class_="g-small g-who"),
        )
        if person.name != LOCAL_NAME:
            st.button("Log out", on_click=st.logout, type="tertiary")


def _who(person: Person) -> str:
    if person.name == LOCAL_NAME:
        return "Local mode: one user, who may do everything. Nobody else can connect."
    roles = ", ".join(sorted(role.value for role in person.roles))
    return f"{person.name} ({roles})"
