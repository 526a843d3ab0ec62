"""Holds gold conversations with the assistant: is what a follow-up is about still found?

Beside Galen's rewriting stand two plain ones: none at all, and every earlier question in front.
Called by `galen eval conversations`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from assistant.answer import Answer
from assistant.assistant import Assistant
from assistant.followup import Turn
from assistant.followup.topics import conditions
from corpus.text.words import content_stems
from evals.conversations import FIRST, NO_QUESTION, TOPIC_CHANGE, GoldConversation, GoldTurn
from evals.intervals import wilson

FIRST_SOURCES = 5
REWRITINGS = ("galen", "none", "all earlier questions")


@dataclass(frozen=True, slots=True)
class Asked:
    """A turn searched for in one way.

    `rank` is that of the best gold source among the distinct sources found, None where none was;
    `like_full` tells whether the bottom line is the one that the gold's full question gets.
    """

    searched_for: str
    rank: int | None
    answered: bool
    like_full: bool

    @property
    def found(self) -> bool:
        return self.rank is not None and self.rank <= FIRST_SOURCES


@dataclass(frozen=True, slots=True)
class Held:
    """One turn of one conversation, asked in each of REWRITINGS.

    `kept` are content stems that Galen's rewriting takes from earlier questions and that neither
    this question nor its gold form has; `kept_conditions` the conditions that they are words of.
    """

    conversation: str
    half: str
    kind: str
    question: str
    asked: tuple[Asked, ...]
    kept: tuple[str, ...]
    kept_conditions: tuple[str, ...]

    def by(self, rewriting: str) -> Asked:
        return self.asked[REWRITINGS.index(rewriting)]

    @property
    def galen(self) -> Asked:
        return self.by("galen")


@dataclass(frozen=True, slots=True)
class Share:
    """A proportion and its Wilson interval of 95 %; nothing to divide by is no share."""

    count: int
    of: int

    def to_json(self) -> dict[str, Any]:
        low, high = wilson(self.count, self.of) if self.of else (None, None)
        value = round(self.count / self.of, 4) if self.of else None
        return {"count": self.count, "of": self.of, "value": value, "low": low, "high": high}

    def __str__(self) -> str:
        if not self.of:
            return "none"
        low, high = wilson(self.count, self.of)
        return f"{self.count}/{self.of} = {self.count / self.of:.3f} ({low:.3f} to {high:.3f})"


def hold(assistant: Assistant, conversations: Sequence[GoldConversation]) -> Iterator[Held]:
    """Every turn, when it has been asked in each way."""
    for conversation in conversations:
        for number, turn in enumerate(conversation.turns):
            earlier = [past.question for past in conversation.turns[:number]]
            yield _held(assistant, conversation, turn, earlier)


def _held(
    assistant: Assistant, conversation: GoldConversation, turn: GoldTurn, earlier: list[str]
) -> Held:
    full = _bottom_line(assistant.ask(turn.standalone)) if turn.standalone else None
    answers = (
        assistant.ask(turn.question, history=[Turn(question) for question in earlier]),
        assistant.ask(turn.question),
        assistant.ask(" ".join([*earlier, turn.question])),
    )
    asked = tuple(_asked(answer, turn, full) for answer in answers)
    searched_for = asked[0].searched_for
    kept = tuple(_kept(searched_for, turn, earlier))
    of_old = [c for c in conditions(searched_for) if set(content_stems(c)) <= set(kept)]
    return Held(
        conversation.id, conversation.half, turn.kind, turn.question, asked, kept, tuple(of_old)
    )


def _asked(answer: Answer, turn: GoldTurn, full: str | None) -> Asked:
    ranks = [found.rank for found in answer.retrieved if found.source_id in turn.sources]
    said = _bottom_line(answer)
    like_full = said is not None and said == full
    return Asked(answer.searched_for, min(ranks, default=None), said is not None, like_full)


def _bottom_line(answer: Answer) -> str | None:
    return answer.bottom_line.text if answer.bottom_line else None


def _kept(searched_for: str, turn: GoldTurn, earlier: Sequence[str]) -> Iterator[str]:
    of_earlier = set(content_stems(" ".join(earlier)))
    wanted = set(content_stems(f"{turn.question} {turn.standalone}"))
    yield from dict.fromkeys(
        s for s in content_stems(searched_for) if s in of_earlier and s not in wanted
    )


def summarise(held: Sequence[Held]) -> Mapping[str, Share]:
    """What is reported of these turns, by name."""
    first = [turn for turn in held if turn.kind == FIRST]
    asked = [turn for turn in held if turn.kind not in (FIRST, NO_QUESTION)]
    changes = [turn for turn in asked if turn.kind == TOPIC_CHANGE]
    as_typed = [turn for turn in held if turn.kind in (FIRST, NO_QUESTION)]
    return {
        **{f"found, {name}": _share(turn.by(name).found for turn in asked) for name in REWRITINGS},
        **{
            f"like the full question, {name}": _share(turn.by(name).like_full for turn in asked)
            for name in REWRITINGS
        },
        "answered": _share(turn.galen.answered for turn in asked),
        "old topic let go": _share(not turn.kept_conditions for turn in changes),
        "no old word kept": _share(not turn.kept for turn in changes),
        "left as typed": _share(turn.galen.searched_for == turn.question for turn in as_typed),
        "first questions found": _share(turn.galen.found for turn in first),
    }


def by_kind(held: Sequence[Held]) -> Mapping[str, Share]:
    """Galen's share of follow-ups found, for each kind of them."""
    kinds = Counter(turn.kind for turn in held if turn.kind not in (FIRST, NO_QUESTION))
    return {
        kind: _share(turn.galen.found for turn in held if turn.kind == kind)
        for kind, _ in kinds.most_common()
    }


def _share(outcomes: Iterable[bool]) -> Share:
    counted = list(outcomes)
    return Share(sum(counted), len(counted))


def to_json(held: Sequence[Held]) -> dict[str, Any]:
    """Every figure, by half and over both, and every turn."""
    halves = {half: [turn for turn in held if turn.half == half] for half in _halves(held)}
    parts = {**halves, "all": list(held)}
    return {
        "first_sources": FIRST_SOURCES,
        "summary": {
            name: {key: share.to_json() for key, share in summarise(turns).items()}
            for name, turns in parts.items()
        },
        "by_kind": {kind: share.to_json() for kind, share in by_kind(held).items()},
        "turns": [asdict(turn) for turn in held],
    }


def text(held: Sequence[Held]) -> str:
    """The figures as lines, then every follow-up whose sources were not found."""
    return "\n".join(_text_lines(held))


def _text_lines(held: Sequence[Held]) -> Iterator[str]:
    for half in _halves(held):
        turns = [turn for turn in held if turn.half == half]
        yield f"{half}: {len({turn.conversation for turn in turns})} conversations"
        yield from (f"  {name:<44} {share}" for name, share in summarise(turns).items())
    yield f"by kind, found among the first {FIRST_SOURCES} sources"
    yield from (f"  {kind:<44} {share}" for kind, share in by_kind(held).items())
    missed = [t for t in held if t.kind not in (FIRST, NO_QUESTION) and not t.galen.found]
    yield f"not found: {len(missed)}"
    for turn in missed:
        yield f"  {turn.conversation}: {turn.question!r} as {turn.galen.searched_for!r}"


def _halves(held: Sequence[Held]) -> list[str]:
    return list(dict.fromkeys(turn.half for turn in held))
