"""A reviewer's edits: statements taken out or said in other words that pass verification."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from assistant.workspace.edits import Edit, Remove, Reword
from assistant.workspace.model import Action, Article, Person
from corpus.errors import GalenError
from ui.components.html import element, show
from ui.services import Services

_REFUSED = "edit-refused"


def edit_form(services: Services, person: Person, article: Article) -> None:
    """Every statement in a box of its own; new words are checked when they are saved."""
    if Action.EDIT not in services.workspace.reviewing.allowed(article, person):
        return
    with st.expander("Edit the statements", key=f"edit-{article.id}-{article.version}"):
        show(
            element(
                "p",
                "New words must pass the checks that every statement passes, against the same "
                "passage. An empty box takes the statement out.",
                class_="g-small",
            )
        )
        refused = st.session_state.pop(_REFUSED, None)
        if refused:
            show(element("p", refused, class_="g-notice", role="alert"))
        with st.form(f"edits-{article.id}-{article.version}", border=False):
            for number, statement in enumerate(article.answer.statements()):
                st.text_area(f"Statement {number + 1}", statement.text, key=_key(article, number))
            st.text_input("What was changed and why", key=f"why-{article.id}")
            st.form_submit_button(
                "Check and save", on_click=_save, args=(services, person, article)
            )


def _key(article: Article, number: int) -> str:
    return f"statement-{article.id}-{article.version}-{number}"


def _save(services: Services, person: Person, article: Article) -> None:
    try:
        services.workspace.reviewing.edit(
            article.id,
            person,
            article.version,
            [*_edits(article)],
            services.verify,
            str(st.session_state.get(f"why-{article.id}", "")),
        )
    except GalenError as error:
        st.session_state[_REFUSED] = str(error)


def _edits(article: Article) -> Iterator[Edit]:
    for number, statement in enumerate(article.answer.statements()):
        text = str(st.session_state.get(_key(article, number), statement.text)).strip()
        if not text:
            yield Remove(number)
        elif text != statement.text:
            yield Reword(number, text)
