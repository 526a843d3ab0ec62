"""The generative engine: ask, verify, repair once, complete; or the extractive answer, and why.

`Assistant` calls it with what was found and with the extractive statements, which lead the way.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field

from assistant.answer import Notice, NoticeKind, Usage, Withheld
from assistant.chat.model import ChatModel, Message
from assistant.clock import Clock
from assistant.composition import Composition, Shown
from assistant.conflicts import Disagreement
from assistant.events import StatementReady
from assistant.evidence import Candidate
from assistant.extractive import Quoted
from assistant.generative.completing import completed
from assistant.generative.conversation import Conversation, asking, repairing
from assistant.generative.draft import Draft
from assistant.generative.examining import Examiner, Unborne
from assistant.generative.passages import SentPassage, chosen
from assistant.generative.uses import Helper
from assistant.generative.uses.wording import worded
from assistant.generative.wire import Proposal, Refused, as_sent, parts
from assistant.retrieval import Retrieval
from assistant.selection import Selection
from assistant.verification import Verifier
from corpus.errors import ContextTooLong, ModelServerError

NAME = "generative"
FALLBACK = "extractive"
MOST_SHOWN = 14
"""Statements taken from a model, as many as the longest extractive answer has."""
_LEAST_SHOWN = 0.5  # of what the model wrote: below it, its answer is not worth reading


@dataclass(frozen=True, slots=True)
class Material:
    """What there is to answer from, what the extractive engine says of it, and for which reader."""

    question: str
    found: Retrieval
    best_first: Sequence[Candidate]
    selection: Selection
    conflict: Disagreement | None
    quoted: Quoted
    reader: str


@dataclass(frozen=True, slots=True)
class Said:
    """An answer's evidence part, whose it is, and what it cost. `model` is None where none is
    shown."""

    composed: Composition
    engine: str
    model: str | None
    usage: Usage
    notices: tuple[Notice, ...] = ()


@dataclass(frozen=True, slots=True)
class _Failed:
    """What the model sent and is not shown: the reason for readers, and the one for the model."""

    refused: Refused
    reason: str


@dataclass(slots=True)
class _Exchange:
    """One conversation with its passages, and the draft that comes of it."""

    conversation: Conversation
    draft: Draft
    clock: Clock
    passages: tuple[SentPassage, ...]
    examiner: Examiner
    messages: list[Message]
    failed: list[_Failed] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [passage.id for passage in self.passages]


class GenerativeEngine:
    """Words answers with a chat model."""

    def __init__(
        self,
        chat: ChatModel,
        verifier: Verifier,
        count_tokens: Callable[[str], int],
        passage_tokens: int,
    ) -> None:
        """`passage_tokens` bounds the passages sent, as `count_tokens` counts."""
        self._chat = chat
        self._verifier = verifier
        self._count_tokens = count_tokens
        self._passage_tokens = passage_tokens

    def say(
        self, material: Material, clock: Clock, helper: Helper
    ) -> Generator[StatementReady, None, Said]:
        """Every statement when it is verified; then the whole, which may be the extractive answer.

        `helper` may word the whole for its reader. What it costs is counted by itself. Nothing is
        sent where nothing can be said. Never raises ModelServerError.
        """
        leading = material.quoted.bottom_line
        conversation = Conversation(self._chat, clock)
        if leading is None:
            return self._quoted(material, conversation.usage, ())
        draft = Draft(material.found.entries, leading)
        try:
            exchange = yield from self._asked(material, leading, conversation, draft)
        except ModelServerError as error:
            return self._fallen_back(material, conversation.usage, str(error))
        withheld = (yield from self._repaired(exchange)) if exchange.failed else ()
        shown = len(draft.statements)
        why = _not_worth_it(shown, shown + len(withheld))
        if why:
            return self._fallen_back(material, conversation.usage, why)
        yield from completed(draft, material.quoted, material.conflict, material.found.entries)
        draft.reword(lambda shown: worded(helper, material.reader, shown, self._verifier))
        composed = draft.laid_out(withheld)
        return Said(composed, NAME, self._chat.name, conversation.usage)

    def _asked(
        self, material: Material, leading: Shown, conversation: Conversation, draft: Draft
    ) -> Generator[StatementReady, None, _Exchange]:
        """Ask once, and once more with half of the passages where they are too many to be read."""
        exchange = self._exchange(material, leading, conversation, draft, self._passage_tokens)
        try:
            yield from self._heard(exchange, exchange.messages, "generate")
        except ContextTooLong:
            if draft.statements:
                raise
            half = sum(self._count_tokens(p.element()) for p in exchange.passages) // 2
            exchange = self._exchange(material, leading, conversation, draft, half)
            yield from self._heard(exchange, exchange.messages, "generate")
        return exchange

    def _exchange(
        self,
        material: Material,
        leading: Shown,
        conversation: Conversation,
        draft: Draft,
        tokens: int,
    ) -> _Exchange:
        passages = chosen(
            material.selection, material.best_first, material.found, self._count_tokens, tokens
        )
        (printed,) = leading.rests_on
        first = next((p.id for p in passages if printed in p.sentences), passages[0].id)
        return _Exchange(
            conversation=conversation,
            draft=draft,
            clock=conversation.clock,
            passages=passages,
            examiner=Examiner(
                passages, material.found.entries, self._verifier, (printed, leading.lead)
            ),
            messages=asking(material.question, passages, leading.text, first),
        )

    def _heard(
        self, exchange: _Exchange, messages: Sequence[Message], stage: str
    ) -> Generator[StatementReady, None, None]:
        """Examine each statement as it comes; what fails is kept in the exchange."""
        with closing(exchange.conversation.replies(messages, exchange.ids, stage)) as replies:
            for found in replies:
                # What is more is read and dropped: the count of tokens comes at the end.
                if len(exchange.draft.statements) < MOST_SHOWN:
                    yield from self._taken(exchange, found)

    def _taken(self, exchange: _Exchange, found: Proposal | Refused) -> Iterator[StatementReady]:
        """What can be shown of one statement: all of it, or those of its sentences that hold."""
        if isinstance(found, Refused):
            exchange.failed.append(_Failed(found, found.reason))
            return
        with exchange.clock.stage("verify"):
            examined = [(found, exchange.examiner.examine(found))]
            several = parts(found)
            if isinstance(examined[0][1], Unborne) and len(several) > 1:
                examined = [(each, exchange.examiner.examine(each)) for each in several]
        for each, outcome in examined:
            if isinstance(outcome, Unborne):
                refused = Refused(as_sent(each), outcome.told)
                exchange.failed.append(_Failed(refused, outcome.reason))
            elif ready := exchange.draft.add(outcome, each.section):
                yield ready

    def _repaired(
        self, exchange: _Exchange
    ) -> Generator[StatementReady, None, tuple[Withheld, ...]]:
        """Send the failed ones back once. What is withheld in the end: as many as had failed and
        were not replaced, with the last reasons known."""
        first, exchange.failed = exchange.failed, []
        before = len(exchange.draft.statements)
        messages = repairing(exchange.messages, exchange.passages, [each.refused for each in first])
        note = ""
        try:
            yield from self._heard(exchange, messages, "repair")
        except ModelServerError as error:
            note = f"; it could not be repaired: {error}"
        replaced = len(exchange.draft.statements) - before
        reasons = [each.reason for each in (*exchange.failed, *first)]
        return tuple(Withheld(f"{r}{note}") for r in reasons[: max(0, len(first) - replaced)])

    def _fallen_back(self, material: Material, usage: Usage, why: str) -> Said:
        notice = Notice(
            NoticeKind.FALLBACK,
            f"This is the extractive answer, quoted from the sources. The language model"
            f" {self._chat.name} at {self._chat.host} was asked, and its answer is not shown:"
            f" {why}",
        )
        return self._quoted(material, usage, (notice,))

    def _quoted(self, material: Material, usage: Usage, notices: tuple[Notice, ...]) -> Said:
        composed = material.quoted.composed(material.found.entries)
        return Said(composed, FALLBACK, None, usage, notices)


def _not_worth_it(shown: int, written: int) -> str:
    """Why the model's answer is not shown, in words; empty where it is."""
    if not written:
        return "it held no statement in the form asked for."
    if not shown:
        return "no statement of it was borne out by the passages that it cites."
    if shown < _LEAST_SHOWN * written:
        return (
            f"only {shown} of its {written} statements were borne out by the passages that they"
            " cite."
        )
    return ""
