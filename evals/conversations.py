"""Gold conversations: two or three turns, what each must find, and reading them from files.

`evals.conversing` holds them; `galen eval conversations` calls both.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import GoldError

HALVES = ("tuning", "frozen")
"""Rules may be changed while looking at the first half; the second only tells how they fare."""

FIRST = "first"
NO_QUESTION = "no-question"
TOPIC_CHANGE = "topic-change"

_Text = Annotated[str, Field(pattern=r"\S")]


@dataclass(frozen=True, slots=True)
class GoldTurn:
    """One question as a person types it, and the sources of which one must be found.

    `standalone` is a good full question, for the human reader. A turn that asks nothing ("thanks")
    has neither.
    """

    kind: str
    question: str
    sources: frozenset[str]
    standalone: str


@dataclass(frozen=True, slots=True)
class GoldConversation:
    id: str
    half: str
    turns: tuple[GoldTurn, ...]


class _Turn(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    kind: _Text
    question: _Text
    sources: list[_Text]
    standalone: str


class _Conversation(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    id: _Text
    turns: Annotated[list[_Turn], Field(min_length=2)]


def bundled_conversations(half: str | None = None) -> tuple[Path, ...]:
    """The files that come with Galen: both halves, or the one that is named."""
    folder = Path(__file__).parent / "conversations"
    return tuple(folder / f"{name}.jsonl" for name in HALVES if half in (name, None))


def load_conversations(
    paths: Sequence[Path], known_sources: Collection[str]
) -> tuple[GoldConversation, ...]:
    """Every conversation of the files; a file's name is the half that it belongs to.

    Raises GoldError, each mistake on a line of its own: `file:line: what`.
    """
    loaded: dict[str, GoldConversation] = {}
    mistakes: list[str] = []
    for path in paths:
        for number, line in enumerate(_lines(path), start=1):
            try:
                conversation = _frozen(_Conversation.model_validate_json(line), path.stem)
            except ValidationError as error:
                mistakes += [f"{path}:{number}: {_in_words(error)}"]
                continue
            known = loaded.setdefault(conversation.id, conversation)
            found = _mistakes(conversation, known_sources, repeated=known is not conversation)
            mistakes += [f"{path}:{number}: {mistake}" for mistake in found]
    if mistakes:
        raise GoldError("\n".join(mistakes))
    return tuple(loaded.values())


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read ({error}): give a file of JSON lines") from error


def _frozen(read: _Conversation, half: str) -> GoldConversation:
    turns = (GoldTurn(t.kind, t.question, frozenset(t.sources), t.standalone) for t in read.turns)
    return GoldConversation(read.id, half, tuple(turns))


def _in_words(error: ValidationError) -> str:
    first = error.errors(include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "line"
    return f"{place}: {first['msg']}: correct it"


def _mistakes(
    conversation: GoldConversation, known_sources: Collection[str], *, repeated: bool
) -> Iterator[str]:
    if repeated:
        yield f"duplicate id {conversation.id!r}: choose another"
    for number, turn in enumerate(conversation.turns, start=1):
        if (turn.kind == FIRST) != (number == 1):
            yield f"turn {number}: the first turn, and no other, is of kind {FIRST!r}"
        asks = turn.kind != NO_QUESTION
        if bool(turn.sources) != asks or bool(turn.standalone.strip()) != asks:
            yield f"turn {number}: sources and standalone go with every turn but {NO_QUESTION!r}"
        for source in sorted(turn.sources - set(known_sources)):
            yield f"turn {number}: no source {source!r} in the library: correct the id"
