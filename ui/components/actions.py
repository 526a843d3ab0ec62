"""Buttons within our own HTML: what was pressed, as a checked value.

The browser's part is `actions.js`. What it sends is untrusted: pages look up what is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2 import component

from ui.components.html import Markup, element, show

_KEY = "galen-actions"
_PRESSED = "pressed"
_SCROLL_TO = "scroll-to"
_SCRIPT = Path(__file__).with_name("actions.js")


@dataclass(frozen=True, slots=True)
class Action:
    """A button that was pressed: its name, and the values that it carries, as text."""

    name: str
    values: Mapping[str, str]

    def number(self, name: str) -> int:
        """A value as a whole number from 0; -1 where it is none, which names nothing."""
        value = self.values.get(name, "")
        return int(value) if value.isascii() and value.isdigit() else -1


def button(name: str, *children: str, class_: str = "g-button", **values: str | int) -> Markup:
    """A button that the server is told of."""
    given: dict[str, str | float] = {f"data_{key}": value for key, value in values.items()}
    return element("button", *children, type="button", class_=class_, data_galen=name, **given)


def pressed() -> Action | None:
    """The button that this run of the script is for; each is handed out once."""
    action = st.session_state.pop(_PRESSED, None)
    return action if isinstance(action, Action) else None


def scroll_to(element_id: str) -> None:
    """Bring an element of this run into view, once it is there."""
    st.session_state[_SCROLL_TO] = element_id


def listen(reader: str) -> None:
    """Mount the browser's part at the end of a run. `reader` is remembered there."""
    mount = _component()
    with st.container(key=_KEY):
        mount(
            key="galen-listener",
            data={"reader": reader, "scroll_to": st.session_state.get(_SCROLL_TO)},
            on_action_change=_keep,
        )
        show(element("div", id="galen-said", role="status", class_="g-said"))


@st.cache_resource(show_spinner=False)
def _component() -> Any:
    return component("galen_actions", js=_SCRIPT.read_text("utf-8"), isolate_styles=True)


def _keep() -> None:
    sent = st.session_state["galen-listener"].get("action")
    if isinstance(sent, Mapping):
        values = {str(key): str(value) for key, value in sent.items()}
        st.session_state[_PRESSED] = Action(values.pop("name", ""), values)
