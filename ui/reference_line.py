"""A reference in words, on every surface: whose it is, its citation, what limits its use.

The parts are as the document gave them: whoever prints them makes them safe for the format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from assistant.answer import Reference

DIGEST = "digest"


def citation(reference: Reference) -> str:
    """Authors, title, body, journal and year, each once and ended by a period."""
    parts = [
        ", ".join(reference.authors),
        reference.title,
        reference.organization or "",
        " ".join(str(part) for part in (reference.journal, reference.year) if part),
    ]
    distinct = [part for i, part in enumerate(parts) if part and part not in parts[:i]]
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in distinct)


def marks(reference: Reference, among: Iterable[Reference]) -> Iterator[str]:
    """What limits its use; a successor is named by its number where it is cited too."""
    if newer := reference.superseded_by:
        cited = (f"[{each.number}]" for each in among if each.source_id == newer)
        yield f"superseded by {next(cited, newer)}"
    if reference.text_origin == DIGEST:
        yield "read as Galen's summary"
    if reference.verification == "secondary":
        yield "checked on a third party's page only"


def whose(reference: Reference) -> str:
    """Body or first author and title; a digest is named as Galen's summary of it."""
    body = reference.organization or next(iter(reference.authors), "")
    named = f"{body}: {reference.title}" if body else reference.title
    return f"Galen's summary of {named}" if reference.text_origin == DIGEST else named
