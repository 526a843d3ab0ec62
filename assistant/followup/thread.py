"""The thread of a conversation, turn by turn: what is being asked, of whom, and which detail.

`standalone` folds a history into it and words the question that is searched for.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.followup import topics, wording
from assistant.followup.leaning import Leaning, adds, asks, leaning, refers_back
from assistant.followup.lists import lists
from assistant.followup.remark import Remark, asks_nothing, read
from assistant.followup.slots import exchanged
from assistant.followup.turn import Turn
from assistant.triage import triage

_WHY = re.compile(r"why\b", re.I)
_THING = re.compile(r"\b(?:its?|they|them)\b", re.I)
_AND = "; "  # between details that go together


@dataclass(frozen=True, slots=True)
class Thread:
    """`question` stood alone; `condition` and `detail` came after it, and may be replaced."""

    question: str
    condition: str = ""
    detail: str = ""

    @property
    def text(self) -> str:
        """One question that says all of it."""
        if not self.detail:
            return wording.question(self.question, self.condition)
        about = self.question if _needs_all(self.detail) else topics.heading(self.question)
        return wording.question(about, self.condition, self.detail)


def standalone(history: Sequence[Turn], question: str) -> str:
    """The question to search for. Without history, or where it stands alone, it is unchanged.

    Only an opening is taken off one that stands alone ("and", "different question:").
    Earlier questions are screened like this one, since they are searched and shown with it. Raises
    QuestionError where one is not text.
    """
    thread: Thread | None = None
    for asked in _since_the_topic(history):
        thread = _taken_up(thread, read(asked)) if thread else Thread(read(asked).text)
    if thread is None or asks_nothing(question):
        return question
    remark = read(question)
    if leaning(remark) is Leaning.ALONE:
        return remark.text
    return _taken_up(thread, remark).text


def _since_the_topic(history: Sequence[Turn]) -> list[str]:
    """Earlier questions from the last one that stood alone, without what must not be carried.

    What only thanks, and what was not answered because somebody is in danger, is passed over.
    """
    asked: list[str] = []
    for turn in reversed(history):
        if not turn.question.strip():
            continue
        screened = triage(turn.question)
        said = wording.without_removed(screened.question)
        if screened.answerable and not asks_nothing(said):
            asked.append(said)
            if leaning(read(said)) is Leaning.ALONE:
                break
    return asked[::-1]


def _taken_up(thread: Thread, remark: Remark) -> Thread:
    """The thread after one more remark."""
    kind = leaning(remark)
    if kind is Leaning.ALONE:
        return Thread(remark.text)
    if kind is Leaning.BESIDE:
        return _of_others(thread, remark)
    if kind is Leaning.NAME and (renamed := topics.renamed(thread.question, remark.text)):
        return replace(thread, question=renamed, detail="")
    corrects = remark.corrects and not asks(remark.text)
    if kind is Leaning.CONDITION or corrects or _only_exchanges(thread, remark):
        return _of_others(thread, remark)
    return _in_detail(thread, remark.text)


def _only_exchanges(thread: Thread, remark: Remark) -> bool:
    """Whether all it says takes the place of something: "chronic?" after "acute"."""
    _, left = exchanged(thread.question, remark.text)
    return left != remark.text and not topics.content_count(left)


def _of_others(thread: Thread, remark: Remark) -> Thread:
    """The same question of other people, or under another condition."""
    said = remark.text
    question, left = exchanged(thread.question, said)
    put = left != said
    condition = "" if put and not topics.says_more(left) else wording.condition(left)
    if condition and thread.condition and adds(said):
        condition = f"{thread.condition}, {condition}"
    keeps = remark.corrects or _names(thread.detail)
    return Thread(question, condition, thread.detail if keeps else "")


def _in_detail(thread: Thread, said: str) -> Thread:
    """More about the same; what an earlier detail named goes with a word that points at it."""
    points = refers_back(said) or (topics.asks_of_something(said) and not _names(said))
    earlier = [part for part in thread.detail.split(_AND) if _names(part)]
    if points and earlier:
        said = f"{wording.bare(earlier[-1])}{_AND}{said}"
    return replace(thread, detail=said)


def _needs_all(detail: str) -> bool:
    """Whether it says too little of its own to be read beside a mere heading."""
    if topics.asks_of_something(detail) or _WHY.match(detail) or _THING.search(detail):
        return True
    return not topics.own_words(detail)


def _names(detail: str) -> bool:
    """Whether it brings in something that can be asked about. "why not CT?" leaves it behind."""
    return bool(topics.own_words(detail) - lists().signs) and not _WHY.match(detail)
