"""Sources: what the library holds, one source's text with its passages, adding, the quarantine."""

from __future__ import annotations

import streamlit as st

from assistant.workspace.model import Person
from corpus.errors import UnknownSource
from corpus.model import SourceKind
from ui.components.actions import Action
from ui.components.connecting import connectors
from ui.components.html import element, show
from ui.components.source_list import source_list
from ui.components.source_text import source_text
from ui.components.uploading import quarantine, upload
from ui.components.wording import KIND, counted
from ui.services import Services
from ui.source_search import STATUSES, SourceQuery, matching
from ui.uploads import LIBRARIANS

_PAGE = 40


def page(services: Services, person: Person, action: Action | None) -> None:
    """One source where the address names one, else the list."""
    named = st.query_params.get("source")
    if named is not None:
        _one(services, named, st.query_params.get("passage"))
        return
    show(element("h1", "Sources", class_="g-page-title"))
    librarian = bool(LIBRARIANS & person.roles)
    held = services.uploads.held() if librarian else ()
    more = ["Add sources", "Fetch sources", f"Quarantine ({len(held)})"]
    names = ["Library", *(more if librarian else [])]
    tabs = st.tabs(names)
    with tabs[0]:
        _list(services)
    if librarian:
        with tabs[1]:
            upload(services, person)
        with tabs[2]:
            connectors(services, person)
        with tabs[3]:
            quarantine(services, person, held)


def _list(services: Services) -> None:
    entries = services.library.entries()
    words, kind, status = _filters()
    found = matching(entries.values(), SourceQuery(words, kind, status))
    pages = max(1, -(-len(found) // _PAGE))
    show(
        element("p", f"{len(found):,} of {counted(len(entries), 'source')}", class_="g-small")
        if entries
        else element("p", "The library is empty: add sources.", class_="g-notice")
    )
    number = 1
    if pages > 1:
        number = int(st.number_input("Page", 1, pages, key="source-page", width=140))
    if found:
        show(source_list(found[(number - 1) * _PAGE : number * _PAGE]))


def _filters() -> tuple[str, SourceKind | None, str | None]:
    words = st.text_input(
        "Search", placeholder="Title, body, journal, topic or year", key="source-words"
    )
    left, right = st.columns(2)
    kinds = ["Every kind", *KIND]
    kind = left.selectbox("Kind", kinds, format_func=lambda k: KIND.get(k, k), key="source-kind")
    status = right.selectbox(
        "Status", ["Every status", *STATUSES], format_func=str.capitalize, key="source-status"
    )
    return (
        words or "",
        SourceKind(kind) if kind in KIND else None,
        status if status in STATUSES else None,
    )


def _one(services: Services, source_id: str, passage_id: str | None) -> None:
    entry = services.library.entries([source_id]).get(source_id)
    try:
        text = services.library.source_text(source_id)
    except UnknownSource:
        entry = None
    if entry is None:
        said = "No source has this id: it may have been removed from the library."
        show(element("p", said, class_="g-notice"))
        return
    show(source_text(entry, text, passage_id))
