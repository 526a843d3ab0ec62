"""Export of an answer: a file in each format, made when it is asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from ui.components.answer_view import Shown
from ui.components.html import page_address
from ui.export import FORMATS, ExportFormat, context_of, export_as, file_name


def export_menu(view: Shown) -> None:
    """A menu with a download for each format."""
    with st.popover("Export"):
        for form in FORMATS.values():
            st.download_button(
                form.label,
                partial(_written, view, form, _link(view)),
                file_name=file_name(view.answer, form),
                mime=form.media_type,
                key=f"export-{form.name}-{view.article.id}",
                on_click="ignore",
                type="tertiary",
            )


def _written(view: Shown, form: ExportFormat, link: str | None) -> bytes:
    context = context_of(view.article, datetime.now(UTC), link)
    return export_as(form, view.answer, context)


def _link(view: Shown) -> str | None:
    """The address of the saved answer, as this browser reaches the app."""
    url = st.context.url
    return (
        f"{url.rsplit('/', 1)[0]}/{page_address('answers', answer=view.article.id)}"
        if url
        else None
    )
