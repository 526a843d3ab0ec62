"""Which engine answers, and where questions are sent then: asked and said before the first one.

Nothing of it is on the page where no language model is configured.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assistant.assistant import EXTRACTIVE, GENERATIVE
from corpus.chat_server import ChatServer
from corpus.settings import Settings
from ui.components.html import element, show

_KEY = "engine"
_KEPT = "engine-kept"
_LABELS: Mapping[str, str] = {
    EXTRACTIVE: "Quoted evidence, without a model",
    GENERATIVE: "Worded by a language model",
}


def engine_choice(settings: Settings) -> str:
    """The control, with a line on what happens to a question."""
    server = settings.chat_server
    if server is None:
        return EXTRACTIVE
    current = str(st.session_state.get(_KEY) or st.session_state.get(_KEPT) or settings.engine)
    chosen = st.pills(
        "How should answers be written?",
        options=[*_LABELS],
        default=current if current in _LABELS else EXTRACTIVE,
        required=True,
        format_func=_LABELS.__getitem__,
        key=_KEY,
    )
    # A widget's own state is dropped on pages that do not show it.
    st.session_state[_KEPT] = chosen or current
    show(element("p", what_is_sent(server, chosen or current), class_="g-small g-sent"))
    return chosen or current


def what_is_sent(server: ChatServer, engine: str) -> str:
    """Where a question goes, in a sentence or two."""
    if engine == EXTRACTIVE:
        return "Your question stays in this installation: no language model is asked."
    return (
        f"Your question and the passages found for it are sent to {server.where}, for the model "
        f"{server.model}. Personal identifiers that Galen recognises are removed first; do not "
        "write others. Every sentence that comes back is checked before it is shown."
    )
