"""An answer as plain text in 80 columns, for the command line.

Evidence is printed as it is; everything around it (names, years, marks) comes from metadata.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from assistant.answer import (
    Answer,
    EvidenceState,
    Notice,
    NoticeKind,
    Reference,
    Statement,
    StatementGroup,
)

WIDTH = 80
_STATUS = "Educational purpose only, pending human review. Not reviewed by a clinician."
_FIRST = (
    NoticeKind.EMERGENCY,
    NoticeKind.SELF_HARM,
    NoticeKind.PERSONAL_DATA_REMOVED,
    NoticeKind.INJECTION,
    NoticeKind.OUT_OF_SCOPE,
    NoticeKind.OTHER_POPULATION,
    NoticeKind.MISSING,
    NoticeKind.FALLBACK,
)


def render(answer: Answer) -> str:
    """The whole answer, ending in a newline."""
    lines = [
        *_title(answer),
        *_notices([n for n in answer.notices if n.kind in _FIRST]),
        *_bottom_line(answer),
        *_section("FROM THE GUIDELINES", answer.guidelines),
        *_section("FROM THE RESEARCH", answer.research),
        *_notices([n for n in answer.notices if n.kind not in _FIRST], heading="PLEASE NOTE"),
        *_references(answer),
        *_withheld(answer),
        *_follow_ups(answer),
        *_wrapped(answer.disclaimer),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _title(answer: Answer) -> Iterator[str]:
    yield from _wrapped(answer.question)
    yield "=" * min(max(len(answer.question), 20), WIDTH)
    yield from _wrapped(_STATUS)
    if answer.searched_for != answer.question:
        yield from _wrapped(f"Searched for: {answer.searched_for}")
    yield ""


def _bottom_line(answer: Answer) -> Iterator[str]:
    if answer.bottom_line is None:
        if answer.state is EvidenceState.NONE and answer.retrieved:
            yield "No answer is given, because nothing in this library supports one."
            yield ""
        return
    yield "BOTTOM LINE"
    yield from _statement(answer.bottom_line, bullet="")
    source = answer.reference(answer.bottom_line.citations[-1])
    yield from _wrapped(f"Source: {_whose(source)}", indent="  ")
    yield ""


def _section(title: str, groups: Sequence[StatementGroup]) -> Iterator[str]:
    if not groups:
        return
    yield title
    for group in groups:
        yield from _wrapped(group.heading, indent="  ")
        for statement in group.statements:
            yield from _statement(statement, bullet="- ")
    yield ""


def _statement(statement: Statement, bullet: str) -> Iterator[str]:
    numbers = "".join(f"[{n}]" for n in dict.fromkeys(c.number for c in statement.citations))
    strength = f" ({statement.strength})" if statement.strength else ""
    lead = f"{statement.lead} " if statement.lead else ""
    text = f"{lead}{statement.text}{strength} {numbers}"
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=f"  {bullet}",
        subsequent_indent="  " + " " * len(bullet),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _notices(notices: Sequence[Notice], heading: str = "") -> Iterator[str]:
    if not notices:
        return
    if heading:
        yield heading
    for notice in notices:
        yield from _wrapped(notice.text, indent="  ! ", rest="    ")
    yield ""


def _references(answer: Answer) -> Iterator[str]:
    if not answer.references:
        return
    yield "REFERENCES"
    for reference in answer.references:
        yield from _reference(reference)
    yield ""


def _reference(reference: Reference) -> Iterator[str]:
    mark = f"  [{reference.number}] "
    rest = " " * len(mark)
    yield from _wrapped(f"{_citation(reference)} {_marks(reference)}".strip(), mark, rest)
    if link := _link(reference):
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


def _marks(reference: Reference) -> str:
    marks = []
    if reference.superseded_by:
        marks.append("superseded")
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
        yield from _wrapped(f"{count} {noun} withheld: {reasons}.")
        yield ""


def _follow_ups(answer: Answer) -> Iterator[str]:
    if answer.follow_ups:
        yield "YOU COULD ASK NEXT"
        for question in answer.follow_ups:
            yield from _wrapped(question, indent="  - ", rest="    ")
        yield ""


def _wrapped(text: str, indent: str = "", rest: str | None = None) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
