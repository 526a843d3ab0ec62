"""The steps of a review that a person may take now, each with its comment."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assistant.workspace.model import Action, Article, Person
from corpus.errors import GalenError
from ui.components.html import element, show
from ui.services import Services

_LABEL: Mapping[Action, str] = {
    Action.SUBMIT: "Submit for review",
    Action.TAKE_UP: "Take up the review",
    Action.APPROVE: "Approve",
    Action.REQUEST_CHANGES: "Request changes",
    Action.RETIRE: "Retire",
    Action.COMMENT: "Comment",
}
_MAX_COMMENT = 4_000
_REFUSED = "review-refused"


def steps(services: Services, person: Person, article: Article) -> None:
    """A comment box and a button for each step."""
    allowed = [a for a in _LABEL if a in services.workspace.reviewing.allowed(article, person)]
    refused = st.session_state.pop(_REFUSED, None)
    if refused:
        show(element("p", refused, class_="g-notice", role="alert"))
    if not allowed:
        return
    key = f"comment-{article.id}"
    st.text_area(
        "Comment", key=key, max_chars=_MAX_COMMENT, placeholder="Kept in the trail with the step"
    )
    with st.container(horizontal=True):
        for action in allowed:
            st.button(
                _LABEL[action],
                key=f"step-{action.value}-{article.id}",
                type="primary" if action is Action.APPROVE else "secondary",
                on_click=_take,
                args=(services, person, article, action, key),
            )


def _take(services: Services, person: Person, article: Article, action: Action, key: str) -> None:
    """Take the step that was pressed; where it is refused, say why on the page."""
    comment, reviewing = str(st.session_state.get(key, "")), services.workspace.reviewing
    step = {
        Action.SUBMIT: reviewing.submit,
        Action.TAKE_UP: reviewing.take_up,
        Action.APPROVE: reviewing.approve,
        Action.REQUEST_CHANGES: reviewing.request_changes,
        Action.RETIRE: reviewing.retire,
    }
    try:
        if action is Action.COMMENT:
            reviewing.comment(article.id, person, comment)
        else:
            step[action](article.id, person, article.version, comment)
        st.session_state[key] = ""
    except GalenError as error:
        st.session_state[_REFUSED] = str(error)
