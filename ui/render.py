"""An answer as plain text in 80 columns, for the command line.

Evidence is printed as it is; everything around it (names, years, marks) comes from metadata.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.answer import (
    Answer,
    Notice,
    NoticeKind,
    Reference,
    Statement,
    StatementGroup,
)
from ui.terminal import WIDTH, columns, plain, wrapped

_STATUS = "Educational purpose only, pending human review. Not reviewed by a clinician."
_URGENT = (NoticeKind.EMERGENCY, NoticeKind.SELF_HARM)
_BEFORE = (
    NoticeKind.PERSONAL_DATA_REMOVED,
    NoticeKind.INJECTION,
    NoticeKind.OUT_OF_SCOPE,
    NoticeKind.OTHER_POPULATION,
    NoticeKind.MISSING,
    NoticeKind.FALLBACK,
)
_SAID_WHY = {NoticeKind.MISSING, NoticeKind.SELF_HARM, NoticeKind.OUT_OF_SCOPE}
_CLOSEST_SHOWN = 3
_AFTER = tuple(kind for kind in NoticeKind if kind not in (*_URGENT, *_BEFORE))


def render(answer: Answer) -> str:
    """The whole answer, ending in a newline. What is urgent stands before everything else."""
    lines = [
        *_notices(answer, _URGENT),
        *_title(answer),
        *_notices(answer, _BEFORE),
        *_bottom_line(answer),
        *_section("FROM THE GUIDELINES", answer.guidelines),
        *_section("FROM THE RESEARCH", answer.research),
        *_notices(answer, _AFTER, heading="PLEASE NOTE"),
        *_references(answer),
        *_withheld(answer),
        *_follow_ups(answer),
        *wrapped(answer.disclaimer),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _title(answer: Answer) -> Iterator[str]:
    title = wrapped(answer.question)
    yield from title
    yield "=" * min(max(map(columns, title), default=0), WIDTH)
    yield from wrapped(_STATUS)
    if answer.searched_for != answer.question:
        yield from wrapped(f"Searched for: {answer.searched_for}")
    yield ""


def _bottom_line(answer: Answer) -> Iterator[str]:
    if answer.bottom_line is not None:
        yield "BOTTOM LINE"
        yield from _statement(answer.bottom_line, bullet="")
        for number in _numbers(answer.bottom_line):
            source = answer.references[number - 1]
            yield from wrapped(f"Source: {_whose(source)} [{number}]", "  ", " " * 10)
        yield ""
    elif not any(answer.statements()):
        if not {notice.kind for notice in answer.notices} & _SAID_WHY:
            yield from wrapped("No answer is given: nothing in this library supports one.")
            yield ""
        yield from _closest(answer)


def _closest(answer: Answer) -> Iterator[str]:
    """Where a reader could look: by id, for `galen sources show`."""
    if answer.retrieved:
        yield "CLOSEST SOURCES (found, but not evidence for this question)"
        for found in answer.retrieved[:_CLOSEST_SHOWN]:
            yield from wrapped(found.source_id, "  - ", "    ")
        yield ""


def _section(title: str, groups: Sequence[StatementGroup]) -> Iterator[str]:
    if not groups:
        return
    yield title
    for group in groups:
        yield from wrapped(group.heading, indent="  ")
        for statement in group.statements:
            yield from _statement(statement, bullet="  - ")
        yield ""


def _statement(statement: Statement, bullet: str) -> Iterator[str]:
    numbers = "".join(f"[{number}]" for number in _numbers(statement))
    strength = f"({statement.strength})" if statement.strength else ""
    rest = "  " + " " * len(bullet)
    shown = " ".join(filter(None, (statement.lead, statement.text, strength, numbers)))
    yield from wrapped(shown, f"  {bullet}", rest)
    if statement.glosses:
        plainly = "; ".join(f"{gloss.term}: {gloss.plain}" for gloss in statement.glosses)
        yield from wrapped(f"In plain words, {plainly}.", rest)


def _numbers(statement: Statement) -> list[int]:
    return list(dict.fromkeys(citation.number for citation in statement.citations))


def _notices(answer: Answer, kinds: Sequence[NoticeKind], heading: str = "") -> Iterator[str]:
    found = [notice for notice in answer.notices if notice.kind in kinds]
    if not found:
        return
    if heading:
        yield heading
    for notice in sorted(found, key=lambda notice: kinds.index(notice.kind)):
        yield from _notice(notice)
    yield ""


def _notice(notice: Notice) -> list[str]:
    return wrapped(notice.text, "  ! ", "    ")


def _references(answer: Answer) -> Iterator[str]:
    if not answer.references:
        return
    numbers = {reference.source_id: reference.number for reference in answer.references}
    yield "REFERENCES"
    for reference in answer.references:
        yield from _reference(reference, numbers.get(reference.superseded_by or ""))
    yield ""


def _reference(reference: Reference, newer: int | None) -> Iterator[str]:
    number = f"  [{reference.number}] "
    rest = " " * len(number)
    yield from wrapped(f"{_citation(reference)} {_marks(reference, newer)}", number, rest)
    if link := "".join(plain(_link(reference)).split()):
        yield f"{rest}{link}"


def _citation(reference: Reference) -> str:
    parts = [
        ", ".join(reference.authors),
        reference.title,
        reference.organization or "",
        " ".join(str(p) for p in (reference.journal, reference.year) if p),
    ]
    distinct = [p for i, p in enumerate(parts) if p and p not in parts[:i]]
    return " ".join(p if p.endswith((".", "?", "!")) else f"{p}." for p in distinct)


def _marks(reference: Reference, newer: int | None) -> str:
    """`newer` is the number of the reference that replaced this one, where it is cited too."""
    marks = []
    if reference.superseded_by:
        marks.append(f"superseded by {f'[{newer}]' if newer else reference.superseded_by}")
    if reference.text_origin == "digest":
        marks.append("Galen's summary")
    if reference.verification == "secondary":
        marks.append("checked on a third party's page only")
    return f"[{'; '.join(marks)}]" if marks else ""


def _link(reference: Reference) -> str:
    if reference.doi:
        return f"https://doi.org/{reference.doi}"
    if reference.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/"
    return reference.url or ""


def _whose(reference: Reference) -> str:
    body = reference.organization or (reference.authors[0] if reference.authors else "")
    origin = "Galen's summary of " if reference.text_origin == "digest" else ""
    return f"{origin}{body}: {reference.title}" if body else f"{origin}{reference.title}"


def _withheld(answer: Answer) -> Iterator[str]:
    if answer.withheld:
        count = len(answer.withheld)
        noun = "statement was" if count == 1 else "statements were"
        reasons = "; ".join(dict.fromkeys(w.reason for w in answer.withheld))
        yield from wrapped(f"{count} {noun} withheld: {reasons}.")
        yield ""


def _follow_ups(answer: Answer) -> Iterator[str]:
    if answer.follow_ups:
        yield "YOU COULD ASK NEXT"
        for question in answer.follow_ups:
            yield from wrapped(question, "  - ", "    ")
        yield ""
