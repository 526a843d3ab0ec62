"""An answer as a file: PDF, Word, Markdown, JSON, RIS, BibTeX. The page and `galen export` use it.

Every writer gives the same bytes for the same answer and context. Libraries are imported when used.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.answer import Answer
from corpus.errors import UsageError
from ui.export.context import ExportContext, context_of
from ui.export.naming import file_stem

__all__ = [
    "FORMATS",
    "ExportContext",
    "ExportFormat",
    "as_bibtex",
    "as_docx",
    "as_json",
    "as_markdown",
    "as_pdf",
    "as_ris",
    "context_of",
    "export_as",
    "file_name",
    "format_of",
]


def as_pdf(answer: Answer, context: ExportContext) -> bytes:
    """A4 pages with embedded fonts, a header and numbers on every page."""
    from ui.export.pdf import write

    return write(answer, context)


def as_docx(answer: Answer, context: ExportContext) -> bytes:
    """A Word document (Office Open XML) with real headings and lists."""
    from ui.export.docx import write

    return write(answer, context)


def as_markdown(answer: Answer, context: ExportContext) -> str:
    """CommonMark without raw HTML."""
    from ui.export.markdown import write

    return write(answer, context)


def as_json(answer: Answer, context: ExportContext) -> str:
    """The wire form of the answer, which `Answer.from_json` reads, and the context as `export`."""
    from ui.export.json import write

    return write(answer, context)


def as_ris(answer: Answer, context: ExportContext) -> str:
    """The references for a reference manager. Not the answer: RIS has no place for it."""
    from ui.export.ris import write

    return write(answer, context)


def as_bibtex(answer: Answer, context: ExportContext) -> str:
    """The references as BibTeX entries in UTF-8. Not the answer: BibTeX has no place for it."""
    from ui.export.bibtex import write

    return write(answer, context)


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """One kind of file. `label` is for a button, `ending` has its dot."""

    name: str
    label: str
    ending: str
    media_type: str
    write: Callable[[Answer, ExportContext], bytes | str]


FORMATS: Mapping[str, ExportFormat] = {
    each.name: each
    for each in (
        ExportFormat("pdf", "PDF", ".pdf", "application/pdf", as_pdf),
        ExportFormat(
            "docx",
            "Word",
            ".docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            as_docx,
        ),
        ExportFormat("markdown", "Markdown", ".md", "text/markdown", as_markdown),
        ExportFormat("json", "JSON", ".json", "application/json", as_json),
        ExportFormat("ris", "RIS", ".ris", "application/x-research-info-systems", as_ris),
        ExportFormat("bibtex", "BibTeX", ".bib", "application/x-bibtex", as_bibtex),
    )
}


def export_as(form: ExportFormat, answer: Answer, context: ExportContext) -> bytes:
    """The bytes of the file, text in UTF-8."""
    written = form.write(answer, context)
    return written.encode("utf-8") if isinstance(written, str) else written


def format_of(path: str) -> ExportFormat:
    """The format that the ending of a path asks for. Raises UsageError that lists the endings."""
    for each in FORMATS.values():
        if path.lower().endswith(each.ending):
            return each
    endings = ", ".join(each.ending for each in FORMATS.values())
    raise UsageError(f"no format ends like {path!r}: choose one of {endings}")


def file_name(answer: Answer, form: ExportFormat) -> str:
    """What to call the file: from the question, ASCII, safe on every system."""
    return f"{file_stem(answer.question)}{form.ending}"
