"""Adding sources from the page: files with live progress, results per file, the quarantine."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from assistant.workspace.model import Person
from corpus.errors import GalenError
from corpus.model import PutStatus, SourceKind
from corpus.records import PutOutcome
from ingest.readers import READABLE
from ui.components.html import Markup, element, joined, show
from ui.components.wording import KIND, counted
from ui.services import Services
from ui.uploads import Held, held_reason

_SHOWN = 4_000
_SAID = {
    PutStatus.ADDED: "added",
    PutStatus.UPDATED: "updated: answers that cite the earlier text become stale",
    PutStatus.UNCHANGED: "unchanged: the library holds it already",
    PutStatus.SUPERSEDED: "added, as an older version",
    PutStatus.RETRACTED: "kept as retracted: no answer uses it",
    PutStatus.DUPLICATE: "the same source as one that is held",
    PutStatus.REMOVED: "taken out, since its record was deleted where it came from",
    PutStatus.QUARANTINED: "held in quarantine",
    PutStatus.NO_TEXT: "not added: it has no text to quote",
    PutStatus.FAILED: "failed",
}


def upload(services: Services, person: Person) -> None:
    """The form, and below it what became of each file."""
    with st.form("upload", clear_on_submit=True, border=False):
        files = st.file_uploader(
            "Files",
            accept_multiple_files=True,
            help=f"{', '.join(sorted(READABLE))}; also .gz, .tar and .tar.gz of them",
        )
        kind = st.selectbox(
            "What they are, where a file does not say so",
            [*KIND],
            format_func=KIND.__getitem__,
            index=len(KIND) - 1,
        )
        sent = st.form_submit_button("Add to the library", type="primary")
    if not sent:
        return
    if not files:
        show(element("p", "Choose one or more files first.", class_="g-notice"))
        return
    bar = st.progress(0.0, "Reading ...")
    results = st.empty()
    lines: list[Markup] = []
    for number, file in enumerate(files, start=1):
        bar.progress((number - 1) / len(files), f"File {number} of {len(files)}")
        try:
            outcomes = services.uploads.take_in(
                file.name, file.getvalue(), SourceKind(kind), person
            )
            for each in _lines(file.name, outcomes):
                lines.append(each)
                with results:
                    show(element("ul", *lines, class_="g-outcomes"))
        except GalenError as error:
            lines.append(line(file.name, "failed", str(error)))
            with results:
                show(element("ul", *lines, class_="g-outcomes"))
    bar.progress(1.0, f"{counted(len(files), 'file')} done")


def _lines(name: str, outcomes: Iterable[PutOutcome]) -> Iterable[Markup]:
    for outcome in outcomes:
        failed = outcome.status is PutStatus.FAILED
        yield outcome_line(outcome, name if failed else outcome.source_id)


def outcome_line(outcome: PutOutcome, label: str) -> Markup:
    """What became of one source, as an item of a list."""
    passages = f" ({counted(outcome.passages, 'passage')})" if outcome.passages else ""
    said = f"{_SAID[outcome.status]}{passages}"
    return line(label, said, _reason(outcome), outcome.status.value)


def _reason(outcome: PutOutcome) -> str:
    """Of what is held back, why; what to do about it on the command line is not for this page."""
    held = outcome.status is PutStatus.QUARANTINED
    return held_reason(outcome.detail) if held else outcome.detail


def line(name: str, said: str, detail: str = "", status: str = "failed") -> Markup:
    """An item of a list of results."""
    more = element("span", detail, class_="g-details") if detail else ""
    return element(
        "li", element("strong", name), f": {said}", more, class_=f"g-outcome g-outcome-{status}"
    )


def quarantine(services: Services, person: Person, held: Iterable[Held]) -> None:
    """Each held file with its text, to approve or reject."""
    files = [*held]
    if not files:
        show(element("p", "Nothing is held in quarantine.", class_="g-small"))
    for file in files:
        text = services.uploads.text_of(file, person)
        show(
            element("h3", file.name),
            element("p", f"Uploaded by {file.uploaded_by}: it {file.detail}.", class_="g-notice"),
            element(
                "details",
                element("summary", "Read it"),
                element("pre", text[:_SHOWN], class_="g-held", tabindex=0),
            ),
        )
        with st.container(horizontal=True):
            if st.button("Approve", key=f"approve-{file.name}"):
                _decided(services, person, file, approve=True)
            if st.button("Reject", key=f"reject-{file.name}"):
                _decided(services, person, file, approve=False)


def _decided(services: Services, person: Person, file: Held, *, approve: bool) -> None:
    try:
        if approve:
            lines = joined(_lines(file.name, services.uploads.approve(file, person)))
            show(element("ul", lines, class_="g-outcomes"))
        else:
            services.uploads.reject(file, person)
            show(element("p", f"{file.name} was deleted.", class_="g-small"))
    except GalenError as error:
        show(element("p", str(error), class_="g-notice", role="alert"))
