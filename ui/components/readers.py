""" "Which best describes you?": the reader's choice, remembered in a cookie of this browser."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from assistant.readers import DEFAULT_READER, ReaderProfile
from ui.components.wording import READER

_KEY = "reader"
_KEPT = "reader-kept"
_COOKIE = "galen_reader"

Readers = Mapping[str, ReaderProfile]
"""Those who may be chosen, by name."""


def chosen_reader(readers: Readers) -> str:
    """The reader of this session, else the one that this browser remembers, if still offered."""
    chosen = (
        st.session_state.get(_KEY)
        or st.session_state.get(_KEPT)
        or st.context.cookies.get(_COOKIE, DEFAULT_READER)
    )
    return str(chosen) if chosen in readers else DEFAULT_READER


def reader_choice(readers: Readers, default: str | None = None) -> str:
    """The control; answers on the page are laid out anew at once.

    `default` is used where this session and this browser have not chosen yet.
    """
    fresh = default in readers and not _is_chosen()
    current = str(default) if fresh else chosen_reader(readers)
    chosen = st.pills(
        "Which best describes you?",
        [*readers],
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
