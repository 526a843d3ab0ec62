"""What is shown to somebody who is not logged in, or has no role."""

from __future__ import annotations

import streamlit as st

from assistant.workspace.model import Person
from ui.components.html import element, show


def login_page() -> None:
    """A button that leads to the hospital's own login."""
    show(
        element(
            "div",
            element("h1", "Galen"),
            element("p", "Answers from guidelines and research, every sentence checked."),
            class_="g-welcome",
        )
    )
    if st.user.get("is_logged_in"):
        said = "Your account has no verified name that Galen could know you by."
        show(element("p", said, class_="g-notice", role="alert"))
        st.button("Log out", on_click=st.logout)
    else:
        st.button("Log in", type="primary", on_click=st.login)


def no_role_page(person: Person) -> None:
    """Who they are, and whom to ask."""
    said = f"{person.name} has no role here: ask an administrator to add it to galen.toml."
    show(
        element("h1", "Galen", class_="g-page-title"),
        element("p", said, class_="g-notice", role="alert"),
    )
    st.button("Log out", on_click=st.logout)
