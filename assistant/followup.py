"""A follow-up becomes a question that stands alone; and what could be asked next.

Rules only: a short question that opens like a continuation takes the topic of the one before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.leads import name_of
from assistant.retrieval import Retrieval
from assistant.triage import triage
from corpus.model import Section
from corpus.text.words import STOP_WORDS, words

MAX_FOLLOW_UPS = 3

_CONTINUES = re.compile(
    r"^(?:and|or|but|what about|how about|what if|why not|why|if so|then|also|instead|no,|which one"
    r"|what dose|how long|how often|how much|is it|are they|does it|should i|can it"
    r"|in (?:preg|child|older|elder|wom|men)\w*)\b",
    re.I,
)
_REFERS_BACK = re.compile(r"\b(?:it|its|they|them|this|that|these|those|one|same|there)\b", re.I)
_SHORT = 5
# Questions that lean on each other are carried along: the first one and the last of the others.
_TOPICS = 2


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier question of the conversation, with the answer's text where it is known."""

    question: str
    answer: str | None = None


def standalone(history: Sequence[Turn], question: str) -> str:
    """The question to search for. Without history, or where it stands alone, it is unchanged.

    Earlier questions are screened like this one, since they are searched and shown with it. Raises
    QuestionError where one is not text.
    """
    topics: list[str] = []
    for asked in (*(turn.question for turn in history if turn.question.strip()), question):
        earlier = topics if topics and _leans_on_history(asked) else []
        topics = [*earlier, asked]
    *before, _ = topics[:1] + topics[1:][-_TOPICS:]
    return " - ".join([*(triage(topic).question.rstrip("?. ") for topic in before), question])


def _leans_on_history(question: str) -> bool:
    content = [w for w in words(question) if w not in STOP_WORDS]
    if _CONTINUES.match(question.strip()) and len(content) <= _SHORT:
        return True
    return len(content) <= 2 or (len(content) <= _SHORT and bool(_REFERS_BACK.search(question)))


def follow_ups(retrieval: Retrieval, cited: set[str]) -> tuple[str, ...]:
    """Questions that the library can answer: on sources found near the question and not shown."""
    return tuple(_suggestions(retrieval, cited))[:MAX_FOLLOW_UPS]


def _suggestions(retrieval: Retrieval, cited: set[str]) -> Iterator[str]:
    seen: set[str] = set()
    for scored in retrieval.passages:
        source = retrieval.source(scored.passage.source_id)
        if source.id in cited | seen or retrieval.superseded_by(source.id) or not source.topics:
            continue
        seen.add(source.id)
        # The name of a trial alone would find little.
        topic = next((t for t in source.topics if not t.isupper()), source.topics[0])
        if source.section is Section.GUIDELINES:
            yield f"What does {name_of(source)} recommend on {topic}?"
        else:
            yield f"What did {name_of(source)} find on {topic}?"
