"""The numbered references of an answer, digests named as summaries."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Answer, Reference
from ui.components import citations
from ui.components.html import Markup, element


def references(answer: Answer) -> Iterator[Markup]:
    """The list under its heading; nothing where nothing is cited."""
    if not answer.references:
        return
    numbers = {reference.source_id: reference.number for reference in answer.references}
    entries = (
        _reference(reference, numbers.get(reference.superseded_by or ""))
        for reference in answer.references
    )
    yield element(
        "section",
        element("h2", "References", class_="g-eyebrow"),
        element("ol", *entries, class_="g-references"),
    )


def _reference(reference: Reference, newer: int | None) -> Markup:
    authors = ", ".join(reference.authors)
    parts = filter(None, (reference.organization or authors, _where(reference)))
    details = ". ".join(part.rstrip(".") for part in parts)
    return element(
        "li",
        element("span", reference.title, class_="g-title"),
        element("span", details, class_="g-details"),
        element(
            "span",
            *(element("span", mark, class_="g-mark") for mark in _marks(reference, newer)),
            *citations.links(reference),
            class_="g-links",
        ),
        value=reference.number,
    )


def _where(reference: Reference) -> str:
    return " ".join(str(part) for part in (reference.journal, reference.year) if part)


def _marks(reference: Reference, newer: int | None) -> Iterator[str]:
    """`newer` is the number of the reference that replaced this one, where it is cited too."""
    if reference.superseded_by:
        yield f"Superseded by {f'[{newer}]' if newer else reference.superseded_by}"
    if reference.text_origin == "digest":
        yield "Galen's summary"
    if reference.verification == "secondary":
        yield "Checked on a third party's page only"
