"""The numbered references of an answer, digests named as summaries."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.answer import Answer, Reference
from ui.components import citations
from ui.components.html import Markup, element
from ui.reference_line import marks


def references(answer: Answer) -> Iterator[Markup]:
    """The list under its heading; nothing where nothing is cited."""
    if not answer.references:
        return
    entries = (_reference(reference, answer) for reference in answer.references)
    yield element(
        "section",
        element("h2", "References", class_="g-eyebrow"),
        element("ol", *entries, class_="g-references"),
    )


def _reference(reference: Reference, answer: Answer) -> Markup:
    authors = ", ".join(reference.authors)
    parts = filter(None, (reference.organization or authors, _where(reference)))
    limits = (element("span", m, class_="g-mark") for m in marks(reference, answer.references))
    details = ". ".join(part.rstrip(".") for part in parts)
    return element(
        "li",
        element("span", reference.title, class_="g-title"),
        element("span", details, class_="g-details"),
        element(
            "span",
            *limits,
            *citations.links(reference),
            class_="g-links",
        ),
        value=reference.number,
    )


def _where(reference: Reference) -> str:
    return " ".join(str(part) for part in (reference.journal, reference.year) if part)
