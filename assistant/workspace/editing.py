"""What a reviewer's edits make of an answer: statements removed, moved, or said in other words.

Pure functions; `Reviewing` stores the outcome. Quotes, strength labels and leads are never edited,
and new words must pass the same verification as an engine's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.answer import Answer, Statement, StatementGroup
from assistant.verification import Claim, Verified
from assistant.workspace.citing import without_uncited
from assistant.workspace.edits import Edit, Move, Remove, Reword
from assistant.workspace.privacy import cleaned_line
from corpus.errors import EditRefused
from corpus.model import Span

Verify = Callable[[Sequence[Claim]], Sequence[Verified]]
"""`Verifier.verify`: every claim with the verdicts of its checks, in order."""


@dataclass(frozen=True, slots=True)
class Edited:
    """An answer after edits; `origins` are its statements' numbers in the answer before."""

    answer: Answer
    origins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A statement with its number in the answer before."""

    number: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class _Group:
    heading: str
    members: tuple[_Numbered, ...]


def apply(answer: Answer, edits: Sequence[Edit], verify: Verify) -> Edited:
    """The answer after all edits. Raises EditRefused where one names no statement or fails."""
    reworded = _reworded(answer, [e for e in edits if isinstance(e, Reword)], verify)
    removed = {_existing(answer, e.statement) for e in edits if isinstance(e, Remove)}
    if removed & reworded.keys():
        raise EditRefused("a statement cannot be removed and reworded: leave one of both out")
    line, guidelines, research = _numbered(answer, reworded, removed)
    for move in (e for e in edits if isinstance(e, Move)):
        _existing(answer, move.statement)
        guidelines, moved = _moved(guidelines, move)
        research, moved_there = _moved(research, move)
        if not (moved or moved_there):
            raise EditRefused(f"statement {move.statement} cannot be moved: it stands alone")
    kept = [*([line] if line else []), *(m for g in (*guidelines, *research) for m in g.members)]
    if not kept:
        raise EditRefused("nothing would be left of the answer: retire it instead")
    changed = replace(
        answer,
        bottom_line=line.statement if line else None,
        guidelines=_statement_groups(guidelines),
        research=_statement_groups(research),
    )
    if changed == answer:
        raise EditRefused("the edits change nothing")
    return Edited(without_uncited(changed), tuple(member.number for member in kept))


def _existing(answer: Answer, number: int) -> int:
    if not 0 <= number < sum(1 for _ in answer.statements()):
        raise EditRefused(f"the answer has no statement {number}: open it again")
    return number


def _reworded(answer: Answer, rewords: Sequence[Reword], verify: Verify) -> Mapping[int, Statement]:
    """The new statements by number, with the verdicts that allow them."""
    if not rewords:
        return {}
    statements = [*answer.statements()]
    numbers = [_existing(answer, reword.statement) for reword in rewords]
    if len(set(numbers)) < len(numbers):
        raise EditRefused("a statement is reworded twice: keep one of both")
    texts = [cleaned_line(reword.text) for reword in rewords]
    for number, text in zip(numbers, texts, strict=True):
        if text == statements[number].text:
            raise EditRefused(f"statement {number} says exactly that already")
    claims = [
        _claim(answer, statements[number], text)
        for number, text in zip(numbers, texts, strict=True)
    ]
    verified = verify(claims)
    for number, outcome in zip(numbers, verified, strict=True):
        if not outcome.ok:
            raise EditRefused(
                f"statement {number} {outcome.reason}: keep to what the quoted passage says"
            )
    return {
        number: _said(statements[number], text, outcome)
        for number, text, outcome in zip(numbers, texts, verified, strict=True)
    }


def _said(statement: Statement, text: str, outcome: Verified) -> Statement:
    glosses = tuple(gloss for gloss in statement.glosses if gloss.term in text)
    return replace(statement, text=text, checks=dict(outcome.checks), glosses=glosses)


def _claim(answer: Answer, statement: Statement, text: str) -> Claim:
    """The new words, resting on the same spans."""
    quotes = [answer.quote(citation) for citation in statement.citations]
    sources = {answer.reference(citation).source_id for citation in statement.citations}
    if len(sources) != 1:
        raise EditRefused("only a statement that rests on one source can be reworded")
    return Claim(
        text=text,
        lead=statement.lead,
        strength=statement.strength,
        source_id=sources.pop(),
        passage_id=quotes[-1].passage_id,
        spans=tuple(Span(quote.start, quote.end) for quote in quotes),
    )


def _numbered(
    answer: Answer, reworded: Mapping[int, Statement], removed: set[int]
) -> tuple[_Numbered | None, list[_Group], list[_Group]]:
    """Bottom line and groups after rewording and removal, with the numbers that they had."""
    numbers = iter(range(sum(1 for _ in answer.statements())))

    def member(statement: Statement) -> Iterator[_Numbered]:
        number = next(numbers)
        if number not in removed:
            yield _Numbered(number, reworded.get(number, statement))

    def section(groups: Sequence[StatementGroup]) -> list[_Group]:
        made = (
            _Group(g.heading, tuple(m for each in g.statements for m in member(each)))
            for g in groups
        )
        return [group for group in made if group.members]

    line = next(member(answer.bottom_line), None) if answer.bottom_line else None
    return line, section(answer.guidelines), section(answer.research)


def _moved(groups: list[_Group], move: Move) -> tuple[list[_Group], bool]:
    """The groups with one member at another place of its group, and whether it was in them."""
    for index, group in enumerate(groups):
        rest = [member for member in group.members if member.number != move.statement]
        if len(rest) < len(group.members):
            if not 0 <= move.place <= len(rest):
                raise EditRefused(f"there is no place {move.place} below {group.heading!r}")
            (own,) = (member for member in group.members if member.number == move.statement)
            ordered = (*rest[: move.place], own, *rest[move.place :])
            return [*groups[:index], _Group(group.heading, ordered), *groups[index + 1 :]], True
    return groups, False


def _statement_groups(groups: Sequence[_Group]) -> tuple[StatementGroup, ...]:
    return tuple(
        StatementGroup(group.heading, tuple(member.statement for member in group.members))
        for group in groups
    )
