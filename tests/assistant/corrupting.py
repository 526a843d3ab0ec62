"""A model that copies real sentences with their ids and corrupts every other one, and its measure.

It insists: what is sent back to be repaired comes again as it was. A CI test asks it about some
sixty corrupted statements, `tests.long.corrupting_model` about five hundred.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from chat_doubles import Given, Said, Scripted, leading, passages, reply, said

from assistant.answer import Answer, Reference, Statement
from assistant.assistant import Assistant
from assistant.chat.model import Message
from assistant.events import Done, StatementReady
from assistant.generative.wire import cleaned
from corpus.text.words import content_stems
from evals.mutation.kinds import TEXT_KINDS
from ui.session import Session

WRONG_ID = "wrong id"
LABEL = "label of another strength"
IN_WORDS = "strength in words"
KINDS = (*TEXT_KINDS, WRONG_ID, LABEL, IN_WORDS)
_LABELS = ("Strong", "Weak", "Class 3, LOE C", "Grade A", "Usually appropriate")
_ADVISES = re.compile(r"\b(recommend(?:s|ed)?|suggest(?:s|ed)?|advise[sd]?)\b")


@dataclass(frozen=True)
class Sent:
    """A statement as the model sent it, and the words of the passage that it cites.

    `kind` is how it was corrupted, empty where it was not.
    """

    text: str
    kind: str
    cited: str = ""


@dataclass
class Corruptor:
    """Writes a reply of faithful and corrupted statements, one after the other."""

    draw: Random
    tried: Counter[str] = field(default_factory=Counter)
    sent: list[Sent] = field(default_factory=list)
    _said: str = ""

    def answer(self, messages: Sequence[Message], call: int) -> str:
        if len(messages) > 2:
            return self._said  # asked to repair
        first = leading(messages)
        self.sent = [Sent(first["text"], "")]
        given = passages(messages)
        statements = [first]
        told = {first["text"]}
        for each in given:
            for text in each.sentences:
                if text not in told:
                    told.add(text)
                    statements += self._next(text, each, given)
        self._said = reply(statements[:24])
        self.sent = self.sent[:24]
        return self._said

    def _next(self, text: str, own: Given, given: Sequence[Given]) -> Iterator[Said]:
        """The sentence, corrupted where the last one was not and it can be."""
        changed = None if self.sent[-1].kind else self._corrupted(text, own, given)
        statement, kind = changed or (said(own.section, text, own.id), "")
        if not kind and not self.sent[-1].kind and len(self.sent) > 1:
            return  # as many faithful as corrupted ones
        (cited,) = (each for each in given if each.id == statement["ids"][0])
        self.sent.append(Sent(cleaned(statement["text"]), kind, " ".join(cited.sentences)))
        yield statement

    def _corrupted(self, text: str, own: Given, given: Sequence[Given]) -> tuple[Said, str] | None:
        """A change of the kind that was made least often, of those that can be made here."""
        order = sorted(KINDS, key=lambda kind: (self.tried[kind], self.draw.random()))
        for kind in order:
            made = self._made(kind, text, own, given)
            if made is not None:
                self.tried[kind] += 1
                return made, kind
        return None

    def _made(self, kind: str, text: str, own: Given, given: Sequence[Given]) -> Said | None:
        if kind == WRONG_ID:
            other = _farthest(text, own, given)
            return said(other.section, text, other.id) if other else None
        if kind == LABEL:
            others = [each for each in _LABELS if each != own.attributes.get("strength")]
            return said(own.section, f"{text.rstrip('.')} ({self.draw.choice(others)}).", own.id)
        if kind == IN_WORDS:
            if "strong" in text.lower() or not _ADVISES.search(text):
                return None
            return said(own.section, _ADVISES.sub(r"strongly \1", text, count=1), own.id)
        change = TEXT_KINDS[kind](text, self.draw)
        if change is None or change.text.lower().split() == text.lower().split():
            return None
        return said(own.section, change.text, own.id)


def _farthest(text: str, own: Given, given: Sequence[Given]) -> Given | None:
    """The passage that shares fewest words with the sentence."""
    said_stems = set(content_stems(text))
    others = [each for each in given if each.id != own.id]
    return min(
        others,
        key=lambda each: len(said_stems & set(content_stems(" ".join(each.sentences)))),
        default=None,
    )


@dataclass
class Measured:
    """What became of the statements of each kind; "" is the faithful ones."""

    sent: Counter[str] = field(default_factory=Counter)
    shown: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    answers: int = 0
    fallbacks: int = 0

    @property
    def corrupted(self) -> int:
        return sum(n for kind, n in self.sent.items() if kind)

    @property
    def corrupted_shown(self) -> int:
        return sum(n for kind, n in self.shown.items() if kind)

    @property
    def faithful_share(self) -> float:
        return self.shown[""] / max(1, self.sent[""])


def measure(session: Session, questions: Iterable[str], wanted: int, seed: int = 1) -> Measured:
    """Ask until so many corrupted statements were sent."""
    corruptor = Corruptor(Random(seed))
    chat = Scripted(corruptor.answer, width=400)
    assistant = Assistant(session.library, session.embedder.count_tokens, chat=chat)
    measured = Measured()
    for question in questions:
        if measured.corrupted >= wanted:
            break
        corruptor.sent = []
        said, answer = _asked(assistant, question)
        if corruptor.sent:
            measured.answers += 1
            measured.fallbacks += answer.engine == "extractive"
            _count(measured, question, corruptor.sent, said)
    return measured


def _asked(assistant: Assistant, question: str) -> tuple[set[tuple[str, str]], Answer]:
    """Every text that was shown at any time with each quote that it cites, and the answer."""
    shown: set[tuple[str, str]] = set()
    for event in assistant.stream(question, engine="generative"):
        if isinstance(event, StatementReady):
            shown |= set(_quoted(event.statement, event.references))
        elif isinstance(event, Done):
            answer = event.answer
            for each in answer.statements():
                shown |= set(_quoted(each, answer.references))
    return shown, answer


def _quoted(statement: Statement, references: Sequence[Reference]) -> Iterator[tuple[str, str]]:
    for citation in statement.citations:
        yield statement.text, references[citation.number - 1].quotes[citation.quote].text


def _count(
    measured: Measured, question: str, sent: Sequence[Sent], shown: set[tuple[str, str]]
) -> None:
    faithful = {each.text for each in sent if not each.kind}
    texts = {text for text, _ in shown}
    for each in dict.fromkeys(sent):
        was_shown = each.text in texts
        if each.kind == WRONG_ID:  # the sentence may stand there, quoted from its own passage
            was_shown = any(t == each.text and quote in each.cited for t, quote in shown)
        elif each.kind and each.text in faithful:
            continue  # it happens to say what another sentence says
        measured.sent[each.kind] += 1
        measured.shown[each.kind] += was_shown
        if bool(each.kind) is was_shown:
            found = measured.faults if each.kind else measured.withheld
            found.append(f"{each.kind}: {each.text} [{question}]")
