"""Plain words beside an answer, for whom it is laid out: chosen here, by one rule for all callers.

`Assistant.ask` lays a new answer out, the page and the exports lay a stored one out again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from assistant.answer import Answer, Gloss, Statement, StatementGroup
from assistant.plain_words import Found, vocabulary
from assistant.readers import Layout, ReaderProfile

MOST_A_STATEMENT = 3
NOTE = "Plain words are Galen's own, a draft that no clinician has reviewed."


def for_reader(answer: Answer, profile: ReaderProfile) -> Answer:
    """The same answer laid out for a reader: its name, its disclaimer, its plain words.

    Whatever it was laid out for before, the outcome is the same. Each term is explained once, in
    the order of reading.
    """
    told: set[str] = set()

    def explained(statement: Statement) -> Statement:
        body = _body(answer, statement)
        found = glosses(statement.text, statement.strength, profile, body=body, told=told)
        told.update(gloss.plain for gloss in found)
        return replace(statement, glosses=found)

    def section(groups: Iterable[StatementGroup]) -> tuple[StatementGroup, ...]:
        return tuple(
            StatementGroup(group.heading, tuple(explained(each) for each in group.statements))
            for group in groups
        )

    line = None if answer.bottom_line is None else explained(answer.bottom_line)
    guidelines = section(answer.guidelines)
    return replace(
        answer,
        reader=profile.name,
        bottom_line=line,
        guidelines=guidelines,
        research=section(answer.research),
        disclaimer=profile.disclaimer,
    )


def glosses(
    text: str,
    strength: str | None,
    profile: ReaderProfile,
    *,
    body: str = "",
    told: Collection[str] = (),
) -> tuple[Gloss, ...]:
    """What one statement needs explained: at most three terms, each as it stands in the statement.

    The strength comes last and has one place for certain: it says how far to rely on the rest.
    `body` is who printed the strength; `told` are plain words that the reader has had already.
    """
    if not profile.layout.explains:
        return ()
    seen = set(told)
    words = vocabulary()
    label = [*_new(words.found(strength or "", is_label=True, body=body), text, profile, seen)]
    said = [*_new(words.found(text), text, profile, seen)][: MOST_A_STATEMENT - len(label[:1])]
    return (*said, *label[: MOST_A_STATEMENT - len(said)])


def heading_in_plain_words(heading: str, layout: Layout) -> str:
    """What a small heading of the research means; empty where that is not wanted or not known."""
    return vocabulary().headings.get(heading, "") if layout.explains_headings else ""


def has_glosses(answer: Answer) -> bool:
    """Whether any plain words are shown, so that their origin must be."""
    return any(statement.glosses for statement in answer.statements())


def _new(
    found: Iterable[Found], text: str, profile: ReaderProfile, seen: set[str]
) -> Iterator[Gloss]:
    """Those that this reader wants and has not had, and that the text does not explain itself."""
    for each in found:
        term = each.term
        wanted = term.kind in profile.layout.explains and term.plain not in seen
        if wanted and not (term.long_form and _is_written_out(each, text)):
            seen.add(term.plain)
            yield Gloss(each.said, term.plain)


def _is_written_out(short: Found, text: str) -> bool:
    """Whether the text says what the short form stands for, be it what we think or something else.

    It does so where it holds our long form, or has the short one in brackets behind another.
    """
    bracketed = any(f"{opening}{short.said}" in text for opening in "([")
    return bracketed or vocabulary().holds(text, short.term.long_form)


def _body(answer: Answer, statement: Statement) -> str:
    """The organisation of the first reference that the statement cites."""
    cited = {citation.number for citation in statement.citations[:1]}
    bodies = (each.organization for each in answer.references if each.number in cited)
    return next(bodies, None) or ""
