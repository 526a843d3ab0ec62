"""An answer as plain text in 80 columns, for the command line.

Evidence is printed as it is; everything around it (names, years, marks) comes from metadata.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answer import Answer, NoticeKind, Reference, Statement, StatementGroup
from assistant.glosses import NOTE, has_glosses, heading_in_plain_words
from assistant.readers import Layout, layout_of
from ui import reading_order, reference_line
from ui.reading_order import AFTER, BEFORE, CLOSEST_SHOWN, URGENT
from ui.terminal import WIDTH, columns, plain, wrapped

_STATUS = "Educational purpose only, pending human review. Not reviewed by a clinician."


def render(answer: Answer) -> str:
    """The whole answer, ending in a newline. What is urgent stands before everything else."""
    layout = layout_of(answer)
    disclaimer = wrapped(answer.disclaimer)
    lines = [
        *_notices(answer, URGENT),
        *_title(answer),
        *_notices(answer, BEFORE),
        *_bottom_line(answer),
        *([*disclaimer, ""] if layout.cautions_first else []),
        *_section("FROM THE GUIDELINES", layout.guidelines_line, answer.guidelines),
        *_section("FROM THE RESEARCH", layout.research_line, _explained(answer.research, layout)),
        *_notices(answer, AFTER, heading="PLEASE NOTE"),
        *_references(answer),
        *_withheld(answer),
        *_follow_ups(answer.follow_ups[: layout.follow_ups]),
        *(wrapped(NOTE) if has_glosses(answer) else []),
        *([] if layout.cautions_first else disclaimer),
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
        for number in reading_order.numbers(answer.bottom_line):
            source = answer.references[number - 1]
            yield from wrapped(f"Source: {reference_line.whose(source)} [{number}]", "  ", " " * 10)
        yield ""
    elif not any(answer.statements()):
        if not reading_order.says_why(answer):
            yield from wrapped(reading_order.NOTHING)
            yield ""
        yield from _closest(answer)


def _closest(answer: Answer) -> Iterator[str]:
    """Where a reader could look: by id, for `galen sources show`."""
    if answer.retrieved:
        yield "CLOSEST SOURCES (found, but not evidence for this question)"
        for found in answer.retrieved[:CLOSEST_SHOWN]:
            yield from wrapped(found.source_id, "  - ", "    ")
        yield ""


def _explained(groups: Sequence[StatementGroup], layout: Layout) -> list[StatementGroup]:
    """The groups, what their headings mean behind these where the reader wants that."""
    means = (heading_in_plain_words(group.heading, layout) for group in groups)
    return [
        replace(group, heading=f"{group.heading}: {plain}") if plain else group
        for group, plain in zip(groups, means, strict=True)
    ]


def _section(title: str, line: str, groups: Sequence[StatementGroup]) -> Iterator[str]:
    if not groups:
        return
    yield title
    if line:
        yield from wrapped(f"{line}.", indent="  ")
    for group in groups:
        yield from wrapped(group.heading, indent="  ")
        for statement in group.statements:
            yield from _statement(statement, bullet="  - ")
        yield ""


def _statement(statement: Statement, bullet: str) -> Iterator[str]:
    numbers = "".join(f"[{number}]" for number in reading_order.numbers(statement))
    strength = f"({statement.strength})" if statement.strength else ""
    rest = "  " + " " * len(bullet)
    shown = " ".join(filter(None, (statement.lead, statement.text, strength, numbers)))
    yield from wrapped(shown, f"  {bullet}", rest)
    if statement.glosses:
        plainly = "; ".join(f"{gloss.term}: {gloss.plain}" for gloss in statement.glosses)
        yield from wrapped(f"In plain words, {plainly}.", rest)


def _notices(answer: Answer, kinds: Sequence[NoticeKind], heading: str = "") -> Iterator[str]:
    found = reading_order.notices(answer, kinds)
    if found and heading:
        yield heading
    for notice in found:
        yield from wrapped(notice.text, "  ! ", "    ")
    if found:
        yield ""


def _references(answer: Answer) -> Iterator[str]:
    if answer.references:
        yield "REFERENCES"
        for reference in answer.references:
            yield from _reference(reference, answer)
        yield ""


def _reference(reference: Reference, answer: Answer) -> Iterator[str]:
    number = f"  [{reference.number}] "
    rest = " " * len(number)
    marks = "; ".join(reference_line.marks(reference, answer.references))
    shown = f"{reference_line.citation(reference)} {f'[{marks}]' if marks else ''}"
    yield from wrapped(shown, number, rest)
    if link := "".join(plain(_link(reference)).split()):
        yield f"{rest}{link}"


def _link(reference: Reference) -> str:
    if reference.doi:
        return f"https://doi.org/{reference.doi}"
    if reference.pmid:
        return f"https://pubmed.ncbi.nlm.nih.gov/{reference.pmid}/"
    return reference.url or ""


def _withheld(answer: Answer) -> Iterator[str]:
    if answer.withheld:
        count = len(answer.withheld)
        noun = "statement was" if count == 1 else "statements were"
        reasons = "; ".join(dict.fromkeys(w.reason for w in answer.withheld))
        yield from wrapped(f"{count} {noun} withheld: {reasons}.")
        yield ""


def _follow_ups(questions: Sequence[str]) -> Iterator[str]:
    if questions:
        yield "YOU COULD ASK NEXT"
        for question in questions:
            yield from wrapped(question, "  - ", "    ")
        yield ""
