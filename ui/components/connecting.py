"""Adding sources from elsewhere on the page: a query, numbers, an address, or the manifest."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

import streamlit as st

from assistant.workspace.model import Person
from corpus.errors import GalenError
from corpus.model import PutStatus, SourceKind
from corpus.records import PutOutcome
from ingest.updating import Gone
from ui.components.html import Markup, element, show
from ui.components.uploading import line, outcome_line
from ui.components.wording import KIND, counted
from ui.fetching import Fetching, Wanted
from ui.services import Services

if TYPE_CHECKING:
    from ingest.connectors.manifest import Manifest
    from ingest.updating import Event

FROM: Mapping[str, str] = {
    "pubmed:": "PubMed: a query",
    "pmid:": "PubMed: PMIDs",
    "pmc:": "PubMed Central: PMC numbers",
    "europepmc:": "Europe PMC: a query",
    "url:": "A web address",
}
_EXAMPLES = "For example: gout AND colchicine; 34015176, 35713912; PMC8435807; an https address"
_LIMIT = 200
_MOST = 10_000
_LISTED = 200
_REDRAWN_EVERY_S = 0.5


def connectors(services: Services, person: Person) -> None:
    """The forms, and below them what became of each document."""
    fetching = Fetching(services.session, services.uploads, person)
    with st.form("connect", border=False):
        origin = st.selectbox("From", [*FROM], format_func=FROM.__getitem__)
        text = st.text_input("Query, numbers or address", max_chars=4_000, help=_EXAMPLES)
        left, right = st.columns(2)
        limit = left.number_input(
            "At most", 1, _MOST, _LIMIT, help="Of a query the newest records; numbers come all"
        )
        kind = right.selectbox(
            "What they are, where they do not say so",
            [*KIND],
            format_func=KIND.__getitem__,
            index=len(KIND) - 1,
        )
        sent = st.form_submit_button("Fetch into the library", type="primary")
    manifest = _manifest(fetching)
    if manifest is not None and st.button(
        f"Update {counted(len(manifest.entries), 'place')} of sources.toml"
    ):
        _run(lambda drawn: fetching.update(manifest, drawn.say))
    elif sent and not text.strip():
        show(element("p", "Say what to fetch first.", class_="g-notice"))
    elif sent:
        wanted = Wanted(f"{origin}{text}", SourceKind(kind), int(limit))
        _run(lambda drawn: fetching.fetch(wanted, drawn.say))


def _manifest(fetching: Fetching) -> Manifest | None:
    try:
        return fetching.manifest()
    except GalenError as error:
        show(element("p", str(error), class_="g-notice", role="alert"))
        return None


def _run(start: Callable[[_Drawn], Iterable[Event]]) -> None:
    drawn = _Drawn()
    try:
        for event in start(drawn):
            drawn.add(event)
    except GalenError as error:
        drawn.put(line("Stopped", "failed", str(error)))
    drawn.draw("Done")


class _Drawn:
    """What has happened so far, drawn now and then: at most `_LISTED` lines, and the counts."""

    def __init__(self) -> None:
        self._counts: Counter[PutStatus] = Counter()
        self._lines: list[Markup] = []
        self._left_out = 0
        self._drawn_at = 0.0
        self._head = st.empty()
        self._list = st.empty()
        self.draw("Asking")

    def say(self, text: str) -> None:
        """A note of a connector."""
        self.put(line("Note", text, status="no-text"))

    def add(self, event: Event) -> None:
        if isinstance(event, PutOutcome):
            self._counts[event.status] += 1
            if event.status is not PutStatus.UNCHANGED:
                self.put(outcome_line(event, event.source_id))
        elif isinstance(event, Gone):
            self.put(line(event.source_id, f"{event.location} is gone", status="no-text"))
        if time.monotonic() - self._drawn_at > _REDRAWN_EVERY_S:
            self.draw("Working")

    def put(self, markup: Markup) -> None:
        """A line; where there are too many, the first ones give way."""
        self._lines.append(markup)
        if len(self._lines) > _LISTED:
            del self._lines[0]
            self._left_out += 1

    def draw(self, state: str) -> None:
        counts = ", ".join(f"{n:,} {s.value}" for s in PutStatus if (n := self._counts[s]))
        left_out = f"; the last {_LISTED} are shown" if self._left_out else ""
        told = f"{state}: {counts}{left_out}" if counts else f"{state}."
        with self._head:
            show(element("p", told, class_="g-small", role="status"))
        with self._list:
            show(element("ul", *self._lines, class_="g-outcomes"))
        self._drawn_at = time.monotonic()
