"""References after statements were taken out: the uncited go, the rest is numbered.

Pure functions behind `editing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answer import Answer, Citation, Reference, Statement, StatementGroup

_Places = dict[Citation, Citation]


def without_uncited(answer: Answer) -> Answer:
    """The answer with the quotes that its statements cite and no others, from 1 without gaps."""
    cited = {citation for said in answer.statements() for citation in said.citations}
    places: _Places = {}
    kept: list[Reference] = []
    for reference in answer.references:
        quotes = [
            (index, quote)
            for index, quote in enumerate(reference.quotes)
            if Citation(reference.number, index) in cited
        ]
        if quotes:
            number = len(kept) + 1
            for place, (index, _) in enumerate(quotes):
                places[Citation(reference.number, index)] = Citation(number, place)
            shown = tuple(quote for _, quote in quotes)
            kept.append(replace(reference, number=number, quotes=shown))
    line = answer.bottom_line
    return replace(
        answer,
        bottom_line=_renumbered(line, places) if line else None,
        guidelines=_groups(answer.guidelines, places),
        research=_groups(answer.research, places),
        references=tuple(kept),
    )


def _groups(groups: Sequence[StatementGroup], places: _Places) -> tuple[StatementGroup, ...]:
    return tuple(
        replace(group, statements=tuple(_renumbered(said, places) for said in group.statements))
        for group in groups
    )


def _renumbered(statement: Statement, places: _Places) -> Statement:
    return replace(statement, citations=tuple(places[each] for each in statement.citations))
