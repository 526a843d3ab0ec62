"""An answer that is still being written: what is searched, found, and the statements so far.

The Ask page draws it anew at each event. Nothing is in it that has not passed verification.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.answer import Reference
from assistant.events import Found, Searching, StatementReady
from ui.asking import names_of
from ui.components.html import Markup, element
from ui.components.wording import body_and_year, counted
from ui.reading_order import numbers

_SECTIONS = {
    "bottom_line": "Bottom line",
    "guidelines": "From the Guidelines",
    "research": "From the Research",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known so far of the answer to a question."""

    question: str
    searched_for: str | None = None
    found: Found | None = None
    ready: tuple[StatementReady, ...] = ()

    def after(self, event: Searching | Found | StatementReady) -> Draft:
        """The draft with what an event tells."""
        if isinstance(event, Searching):
            return replace(self, searched_for=event.searched_for)
        if isinstance(event, Found):
            return replace(self, found=event)
        return replace(self, ready=(*self.ready, event))

    def markup(self) -> Markup:
        """It as one element, which tells a screen reader of what is added."""
        parts = (self._title(), *self._stages(), *self._statements(), *self._references())
        return element("div", *parts, role="status", class_="g-answer g-stages")

    def _title(self) -> Markup:
        return element("h1", self.question, class_="g-question")

    def _stages(self) -> Iterator[Markup]:
        if self.searched_for is not None:
            yield _stage("Searched for", self.searched_for)
        if self.found is not None:
            named = ", ".join(names_of(self.found))
            count = counted(self.found.sources, "source")
            yield _stage("Found", f"{count}: {named} \N{HORIZONTAL ELLIPSIS}")
        if self.ready:
            yield _stage("Checked", "Each sentence below, before it appeared. More may come.")

    def _statements(self) -> Iterator[Markup]:
        for section, title in _SECTIONS.items():
            own = [ready for ready in self.ready if ready.section == section]
            if own:
                groups = dict.fromkeys(ready.heading for ready in own)
                parts = (part for heading in groups for part in _group(heading, own))
                yield element("section", element("h2", title), *parts, class_="g-section")

    def _references(self) -> Iterator[Markup]:
        if self.ready:
            lines = (_reference(each) for each in self.ready[-1].references)
            yield element("ol", *lines, class_="g-references")


def _stage(label: str, text: str) -> Markup:
    return element("p", element("span", label, class_="g-label"), " ", text, class_="g-stage")


def _group(heading: str | None, ready: list[StatementReady]) -> Iterator[Markup]:
    if heading:
        yield element("h3", heading)
    lines = (_line(each) for each in ready if each.heading == heading)
    yield element("ul", *lines, class_="g-statements")


def _line(ready: StatementReady) -> Markup:
    said = ready.statement
    parts = [
        element("span", said.lead, class_="g-lead") if said.lead else "",
        element("span", said.text, class_="g-text"),
        element("span", said.strength, class_="g-strength") if said.strength else "",
        "".join(f"[{number}]" for number in numbers(said)),
    ]
    spaced = (part for each in parts if each for part in (each, " "))
    return element("li", *spaced)


def _reference(reference: Reference) -> Markup:
    return element("li", f"{body_and_year(reference)}: {reference.title}")
