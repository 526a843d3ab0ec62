"""What a model's answer must not leave out, quoted where it does: never less safe to read than the
extractive answer. `GenerativeEngine` calls it when the model has had its say; `uses.judging` asks
what must be heard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.composition import Shown
from assistant.conflicts import Disagreement
from assistant.denial import denies
from assistant.events import StatementReady
from assistant.evidence import Candidate
from assistant.extractive import Quoted
from assistant.generative.draft import Draft
from assistant.leads import name_of
from corpus.model import Section
from corpus.records import Entry


def completed(
    draft: Draft, quoted: Quoted, conflict: Disagreement | None, entries: Mapping[str, Entry]
) -> Iterator[StatementReady]:
    """Adds the quoted statements that must be there and are not, the bottom line first.

    Then the best of the others, until there are as many as would be quoted without a model: a model
    that says little would lose key points (docs/decisions/0014).
    """
    if draft.bottom_line is None and quoted.bottom_line is not None:
        yield draft.lead_with(quoted.bottom_line)
    for shown in quoted.rest:
        (printed,) = shown.rests_on
        if must_be_heard(printed, conflict, entries) and not draft.rests_on(printed):
            yield from _added(draft, shown)
    for section in Section:
        said = any(shown.section is section for shown in draft.rest)
        first = next((shown for shown in quoted.rest if shown.section is section), None)
        if first is not None and not said:
            yield from _added(draft, first)
    for shown in quoted.rest:
        if len(draft.statements) > len(quoted.rest):
            return
        if not draft.rests_on(shown.rests_on[0]):
            yield from _added(draft, shown)


def must_be_heard(
    printed: Candidate, conflict: Disagreement | None, entries: Mapping[str, Entry]
) -> bool:
    """Advice against something, either side of a disagreement, and what was said before."""
    return (
        entries[printed.source.id].superseded_by is not None
        or (conflict is not None and name_of(printed.source) in conflict.sources)
        or (
            printed.section is Section.GUIDELINES
            and denies(printed.text, printed.sentence.strength)
        )
    )


def _added(draft: Draft, shown: Shown) -> Iterator[StatementReady]:
    ready = draft.add(shown, shown.section.value)
    if ready is not None:
        yield ready
