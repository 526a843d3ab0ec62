"""Deleting a conversation: asked for once more, then gone for good."""

from __future__ import annotations

import streamlit as st

from assistant.workspace.model import Conversation, Person
from ui.components.html import element, show
from ui.services import Services


def delete_button(services: Services, person: Person, conversation: Conversation) -> None:
    """A quiet button under the conversation."""
    if st.button("Delete this conversation", type="tertiary", key="delete-conversation"):
        _confirm(services, person, conversation)


@st.dialog("Delete this conversation?")
def _confirm(services: Services, person: Person, conversation: Conversation) -> None:
    show(
        element(
            "p",
            "Its questions, answers and thumbs are deleted for good. What was submitted for review "
            "stays, as an answer without the conversation.",
        )
    )
    if st.button("Delete", type="primary"):
        services.workspace.conversations.delete(conversation.id, person)
        st.query_params.clear()
        st.rerun()
