""" "Which best describes you?": the reader's choice, remembered in a cookie of this browser."""

from __future__ import annotations

import streamlit as st

from assistant.readers import DEFAULT_READER, READERS
from ui.components.wording import READER

_KEY = "reader"
_KEPT = "reader-kept"
_COOKIE = "galen_reader"


def chosen_reader() -> str:
    """The reader of this session, else the one that this browser remembers."""
    remembered = st.context.cookies.get(_COOKIE, DEFAULT_READER)
    known = remembered if remembered in READERS else DEFAULT_READER
    chosen = st.session_state.get(_KEY) or st.session_state.get(_KEPT) or known
    return str(chosen)


def reader_choice(default: str | None = None) -> str:
    """The control; answers on the page are laid out anew at once.

    `default` is used where this session and this browser have not chosen yet.
    """
    current = chosen_reader() if _is_chosen() else default or chosen_reader()
    chosen = st.pills(
        "Which best describes you?",
        [*READERS],
        default=current,
        required=True,
        format_func=READER.__getitem__,
        key=_KEY,
    )
    # A widget's own state is dropped on pages that do not show it.
    st.session_state[_KEPT] = chosen or current
    return chosen or current


def _is_chosen() -> bool:
    return _KEPT in st.session_state or _COOKIE in st.context.cookies
