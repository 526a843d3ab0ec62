"""The row under an answer: export, and submitting it for review."""

from __future__ import annotations

import streamlit as st

from assistant.workspace.model import Action, Person
from corpus.errors import GalenError
from ui.components.answer_view import Shown
from ui.components.export_menu import export_menu
from ui.services import Services


def answer_tools(services: Services, person: Person, view: Shown) -> None:
    """Buttons for what this person may do with the answer now."""
    article = view.article
    with st.container(horizontal=True, key=f"tools-{article.id}"):
        export_menu(view)
        if Action.SUBMIT in services.workspace.reviewing.allowed(article, person):
            st.button(
                "Submit for review",
                key=f"submit-{article.id}",
                on_click=_submit,
                args=(services, person, view),
            )


def _submit(services: Services, person: Person, view: Shown) -> None:
    try:
        services.workspace.reviewing.submit(view.article.id, person, view.article.version)
    except GalenError as error:
        st.toast(str(error))
