"""Thumbs: what was pressed is kept at once, the reason is asked for after it."""

from __future__ import annotations

import streamlit as st

from assistant.workspace.model import Person, Thumb
from corpus.errors import GalenError
from ui.components.actions import Action
from ui.components.html import element, show
from ui.services import Services

_MAX_REASON = 1_000


def handle(services: Services, person: Person, action: Action | None) -> None:
    """Keep a thumb and ask why."""
    if action is None or action.name != "vote":
        return
    article, thumb = action.values.get("article", ""), action.values.get("thumb", "")
    statement = action.number("statement") if action.values.get("statement") else None
    if thumb not in {each.value for each in Thumb}:
        return
    try:
        services.workspace.feedback.give(article, person, Thumb(thumb), statement)
    except GalenError as error:
        st.toast(str(error))
        return
    _ask_why(services, person, article, Thumb(thumb), statement)


@st.dialog("Thank you. What makes you say so?")
def _ask_why(
    services: Services, person: Person, article: str, thumb: Thumb, statement: int | None
) -> None:
    which = "the answer" if statement is None else "the statement"
    opinion = "helpful" if thumb is Thumb.UP else "not helpful"
    show(element("p", f"You found {which} {opinion}. A reason helps most.", class_="g-small"))
    reason = st.text_area("Reason", max_chars=_MAX_REASON, key=f"reason-{article}-{statement}")
    if st.button("Save", type="primary"):
        services.workspace.feedback.give(article, person, thumb, statement, reason)
        st.rerun()
