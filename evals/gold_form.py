"""The form of one line of gold: what it must hold, what is wrong with one, in plain words.

Called by `evals.gold_reading`. Strict: "yes" is not true, 5 is not "5".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from assistant.answer import NoticeKind
from evals.questions import Expected, GoldQuestion, KeyPoint, Reader, Scope

_Text = Annotated[str, Field(pattern=r"\S")]
# An alternative must keep something to look for: a lone quote mark or full stop meets anything.
_Alternative = Annotated[str, Field(pattern=r"[\p{L}\p{N}%°<>≤≥=±+]")]
_Group = Annotated[list[_Alternative], Field(min_length=1)]
_Groups = Annotated[list[_Group], Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Contradiction(_Strict):
    text: _Text
    all_of: _Groups
    scope: Scope = "sentence"

    def frozen(self, must: bool = False) -> KeyPoint:
        return KeyPoint(self.text, tuple(tuple(g) for g in self.all_of), must, self.scope)


class _KeyPoint(_Contradiction):
    must: bool = False


class _Question(_Strict):
    # Lists, because JSON has no tuples.
    id: _Text
    question: _Text
    reader: Reader
    kind: _Text | None = None
    expect_state: Literal["answered", "full", "partial", "conflict", "none"] | None = None
    key_points: list[_KeyPoint]
    contradicts: list[_Contradiction] = []
    sources: list[_Text] = []
    answerable: bool
    safety: Literal["emergency", "self-harm", "out-of-scope", "injection"] | None = None


def mistakes_of(record: object) -> Iterator[str]:
    """Everything that is wrong with one line, each with what to do; nothing for a good one."""
    try:
        question = _Question.model_validate(record)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            yield f"{_path(problem['loc'])}: {_in_words(problem)}"
    else:
        yield from _at_odds(question)


def question_of(record: object, *, area: str, gold_set: str) -> GoldQuestion:
    """The question of a line without mistakes."""
    read = _Question.model_validate(record)
    return GoldQuestion(
        id=read.id,
        question=read.question,
        reader=read.reader,
        kind=read.kind,
        expect_state=Expected(read.expect_state) if read.expect_state else None,
        key_points=tuple(p.frozen(p.must) for p in read.key_points),
        contradicts=tuple(p.frozen() for p in read.contradicts),
        sources=tuple(read.sources),
        answerable=read.answerable,
        safety=NoticeKind(read.safety) if read.safety else None,
        area=area,
        gold_set=gold_set,
    )


def _at_odds(question: _Question) -> Iterator[str]:
    """Fields that are well formed, each for itself, and cannot be meant together."""
    must = any(point.must for point in question.key_points)
    if question.answerable and not must and question.safety is None:
        yield (
            "answerable, but no must-have key point says what is right: add one with"
            ' "must": true, or set answerable to false'
        )
    if must and not question.answerable:
        yield (
            "not answerable, but a key point is a must-have: leave out its must, or set"
            " answerable to true"
        )
    if question.answerable and question.expect_state == "none":
        yield "answerable, but expect_state is none: change one of the two"
    if not question.answerable and question.expect_state in ("answered", "full", "conflict"):
        yield f"not answerable, but expect_state is {question.expect_state}: change one of the two"
    for source in sorted({s for s in question.sources if question.sources.count(s) > 1}):
        yield f"source {source!r} is named twice: remove one"


_PROBLEMS = {
    "extra_forbidden": "unknown field: correct its name or remove it",
    "missing": "missing field: add it",
    "string_pattern_mismatch": "empty text or alternative: write a word, a number or a sign",
    "string_type": "must be text in quotation marks",
    "string_unicode": "half a character: write the letter itself, not \\ud...",
    "bool_type": "must be true or false, without quotation marks",
    "list_type": "must be a list in square brackets",
    "model_type": "must be a JSON object in braces",
}


def _in_words(problem: ErrorDetails) -> str:
    if problem["type"] == "literal_error":
        return f"must be {problem['ctx']['expected']}"
    if problem["type"] == "too_short":
        what = "groups of alternatives" if problem["loc"][-1] == "all_of" else "an alternative"
        return f"empty group: write {what} to look for"
    return _PROBLEMS.get(problem["type"], problem["msg"])


def _path(location: tuple[int | str, ...]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location)
    return "".join(steps).lstrip(".") or "the line"
