"""The references as BibTeX entries in UTF-8. bibtexparser writes the entries.

BibTeX counts braces and TeX obeys backslashes, so neither is left in any value but as a command
that prints one character, here written with balanced braces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field
from bibtexparser.writer import BibtexFormat

from assistant.answer import Answer, Reference
from ui.export.cleaning import clean
from ui.export.context import ExportContext
from ui.export.links import best_url, doi_of, pmid_of
from ui.export.names import Author, authors_of
from ui.reference_line import marks

_COMMANDS = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{char: f"\\{char}" for char in "$&#%_"},
    }
)
_NO_KEY = re.compile(r"[^A-Za-z0-9:.-]+")


def write(answer: Answer, context: ExportContext) -> str:
    """One entry for each reference, in their order; empty where there is none."""
    taken: set[str] = set()
    library = Library()
    for reference in answer.references:
        library.add(_entry(reference, answer.references, _key(reference, taken)))
    return write_string(library, bibtex_format=_style())


def _style() -> BibtexFormat:
    style = BibtexFormat()  # type: ignore[no-untyped-call]
    style.indent, style.block_separator = "  ", "\n"
    return style


def escaped(text: str) -> str:
    """The text such that TeX prints exactly it."""
    return clean(text).translate(_COMMANDS)


def _key(reference: Reference, taken: set[str]) -> str:
    """The source id in the letters that every BibTeX takes; a number after it where it recurs."""
    key = base = _NO_KEY.sub("-", reference.source_id).strip("-") or "source"
    number = 1
    while key.lower() in taken:
        number += 1
        key = f"{base}-{number}"
    taken.add(key.lower())
    return key


def _entry(reference: Reference, among: Sequence[Reference], key: str) -> Entry:
    fields = {
        "author": " and ".join(_names(reference)),
        # Braces within keep the capitals of drugs and trials as they are printed.
        "title": f"{{{escaped(reference.title)}}}",
        "journal": escaped(reference.journal or ""),
        "institution": escaped(reference.organization or ""),
        "year": str(reference.year or ""),
        "doi": doi_of(reference) or "",
        "pmid": pmid_of(reference) or "",
        "url": best_url(reference) or "",
        "note": escaped("; ".join(map(clean, marks(reference, among)))),
    }
    kept = [Field(name, value) for name, value in fields.items() if value]
    return Entry(_type(reference), key, kept)


def _type(reference: Reference) -> str:
    if reference.journal:
        return "article"
    return "techreport" if reference.organization else "misc"


def _names(reference: Reference) -> Iterator[str]:
    authors = authors_of(reference)
    yield from (_name(author) for author in authors.named)
    if authors.more and authors.named:
        yield "others"


def _name(author: Author) -> str:
    """ "von Last, Jr, First" as BibTeX reads names; a group in braces is not taken apart."""
    if not author.given:
        return f"{{{escaped(author.family)}}}"
    return ", ".join(escaped(p) for p in (author.family, author.suffix, author.given) if p)
